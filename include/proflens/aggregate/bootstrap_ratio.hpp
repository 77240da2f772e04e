#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <random>
#include <span>
#include <vector>

#include <proflens/aggregate/quantile.hpp>
#include <proflens/interval.hpp>

namespace proflens::aggregate {

/// How to resample.
struct bootstrap_options {
  std::size_t resamples = 2000;
  double level = 0.95;
  std::uint64_t seed = 1;
};

/// A ratio and where it may lie.
struct bootstrap_ratio {
  double value = 0;
  proflens::interval interval;

  friend bool operator==(const bootstrap_ratio&, const bootstrap_ratio&) = default;
};

/// The mean about the first value, so that an offset costs no digits; NaN without values.
inline double mean_of(std::span<const double> values) {
  if (values.empty()) return std::numeric_limits<double>::quiet_NaN();
  double sum = 0;
  for (const double value : values) sum += value - values[0];
  return values[0] + sum / static_cast<double>(values.size());
}

/// Draws with replacement. The upper bits scaled, because std::uniform_int_distribution differs
/// between libraries; good for up to 2^32 values.
inline void resample(std::span<const double> values, std::mt19937_64& random,
                     std::vector<double>& drawn) {
  drawn.resize(values.size());
  for (double& one : drawn) one = values[((random() >> 32) * values.size()) >> 32];
}

/// statistic(a) / statistic(b) with the percentile interval of Efron (1979): the quantiles of the
/// ratio over resamples of both. The same seed gives the same interval on every machine. Intervals
/// from fewer than about 20 values are too narrow. NaN without values in one of the samples, where
/// the ratio or one of a resample is not finite (a zero below), or for a level outside (0, 1).
template <class Statistic>
bootstrap_ratio bootstrap_ratio_of(Statistic statistic, std::span<const double> a,
                                   std::span<const double> b, bootstrap_options options = {}) {
  constexpr double undefined = std::numeric_limits<double>::quiet_NaN();
  bootstrap_ratio result{undefined, {undefined, undefined}};
  if (a.empty() || b.empty()) return result;
  const double value = statistic(a) / statistic(b);
  if (!std::isfinite(value)) return result;
  result.value = value;
  if (options.resamples == 0 || !(options.level > 0 && options.level < 1)) return result;
  std::mt19937_64 random(options.seed);
  std::vector<double> drawn_a, drawn_b, ratios(options.resamples);
  for (double& ratio : ratios) {
    resample(a, random, drawn_a);
    resample(b, random, drawn_b);
    ratio =
        statistic(std::span<const double>(drawn_a)) / statistic(std::span<const double>(drawn_b));
    if (!std::isfinite(ratio)) return result;
  }
  const double tail = (1 - options.level) / 2;
  const auto ends = quantiles(ratios, {tail, 1 - tail});
  result.interval = {ends[0], ends[1]};
  return result;
}

/// mean(a) / mean(b).
inline bootstrap_ratio ratio_of_means(std::span<const double> a, std::span<const double> b,
                                      bootstrap_options options = {}) {
  return bootstrap_ratio_of(mean_of, a, b, options);
}

/// median(a) / median(b). Throws proflens::error for a NaN among the values.
inline bootstrap_ratio ratio_of_medians(std::span<const double> a, std::span<const double> b,
                                        bootstrap_options options = {}) {
  return bootstrap_ratio_of(median, a, b, options);
}

}  // namespace proflens::aggregate
