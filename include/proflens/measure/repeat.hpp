#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <type_traits>

#include <proflens/engine/concepts.hpp>
#include <proflens/measure/clock.hpp>
#include <proflens/measure/harness_cost.hpp>
#include <proflens/measure/samples.hpp>
#include <proflens/measure/stopping.hpp>
#include <proflens/measure/warm_up.hpp>

namespace proflens::measure {

/// The times of work that was done again and again.
struct repetition {
  samples seconds = {};  ///< every call, but those of the warm-up
  warm_up_report warm_up = {};
  stop_reason stopped_by = stop_reason::none;
  harness_cost harness = {};
};

/// Calls `work()` until it is warm, then times each call until `rule` says enough:
///
///     auto point = measure::repeat([&] { multiply(a, b, c); }, measure::until_median_is_known());
///     point.seconds.median(), point.seconds.median_interval()
///
/// What `work` throws passes through.
template <std::invocable Work, stopping_rule Rule, time_source Clock = steady_clock>
repetition repeat(Work&& work, const Rule& rule, const warm_up& warming = {}, Clock clock = {}) {
  repetition result;
  result.warm_up = warm(warming, work, clock);
  // Room for what is likely: a rule may permit more runs than there is memory.
  result.seconds.reserve(std::min<std::size_t>(rule.most(), 65536));
  const auto begin = clock.now();
  while (result.stopped_by == stop_reason::none) {
    const auto start = clock.now();
    work();
    const auto end = clock.now();
    result.seconds(in_seconds(end - start));
    result.stopped_by = rule(result.seconds, clock.now() - begin);
  }
  result.harness = harness_cost_of(result.seconds.median(), clock);
  return result;
}

/// Times one stage of an engine on inputs of a size, by default after exactly 10 runs to warm up.
/// Preparing is not timed; a run ends when the engine has nothing left to do.
template <class Engine, class Workload, stopping_rule Rule, time_source Clock = steady_clock>
repetition stage_latency(Engine&& engine, int stage, const Workload& workload, const Rule& rule,
                         const warm_up& warming = warm_up_runs(10), Clock clock = {}) {
  static_assert(engine::check_stage_engine<std::remove_cvref_t<Engine>, Workload>());
  engine.prepare(stage, workload);
  engine.synchronize();
  const auto run = [&] {
    engine.run();
    engine.synchronize();
  };
  return repeat(run, rule, warming, clock);
}

}  // namespace proflens::measure
