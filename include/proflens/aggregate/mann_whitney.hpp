#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numeric>
#include <span>
#include <string>
#include <vector>

#include <proflens/aggregate/ranks.hpp>
#include <proflens/error.hpp>

namespace proflens::aggregate {

enum class rank_test { automatic, exact, asymptotic };

/// Whether one sample tends to larger values than another, by ranks alone.
struct mann_whitney_result {
  double u = 0;  ///< of the first sample: pairs in which it is larger, equal ones counted half
  double p = 0;  ///< two-sided
  double superiority = 0;                    ///< u / (number of pairs): 0.5 where neither is larger
  rank_test method = rank_test::asymptotic;  ///< how p was computed
};

/// P(U = u) for all u from 0 to m n if every order of m + n distinct values is equally likely.
///
/// The largest value is one of the first sample with probability i / (i + j), and then larger than
/// all j of the second: a sum of positive terms, without the overflow and cancellation of counting.
/// O((m n)^2).
inline std::vector<double> mann_whitney_distribution(std::size_t m, std::size_t n) {
  // row[j] is the distribution for i and j values, i growing.
  std::vector<std::vector<double>> row(n + 1, std::vector<double>{1});
  for (std::size_t i = 1; i <= m; ++i) {
    for (std::size_t j = 1; j <= n; ++j) {
      const double first = static_cast<double>(i) / static_cast<double>(i + j);
      std::vector<double> next(i * j + 1);
      for (std::size_t u = 0; u < row[j].size(); ++u) next[u + j] += first * row[j][u];
      for (std::size_t u = 0; u < row[j - 1].size(); ++u) next[u] += (1 - first) * row[j - 1][u];
      row[j] = std::move(next);
    }
  }
  return row[n];
}

/// Two-sided p of the larger of the two U by its exact distribution.
inline double mann_whitney_exact_p(double u, std::size_t m, std::size_t n) {
  const std::vector<double> probability = mann_whitney_distribution(m, n);
  const auto from = probability.begin() + static_cast<std::ptrdiff_t>(u);
  return std::min(1.0, 2 * std::accumulate(from, probability.end(), 0.0));
}

/// The same by the normal approximation, corrected for ties and continuity.
inline double mann_whitney_normal_p(double u, double m, double n, double tie_term) {
  const double all = m + n;
  const double variance = m * n / 12 * (all + 1 - tie_term / (all * (all - 1)));
  if (!(variance > 0)) return 1;  // all values are equal
  return std::min(1.0, std::erfc((u - m * n / 2 - 0.5) / std::sqrt(2 * variance)));
}

/// Mann and Whitney (1947), On a test of whether one of two random variables is stochastically
/// larger than the other. `automatic` is exact without ties and up to 2,500 pairs. Where all values
/// are equal p is 1; without values in one of the samples all is NaN. Throws proflens::error for a
/// NaN among the values, and where `exact` is asked for although values are equal.
inline mann_whitney_result mann_whitney(std::span<const double> a, std::span<const double> b,
                                        rank_test method = rank_test::automatic) {
  constexpr double undefined = std::numeric_limits<double>::quiet_NaN();
  const rank_table table = ranks_of(pooled(a, b));
  if (a.empty() || b.empty()) return {undefined, undefined, undefined, method};
  if (method == rank_test::exact && table.tie_term != 0)
    throw error(
        "mann_whitney: some values are equal, so there is no exact p; use "
        "rank_test::asymptotic or automatic");
  if (method == rank_test::automatic)
    method = table.tie_term == 0 && a.size() <= 2500 / b.size() ? rank_test::exact
                                                                : rank_test::asymptotic;
  const auto m = static_cast<double>(a.size()), n = static_cast<double>(b.size());
  const auto end_of_a = table.ranks.begin() + static_cast<std::ptrdiff_t>(a.size());
  const double u = std::accumulate(table.ranks.begin(), end_of_a, 0.0) - m * (m + 1) / 2;
  const double larger = std::max(u, m * n - u);
  const double p = method == rank_test::exact ? mann_whitney_exact_p(larger, a.size(), b.size())
                                              : mann_whitney_normal_p(larger, m, n, table.tie_term);
  return {u, p, u / (m * n), method};
}

}  // namespace proflens::aggregate
