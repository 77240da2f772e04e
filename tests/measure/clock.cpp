#include <proflens/measure/clock.hpp>

#include <doctest/doctest.h>

#include <chrono>

#include "tests/measure/fake_clock.hpp"

using namespace proflens::measure;
using namespace std::chrono_literals;

TEST_CASE("clock: the steady clock is one, and never goes back") {
  static_assert(time_source<steady_clock>);
  static_assert(time_source<tests::fake_clock>);
  static_assert(!time_source<std::chrono::system_clock>);  // it can be set back
  const steady_clock real;
  auto last = real.now();
  for (int i = 0; i < 1000; ++i) {
    const auto now = real.now();
    CHECK(now >= last);
    last = now;
  }
}

TEST_CASE("clock: seconds of a time") {
  CHECK(in_seconds(1500ms) == 1.5);
  CHECK(in_seconds(0ns) == 0);
  CHECK(in_seconds(1ns) == 1e-9);
}

TEST_CASE("clock: quality is the step between readings and what one takes") {
  std::chrono::nanoseconds time{0};
  const clock_quality quality = quality_of(tests::fake_clock{&time, 40ns});
  CHECK(quality.resolution == doctest::Approx(40e-9));
  CHECK(quality.cost == doctest::Approx(40e-9).epsilon(0.01));
}

TEST_CASE("clock: one that stands still shows no step") {
  std::chrono::nanoseconds time{5};
  CHECK(quality_of(tests::fake_clock{&time}) == clock_quality{});
}

TEST_CASE("clock: the real one has a step and a cost") {
  const clock_quality quality = quality_of();
  CHECK(quality.resolution > 0);
  CHECK(quality.cost > 0);
}

TEST_CASE("clock: the cost of work is the median of rounds, whatever one of them met with") {
  std::chrono::nanoseconds time{0};
  int calls = 0;
  const double cost = cost_of(tests::fake_clock{&time}, 10, [&] {
    time += 3us;
    if (++calls == 25) time += 1h;  // the machine slept
  });
  CHECK(calls == 150);
  CHECK(cost == doctest::Approx(3e-6));
}
