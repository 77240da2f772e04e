#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numeric>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <proflens/aggregate/quantile.hpp>
#include <proflens/error.hpp>
#include <proflens/interval.hpp>

namespace proflens::aggregate {

/// Two order statistics, 1-based, that enclose a quantile, and how surely they do.
struct quantile_ranks {
  std::size_t low = 0;
  std::size_t high = 0;
  double coverage = 0;

  friend bool operator==(const quantile_ranks&, const quantile_ranks&) = default;
};

/// The part of a binomial distribution that matters: `probability[k]` is P(X = first + k).
struct binomial_window {
  std::size_t first = 0;
  std::vector<double> probability;
};

/// P(X = k) of Bin(n, p), 0 < p < 1, around its mode, as far as it exceeds 1e-20 of the largest:
/// the recurrence from the mode, normalised by the sum; no factorials, no loss for large n.
inline binomial_window binomial_around_mode(std::size_t n, double p) {
  constexpr double negligible = 1e-20;
  const double odds = p / (1 - p);
  const auto count = static_cast<double>(n);
  const auto mode = std::min(n, static_cast<std::size_t>((count + 1) * p));
  std::vector<double> below, above{1.0};
  double term = 1;
  for (std::size_t k = mode; k > 0 && term > negligible; --k) {
    below.push_back(term *= static_cast<double>(k) / (static_cast<double>(n - k + 1) * odds));
  }
  term = 1;
  for (std::size_t k = mode; k < n && term > negligible; ++k) {
    above.push_back(term *= static_cast<double>(n - k) / static_cast<double>(k + 1) * odds);
  }
  binomial_window window{mode - below.size(), {below.rbegin(), below.rend()}};
  window.probability.insert(window.probability.end(), above.begin(), above.end());
  const double sum = std::accumulate(below.rbegin(), below.rend(), 0.0) +
                     std::accumulate(above.rbegin(), above.rend(), 0.0);
  for (double& one : window.probability) one /= sum;
  return window;
}

/// The narrowest pair of order statistics that holds the quantile `p` of whatever continuous
/// distribution `n` independent values come from with probability `level` at least: the coverage of
/// [low, high] is P(low <= X <= high - 1), X of Bin(n, p). Of pairs of equal width the one with the
/// largest coverage, of equal coverages (within 1e-12) the lowest. Nothing where `n` is too small.
/// See David and Nagaraja (2003), Order Statistics, 7.1. O(sqrt n). Throws proflens::error for a
/// level that is not inside (0, 1).
inline std::optional<quantile_ranks> quantile_interval_ranks(std::size_t n, double p,
                                                             double level = 0.95) {
  if (!(level > 0 && level < 1))
    throw error("quantile_interval: the level is " + std::to_string(level) +
                ", expected one inside (0, 1), such as 0.95");
  if (n < 2 || !(p > 0 && p < 1)) return std::nullopt;
  const binomial_window window = binomial_around_mode(n, p);
  // Only X from 1 to n - 1 can be enclosed: the places of the first and behind the last such X.
  const std::size_t begin = window.first == 0 ? 1 : 0;
  const std::size_t end = std::min(window.probability.size(), n - window.first);

  const auto coverage_of = [&](std::size_t low, std::size_t high) {
    const auto first = window.probability.begin();
    return std::accumulate(first + static_cast<std::ptrdiff_t>(low),
                           first + static_cast<std::ptrdiff_t>(high), 0.0);
  };
  std::optional<quantile_ranks> best;
  std::size_t high = begin;
  double running = 0;  // sum over [low, high)
  for (std::size_t low = begin; low < end; ++low) {
    while (high < end && running < level) running += window.probability[high++];
    if (running < level) break;
    const std::size_t width = high - low;
    if (!best || width <= best->high - best->low) {
      const double coverage = coverage_of(low, high);
      if (!best || width < best->high - best->low || coverage > best->coverage + 1e-12) {
        best = quantile_ranks{window.first + low, window.first + high, coverage};
      }
    }
    running -= window.probability[low];
  }
  return best;
}

/// The values at those ranks: a distribution-free interval of the quantile `p`. Both ends are NaN
/// where there are too few values. Throws proflens::error for a NaN among the values, and for a
/// level that is not inside (0, 1).
inline interval quantile_interval(std::span<const double> values, double p, double level = 0.95) {
  constexpr double undefined = std::numeric_limits<double>::quiet_NaN();
  require_ordered(values);
  const auto ranks = quantile_interval_ranks(values.size(), p, level);
  if (!ranks) return {undefined, undefined};
  const std::size_t places[] = {ranks->low - 1, ranks->high - 1};
  const auto found = select(values, places);
  return {found[0], found[1]};
}

}  // namespace proflens::aggregate
