#include <proflens/measure/warm_up.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <vector>

#include "tests/measure/fake_clock.hpp"

using namespace proflens::measure;
using namespace std::chrono_literals;

namespace {

/// Warms up with runs that take the given times, the last one again and again.
warm_up_report warm_with(const warm_up& rule, std::vector<std::chrono::nanoseconds> times) {
  std::chrono::nanoseconds time{0};
  std::size_t run = 0;
  return warm(
      rule, [&] { time += times[std::min(run++, times.size() - 1)]; }, tests::fake_clock{&time});
}

}  // namespace

TEST_CASE("warm_up: ends with the first run like the one before") {
  const auto report = warm_with({}, {100ms, 20ms, 11ms, 10ms, 10ms});
  CHECK(report.seconds == std::vector{0.1, 0.02, 0.011, 0.01, 0.01});
  CHECK(report.ended_by == warm_up_end::steady);
}

TEST_CASE("warm_up: within the tolerance is like") {
  CHECK(are_steady(1, 1.04, 0.05));
  CHECK(are_steady(1.04, 1, 0.05));
  CHECK(!are_steady(1, 1.06, 0.05));
  CHECK(!are_steady(1.06, 1, 0.05));
  CHECK(are_steady(0, 0, 0.05));
  CHECK(!are_steady(1, 1, -1));
  CHECK(warm_with({.tolerance = 0.5}, {14ms, 10ms, 10ms}).seconds.size() == 2);
}

TEST_CASE("warm_up: at most ten runs that are never alike") {
  std::vector<std::chrono::nanoseconds> times;
  for (int i = 0; i < 20; ++i) times.push_back(i % 2 == 0 ? 1ms : 2ms);
  const auto report = warm_with({}, times);
  CHECK(report.seconds.size() == 10);
  CHECK(report.ended_by == warm_up_end::runs_limit);
}

TEST_CASE("warm_up: at most one second after the first run") {
  // 20 s for the first, then never alike: the second is over after 0.9 s, the third after 1.2 s.
  const auto report = warm_with({}, {20s, 900ms, 300ms, 200ms});
  CHECK(report.seconds.size() == 3);
  CHECK(report.ended_by == warm_up_end::time_limit);
}

TEST_CASE("warm_up: the time of a cold first run does not stop it") {
  const auto report = warm_with({}, {30s, 3s, 3s});
  CHECK(report.seconds == std::vector{30.0, 3.0});
  CHECK(report.ended_by == warm_up_end::time_limit);
}

TEST_CASE("warm_up: no time after the first run is one run") {
  CHECK(warm_with({.longest = 0s}, {1ms}).seconds.size() == 1);
}

TEST_CASE("warm_up: at least as many as asked for, whatever they take") {
  CHECK(warm_with({.least = 4}, {5s}).seconds.size() == 4);
}

TEST_CASE("warm_up: a fixed number") {
  const auto report = warm_with(warm_up_runs(10), {10s});
  CHECK(report.seconds.size() == 10);
  CHECK(report.ended_by == warm_up_end::runs_limit);
  CHECK(warm_with(warm_up_runs(0), {10s}).seconds.empty());
}

TEST_CASE("warm_up: each end has a name") {
  CHECK(name(warm_up_end::steady) == "steady");
  CHECK(name(warm_up_end::runs_limit) == "runs_limit");
  CHECK(name(warm_up_end::time_limit) == "time_limit");
}
