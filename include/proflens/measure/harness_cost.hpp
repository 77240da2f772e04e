#pragma once

#include <limits>

#include <proflens/measure/clock.hpp>
#include <proflens/measure/sampler.hpp>

namespace proflens::measure {

/// What measuring itself costs: to be written beside what was measured.
struct harness_cost {
  clock_quality clock = {};
  double per_step = 0;  ///< seconds that a sample holds besides the work
  /// `per_step` by the median of what was measured; NaN where nothing was, or it took no time.
  double share_of_step = std::numeric_limits<double>::quiet_NaN();

  friend bool operator==(const harness_cost&, const harness_cost&) = default;
};

/// Measures the harness, for about two milliseconds, and compares it with steps of so many seconds.
template <time_source Clock = steady_clock>
harness_cost harness_cost_of(double step_seconds, Clock clock = {}) {
  harness_cost cost{.clock = quality_of(clock), .per_step = lap_cost(clock)};
  if (step_seconds > 0) cost.share_of_step = cost.per_step / step_seconds;
  return cost;
}

}  // namespace proflens::measure
