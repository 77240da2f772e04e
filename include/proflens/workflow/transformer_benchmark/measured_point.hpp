#pragma once

#include <chrono>
#include <exception>
#include <functional>
#include <new>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <proflens/engine/concepts.hpp>
#include <proflens/measure/clock.hpp>
#include <proflens/measure/generation.hpp>
#include <proflens/measure/latency.hpp>
#include <proflens/measure/stopping.hpp>
#include <proflens/measure/time_text.hpp>
#include <proflens/workflow/transformer_benchmark/result.hpp>

namespace proflens::workflow {

/// A run as results tell it.
inline transformer_run run_of(const measure::generation_run& from, int target, int number) {
  const auto megabytes = [](const std::optional<std::uint64_t>& bytes) {
    return bytes ? std::optional(static_cast<double>(*bytes) / 1048576) : std::nullopt;
  };
  transformer_run run;
  run.timestamp = measure::utc_text(from.began);
  run.batch_size = from.batch;
  run.input_length = from.input_length;
  run.target_output_length = target;
  run.actual_output_length = from.output_length;
  run.total_latency = from.total;
  run.prefill_time = from.prefill;
  run.decode_time = from.decode;
  run.decode_time_per_token = from.decode_per_token();
  run.decode_tokens_count = from.output_length - 1;
  run.tokens_per_second = from.tokens_per_second();
  run.tokens_per_second_per_sequence = from.tokens_per_second_per_sequence();
  run.cpu_memory_mb = megabytes(from.memory.resident);
  run.cpu_peak_memory_mb = megabytes(from.memory.peak);
  run.gpu_memory_mb = megabytes(from.device_memory);
  run.run_number = number;
  run.step_times.assign(from.steps.values().begin(), from.steps.values().end());
  return run;
}

/// A point as results tell it.
inline transformer_point point_of(const measure::generation_point& from,
                                  const measure::generation& asked) {
  transformer_point point;
  point.batch_size = asked.batch;
  point.input_length = asked.input_length;
  for (const measure::generation_run& run : from.runs)
    point.runs.push_back(run_of(run, asked.output_length, static_cast<int>(point.runs.size()) + 1));
  point.warm_up = from.warm_up.seconds;
  point.warm_up_ended_by = measure::name(from.warm_up.ended_by);
  point.harness = from.harness;
  return point;
}

/// A point that has no runs, and why.
inline transformer_point point_without_runs(int batch_size, int input_length, point_status status,
                                            std::string reason) {
  transformer_point point;
  point.batch_size = batch_size;
  point.input_length = input_length;
  point.status = status;
  point.reason = std::move(reason);
  return point;
}

/// Lets an engine free the caches of the point before; an engine that fails even at that has
/// nothing to tell that its next point would not.
template <engine::step_engine Engine>
void release_caches(Engine& engine) {
  try {
    engine.reset(1, 1);
    engine.synchronize();
  } catch (const std::exception&) {
  }
}

/// What came of measuring a point, and why no peak of memory is known of it.
struct tried_point {
  transformer_point point = {};
  std::string why_no_peak = {};
};

/// Measures a point. What the engine throws makes it a failed one.
template <engine::step_engine Engine, measure::time_source Clock>
tried_point try_point(Engine& engine, const measure::generation& asked, int num_runs, Clock clock,
                      const std::function<void(const measure::generation_run&)>& on_run) {
  std::string reason;
  try {
    const auto measured = measure::latency(engine, asked, measure::runs(num_runs), clock, on_run);
    return {point_of(measured, asked), measured.why_no_peak};
  } catch (const std::bad_alloc&) {
    reason = "out of memory";
  } catch (const std::exception& failure) {
    reason = failure.what();
  }
  return {point_without_runs(asked.batch, asked.input_length, point_status::failed, reason), ""};
}

}  // namespace proflens::workflow
