#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

#include <proflens/fit/distribution.hpp>
#include <proflens/fit/pair_slopes.hpp>
#include <proflens/fit/robust_line.hpp>

namespace proflens::fit {

/// Where the intercept of a robust line comes from.
enum class median_intercept {
  separate,  ///< median y - slope median x
  joint      ///< median of y - slope x: half the points lie above the line
};

/// The sum of k (k - 1) (2 k + 5) over the runs of k equal values.
inline double tie_correction(std::span<const double> values) {
  std::vector<double> sorted(values.begin(), values.end());
  std::ranges::sort(sorted);
  double sum = 0;
  for (std::size_t begin = 0, end = 0; begin < sorted.size(); begin = end) {
    while (end < sorted.size() && sorted[end] == sorted[begin]) ++end;
    const auto k = static_cast<double>(end - begin);
    sum += k * (k - 1) * (2 * k + 5);
  }
  return sum;
}

/// The interval that holds the slope with probability `level`: Sen (1968), from the normal
/// approximation of Kendall's tau with its correction for ties. NaN where there are too few points
/// for one, fewer than 5.
inline interval sen_interval(pair_slopes& slopes, std::span<const double> x,
                             std::span<const double> y, double level = 0.95) {
  const auto n = static_cast<double>(x.size());
  const auto count = static_cast<double>(slopes.count());
  const double variance = (n * (n - 1) * (2 * n + 5) - tie_correction(x) - tie_correction(y)) / 18;
  const double reach = distribution::normal_quantile((1 + level) / 2) * std::sqrt(variance);
  // To the nearest, halves to even: the mode that std::nearbyint starts in.
  const double low = std::nearbyint((count - reach) / 2) - 1;
  const double high = std::nearbyint((count + reach) / 2);
  constexpr double undefined = std::numeric_limits<double>::quiet_NaN();
  if (!(low >= 0 && high < count && low <= high)) return {undefined, undefined};
  return {slopes.at(static_cast<std::uint64_t>(low)), slopes.at(static_cast<std::uint64_t>(high))};
}

/// The line whose slope is the median of the slopes of all pairs of points with different x: Theil
/// (1950), Sen (1968). Up to 29 % of the points may be wild. What it costs with many points stands
/// at `pair_slopes`. Throws fit::error for fewer than two points, all x equal, arrays of unequal
/// size, values that are not finite. Two points give their line and no interval.
inline robust_line theil_sen(std::span<const double> x, std::span<const double> y,
                             median_intercept intercept = median_intercept::joint,
                             const line_symbols& symbols = {}) {
  require_robust_line(x, y, symbols);
  pair_slopes slopes(x, y);
  const double slope = slopes.median();
  double height = 0;
  if (intercept == median_intercept::joint) {
    height = median_height(x, y, slope);
  } else {
    std::vector<double> across(x.size()), up(x.size());
    std::ranges::transform(x, across.begin(), [&](double value) { return value - x[0]; });
    std::ranges::transform(y, up.begin(), [&](double value) { return value - y[0]; });
    height = median_in_place(up) - slope * median_in_place(across);
  }
  robust_line line = make_robust_line(x, y, slope, height, symbols);
  line.slope_ci95 = sen_interval(slopes, x, y);
  return line;
}

}  // namespace proflens::fit
