#pragma once

#include <proflens/detail/bidi.hpp>
#include <proflens/detail/utf8.hpp>
#include <proflens/plot/drawn_text.hpp>
#include <proflens/plot/font_table.hpp>
#include <proflens/plot/text_measure.hpp>

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace proflens::plot {

/// The width of one character in em: from the table of DejaVu Sans where it has it; one em for
/// Chinese, Japanese and Korean and for emoji, none for marks that sit on another letter and for
/// controls of direction, and 0.65 for all other scripts, a little more than their mean.
inline double width_in_em(char32_t code) {
  using namespace font_table;
  const auto within = [code](char32_t low, char32_t high) { return low <= code && code <= high; };
  const auto from = [code](const auto& table, char32_t low) {
    return table[static_cast<std::size_t>(code - low)] / units_per_em;
  };
  if (within(0x20, 0x7e)) return from(ascii, 0x20);
  if (within(0xa0, 0xff)) return from(latin_1, 0xa0);
  if (within(0x391, 0x3c9)) return from(greek, 0x391);
  if (detail::is_bidi_control(code)) return 0;
  if (within(0x300, 0x36f) || within(0x200b, 0x200f) || within(0xfe00, 0xfe0f)) return 0;
  const auto* sign = std::lower_bound(signs.begin(), signs.end(), code,
                                      [](const entry& e, char32_t c) { return e.code < c; });
  if (sign != signs.end() && sign->code == code) return sign->width / units_per_em;
  const bool wide = within(0x1100, 0x115f) || within(0x2e80, 0xd7ff) || within(0xf900, 0xfaff) ||
                    within(0xfe30, 0xfe4f) || within(0xff01, 0xff60) || within(0xffe0, 0xffe6) ||
                    within(0x2600, 0x27bf) || code >= 0x1f000;
  return wide ? 1 : 0.65;
}

/// Measures by the built-in table, with the standard library only.
class table_measure final : public text_measure {
 public:
  text_extent operator()(std::string_view utf8, double size_points) const override {
    double width = 0;
    detail::for_each_code_point(utf8, [&](const detail::code_point& point, std::string_view) {
      width += width_in_em(is_drawn_as_space(point.value) ? ' ' : point.value);
    });
    return {width * size_points, font_table::ascent * size_points,
            font_table::descent * size_points};
  }
};

}  // namespace proflens::plot
