#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <limits>
#include <span>
#include <vector>

#include <proflens/aggregate/quantile.hpp>

namespace proflens::aggregate {

/// How far two samples are apart in distribution.
struct kolmogorov_smirnov_result {
  double statistic = 0;  ///< the largest distance of the two empirical distribution functions
  double p = 0;          ///< two-sided
  bool exact = false;    ///< whether p is, else asymptotic
};

/// Two sorted samples as a path: a step right for each value of the first, up for each of the
/// second. Distances are whole numbers, |i n - j m| after i and j values, so none is rounded.
class sample_path {
 public:
  sample_path(std::span<const double> a, std::span<const double> b)
      : a_(a.begin(), a.end()), b_(b.begin(), b.end()), ends_tie_(a.size() + b.size() + 1, true) {
    std::ranges::sort(a_);
    std::ranges::sort(b_);
    std::size_t i = 0, j = 0;
    while (i < a_.size() || j < b_.size()) {
      const bool from_a = j == b_.size() || (i < a_.size() && a_[i] <= b_[j]);
      const double value = from_a ? a_[i] : b_[j];
      while (i < a_.size() && a_[i] == value) ends_tie_[++i + j] = false;
      while (j < b_.size() && b_[j] == value) ends_tie_[i + ++j] = false;
      ends_tie_[i + j] = true;
      largest_ = std::max(largest_, distance(i, j));
    }
  }

  long long largest() const { return largest_; }

  /// The share of all orders of these values whose path gets as far from the diagonal as this one:
  /// after i and j steps, the last was to the right with probability i / (i + j). Only positive
  /// terms, so small p keep their digits. The distance counts only between different values, which
  /// makes it exact with ties too: Schröer and Trenkler (1995), Exact and randomization
  /// distributions of Kolmogorov-Smirnov tests.
  double share_as_far() const {
    std::vector<double> row(b_.size() + 1);
    for (std::size_t i = 0; i <= a_.size(); ++i)
      for (std::size_t j = 0; j <= b_.size(); ++j) {
        if (ends_tie_[i + j] && i + j != 0 && distance(i, j) >= largest_) {
          row[j] = 1;
        } else if (i + j != 0) {
          const auto right = static_cast<double>(i), up = static_cast<double>(j);
          row[j] = (right * row[j] + (j == 0 ? 0 : up * row[j - 1])) / (right + up);
        }
      }
    return row.back();
  }

 private:
  long long distance(std::size_t i, std::size_t j) const {
    return std::llabs(static_cast<long long>(i * b_.size()) -
                      static_cast<long long>(j * a_.size()));
  }

  std::vector<double> a_, b_;
  std::vector<bool> ends_tie_;  ///< after so many values: whether the next one is a different one
  long long largest_ = 0;
};

/// P(K > x) of Kolmogorov's distribution: 2 sum of (-1)^(k-1) exp(-2 k^2 x^2).
inline double kolmogorov_upper_tail(double x) {
  if (x < 0.2) return 1;  // 1 - 1e-12 at 0.2, where the alternating series ends to converge
  double sum = 0, sign = 1;
  for (double k = 1; k < 20; ++k, sign = -sign) sum += sign * std::exp(-2 * k * k * x * x);
  return std::clamp(2 * sum, 0.0, 1.0);
}

/// Two-sample test of Kolmogorov and Smirnov: exact, with ties too, up to 10,000 values in the
/// larger sample, asymptotic beyond (that p is a little too large). All NaN without values in one
/// of the samples. Throws proflens::error for a NaN among the values.
inline kolmogorov_smirnov_result kolmogorov_smirnov(std::span<const double> a,
                                                    std::span<const double> b) {
  constexpr std::size_t most_exact = 10000;
  constexpr double undefined = std::numeric_limits<double>::quiet_NaN();
  require_ordered(a);
  require_ordered(b);
  if (a.empty() || b.empty()) return {undefined, undefined, false};
  const auto m = static_cast<double>(a.size()), n = static_cast<double>(b.size());
  const sample_path path(a, b);
  const double statistic = static_cast<double>(path.largest()) / (m * n);
  if (path.largest() == 0) return {0, 1, true};
  if (std::max(a.size(), b.size()) <= most_exact) return {statistic, path.share_as_far(), true};
  return {statistic, kolmogorov_upper_tail(statistic * std::sqrt(m * n / (m + n))), false};
}

}  // namespace proflens::aggregate
