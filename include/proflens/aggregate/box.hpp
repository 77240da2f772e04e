#pragma once

#include <algorithm>
#include <cstddef>
#include <limits>
#include <span>
#include <vector>

#include <proflens/aggregate/quantile.hpp>

namespace proflens::aggregate {

/// What a box plot shows: Tukey (1977), Exploratory Data Analysis. Quartiles of type 7, fences 1.5
/// interquartile ranges outside them, whiskers at the outermost values inside the fences.
struct box {
  std::size_t count = 0;
  double q1 = 0;
  double median = 0;
  double q3 = 0;
  double whisker_low = 0;
  double whisker_high = 0;
  std::vector<double> outliers;  ///< ascending

  friend bool operator==(const box&, const box&) = default;
};

/// The box of `values`; every number is NaN without values, and all are equal for one value or
/// constant ones. Throws proflens::error for a NaN among the values.
inline box box_of(std::span<const double> values) {
  const auto quartiles = quantiles(values, {0.25, 0.5, 0.75});
  box result{
      values.size(), quartiles[0], quartiles[1], quartiles[2], quartiles[0], quartiles[2], {}};
  const double reach = 1.5 * (result.q3 - result.q1);
  double lowest = std::numeric_limits<double>::infinity();
  double highest = -lowest;
  for (const double value : values) {
    if (value < result.q1 - reach || value > result.q3 + reach) {
      result.outliers.push_back(value);
    } else {
      lowest = std::min(lowest, value);
      highest = std::max(highest, value);
    }
  }
  if (lowest <= highest) {
    result.whisker_low = lowest;
    result.whisker_high = highest;
  }
  std::ranges::sort(result.outliers);
  return result;
}

}  // namespace proflens::aggregate
