#pragma once

#include <proflens/plot/limits.hpp>
#include <proflens/plot/style.hpp>
#include <proflens/plot/text_measure.hpp>
#include <proflens/plot/ticks.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace proflens::plot::arrange {

/// Text in cells is never smaller than this, in points: where it does not fit, there is none.
inline constexpr double least_cell_text = 5;

/// A number in the fewest characters that keep three significant digits: 0.0123, 1.23, 12.3, 1234,
/// 12346, 123k, 1.23M, 12.3G, 1.23×10⁻⁵.
inline std::string short_value(double value) {
  const double size = std::abs(value);
  if (size == 0) return "0";
  // The exponent of the number once it is rounded: 9.999 is 10.0, not 10.00.
  const auto exponent_of = [](double number) {
    const int digits = static_cast<int>(std::floor(std::log10(number)));
    return std::round(number / std::pow(10, digits - 2)) >= 1000 ? digits + 1 : digits;
  };
  const int exponent = exponent_of(size);
  const auto rounded = [](double number, int power) {
    return plain_number(number, std::max(0, 2 - power));
  };
  if (exponent >= -4 && exponent < 5) return rounded(value, exponent);
  constexpr std::array<std::pair<int, const char*>, 4> thousands{
      {{3, "k"}, {6, "M"}, {9, "G"}, {12, "T"}}};
  for (const auto& [power, name] : thousands)
    if (exponent >= power && exponent < power + 3)
      return rounded(value / std::pow(10, power), exponent - power) + name;
  return rounded(value / std::pow(10, exponent), 0) + power_of_ten(exponent);
}

/// What is written into a cell; nothing where there is no value.
inline std::string cell_text(double value, std::optional<int> decimals) {
  if (!drawable(value)) return {};
  return decimals ? plain_number(value, *decimals) : short_value(value);
}

/// The size at which all texts fit into cells of this width and height: the tick labels', or
/// smaller; none if it had to be smaller than `least_cell_text`.
inline std::optional<double> cell_text_size(const std::vector<std::string>& texts, double width,
                                            double height, const style& s,
                                            const text_measure& measure) {
  constexpr double filled = 0.9;  // of the cell, at most
  double widest = 0;
  for (const std::string& text : texts)
    widest = std::max(widest, measure(text, s.tick_size).width / s.tick_size);
  const text_extent line = measure("lp", 1);
  double size = std::min(s.tick_size, filled * height / (line.ascent + line.descent));
  if (widest > 0) size = std::min(size, filled * width / widest);
  if (size < least_cell_text) return std::nullopt;
  return size;
}

}  // namespace proflens::plot::arrange
