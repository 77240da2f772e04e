#pragma once

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <span>
#include <vector>

#include <proflens/aggregate/quantile.hpp>

namespace proflens::aggregate {

/// The rank of each value, from 1; equal values share the mean of theirs.
struct rank_table {
  std::vector<double> ranks;
  double tie_term = 0;  ///< sum of t^3 - t over groups of t equal values; 0 where none are equal
};

/// Throws proflens::error for a NaN among the values.
inline rank_table ranks_of(std::span<const double> values) {
  require_ordered(values);
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, {}, [&](std::size_t i) { return values[i]; });
  rank_table result{std::vector<double>(values.size())};
  for (std::size_t first = 0, last = 0; first < order.size(); first = last) {
    while (last < order.size() && values[order[last]] == values[order[first]]) ++last;
    const double shared = static_cast<double>(first + 1 + last) / 2;
    for (std::size_t i = first; i < last; ++i) result.ranks[order[i]] = shared;
    const auto equal = static_cast<double>(last - first);
    result.tie_term += equal * equal * equal - equal;
  }
  return result;
}

/// The values of both, `a` first.
inline std::vector<double> pooled(std::span<const double> a, std::span<const double> b) {
  std::vector<double> both(a.begin(), a.end());
  both.insert(both.end(), b.begin(), b.end());
  return both;
}

}  // namespace proflens::aggregate
