#pragma once

#include <proflens/interval.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace proflens::plot {

/// Where the ticks of an axis stand and what is written there.
struct tick_row {
  std::vector<double> values;
  std::vector<std::string> labels;
  /// What all labels leave out, such as "×10⁶" or "+1.7×10⁹"; empty: nothing.
  std::string note;
  std::vector<double> minor = {};       ///< short ticks without a label
  double degrees = 0;                   ///< how far the labels are turned, counter-clockwise
  std::vector<std::string> whole = {};  ///< the labels before they were shortened; empty: none was
};

/// Most intervals between ticks that fit: matplotlib's rule, between 1 and 9. `size_factor` is 3
/// along x and 2 along y.
inline int tick_space(double length, double text_size, double size_factor) {
  return static_cast<int>(std::clamp(std::floor(length / (text_size * size_factor)), 1.0, 9.0));
}

/// Round values inside the limits, at most `most_intervals` steps of 1, 2, 2.5 or 5 times a power
/// of ten apart, and at least two of them where possible: matplotlib's MaxNLocator.
/// Precondition: limits.low < limits.high, both finite.
inline std::vector<double> tick_values(interval limits, int most_intervals) {
  constexpr std::array steps{0.1, 0.2, 0.25, 0.5, 1.0, 2.0, 2.5, 5.0, 10.0, 20.0};
  const double range = limits.width();
  const double middle = limits.low / 2 + limits.high / 2;
  // Far from zero the steps are counted from a round offset, not from zero.
  const double offset =
      std::abs(middle) < 100 * range
          ? 0
          : std::copysign(std::pow(10, std::floor(std::log10(std::abs(middle)))), middle);
  const double low = limits.low - offset;
  const double high = limits.high - offset;
  const double raw = range / most_intervals;
  const double scale = std::pow(10, std::floor(std::log10(raw)));
  std::size_t chosen = 0;
  while (chosen + 1 < steps.size() && steps[chosen] * scale < raw * (1 - 1e-10)) ++chosen;

  std::vector<double> values;
  for (;; --chosen) {
    const double step = steps[chosen] * scale;
    const double first = std::floor(low / step) * step;
    const double digits = offset == 0 ? -10 : std::log10(std::abs(offset) / step) - 12;
    const double slack = std::min(0.4999, std::pow(10, std::max(-10.0, digits)));
    const double end = std::floor((high - first) / step + slack);
    values.clear();
    for (double i = std::ceil((low - first) / step - slack); i <= end; ++i)
      values.push_back(i * step + first + offset);
    if (values.size() >= 2 || chosen == 0) return values;
  }
}

/// Round values inside the limits that are whole numbers, for what comes in whole numbers, such as
/// counts: one alone where no other lies inside, and fractions only where none does.
inline std::vector<double> whole_tick_values(interval limits, int most_intervals) {
  std::vector<double> values = tick_values(limits, most_intervals);
  const auto whole = [](double value) { return std::abs(value - std::round(value)) < 1e-9; };
  if (std::all_of(values.begin(), values.end(), whole)) return values;
  const double raw = limits.width() / most_intervals;
  const double step = raw <= 1 ? 1 : raw <= 2 ? 2 : 5;
  std::vector<double> multiples;
  const double first = std::ceil(limits.low / step - 1e-9);
  for (double i = first; i * step <= limits.high + 1e-9; ++i) multiples.push_back(i * step);
  return multiples.empty() ? values : multiples;
}

/// A number as people read it on an axis: fixed decimals, U+2212 as minus sign, never "-0".
inline std::string plain_number(double value, int decimals) {
  std::array<char, 400> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value,
                                 std::chars_format::fixed, decimals);
  std::string text(digits.data(), end.ptr);
  if (text.front() != '-') return text;
  text.erase(0, 1);
  return text.find_first_not_of("0.") == std::string::npos ? text : "\u2212" + text;
}

/// "×10⁶" for 6.
inline std::string power_of_ten(int exponent) {
  constexpr std::array digits{"\u2070", "\u00b9", "\u00b2", "\u00b3", "\u2074",
                              "\u2075", "\u2076", "\u2077", "\u2078", "\u2079"};
  std::string text = exponent < 0 ? "\u00d710\u207b" : "\u00d710";
  for (const char digit : std::to_string(std::abs(exponent)))
    text += digits[static_cast<std::size_t>(digit - '0')];
  return text;
}

/// The number that all ticks have in common, if leaving it out saves four digits or more, else 0:
/// the offset of matplotlib's ScalarFormatter.
inline double common_offset(const std::vector<double>& values) {
  if (values.size() < 2 || values.front() * values.back() <= 0) return 0;
  const double sign = values.front() < 0 ? -1 : 1;
  const double small = std::min(std::abs(values.front()), std::abs(values.back()));
  const double large = std::max(std::abs(values.front()), std::abs(values.back()));
  const auto whole = [](double value, double power) {
    const double count = value / std::pow(10, power);
    return std::floor(count + 1e-9 + 1e-15 * count);  // 1.275 is 1275 thousandths, not 1274.99...
  };
  const double top = std::ceil(std::log10(large));
  double power = top;
  while (power > top - 20 && whole(small, power) == whole(large, power)) --power;
  ++power;
  if ((large - small) / std::pow(10, power) <= 1e-2) {
    power = top;  // the ticks straddle a multiple of a large power of ten
    while (power > top - 20 && whole(large, power) - whole(small, power) <= 1) --power;
    ++power;
  }
  return whole(large, power) >= 1000 ? sign * whole(large, power) * std::pow(10, power) : 0;
}

/// Decimals that tell all of the numbers apart to a thousandth of their range.
inline int common_decimals(const std::vector<double>& numbers) {
  const auto [least, most] = std::minmax_element(numbers.begin(), numbers.end());
  double range = *most - *least;
  if (range == 0) range = std::max(std::abs(*most), std::abs(*least));
  if (range == 0) range = 1;
  const double magnitude = std::floor(std::log10(range));
  const double slack = 1e-3 * std::pow(10, magnitude);
  int decimals = static_cast<int>(std::max(0.0, 3 - magnitude));
  const auto exact = [&](int count) {
    const double unit = std::pow(10, count);
    return std::all_of(numbers.begin(), numbers.end(), [&](double number) {
      return std::abs(number - std::round(number * unit) / unit) < slack;
    });
  };
  while (decimals > 0 && exact(decimals - 1)) --decimals;
  return decimals;
}

/// Decimals of a number that has few, such as 0.25 or 1.7.
inline int decimals_of(double value) {
  int decimals = 0;
  for (double unit = 1; decimals < 15; ++decimals, unit *= 10)
    if (std::abs(value * unit - std::round(value * unit)) < 1e-12 * std::abs(value * unit)) break;
  return decimals;
}

/// "×10⁻³ +1.7×10⁹": what a reader multiplies the labels with, then adds to them.
inline std::string tick_note(double offset, int exponent) {
  std::string note = exponent == 0 ? "" : power_of_ten(exponent);
  if (offset == 0) return note;
  if (!note.empty()) note += ' ';
  note += offset < 0 ? "\u2212" : "+";
  const double size = std::abs(offset);
  const int power = static_cast<int>(std::floor(std::log10(size)));
  if (power > -5 && power < 6) return note + plain_number(size, decimals_of(size));
  const double mantissa = size / std::pow(10, power);
  return note + plain_number(mantissa, decimals_of(mantissa)) + power_of_ten(power);
}

/// The labels of the ticks in plain numbers with common decimals. From 10⁶ up and from 10⁻⁵ down
/// a power of ten, and far from zero an offset, is taken out into the note, as matplotlib does.
inline tick_row labelled(std::vector<double> values, interval limits) {
  tick_row row{.values = std::move(values), .labels = {}, .note = {}};
  if (row.values.empty()) return row;
  const double offset = common_offset(row.values);
  const double size = offset != 0
                          ? limits.width()
                          : std::max(std::abs(row.values.front()), std::abs(row.values.back()));
  int exponent = size > 0 ? static_cast<int>(std::floor(std::log10(size))) : 0;
  if (exponent > -5 && exponent < 6) exponent = 0;
  std::vector<double> numbers;
  for (const double value : row.values)
    numbers.push_back((value - offset) / std::pow(10, exponent));
  const int decimals = common_decimals(numbers);
  for (const double number : numbers) row.labels.push_back(plain_number(number, decimals));
  row.note = tick_note(offset, exponent);
  return row;
}

/// Ticks and labels for limits on an axis of this length, in points, with text of this size; at
/// whole numbers if `integer`.
inline tick_row ticks(interval limits, double length, double text_size, double size_factor,
                      bool integer = false) {
  const int most = tick_space(length, text_size, size_factor);
  return labelled(integer ? whole_tick_values(limits, most) : tick_values(limits, most), limits);
}

}  // namespace proflens::plot
