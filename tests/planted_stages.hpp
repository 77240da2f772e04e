#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <proflens/aggregate/normal_numbers.hpp>
#include <proflens/engine/graphsage_stages.hpp>
#include <proflens/record/stage_time.hpp>
#include <proflens/workflow/stage_profiling/configuration.hpp>
#include <proflens/workflow/stage_profiling/raw_measurements.hpp>

namespace tests {

/// Stage times whose truth is known: latency = ms_per_byte bytes + fixed_ms, and normal noise of
/// each run.
struct planted_stage {
  double ms_per_byte = 2e-7;  ///< 4.7 GiB/s
  double fixed_ms = 0.5;
  double noise = 0.05;           ///< deviation of a run: ms, or a share of the latency
  bool is_proportional = false;  ///< a share
  int runs = 50;
  std::int64_t features = 500;
};

/// One stage on a unit over the 15 sizes of the document.
inline std::vector<proflens::record::stage_time> planted_sweep(const planted_stage& truth,
                                                               std::uint64_t seed, int stage = 1,
                                                               const std::string& unit = "CPU") {
  using namespace proflens;
  aggregate::normal_numbers normal(seed);
  std::vector<record::stage_time> points;
  for (const engine::graph_size& size : workflow::default_stage_configuration().test_cases) {
    record::stage_time point{size.nodes, size.edges, unit, stage};
    const auto bytes = static_cast<double>(
        engine::graphsage_bytes(engine::graphsage_stage_of(stage), size, truth.features));
    const double latency = truth.ms_per_byte * bytes + truth.fixed_ms;
    const double deviation = truth.noise * (truth.is_proportional ? latency : 1);
    for (int run = 0; run < truth.runs; ++run)
      point.samples_ms.push_back(latency + deviation * normal());
    point.engine = "fake";
    point.device = unit;
    points.push_back(workflow::summarized(std::move(point)));
  }
  return points;
}

/// Replaces a run of a point.
inline void set_run(proflens::record::stage_time& point, std::size_t run, double ms) {
  point.samples_ms[run] = ms;
  point = proflens::workflow::summarized(std::move(point));
}

}  // namespace tests
