#pragma once

#include <chrono>
#include <concepts>
#include <cstddef>
#include <limits>
#include <string>
#include <string_view>

#include <proflens/interval.hpp>
#include <proflens/measure/error.hpp>
#include <proflens/measure/samples.hpp>

namespace proflens::measure {

/// Why no further run was made.
enum class stop_reason {
  none,        ///< it goes on
  runs,        ///< as many as asked for
  narrow,      ///< the interval of the median is narrow enough
  runs_limit,  ///< it was not, after as many runs as were permitted
  time_limit,  ///< it was not, and the time is over
};

inline std::string_view name(stop_reason reason) {
  switch (reason) {
    case stop_reason::none: return "none";
    case stop_reason::runs: return "runs";
    case stop_reason::narrow: return "narrow";
    case stop_reason::runs_limit: return "runs_limit";
    case stop_reason::time_limit: return "time_limit";
  }
  return "none";
}

/// Decides after each run, from all samples so far and the time since the first run began, whether
/// it was the last: `rule(samples, elapsed)`. `rule.most()` runs are the limit; room is made for
/// them.
template <class Rule>
concept stopping_rule = std::copyable<Rule> &&
    requires(const Rule& rule, const samples& all, std::chrono::nanoseconds elapsed) {
  { rule(all, elapsed) } -> std::same_as<stop_reason>;
  { rule.most() } -> std::convertible_to<std::size_t>;
};

/// Exactly `n` runs. Throws measure::error for n < 1.
class runs {
 public:
  explicit runs(int n) : n_(static_cast<std::size_t>(n)) {
    if (n < 1) throw error("runs: " + std::to_string(n) + " runs are none; at least 1 is needed");
  }

  stop_reason operator()(const samples& all, std::chrono::nanoseconds) const {
    return all.size() >= n_ ? stop_reason::runs : stop_reason::none;
  }
  std::size_t most() const { return n_; }

 private:
  std::size_t n_;
};

/// When the median is known well enough.
struct median_precision {
  double relative_width = 0.02;  ///< of the interval, high - low, to the median
  double level = 0.95;           ///< of the interval
  int least = 6;                 ///< runs; below 6 there is no 95 % interval of the median
  int most = 1000;               ///< runs
  std::chrono::nanoseconds longest = std::chrono::seconds(60);
};

/// Until the distribution-free interval of the median (aggregate::quantile_interval) is narrow
/// enough, or a limit is reached. Looking after each run makes the interval hold the median
/// somewhat less often than `level`: it is a rule for stopping, and no claim. Throws measure::error
/// for a width or level that no samples could satisfy, and for limits that leave no run.
class until_median_is_known {
 public:
  explicit until_median_is_known(median_precision wanted = {}) : wanted_(wanted) {
    if (!(wanted.relative_width >= 0) || !(wanted.level > 0 && wanted.level < 1))
      throw error("until_median_is_known: width " + std::to_string(wanted.relative_width) +
                  ", level " + std::to_string(wanted.level) +
                  "; expected a width from 0 on and a level inside (0, 1)");
    if (wanted.least < 1 || wanted.most < wanted.least)
      throw error("until_median_is_known: from " + std::to_string(wanted.least) + " to " +
                  std::to_string(wanted.most) +
                  " runs; expected at least 1, and no more at the "
                  "least than at the most");
  }

  stop_reason operator()(const samples& all, std::chrono::nanoseconds elapsed) const {
    if (all.size() >= static_cast<std::size_t>(wanted_.least) && is_narrow(all))
      return stop_reason::narrow;
    if (all.size() >= most()) return stop_reason::runs_limit;
    return elapsed >= wanted_.longest ? stop_reason::time_limit : stop_reason::none;
  }
  std::size_t most() const { return static_cast<std::size_t>(wanted_.most); }

 private:
  bool is_narrow(const samples& all) const {
    const interval around = all.median_interval(wanted_.level);
    return around.width() <= wanted_.relative_width * all.median();  // false for NaN
  }

  median_precision wanted_;
};

}  // namespace proflens::measure
