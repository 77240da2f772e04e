#pragma once

#include <proflens/interval.hpp>
#include <proflens/plot/ticks.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

namespace proflens::plot {

/// A single number: in plain digits from 10⁻⁴ up and below 10⁶, else with its power of ten.
inline std::string single_number(double value) {
  const double size = std::abs(value);
  if (size == 0) return "0";
  int exponent = static_cast<int>(std::floor(std::log10(size) + 1e-12));
  if (exponent >= -4 && exponent < 6) return plain_number(value, decimals_of(value));
  const double mantissa = value / std::pow(10, exponent);
  const std::string power = power_of_ten(exponent);  // begins with a multiplication sign
  if (std::abs(std::abs(mantissa) - 1) < 1e-9)
    return (value < 0 ? "\u2212" : "") + power.substr(std::string("\u00d7").size());
  return plain_number(mantissa, decimals_of(mantissa)) + power;
}

/// Whole powers of a base inside limits, by their exponents.
struct power_range {
  int low = 0, high = -1;
  int count() const { return std::max(0, high - low + 1); }
};

inline power_range powers_inside(interval limits, double base) {
  const auto exponent = [&](double value) { return std::log(value) / std::log(base); };
  return {static_cast<int>(std::ceil(exponent(limits.low) - 1e-9)),
          static_cast<int>(std::floor(exponent(limits.high) + 1e-9))};
}

/// The multiples `parts` of each power of ten inside the limits.
inline std::vector<double> multiples_inside(interval limits, const std::vector<double>& parts) {
  std::vector<double> values;
  const power_range powers = powers_inside({limits.low / 10, limits.high}, 10);
  for (int k = powers.low; k <= powers.high; ++k)
    for (const double part : parts) {
      const double value = part * std::pow(10, k);
      if (limits.low * (1 - 1e-9) <= value && value <= limits.high * (1 + 1e-9))
        values.push_back(value);
    }
  return values;
}

/// Ticks of limits that span fewer than two powers of the base: 1, 2 and 5 times a power of ten if
/// that makes two, else round numbers as on a linear axis.
inline std::vector<double> narrow_log_values(interval limits, int most_intervals) {
  auto values = multiples_inside(limits, {1, 2, 5});
  if (values.size() >= 2) return values;
  values.clear();
  for (const double value : tick_values(limits, most_intervals))
    if (value > 0) values.push_back(value);
  return values;
}

/// Ticks at the powers of the base, every one or every n-th so that at most `most_intervals + 1`
/// are labelled; short ones at 2 to 9 times a power of ten, or at the powers left out.
/// Precondition: 0 < limits.low < limits.high, base > 1.
inline tick_row log_ticks(interval limits, double base, int most_intervals) {
  tick_row row;
  const power_range powers = powers_inside(limits, base);
  if (powers.count() < 2) {
    row.values = narrow_log_values(limits, most_intervals);
    if (base == 10) row.minor = multiples_inside(limits, {1, 2, 3, 4, 5, 6, 7, 8, 9});
  } else {
    const int step = (powers.count() + most_intervals) / (most_intervals + 1);
    for (int k = powers.low; k <= powers.high; ++k)
      (k % step == 0 ? row.values : row.minor).push_back(std::pow(base, k));
    if (step == 1 && base == 10) row.minor = multiples_inside(limits, {2, 3, 4, 5, 6, 7, 8, 9});
  }
  for (const double value : row.values) row.labels.push_back(single_number(value));
  return row;
}

}  // namespace proflens::plot
