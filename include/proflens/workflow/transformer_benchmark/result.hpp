#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <proflens/measure/environment.hpp>
#include <proflens/measure/fingerprint.hpp>
#include <proflens/measure/harness_cost.hpp>
#include <proflens/measure/samples.hpp>
#include <proflens/workflow/transformer_benchmark/configuration.hpp>

namespace proflens::workflow {

/// What is known of the model that is measured.
struct benchmarked_model {
  std::string name = {};    ///< as it was asked for: a path, or the name of a shape
  std::string family = {};  ///< "gpt2", "llama", ...
  bool has_random_weights = false;
  std::string dtype = {};  ///< of the weights in memory: "f32", "f16", "bf16"
  std::uint64_t parameters = 0;
  std::uint64_t cache_bytes_per_token = 0;  ///< keys and values of one token in all layers
  std::uint64_t absent_weight_bytes = 0;    ///< of weights that are not in memory yet

  friend bool operator==(const benchmarked_model&, const benchmarked_model&) = default;
};

/// One run, in seconds and MB of 2^20 bytes. What is undefined is NaN.
struct transformer_run {
  static constexpr double undefined = std::numeric_limits<double>::quiet_NaN();

  std::string timestamp = {};  ///< ISO 8601, UTC
  int batch_size = 0;
  int input_length = 0;
  int target_output_length = 0;
  int actual_output_length = 0;
  double total_latency = undefined;          ///< prefill_time + decode_time
  double prefill_time = undefined;           ///< to the first token, its sampling included
  double decode_time = undefined;            ///< from the end of prefill to the last token
  double decode_time_per_token = undefined;  ///< NaN for an output of one token
  int decode_tokens_count = 0;               ///< actual_output_length - 1
  double tokens_per_second = undefined;      ///< batch * output tokens / total latency
  double tokens_per_second_per_sequence = undefined;
  std::optional<double> cpu_memory_mb = {};  ///< resident at the end of the run
  std::optional<double> cpu_peak_memory_mb = {};
  std::optional<double> gpu_memory_mb = {};
  int run_number = 0;                   ///< from 1 on, at its point
  std::vector<double> step_times = {};  ///< every step, with the sampling of its token

  /// Input tokens of the whole batch a second of prefill.
  double prefill_tokens_per_second() const {
    const double tokens = static_cast<double>(batch_size) * input_length;
    return prefill_time > 0 ? tokens / prefill_time : undefined;
  }
};

/// Figures over the runs of a point; of `step_time` over all steps of all runs.
struct transformer_statistics {
  measure::sample_summary total_latency = {};
  measure::sample_summary prefill_time = {};
  measure::sample_summary decode_time = {};
  measure::sample_summary decode_time_per_token = {};
  measure::sample_summary tokens_per_second = {};
  measure::sample_summary step_time = {};
  measure::sample_summary prefill_tokens_per_second = {};
};

enum class point_status : std::uint8_t {
  measured,
  skipped,  ///< by a rule; it was not tried
  failed,   ///< it was tried, and the engine failed or memory was short
};

constexpr std::string_view name_of(point_status status) {
  switch (status) {
    case point_status::measured: return "measured";
    case point_status::skipped: return "skipped";
    case point_status::failed: return "failed";
  }
  return "";
}

/// What became of one point of the grid.
struct transformer_point {
  int batch_size = 0;
  int input_length = 0;
  point_status status = point_status::measured;
  std::string reason = {};                 ///< why it was skipped or failed; else empty
  std::vector<transformer_run> runs = {};  ///< none unless it was measured
  std::vector<double> warm_up = {};        ///< seconds of each run that does not count
  std::string warm_up_ended_by = {};       ///< "steady", "runs_limit" or "time_limit"
  measure::harness_cost harness = {};      ///< what measuring itself costs
};

/// A transformer benchmark: all that its result files hold.
struct transformer_benchmark_result {
  transformer_configuration configuration = {};
  measure::environment environment = {};
  benchmarked_model model = {};
  /// Of those points of the grid that are decided, in its order: batch sizes, then input lengths.
  std::vector<transformer_point> points = {};
  /// What has to be the same for the benchmark to be continued.
  measure::fingerprint fingerprint = {};

  std::size_t count(point_status status) const {
    std::size_t count = 0;
    for (const transformer_point& point : points) count += point.status == status;
    return count;
  }
  /// As the engine calls it, and runs name it: "CPU".
  const std::string& device() const { return environment.engine.device; }
};

/// The figures over some runs; what is undefined of a run is not among them.
inline transformer_statistics statistics_of(const std::vector<transformer_run>& runs) {
  const auto over = [&](auto value_of) {
    measure::samples values;
    for (const transformer_run& run : runs)
      if (const double value = value_of(run); !std::isnan(value)) values(value);
    return values.summary();
  };
  measure::samples steps;
  for (const transformer_run& run : runs) steps += measure::samples(run.step_times);
  return {over(std::mem_fn(&transformer_run::total_latency)),
          over(std::mem_fn(&transformer_run::prefill_time)),
          over(std::mem_fn(&transformer_run::decode_time)),
          over(std::mem_fn(&transformer_run::decode_time_per_token)),
          over(std::mem_fn(&transformer_run::tokens_per_second)),
          steps.summary(),
          over(std::mem_fn(&transformer_run::prefill_tokens_per_second))};
}

}  // namespace proflens::workflow
