#include <proflens/measure/sampler.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <numeric>
#include <stdexcept>
#include <vector>

#include "tests/measure/fake_clock.hpp"

using namespace proflens::measure;
using namespace std::chrono_literals;

TEST_CASE("sampler: laps leave no gap") {
  std::chrono::nanoseconds time{1s};
  sampler taken(3, tests::fake_clock{&time});
  time += 7s;  // before the start: nobody's
  taken.start();
  for (const auto work : {3ms, 1ms, 2ms}) {
    time += work;
    taken.lap();
  }
  CHECK(taken.seconds() == samples({0.003, 0.001, 0.002}));
  const auto times = taken.times();
  CHECK(std::accumulate(times.begin(), times.end(), 0ns) == time - 8s);
}

TEST_CASE("sampler: a call is timed from its begin to its end") {
  std::chrono::nanoseconds time{0};
  sampler taken(2, tests::fake_clock{&time});
  for (int i = 1; i <= 2; ++i) {
    time += 1h;  // between the calls: not theirs
    taken.time([&] { time += i * 1ms; });
  }
  CHECK(taken.seconds() == samples({0.001, 0.002}));
}

TEST_CASE("sampler: every sample is kept, also beyond the room that was made") {
  std::chrono::nanoseconds time{0};
  sampler taken(1, tests::fake_clock{&time, 1ns});
  for (int i = 0; i < 100; ++i) taken.lap();
  CHECK(taken.times().size() == 100);
  CHECK(taken.seconds().max() == 1e-9);
}

TEST_CASE("sampler: within its room samples stay where they are") {
  sampler<> taken(1000);
  taken.lap();
  const auto* const first = taken.times().data();
  for (int i = 1; i < 1000; ++i) taken.lap();
  CHECK(taken.times().data() == first);
}

TEST_CASE("sampler: nothing taken is nothing") { CHECK(sampler<>(0).seconds().empty()); }

TEST_CASE("sampler: work that throws leaves no sample") {
  std::chrono::nanoseconds time{0};
  sampler taken(1, tests::fake_clock{&time});
  CHECK_THROWS_AS(taken.time([] { throw std::runtime_error("no"); }), std::runtime_error);
  CHECK(taken.times().empty());
}

TEST_CASE("sampler: the cost of a lap is that of the reading it makes") {
  std::chrono::nanoseconds time{0};
  // Each round of 1000 laps has one reading more, its own.
  CHECK(lap_cost(tests::fake_clock{&time, 30ns}) == doctest::Approx(30e-9).epsilon(0.01));
  CHECK(lap_cost() > 0);
}
