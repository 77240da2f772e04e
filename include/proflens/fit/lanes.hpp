#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>

#include <proflens/interval.hpp>

/// Sums over arrays that compilers vectorise: eight independent ones run side by side, because one
/// may not be reordered into vector registers. The result depends on the data alone, not on the
/// machine's vector length.
namespace proflens::fit {

inline constexpr std::size_t lanes = 8;

/// One number per lane.
using lane_values = std::array<double, lanes>;

constexpr double total(const lane_values& v) {
  return ((v[0] + v[4]) + (v[2] + v[6])) + ((v[1] + v[5]) + (v[3] + v[7]));
}

/// Calls `take(i, lane)` for each i from `begin` to before `end`.
template <class Take>
void for_lanes(std::size_t begin, std::size_t end, const Take& take) {
  const std::size_t whole = begin + (end - begin) / lanes * lanes;
  for (std::size_t i = begin; i < whole; i += lanes) {
    for (std::size_t lane = 0; lane < lanes; ++lane) take(i + lane, lane);
  }
  for (std::size_t i = whole; i < end; ++i) take(i, i - whole);
}

/// The sum of some numbers.
inline double sum_of(std::span<const double> values) {
  lane_values sums{};
  for_lanes(0, values.size(), [&](std::size_t i, std::size_t lane) { sums[lane] += values[i]; });
  return total(sums);
}

/// The sum of the products of two arrays, the second at least as long as the first.
inline double inner_product(std::span<const double> a, std::span<const double> b) {
  lane_values sums{};
  for_lanes(0, a.size(), [&](std::size_t i, std::size_t lane) { sums[lane] += a[i] * b[i]; });
  return total(sums);
}

/// The smallest and the largest of some numbers; there must be one.
inline interval range_of(std::span<const double> values) {
  lane_values low, high;
  low.fill(values[0]);
  high.fill(values[0]);
  for_lanes(0, values.size(), [&](std::size_t i, std::size_t lane) {
    const double value = values[i];
    low[lane] = value < low[lane] ? value : low[lane];
    high[lane] = value > high[lane] ? value : high[lane];
  });
  return {*std::ranges::min_element(low), *std::ranges::max_element(high)};
}

}  // namespace proflens::fit
