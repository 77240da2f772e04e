#pragma once

#include <proflens/workflow/cluster_operators/class_summary.hpp>
#include <proflens/workflow/cluster_operators/operator_store.hpp>
#include <proflens/workflow/cluster_operators/result.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <numeric>
#include <optional>
#include <string>
#include <vector>

/// Which operators, types and devices take how much.
namespace proflens::workflow {

/// The time of each operator type, the largest first.
inline std::vector<type_time> time_by_type(const std::map<std::string, type_sum>& types) {
  std::vector<type_time> result;
  double whole = 0;
  for (const auto& [type, sum] : types) {
    if (sum.time.count() == 0) continue;
    result.push_back({.type = type, .count = sum.time.count(), .total_us = sum.time.sum()});
    whole += sum.time.sum();
  }
  for (auto& one : result) one.share = whole > 0 ? one.total_us / whole : undefined;
  std::ranges::stable_sort(result, std::ranges::greater{}, &type_time::total_us);
  return result;
}

/// How unevenly a class runs; none on fewer than two devices, or where their times are zero.
inline std::optional<imbalanced_operator> imbalance_of(std::size_t of,
                                                       const std::vector<device_summary>& devices) {
  if (devices.size() < 2) return {};
  const auto slowest = std::ranges::max_element(devices, {}, &device_summary::mean);
  double sum = 0;
  for (const auto& one : devices) sum += one.mean;
  const double mean = sum / static_cast<double>(devices.size());
  if (!(mean > 0)) return {};
  return imbalanced_operator{of, slowest->mean / mean, slowest->at.node, slowest->at.device};
}

/// By what `options.rank_by` asks for; what is undefined ranks last.
inline double rank_value(operator_rank by, const duration_statistics& all,
                         const std::optional<imbalanced_operator>& imbalance) {
  constexpr double last = -std::numeric_limits<double>::infinity();
  double value = undefined;
  switch (by) {
    case operator_rank::mean: value = all.mean; break;
    case operator_rank::total: value = all.total; break;
    case operator_rank::variance: value = all.variance; break;
    case operator_rank::p99: value = all.p99; break;
    case operator_rank::imbalance: value = imbalance ? imbalance->ratio : undefined; break;
  }
  return value == value ? value : last;
}

/// The places of the `top` largest values, the largest first; equal ones in their order. 0 and less
/// give one, more than there are all.
inline std::vector<std::size_t> largest(const std::vector<double>& values, std::int64_t top) {
  std::vector<std::size_t> places(values.size());
  std::iota(places.begin(), places.end(), std::size_t{0});
  std::ranges::stable_sort(places, std::ranges::greater{},
                           [&](std::size_t place) { return values[place]; });
  const auto wanted = static_cast<std::uint64_t>(std::max<std::int64_t>(top, 1));
  if (wanted < places.size()) places.resize(static_cast<std::size_t>(wanted));
  return places;
}

}  // namespace proflens::workflow
