#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <proflens/engine/concepts.hpp>
#include <proflens/measure/clock.hpp>
#include <proflens/measure/environment.hpp>
#include <proflens/measure/generation.hpp>
#include <proflens/measure/machine_memory.hpp>
#include <proflens/workflow/error.hpp>
#include <proflens/workflow/transformer_benchmark/benchmark_record.hpp>
#include <proflens/workflow/transformer_benchmark/configuration.hpp>
#include <proflens/workflow/transformer_benchmark/measured_point.hpp>
#include <proflens/workflow/transformer_benchmark/options.hpp>
#include <proflens/workflow/transformer_benchmark/result.hpp>
#include <proflens/workflow/transformer_benchmark/skip_rule.hpp>

namespace proflens::workflow {

/// What has to be the same for a benchmark to be continued: configuration, model, machine.
inline measure::fingerprint fingerprint_of(const transformer_benchmark_result& begun,
                                           std::uint64_t seed) {
  const benchmarked_model& model = begun.model;
  const engine::info& engine = begun.environment.engine;
  measure::fingerprint all = fingerprint_of(begun.configuration);
  all.push_back({"seed", std::to_string(seed)});
  all.push_back({"model", model.name});
  all.push_back({"family", model.family});
  all.push_back({"weights", model.has_random_weights ? "random" : "file"});
  all.push_back({"dtype", model.dtype});
  all.push_back({"parameters", std::to_string(model.parameters)});
  all.push_back({"engine", engine.name});
  all.push_back({"device", engine.device});
  all.push_back({"threads", std::to_string(engine.threads)});
  for (measure::named_value& one : measure::machine_of(begun.environment))
    all.push_back(std::move(one));
  return all;
}

/// One sweep of an engine over the grid of a configuration.
template <engine::step_engine Engine, measure::time_source Clock>
class transformer_sweep {
 public:
  transformer_sweep(Engine& engine, const transformer_benchmark_options& options, Clock clock)
      : engine_(engine), options_(options), info_(engine.info()), clock_(std::move(clock)) {}

  transformer_benchmark_result operator()(benchmarked_model model) {
    transformer_benchmark_result begun;
    begun.configuration = options_.configuration;
    begun.environment = measure::read_environment(info_, options_.libraries);
    begun.environment.remarks = options_.remarks;
    begun.model = std::move(model);
    begun.fingerprint = fingerprint_of(begun, options_.seed);
    benchmark_record record(begun, options_);

    const std::vector<place> all = places(record);
    for (const place& point : all) total_work_ += point.work;
    for (const place& point : all) record.put(point.index, decided(point, begun.model, record));
    record.write();
    return record.result();
  }

 private:
  /// A point of the grid that is still to be decided.
  struct place {
    std::size_t index = 0;
    int batch_size = 0;
    int input_length = 0;
    std::string reason = {};  ///< why it is skipped whatever memory is free
    double work = 0;
  };

  std::vector<place> places(const benchmark_record& record) const {
    std::vector<place> all;
    std::size_t index = 0;
    for (const int batch_size : options_.configuration.batch_sizes) {
      for (const int input_length : options_.configuration.input_lengths) {
        place point{index++, batch_size, input_length, {}, 0};
        if (record.is_measured(point.index)) continue;
        point.reason = reason_to_skip(options_.configuration, info_, batch_size, input_length);
        if (point.reason.empty()) point.work = work_of(batch_size, input_length);
        all.push_back(std::move(point));
      }
    }
    return all;
  }

  /// A guess, in tokens of prefill: a step costs as much as some of them, however few sequences
  /// there are, because all weights are read.
  double work_of(int batch_size, int input_length) const {
    constexpr double weights_of_step = 16;
    return static_cast<double>(batch_size) * input_length +
           options_.configuration.output_length * (weights_of_step + batch_size);
  }

  transformer_point decided(const place& at, const benchmarked_model& model,
                            benchmark_record& record) {
    std::string reason = at.reason;
    if (reason.empty()) {
      const double needed =
          bytes_needed(options_.configuration, info_, model, at.batch_size, at.input_length);
      reason = reason_of_memory(needed, free_memory(), model.absent_weight_bytes > 0);
    }
    if (!reason.empty()) {
      done_work_ += at.work;
      return point_without_runs(at.batch_size, at.input_length, point_status::skipped, reason);
    }
    tell(at, 0);
    int run = 0;
    tried_point tried = try_point(engine_, asked(at), options_.configuration.num_runs, clock_,
                                  [&](const measure::generation_run&) { tell(at, ++run); });
    release_caches(engine_);
    record.remark(tried.why_no_peak);
    done_work_ += at.work;
    return std::move(tried.point);
  }

  measure::generation asked(const place& at) const {
    measure::generation wanted;
    wanted.batch = at.batch_size;
    wanted.input_length = at.input_length;
    wanted.output_length = options_.configuration.output_length;
    wanted.sampling = {options_.configuration.temperature, options_.configuration.top_p,
                       options_.seed};
    wanted.warm_up = options_.warm_up;
    wanted.prompt_seed = options_.seed;
    return wanted;
  }

  std::optional<std::uint64_t> free_memory() const {
    return options_.free_memory ? options_.free_memory() : measure::read_machine_memory().available;
  }

  void tell(const place& at, int run) const {
    if (!options_.on_progress) return;
    const int runs = options_.configuration.num_runs;
    transformer_progress now{at.index + 1,
                             options_.configuration.points(),
                             at.batch_size,
                             at.input_length,
                             run,
                             runs,
                             0};
    const double of_point = at.work * (run + 1) / (runs + 1) * (run > 0);
    if (total_work_ > 0) now.share_done = (done_work_ + of_point) / total_work_;
    options_.on_progress(now);
  }

  Engine& engine_;
  const transformer_benchmark_options& options_;
  engine::info info_;
  Clock clock_;
  double total_work_ = 0;
  double done_work_ = 0;
};

/// Measures prefill and decode of a step engine over batch sizes and input lengths: time to first
/// token, time per output token, latency, throughput, memory; see `measure::latency` for how.
///
///     engine::transformer gpt2(engine::load_model("gpt2"));
///     workflow::transformer_benchmark_options options;
///     options.configuration = workflow::preset_configuration("quick_test");
///     options.output_prefix = "gpt2";
///     auto result = workflow::transformer_benchmark(gpt2, {.name = "gpt2"}, options);
///
/// Every point of the grid is in the result: measured, skipped by a rule, or failed, with its
/// reason; a failure does not end the sweep. After every point that was tried PREFIX.json and
/// PREFIX.csv are written anew; at any moment both are whole. To resume keeps the points that were
/// measured and decides all others. Throws workflow::error for an empty grid and where what is to
/// be resumed belongs to another measurement, proflens::error where the files cannot be written.
template <class Engine, measure::time_source Clock = measure::steady_clock>
transformer_benchmark_result transformer_benchmark(Engine& engine, benchmarked_model model,
                                                   const transformer_benchmark_options& options,
                                                   Clock clock = {}) {
  static_assert(engine::check_step_engine<Engine>());
  if (options.configuration.points() == 0)
    throw error("there is no point to measure; name batch sizes and input lengths");
  return transformer_sweep<Engine, Clock>(engine, options, clock)(std::move(model));
}

/// Throws workflow::error, with the reason of the first, if points were tried and all failed.
inline void require_any_measured(const transformer_benchmark_result& result) {
  if (result.count(point_status::measured) > 0) return;
  for (const transformer_point& point : result.points) {
    if (point.status == point_status::failed)
      throw error("every point that was tried failed; the first, batch size " +
                  std::to_string(point.batch_size) + " and input length " +
                  std::to_string(point.input_length) + ": " + point.reason);
  }
}

}  // namespace proflens::workflow
