#pragma once

#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <string>

#include <proflens/aggregate/ranks.hpp>
#include <proflens/error.hpp>

namespace proflens::aggregate {

/// Pearson's product-moment correlation of pairs x[i], y[i], in [-1, 1]. NaN for fewer than two
/// pairs, for constant x or y, and where a value is NaN. Throws proflens::error for lists of
/// different lengths.
inline double pearson(std::span<const double> x, std::span<const double> y) {
  if (x.size() != y.size())
    throw error("correlation: " + std::to_string(x.size()) + " values of x and " +
                std::to_string(y.size()) + " of y; pairs are needed");
  if (x.size() < 2) return std::numeric_limits<double>::quiet_NaN();
  // About the first pair: the differences are exact or nearly so, whatever the offset.
  const auto n = static_cast<double>(x.size());
  double mean_x = 0, mean_y = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    mean_x += (x[i] - x[0]) / n;
    mean_y += (y[i] - y[0]) / n;
  }
  double xx = 0, xy = 0, yy = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double dx = (x[i] - x[0]) - mean_x, dy = (y[i] - y[0]) - mean_y;
    xx += dx * dx;
    xy += dx * dy;
    yy += dy * dy;
  }
  const double r = xy / (std::sqrt(xx) * std::sqrt(yy));
  return r > 1 ? 1 : r < -1 ? -1 : r;
}

/// Spearman's rank correlation: that of Pearson of the ranks, equal values sharing theirs. NaN for
/// fewer than two pairs and for constant x or y. Throws proflens::error for a NaN among the values
/// and for lists of different lengths.
inline double spearman(std::span<const double> x, std::span<const double> y) {
  return pearson(ranks_of(x).ranks, ranks_of(y).ranks);
}

}  // namespace proflens::aggregate
