#include <proflens/measure/stopping.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <vector>

using namespace proflens::measure;
using namespace std::chrono_literals;

namespace {

/// How many runs of the time `sample(i)` a rule asks for, one second each, and why it stops.
template <stopping_rule Rule, class Sample>
std::pair<int, stop_reason> runs_until(const Rule& rule, Sample&& sample) {
  samples all;
  std::chrono::nanoseconds elapsed{0};
  stop_reason reason = stop_reason::none;
  int i = 0;
  for (; reason == stop_reason::none && i < 100000; ++i) {
    all(sample(i));
    elapsed += 1s;
    reason = rule(all, elapsed);
  }
  return {i, reason};
}

}  // namespace

TEST_CASE("stopping: a number of runs") {
  CHECK(runs(5).most() == 5);
  CHECK(runs_until(runs(1), [](int) { return 1.0; }) == std::pair(1, stop_reason::runs));
  CHECK(runs_until(runs(5), [](int i) { return i * 1.0; }) == std::pair(5, stop_reason::runs));
  CHECK_THROWS_WITH_AS(runs(0), "runs: 0 runs are none; at least 1 is needed", error);
  CHECK_THROWS_AS(runs(-3), error);
}

TEST_CASE("stopping: constant samples need no more than an interval takes") {
  const auto [made, reason] = runs_until(until_median_is_known{}, [](int) { return 0.5; });
  CHECK(made == 6);
  CHECK(reason == stop_reason::narrow);
}

TEST_CASE("stopping: the wider the spread, the more runs; the interval is narrow at the end") {
  const auto alternating = [](double spread) {
    return [spread](int i) { return 1 + spread * ((i * 7919 % 101) / 50.0 - 1); };
  };
  const until_median_is_known rule({.relative_width = 0.05, .longest = 24h});
  const auto [few, why_few] = runs_until(rule, alternating(0.05));
  const auto [many, why_many] = runs_until(rule, alternating(0.2));
  CHECK(why_few == stop_reason::narrow);
  CHECK(why_many == stop_reason::narrow);
  CHECK(few >= 6);
  CHECK(many > few);
  samples all;
  for (int i = 0; i < many; ++i) all(alternating(0.2)(i));
  CHECK(all.median_interval().width() <= 0.05 * all.median());
}

TEST_CASE("stopping: limits on runs and on time") {
  const auto wild = [](int i) { return i % 2 == 0 ? 1.0 : 100.0; };
  const until_median_is_known by_runs({.most = 40, .longest = 24h});
  CHECK(by_runs.most() == 40);
  CHECK(runs_until(by_runs, wild) == std::pair(40, stop_reason::runs_limit));
  const until_median_is_known by_time({.longest = 17s});
  CHECK(runs_until(by_time, wild) == std::pair(17, stop_reason::time_limit));
}

TEST_CASE("stopping: at least as many runs as asked for") {
  const until_median_is_known rule({.least = 20});
  CHECK(runs_until(rule, [](int) { return 1.0; }) == std::pair(20, stop_reason::narrow));
}

TEST_CASE("stopping: what could never be met is refused") {
  CHECK_THROWS_AS(until_median_is_known({.relative_width = -1}), error);
  CHECK_THROWS_AS(until_median_is_known({.level = 1}), error);
  CHECK_THROWS_AS(until_median_is_known({.least = 0}), error);
  CHECK_THROWS_AS(until_median_is_known({.least = 10, .most = 9}), error);
}

TEST_CASE("stopping: each reason has a name") {
  CHECK(name(stop_reason::none) == "none");
  CHECK(name(stop_reason::runs) == "runs");
  CHECK(name(stop_reason::narrow) == "narrow");
  CHECK(name(stop_reason::runs_limit) == "runs_limit");
  CHECK(name(stop_reason::time_limit) == "time_limit");
}
