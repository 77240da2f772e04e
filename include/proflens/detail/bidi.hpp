#pragma once

#include <string>
#include <string_view>

#include <proflens/detail/utf8.hpp>

namespace proflens::detail {

/// Embeddings, overrides and isolates (Unicode Standard Annex 9): they turn or reorder the text
/// around them and have no width.
constexpr bool is_bidi_control(char32_t code) {
  return (0x202A <= code && code <= 0x202E) || (0x2066 <= code && code <= 0x2069);
}

/// The bidi controls of a text alone, in their order: what has to stay where it is shortened, so
/// that whatever it opens is closed.
inline std::string bidi_controls(std::string_view text) {
  std::string kept;
  for_each_code_point(text, [&](const code_point& point, std::string_view bytes) {
    if (is_bidi_control(point.value)) kept += bytes;
  });
  return kept;
}

}  // namespace proflens::detail
