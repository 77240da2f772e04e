#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numbers>
#include <numeric>
#include <span>
#include <vector>

#include <proflens/fit/distribution.hpp>
#include <proflens/fit/robust_line.hpp>

/// What residuals in the order of time, or of x, say about a model. Of values that are NaN every
/// result is NaN. The test of Breusch and Pagan stands in line_diagnostics.hpp.
namespace proflens::fit {

/// The test of Wald and Wolfowitz (1940): are signs mixed as by chance? Few runs mean a bend, many
/// an alternation. Zeros are left out.
struct runs_test {
  std::uint64_t above = 0;  ///< residuals above 0
  std::uint64_t below = 0;
  std::uint64_t runs = 0;  ///< stretches of one sign
  double z = 0;            ///< (runs - expected) / deviation; NaN unless both signs occur
  double p = 0;            ///< two-sided, normal approximation: sound from 10 of each sign on

  friend bool operator==(const runs_test&, const runs_test&) = default;
};

/// P(|Z| >= |z|) of the standard normal distribution.
inline double normal_two_sided_p(double z) { return std::erfc(std::abs(z) / std::numbers::sqrt2); }

inline runs_test runs_of(std::span<const double> residuals) {
  runs_test test;
  double last = 0;
  bool missing = false;
  for (const double r : residuals) {
    missing = missing || r != r;
    if (r == 0) continue;
    ++(r > 0 ? test.above : test.below);
    if (last == 0 || (r > 0) != (last > 0)) ++test.runs;
    last = r;
  }
  const auto up = static_cast<double>(test.above), down = static_cast<double>(test.below);
  const double n = up + down;
  const double expected = 1 + 2 * up * down / n;
  const double variance = (expected - 1) * (expected - 2) / (n - 1);
  test.z = !missing && variance > 0
               ? (static_cast<double>(test.runs) - expected) / std::sqrt(variance)
               : std::numeric_limits<double>::quiet_NaN();
  test.p = normal_two_sided_p(test.z);
  return test;
}

/// The statistic of Durbin and Watson (1950): sum of (r_i - r_i-1)^2 over the sum of r^2. About 2
/// for residuals that don't depend on the one before, towards 0 where they follow it, towards 4
/// where they alternate.
struct durbin_watson {
  double statistic = 0;        ///< NaN for fewer than two residuals, or all 0
  double autocorrelation = 0;  ///< of neighbours: sum of r_i r_i-1 over the sum of r^2
  double p = 0;                ///< two-sided, from autocorrelation sqrt(n): for large n

  friend bool operator==(const durbin_watson&, const durbin_watson&) = default;
};

inline durbin_watson durbin_watson_of(std::span<const double> residuals) {
  constexpr double undefined = std::numeric_limits<double>::quiet_NaN();
  if (residuals.size() < 2) return {undefined, undefined, undefined};
  double squares = residuals[0] * residuals[0], steps = 0, products = 0;
  for (std::size_t i = 1; i < residuals.size(); ++i) {
    const double step = residuals[i] - residuals[i - 1];
    squares += residuals[i] * residuals[i];
    steps += step * step;
    products += residuals[i] * residuals[i - 1];
  }
  durbin_watson result{steps / squares, products / squares, undefined};
  result.p =
      normal_two_sided_p(result.autocorrelation * std::sqrt(static_cast<double>(residuals.size())));
  return result;
}

/// The test of Pettitt (1979) for one lasting change of level, as of a device that falls back: by
/// ranks, so that single spikes don't count.
struct change_point {
  std::size_t at = 0;    ///< index of the first value of the new level; 0 where there is no test
  double statistic = 0;  ///< K, the largest difference of rank sums
  double p = 0;          ///< about 2 exp(-6 K^2 / (n^3 + n^2)), at most 1; NaN for fewer than two
  double level_before = 0;  ///< median before the change
  double level_after = 0;   ///< and from it on

  friend bool operator==(const change_point&, const change_point&) = default;
};

/// Ranks from 1, equal values sharing the mean of theirs.
inline std::vector<double> mean_ranks(std::span<const double> values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
  std::vector<double> ranks(values.size());
  for (std::size_t begin = 0, end = 0; begin < order.size(); begin = end) {
    while (end < order.size() && values[order[end]] == values[order[begin]]) ++end;
    for (std::size_t i = begin; i < end; ++i) {
      ranks[order[i]] = static_cast<double>(begin + end + 1) / 2;
    }
  }
  return ranks;
}

inline change_point change_point_of(std::span<const double> values) {
  constexpr double undefined = std::numeric_limits<double>::quiet_NaN();
  const bool missing = std::ranges::any_of(values, [](double v) { return v != v; });
  if (values.size() < 2 || missing) return {0, undefined, undefined, undefined, undefined};
  const std::vector<double> ranks = mean_ranks(values);
  const auto n = static_cast<double>(values.size());
  change_point change;
  double sum = 0;
  for (std::size_t i = 0; i + 1 < ranks.size(); ++i) {
    sum += 2 * ranks[i] - (n + 1);
    if (std::abs(sum) > change.statistic) {
      change.statistic = std::abs(sum);
      change.at = i + 1;
    }
  }
  const double k = change.statistic;
  change.p = std::min(1.0, 2 * std::exp(-6 * k * k / (n * n * n + n * n)));
  std::vector<double> copy(values.begin(), values.end());
  const std::span<double> all(copy);
  change.level_before = median_in_place(all.first(change.at));
  change.level_after = median_in_place(all.subspan(change.at));
  return change;
}

}  // namespace proflens::fit
