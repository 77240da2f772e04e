#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <initializer_list>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include <proflens/aggregate/select.hpp>
#include <proflens/error.hpp>

namespace proflens::aggregate {

/// Which value stands for a quantile between two observations: the types of Hyndman and Fan (1996),
/// Sample quantiles in statistical packages. p(n) is the 1-based place in the sorted values.
enum class quantile_type {
  inverse_cdf = 1,  ///< the smallest value v with F(v) >= p; always an observation
  weibull = 6,      ///< place p (n + 1), interpolated
  linear = 7,       ///< place 1 + p (n - 1), interpolated; what numpy, pandas and R use by default
};

/// A place in sorted values: between `lower` and `lower + 1` (0-based), at `fraction` of the way.
struct quantile_place {
  std::size_t lower = 0;
  double fraction = 0;
};

/// Where the quantile `p` of `n` > 0 values lies, p in [0, 1].
inline quantile_place place_of_quantile(std::size_t n, double p, quantile_type type) {
  const auto count = static_cast<double>(n);
  double place = 0;  // 0-based
  if (type == quantile_type::inverse_cdf) {
    place = std::ceil(count * p) - 1;
    // 0.07 * 100 is a little more than 7, yet F(7th value) = 7 / 100 is 0.07.
    if (place >= 1 && place / count >= p) place -= 1;
  } else {
    place = type == quantile_type::linear ? p * (count - 1) : p * (count + 1) - 1;
  }
  place = std::clamp(place, 0.0, count - 1);
  const double whole = std::floor(place);
  return {static_cast<std::size_t>(whole), place - whole};
}

/// Throws proflens::error where a value is NaN: it has no place in the order.
inline void require_ordered(std::span<const double> values) {
  std::size_t missing = 0;  // counted first, because counting is vectorised and looking is not
  for (const double value : values) missing += value != value ? 1 : 0;
  if (missing == 0) return;
  const auto nan = std::ranges::find_if(values, [](double value) { return std::isnan(value); });
  throw error("quantile: value " + std::to_string(nan - values.begin() + 1) + " of " +
              std::to_string(values.size()) + " is NaN; leave such values out and count them");
}

/// The ranks (0-based, ascending, each once) of the values that some places lie between.
inline std::vector<std::size_t> ranks_around(std::span<const quantile_place> places,
                                             std::size_t n) {
  std::vector<std::size_t> ranks;
  for (const quantile_place& place : places) {
    ranks.push_back(place.lower);
    ranks.push_back(std::min(place.lower + 1, n - 1));
  }
  std::ranges::sort(ranks);
  ranks.erase(std::unique(ranks.begin(), ranks.end()), ranks.end());
  return ranks;
}

/// The value at `fraction` of the way from `low` to `high`, low <= high.
inline double between(double low, double high, double fraction) {
  if (low == high) return low;
  const double distance = high - low;
  // Where the distance overflows, shares of both: -inf and a finite value give -inf.
  return std::isfinite(distance) ? low + distance * fraction
                                 : low * (1 - fraction) + high * fraction;
}

/// The value at a place, from the values `found` at `ranks`.
inline double value_at(const quantile_place& place, std::span<const std::size_t> ranks,
                       std::span<const double> found) {
  const auto index =
      static_cast<std::size_t>(std::ranges::lower_bound(ranks, place.lower) - ranks.begin());
  const double low = found[index];
  // Not touched where it has no share, so that an infinite neighbour does no harm.
  return place.fraction == 0 ? low : between(low, found[index + 1], place.fraction);
}

/// The exact quantiles of `values` at each of `probabilities` (any order), in their order. All NaN
/// without values. Between a finite value and an infinite one it is the infinite one, between -inf
/// and inf NaN. Throws proflens::error for a NaN among the values and for a p outside [0, 1].
/// `threads` change nothing but the time.
inline std::vector<double> quantiles(std::span<const double> values,
                                     std::span<const double> probabilities,
                                     quantile_type type = quantile_type::linear,
                                     std::size_t threads = 1) {
  for (const double p : probabilities) {
    if (!(p >= 0 && p <= 1)) throw error("quantile: p is " + std::to_string(p) + ", not in [0, 1]");
  }
  if (values.empty()) {
    return std::vector<double>(probabilities.size(), std::numeric_limits<double>::quiet_NaN());
  }
  require_ordered(values);
  std::vector<quantile_place> places;
  for (const double p : probabilities) places.push_back(place_of_quantile(values.size(), p, type));
  const std::vector<std::size_t> ranks = ranks_around(places, values.size());
  const std::vector<double> found = select(values, ranks, threads);
  std::vector<double> result;
  for (const quantile_place& place : places) result.push_back(value_at(place, ranks, found));
  return result;
}

inline std::vector<double> quantiles(std::span<const double> values,
                                     std::initializer_list<double> probabilities,
                                     quantile_type type = quantile_type::linear,
                                     std::size_t threads = 1) {
  return quantiles(values, std::span<const double>(probabilities.begin(), probabilities.size()),
                   type, threads);
}

/// One quantile; see `quantiles`.
inline double quantile(std::span<const double> values, double p,
                       quantile_type type = quantile_type::linear) {
  return quantiles(values, {p}, type).front();
}

/// The median: the middle value, or the mean of the two middle ones; NaN without values.
inline double median(std::span<const double> values) { return quantile(values, 0.5); }

/// The median of the distances to the median, unscaled: multiply by 1.4826 to estimate the standard
/// deviation of normal values. NaN without values. Throws proflens::error for a NaN among them.
inline double median_absolute_deviation(std::span<const double> values) {
  if (values.empty()) return std::numeric_limits<double>::quiet_NaN();
  require_ordered(values);
  const std::size_t middle[] = {(values.size() - 1) / 2, values.size() / 2};
  const std::vector<double> found = select(values, middle);
  // Between two middle values, the median of values at 1e9 has to be rounded; its distance to the
  // lower of them need not be.
  const double above_lower = (found[1] - found[0]) / 2;
  std::vector<double> distances(values.size());
  std::ranges::transform(values, distances.begin(),
                         [&](double value) { return std::abs((value - found[0]) - above_lower); });
  return median(distances);
}

}  // namespace proflens::aggregate
