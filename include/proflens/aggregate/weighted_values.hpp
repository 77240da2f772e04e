#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include <proflens/aggregate/box.hpp>
#include <proflens/aggregate/quantile.hpp>

namespace proflens::aggregate {

/// A value and how often it occurs. A distribution is a list of these, ascending by value.
struct weighted_value {
  double value = 0;
  std::uint64_t count = 0;

  friend constexpr bool operator==(const weighted_value&, const weighted_value&) = default;
};

/// How many values a distribution has.
inline std::uint64_t total_count(std::span<const weighted_value> values) {
  std::uint64_t sum = 0;
  for (const weighted_value& one : values) sum += one.count;
  return sum;
}

/// The value at `rank` (0-based, below the total count) of a distribution.
inline double value_at_rank(std::span<const weighted_value> values, std::uint64_t rank) {
  std::size_t place = 0;
  while (rank >= values[place].count) rank -= values[place++].count;
  return values[place].value;
}

/// One quantile of type 7 of a distribution; NaN without values. See `quantile`.
inline double weighted_quantile(std::span<const weighted_value> values, double p) {
  const std::uint64_t count = total_count(values);
  if (count == 0 || std::isnan(p)) return std::numeric_limits<double>::quiet_NaN();
  const quantile_place place = place_of_quantile(count, p, quantile_type::linear);
  const double low = value_at_rank(values, place.lower);
  if (place.fraction == 0) return low;
  return between(low, value_at_rank(values, place.lower + 1), place.fraction);
}

/// The median distance to the median, unscaled; NaN without values.
inline double weighted_median_absolute_deviation(std::span<const weighted_value> values) {
  const double middle = weighted_quantile(values, 0.5);
  std::vector<weighted_value> distances;
  for (const weighted_value& one : values)
    distances.push_back({std::abs(one.value - middle), one.count});
  std::ranges::sort(distances, {}, &weighted_value::value);
  return weighted_quantile(distances, 0.5);
}

/// A box whose list of outliers has a limited length, and how many are not in it.
struct capped_box {
  box shown;  ///< `shown.outliers` has at most as many as were asked for, at least 2
  std::uint64_t left_out = 0;

  friend bool operator==(const capped_box&, const capped_box&) = default;
};

/// At most `most` (2 at least) of the values of a distribution, evenly spaced by rank, the lowest
/// and the highest always among them.
inline std::vector<double> thinned(std::span<const weighted_value> values, std::size_t most) {
  const std::uint64_t count = total_count(values);
  const std::uint64_t kept = std::min<std::uint64_t>(count, std::max<std::size_t>(most, 2));
  std::vector<double> result;
  std::size_t place = 0;
  std::uint64_t before = 0;  // values in front of `place`
  for (std::uint64_t i = 0; i < kept; ++i) {
    // (count - 1) / (kept - 1) steps of whole and part, so that nothing overflows.
    const std::uint64_t gaps = std::max<std::uint64_t>(kept - 1, 1), last = count - 1;
    const std::uint64_t rank = i * (last / gaps) + i * (last % gaps) / gaps;
    while (rank - before >= values[place].count) before += values[place++].count;
    result.push_back(values[place].value);
  }
  return result;
}

/// The Tukey box (see `box`) of a distribution with at most `most_outliers` of its outliers.
inline capped_box weighted_box(std::span<const weighted_value> values, std::size_t most_outliers) {
  const double q1 = weighted_quantile(values, 0.25), q3 = weighted_quantile(values, 0.75);
  const double reach = 1.5 * (q3 - q1);
  std::vector<weighted_value> outside;
  capped_box result{{total_count(values), q1, weighted_quantile(values, 0.5), q3, q1, q3, {}}};
  bool any_inside = false;
  for (const weighted_value& one : values) {
    if (one.value < q1 - reach || one.value > q3 + reach) {
      outside.push_back(one);
      continue;
    }
    if (!any_inside) result.shown.whisker_low = one.value;
    result.shown.whisker_high = one.value;
    any_inside = true;
  }
  result.shown.outliers = thinned(outside, most_outliers);
  result.left_out = total_count(outside) - result.shown.outliers.size();
  return result;
}

}  // namespace proflens::aggregate
