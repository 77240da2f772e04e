#include <proflens/measure/repeat.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <cmath>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "tests/measure/fake_clock.hpp"

using namespace proflens::measure;
using namespace std::chrono_literals;

namespace {

struct workload {
  int nodes = 0;
};

/// Stage s on n nodes takes s * n us; preparing takes an hour, and so does the first run behind it.
class fake_stages {
 public:
  explicit fake_stages(std::chrono::nanoseconds& time) : time_(&time) {}

  proflens::engine::info info() const { return {.name = "fake"}; }
  std::vector<proflens::engine::stage> stages() const { return {{1, "gather"}, {2, "message"}}; }
  void prepare(int id, const workload& inputs) {
    calls += 'p';
    begun_ += 1h;
    first_ = 1h;
    each_ = id * inputs.nodes * 1us;
  }
  void run() {
    calls += 'r';
    begun_ += each_ + std::exchange(first_, 0ns);
  }
  void synchronize() {
    calls += '|';
    *time_ += std::exchange(begun_, 0ns);
  }

  std::string calls;

 private:
  std::chrono::nanoseconds* time_;
  std::chrono::nanoseconds begun_{0}, first_{0}, each_{0};
};

}  // namespace

TEST_CASE("repeat: every call but the warm-up is kept, in order") {
  std::chrono::nanoseconds time{0};
  int calls = 0;
  const repetition done =
      repeat([&] { time += ++calls * 1s; }, runs(3), warm_up_runs(2), tests::fake_clock{&time});
  CHECK(done.warm_up.seconds == std::vector{1.0, 2.0});
  CHECK(done.seconds == samples({3, 4, 5}));
  CHECK(done.stopped_by == stop_reason::runs);
}

TEST_CASE("repeat: until the median is known") {
  std::chrono::nanoseconds time{0};
  const repetition done =
      repeat([&] { time += 1ms; }, until_median_is_known{}, {}, tests::fake_clock{&time});
  CHECK(done.seconds.size() == 6);
  CHECK(done.stopped_by == stop_reason::narrow);
}

TEST_CASE("repeat: the time limit counts from the first call behind the warm-up") {
  std::chrono::nanoseconds time{0};
  int calls = 0;
  const until_median_is_known rule({.relative_width = 0, .longest = 10s});
  const repetition done = repeat([&] { time += ++calls % 2 == 0 ? 1s : 3s; }, rule,
                                 warm_up_runs(20), tests::fake_clock{&time});
  CHECK(done.stopped_by == stop_reason::time_limit);
  CHECK(done.seconds == samples({3, 1, 3, 1, 3}));
}

TEST_CASE("repeat: work that takes no time has no share of harness") {
  std::chrono::nanoseconds time{0};
  CHECK(std::isnan(repeat([] {}, runs(1), {}, tests::fake_clock{&time}).harness.share_of_step));
  const repetition done =
      repeat([&] { time += 10us; }, runs(3), {}, tests::fake_clock{&time, 20ns});
  CHECK(done.harness.share_of_step == doctest::Approx(20e-9 / 10.02e-6).epsilon(0.01));
}

TEST_CASE("repeat: what the work throws passes through") {
  CHECK_THROWS_AS(repeat([] { throw std::runtime_error("lost"); }, runs(1)), std::runtime_error);
}

TEST_CASE("repeat: a stage is prepared outside of the clock and waited for") {
  std::chrono::nanoseconds time{0};
  fake_stages engine(time);
  const repetition done =
      stage_latency(engine, 2, workload{1000}, runs(5), warm_up_runs(10), tests::fake_clock{&time});
  CHECK(done.seconds == samples(std::vector<double>(5, 0.002)));
  CHECK(done.warm_up.seconds.size() == 10);
  CHECK(done.warm_up.seconds[0] == doctest::Approx(3600.002));  // and nothing of preparing
  CHECK(engine.calls.substr(0, 6) == "p|r|r|");
  CHECK(engine.calls.size() == 2 + 15 * 2);
}

TEST_CASE("repeat: a stage is warmed up ten times unless told otherwise") {
  std::chrono::nanoseconds time{0};
  CHECK(stage_latency(fake_stages(time), 1, workload{1}, runs(50)).warm_up.seconds.size() == 10);
}
