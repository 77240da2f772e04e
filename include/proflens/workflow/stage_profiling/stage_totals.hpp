#pragma once

#include <algorithm>
#include <cstddef>
#include <map>
#include <set>
#include <string_view>
#include <utility>

#include <proflens/aggregate/geometric_mean.hpp>
#include <proflens/engine/graph_size.hpp>
#include <proflens/engine/graphsage_stages.hpp>
#include <proflens/workflow/stage_profiling/profile.hpp>

/// Totals over the sizes of a stage profile, and ratios of its units.
namespace proflens::workflow {

/// The times of all points of a unit and stage together.
struct stage_sums {
  std::size_t points = 0;
  double compute_ms = 0, transfer_ms = 0, total_ms = 0;
  double least_compute_ms = 0, most_compute_ms = 0;

  void add(const stage_split& split) {
    least_compute_ms =
        points == 0 ? split.compute_ms : std::min(least_compute_ms, split.compute_ms);
    most_compute_ms = points == 0 ? split.compute_ms : std::max(most_compute_ms, split.compute_ms);
    ++points;
    compute_ms += split.compute_ms;
    transfer_ms += split.transfer_ms;
    total_ms += split.total_ms;
  }
};

/// The sums of a unit by stage.
inline std::map<int, stage_sums> sums_of(const stage_profile& of, std::string_view unit) {
  std::map<int, stage_sums> sums;
  for (const profiled_point& point : of.points)
    if (point.measured.unit == unit) sums[point.measured.stage].add(point.split);
  return sums;
}

inline double total_of(const std::map<int, stage_sums>& sums) {
  double total = 0;
  for (const auto& [stage, sum] : sums) total += sum.total_ms;
  return total;
}

/// How many times faster `unit` is than `base` at a stage, over the sizes that both measured.
inline aggregate::geometric_mean speed_up(const stage_profile& of, std::string_view base,
                                          std::string_view unit, int stage) {
  std::map<engine::graph_size, double> of_base;
  const auto is = [&](const profiled_point& point, std::string_view wanted) {
    return point.measured.unit == wanted && point.measured.stage == stage;
  };
  const auto size_of = [](const profiled_point& point) {
    return engine::graph_size{point.measured.nodes, point.measured.edges};
  };
  for (const profiled_point& point : of.points)
    if (is(point, base)) of_base[size_of(point)] = point.split.total_ms;
  aggregate::geometric_mean ratio;
  for (const profiled_point& point : of.points) {
    if (!is(point, unit)) continue;
    const auto found = of_base.find(size_of(point));
    if (found != of_base.end()) ratio(found->second / point.split.total_ms);
  }
  return ratio;
}

/// The total of all stages at each size where a unit ran all of them.
inline std::map<engine::graph_size, double> whole_layers(const stage_profile& of,
                                                         std::string_view unit) {
  std::map<engine::graph_size, std::pair<std::set<int>, double>> sums;
  for (const profiled_point& point : of.points) {
    if (point.measured.unit != unit) continue;
    auto& [stages, total] = sums[{point.measured.nodes, point.measured.edges}];
    stages.insert(point.measured.stage);
    total += point.split.total_ms;
  }
  std::map<engine::graph_size, double> whole;
  for (const auto& [size, sum] : sums)
    if (sum.first.size() == engine::all_graphsage_stages.size()) whole[size] = sum.second;
  return whole;
}

inline aggregate::geometric_mean speed_up_of_layer(const stage_profile& of, std::string_view base,
                                                   std::string_view unit) {
  const auto of_base = whole_layers(of, base);
  aggregate::geometric_mean ratio;
  for (const auto& [size, total] : whole_layers(of, unit)) {
    const auto found = of_base.find(size);
    if (found != of_base.end()) ratio(found->second / total);
  }
  return ratio;
}

}  // namespace proflens::workflow
