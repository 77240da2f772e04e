#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <concepts>

namespace proflens::measure {

/// Tells the time since some fixed moment. Never goes back. A regular small value, handed on by
/// copy: a test injects one that it moves by hand.
template <class Clock>
concept time_source = std::copyable<Clock> && requires(const Clock& clock) {
  { clock.now() } -> std::same_as<std::chrono::nanoseconds>;
};

/// The clock that measures: std::chrono::steady_clock.
struct steady_clock {
  std::chrono::nanoseconds now() const {
    return std::chrono::steady_clock::now().time_since_epoch();
  }
};

/// A time in seconds.
inline double in_seconds(std::chrono::nanoseconds time) {
  return std::chrono::duration<double>(time).count();
}

/// What a clock can do, measured: to be written beside what it measured.
struct clock_quality {
  double resolution = 0;  ///< seconds; the smallest step between two readings that differ
  double cost = 0;        ///< seconds one reading takes, median of several rounds

  friend bool operator==(const clock_quality&, const clock_quality&) = default;
};

/// The seconds that one call of `work` takes: the median of 15 rounds of `calls` calls, `calls`
/// at least 1. The median, because a round in which the machine did something else says nothing.
template <time_source Clock, std::invocable Work>
double cost_of(Clock clock, int calls, Work&& work) {
  std::array<double, 15> rounds{};
  for (double& round : rounds) {
    const auto begin = clock.now();
    for (int i = 0; i < calls; ++i) work();
    round = in_seconds(clock.now() - begin) / calls;
  }
  const auto middle = rounds.begin() + rounds.size() / 2;
  std::nth_element(rounds.begin(), middle, rounds.end());
  return *middle;
}

/// Measures a clock by reading it, for about a millisecond. A clock that stands still while it is
/// read has resolution 0: nothing of it was seen.
template <time_source Clock = steady_clock>
clock_quality quality_of(Clock clock = {}) {
  constexpr int readings = 1000;
  auto smallest = std::chrono::nanoseconds::max();
  auto last = clock.now();
  for (int i = 0; i < readings; ++i) {
    const auto now = clock.now();
    if (now > last) smallest = std::min(smallest, now - last);
    last = now;
  }
  clock_quality quality;
  if (smallest != smallest.max()) quality.resolution = in_seconds(smallest);
  quality.cost = cost_of(clock, readings, [&] { last = clock.now(); });
  return quality;
}

}  // namespace proflens::measure
