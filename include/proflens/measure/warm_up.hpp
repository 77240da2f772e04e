#pragma once

#include <algorithm>
#include <chrono>
#include <concepts>
#include <limits>
#include <string_view>
#include <vector>

#include <proflens/measure/clock.hpp>

namespace proflens::measure {

/// When warming up is over.
///
/// The rule: a run is steady if it takes no more than `tolerance` longer or shorter than the one
/// before. Warming up ends with the first steady run, not before `least` runs; or with the `most`th
/// run; or with the run that ends `longest` or more after the end of the first. The first run
/// itself does not count: it may load and compile, so that its time says nothing about the next.
struct warm_up {
  int least = 1;
  int most = 10;
  std::chrono::nanoseconds longest = std::chrono::seconds(1);
  double tolerance = 0.05;  ///< negative: no run counts as steady
};

/// Exactly `n` runs, however long they take.
constexpr warm_up warm_up_runs(int n) { return {n, n, std::chrono::nanoseconds::max(), -1}; }

enum class warm_up_end {
  steady,      ///< two runs in succession took the same time
  runs_limit,  ///< after `most` runs
  time_limit,  ///< no time was left for another run
};

inline std::string_view name(warm_up_end end) {
  switch (end) {
    case warm_up_end::steady: return "steady";
    case warm_up_end::runs_limit: return "runs_limit";
    case warm_up_end::time_limit: return "time_limit";
  }
  return "steady";
}

/// How warming up went; its runs are kept here and nowhere else.
struct warm_up_report {
  std::vector<double> seconds = {};  ///< of each run
  warm_up_end ended_by = warm_up_end::runs_limit;
};

/// True if the two durations differ by no more than `tolerance` times the shorter one.
inline bool are_steady(double before, double after, double tolerance) {
  const auto [shorter, longer] = std::minmax(before, after);
  return longer - shorter <= tolerance * shorter;
}

/// Calls `run()` until it is warm. With `most` < 1 it isn't called at all.
template <time_source Clock = steady_clock, std::invocable Run>
warm_up_report warm(const warm_up& rule, Run&& run, Clock clock = {}) {
  warm_up_report report;
  std::vector<double>& seconds = report.seconds;
  std::chrono::nanoseconds end_of_first{0};
  while (static_cast<int>(seconds.size()) < rule.most) {
    const auto begin = clock.now();
    run();
    const auto end = clock.now();
    if (seconds.empty()) end_of_first = end;
    seconds.push_back(in_seconds(end - begin));
    if (static_cast<int>(seconds.size()) < rule.least) continue;
    if (seconds.size() > 1 && are_steady(seconds.end()[-2], seconds.back(), rule.tolerance)) {
      report.ended_by = warm_up_end::steady;
      break;
    }
    if (end - end_of_first >= rule.longest) {
      report.ended_by = warm_up_end::time_limit;
      break;
    }
  }
  return report;
}

}  // namespace proflens::measure
