#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <span>
#include <vector>

/// Corrections for looking at many p-values at once. Each gives the adjusted p-values in the order
/// of the given ones: reject where the adjusted value is at most the rate that is wanted. NaN means
/// not tested: it stays NaN and does not count.
namespace proflens::aggregate {

/// How many p-values are tested, that is, not NaN.
inline std::size_t tested(std::span<const double> p_values) {
  return static_cast<std::size_t>(
      std::ranges::count_if(p_values, [](double p) { return !std::isnan(p); }));
}

/// p times the number of tests, at most 1: keeps the rate of any false rejection at all, whatever
/// the tests depend on. Bonferroni (1936).
inline std::vector<double> bonferroni(std::span<const double> p_values) {
  const auto tests = static_cast<double>(tested(p_values));
  std::vector<double> adjusted(p_values.begin(), p_values.end());
  for (double& p : adjusted) p = p * tests > 1 ? 1 : p * tests;
  return adjusted;
}

/// The places of the p-values that are tested, from the least to the largest.
inline std::vector<std::size_t> order_of_tested(std::span<const double> p_values) {
  std::vector<std::size_t> order(p_values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::erase_if(order, [&](std::size_t i) { return std::isnan(p_values[i]); });
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return p_values[i]; });
  return order;
}

/// Keeps the same rate as `bonferroni` and rejects at least as much. Holm (1979), A simple
/// sequentially rejective multiple test procedure.
inline std::vector<double> holm(std::span<const double> p_values) {
  const std::vector<std::size_t> order = order_of_tested(p_values);
  std::vector<double> adjusted(p_values.begin(), p_values.end());
  double largest = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    const auto remaining = static_cast<double>(order.size() - i);
    largest = std::max(largest, std::min(1.0, p_values[order[i]] * remaining));
    adjusted[order[i]] = largest;
  }
  return adjusted;
}

/// Keeps the share of false ones among the rejected, for tests that are independent or positively
/// dependent. Benjamini and Hochberg (1995), Controlling the false discovery rate.
inline std::vector<double> benjamini_hochberg(std::span<const double> p_values) {
  const std::vector<std::size_t> order = order_of_tested(p_values);
  std::vector<double> adjusted(p_values.begin(), p_values.end());
  const auto tests = static_cast<double>(order.size());
  double least = 1;
  for (std::size_t i = order.size(); i-- > 0;) {
    least = std::min(least, p_values[order[i]] * tests / static_cast<double>(i + 1));
    adjusted[order[i]] = least;
  }
  return adjusted;
}

}  // namespace proflens::aggregate
