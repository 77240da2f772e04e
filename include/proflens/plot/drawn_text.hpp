#pragma once

#include <proflens/detail/utf8.hpp>

#include <string>
#include <string_view>

namespace proflens::plot {

/// True for what no backend can draw: control characters (C0, DEL, C1) and non-characters.
constexpr bool is_undrawable(char32_t code) {
  return code < 0x20 || (0x7F <= code && code < 0xA0) || code == 0xFFFE || code == 0xFFFF;
}

/// True for line ends, tabs and other separators that a line of text shows as a space.
constexpr bool is_drawn_as_space(char32_t code) {
  return code == '\t' || code == '\n' || code == '\r' || code == 0x2028 || code == 0x2029;
}

/// A line of text as every backend draws it: separators become spaces, what cannot be drawn and
/// bytes that are no UTF-8 become U+FFFD.
inline std::string drawn_text(std::string_view utf8) {
  std::string result;
  result.reserve(utf8.size());
  detail::for_each_code_point(utf8, [&](const detail::code_point& point, std::string_view bytes) {
    if (is_drawn_as_space(point.value)) {
      result += ' ';
    } else {
      const bool good = point.valid && !is_undrawable(point.value);
      result += good ? bytes : detail::replacement_character;
    }
  });
  return result;
}

}  // namespace proflens::plot
