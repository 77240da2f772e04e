#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <type_traits>
#include <utility>

#include <proflens/engine/concepts.hpp>
#include <proflens/engine/input_tokens.hpp>
#include <proflens/measure/clock.hpp>
#include <proflens/measure/error.hpp>
#include <proflens/measure/generation.hpp>
#include <proflens/measure/harness_cost.hpp>
#include <proflens/measure/process_memory.hpp>
#include <proflens/measure/sampler.hpp>
#include <proflens/measure/stopping.hpp>
#include <proflens/measure/warm_up.hpp>

namespace proflens::measure {

/// Throws measure::error for a shape that no engine can be measured at.
inline void require_measurable(const generation& asked, const engine::info& engine) {
  const std::string shape = "batch " + std::to_string(asked.batch) + ", input length " +
                            std::to_string(asked.input_length) + ", output length " +
                            std::to_string(asked.output_length);
  if (asked.batch < 1 || asked.input_length < 1 || asked.output_length < 1)
    throw error("latency: " + shape + "; each has to be 1 at least");
  if (engine.vocabulary < 1)
    throw error("latency: the engine " + engine.name + " tells a vocabulary of " +
                std::to_string(engine.vocabulary) + "; info() has to tell its size");
  if (engine.positions > 0 && asked.capacity() > engine.positions)
    throw error("latency: " + shape + " needs " + std::to_string(asked.capacity()) +
                " positions, the model has " + std::to_string(engine.positions) +
                "; ask for shorter ones");
}

/// The times of a run out of those of its parts, prefill first.
inline generation_run run_of(std::span<const std::chrono::nanoseconds> parts) {
  generation_run run;
  std::chrono::nanoseconds decode{0};
  run.steps.reserve(parts.size() - 1);
  for (const auto step : parts.subspan(1)) {
    decode += step;
    run.steps(in_seconds(step));
  }
  run.output_length = static_cast<int>(parts.size());
  run.prefill = in_seconds(parts.front());
  run.decode = in_seconds(decode);
  run.total = in_seconds(parts.front() + decode);
  return run;
}

/// Adds a run to its point.
inline void add_run(generation_point& point, generation_run run) {
  point.total(run.total);
  point.prefill(run.prefill);
  point.decode(run.decode);
  point.step += run.steps;
  point.runs.push_back(std::move(run));
  double tokens = 0;
  for (const generation_run& one : point.runs) tokens += one.output_length;
  const double seconds = point.total.sum();
  if (!(seconds > 0)) return;
  point.tokens_per_second_per_sequence = tokens / seconds;
  point.tokens_per_second = point.runs.back().batch * point.tokens_per_second_per_sequence;
}

/// Throws measure::error where an engine did not choose one token for each sequence.
inline void require_one_each(const engine::tokens& chosen, int batch) {
  if (chosen.ids.size() == static_cast<std::size_t>(batch)) return;
  throw error("latency: next_tokens() gave " + std::to_string(chosen.ids.size()) +
              " tokens for a batch of " + std::to_string(batch) + "; expected one a sequence");
}

/// One run at a shape. Outside of the clock: reset, and waiting for it. Then prefill and the choice
/// of the first token; then a step for each further token, with its choice. Each part ends when the
/// engine has nothing left to do.
template <engine::step_engine Engine, time_source Clock = steady_clock>
generation_run run_generation(Engine& engine, const engine::tokens& prompts,
                              const generation& asked, process_memory& memory, Clock clock = {}) {
  const auto steps = static_cast<std::size_t>(asked.output_length) - 1;
  sampler<Clock> parts(steps + 1, clock);
  engine.reset(asked.batch, asked.capacity());
  engine.synchronize();
  memory.begin_peak();
  const auto began = std::chrono::system_clock::now();

  parts.start();
  engine.prefill(prompts);
  engine::tokens chosen = engine.next_tokens(asked.sampling);
  engine.synchronize();
  parts.lap();
  require_one_each(chosen, asked.batch);
  for (std::size_t step = 0; step < steps; ++step) {
    engine.step(chosen);
    chosen = engine.next_tokens(asked.sampling);
    engine.synchronize();
    parts.lap();
    require_one_each(chosen, asked.batch);
  }

  generation_run run = run_of(parts.times());
  run.began = began;
  run.batch = asked.batch;
  run.input_length = prompts.length;
  run.memory = memory.now();
  if constexpr (engine::tells_device_memory<Engine>) run.device_memory = engine.device_memory();
  return run;
}

/// Measures how long an engine takes to generate: warms up at the very shape, then makes runs until
/// `rule` says enough, all with the same prompts.
///
///     auto point = measure::latency(engine, {.batch = 4, .input_length = 512}, measure::runs(5));
///     point.prefill.median(), point.step.percentile(99), point.tokens_per_second
///
/// `on_run` is told of each run that counts, outside of the clock. Throws measure::error for a
/// shape that cannot be; what the engine throws passes through.
template <class Engine, stopping_rule Rule, time_source Clock = steady_clock>
generation_point latency(Engine&& engine, const generation& asked, const Rule& rule,
                         Clock clock = {},
                         const std::function<void(const generation_run&)>& on_run = {}) {
  static_assert(engine::check_step_engine<std::remove_cvref_t<Engine>>());
  const engine::info info = engine.info();
  require_measurable(asked, info);
  const engine::tokens prompts = engine::generate_input_tokens(asked.batch, asked.input_length,
                                                               info.vocabulary, asked.prompt_seed);
  process_memory memory;
  const auto run = [&] { return run_generation(engine, prompts, asked, memory, clock); };

  generation_point point;
  point.warm_up = warm(asked.warm_up, run, clock);
  const auto begin = clock.now();
  while (point.stopped_by == stop_reason::none) {
    add_run(point, run());
    if (on_run) on_run(point.runs.back());
    point.stopped_by = rule(point.total, clock.now() - begin);
  }
  point.harness = harness_cost_of(point.step.median(), clock);
  point.why_no_peak = memory.why_no_peak();
  return point;
}

}  // namespace proflens::measure
