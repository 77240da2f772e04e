#pragma once

#include <chrono>
#include <concepts>
#include <cstddef>
#include <functional>
#include <span>
#include <utility>
#include <vector>

#include <proflens/measure/clock.hpp>
#include <proflens/measure/samples.hpp>

namespace proflens::measure {

/// Takes the times of repeated work and keeps every one. Room is made before: between two readings
/// of the clock lies the work and one store.
template <time_source Clock = steady_clock>
class sampler {
 public:
  /// Room for `count` samples; more cost an allocation now and then.
  explicit sampler(std::size_t count, Clock clock = {}) : clock_(std::move(clock)) {
    times_.reserve(count);
    last_ = clock_.now();
  }

  /// The first lap begins now. Forgets nothing.
  void start() { last_ = clock_.now(); }

  /// The lap that ends now, from the last `start` or `lap` on: one reading of the clock. Laps leave
  /// no gap, so that their sum is the time from the start to the last of them.
  void lap() {
    const auto now = clock_.now();
    times_.push_back(now - last_);
    last_ = now;
  }

  /// One call of `work`: two readings.
  template <std::invocable Work>
  void time(Work&& work) {
    start();
    std::invoke(std::forward<Work>(work));
    lap();
  }

  std::span<const std::chrono::nanoseconds> times() const { return times_; }

  /// All times so far, in seconds.
  samples seconds() const {
    samples result;
    result.reserve(times_.size());
    for (const auto time : times_) result(in_seconds(time));
    return result;
  }

 private:
  Clock clock_;
  std::chrono::nanoseconds last_{0};
  std::vector<std::chrono::nanoseconds> times_;
};

/// The seconds that taking one lap costs on this machine, measured by laps around nothing: what
/// every sample of a `sampler` holds besides the work.
template <time_source Clock = steady_clock>
double lap_cost(Clock clock = {}) {
  constexpr int laps = 1000;
  sampler<Clock> empty(15 * laps, clock);
  return cost_of(clock, laps, [&] { empty.lap(); });
}

}  // namespace proflens::measure
