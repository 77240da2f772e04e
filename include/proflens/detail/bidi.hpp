#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <proflens/detail/utf8.hpp>

/// Names from files may hold letters that run from right to left, and controls that turn or reorder
/// the text around them (Unicode Standard Annex 9).
namespace proflens::detail {

/// Embeddings, overrides and isolates: U+202A to U+202E and U+2066 to U+2069. They have no width.
constexpr bool is_bidi_control(char32_t code) {
  return (0x202A <= code && code <= 0x202E) || (0x2066 <= code && code <= 0x2069);
}

/// True in the blocks of Hebrew, Arabic and other scripts that run from right to left, and for the
/// right-to-left mark.
constexpr bool runs_leftward(char32_t code) {
  return (0x0590 <= code && code <= 0x08FF) || (0xFB1D <= code && code <= 0xFDFF) ||
         (0xFE70 <= code && code <= 0xFEFE) || (0x10800 <= code && code <= 0x10FFF) ||
         (0x1E800 <= code && code <= 0x1EFFF) || code == 0x200F;
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

/// A name so that nothing in it reorders the line it is put into: between FIRST STRONG ISOLATE and
/// POP DIRECTIONAL ISOLATE, its own isolates closed and none but these popped. A name without
/// letters from right to left and without controls is returned as it is.
inline std::string isolated(std::string_view name) {
  constexpr std::string_view first_strong = "\u2068", pop = "\u2069";
  std::string inside;
  std::size_t open = 0;
  bool needed = false;
  for_each_code_point(name, [&](const code_point& point, std::string_view bytes) {
    const char32_t code = point.value;
    needed |= is_bidi_control(code) || runs_leftward(code);
    if (code == 0x2069 && open == 0) return;  // would end the isolate that is put around
    if (code == 0x2069) --open;
    if (0x2066 <= code && code <= 0x2068) ++open;
    inside += bytes;
  });
  if (!needed) return std::string(name);
  std::string result(first_strong);
  result += inside;
  for (; open > 0; --open) result += pop;
  result += pop;
  return result;
}

}  // namespace proflens::detail
