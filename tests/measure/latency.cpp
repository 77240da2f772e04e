// What other benchmarks get wrong, one test each, with an engine whose times are known: a second
// prefill within decode, a throughput without the batch, a clock that starts while work is still
// going on, a warm-up of another shape, sequences that end early.

#include <proflens/measure/latency.hpp>

#include <doctest/doctest.h>

#include <proflens/report/json.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <new>
#include <set>
#include <string>
#include <vector>

#include "tests/measure/fake_clock.hpp"
#include "tests/measure/fake_engine.hpp"

using namespace proflens::measure;
using namespace std::chrono_literals;

namespace {

struct measured {
  tests::fake_engine engine;
  generation_point point;
};

template <class Rule = runs>
measured measure(const generation& asked, const Rule& rule = runs(2)) {
  std::chrono::nanoseconds time{0};
  measured result{tests::fake_engine(time), {}};
  result.point = latency(result.engine, asked, rule, tests::fake_clock{&time});
  return result;
}

/// What prefill and a step take by the definition of the engine, in seconds.
double prefill_time(int batch, int length) { return 0.01 * batch * length + 0.0001; }
double step_time(int batch, int cached) { return 0.001 * batch + 1e-6 * cached + 0.0001; }

const generation shape{.batch = 4, .input_length = 32, .output_length = 5};

std::size_t count(const std::string& calls, char which) {
  return static_cast<std::size_t>(std::ranges::count(calls, which));
}

}  // namespace

TEST_CASE("latency: prefill is the time to the first token, its choice included") {
  const auto [engine, point] = measure(shape);
  REQUIRE(point.prefill.size() == 2);
  for (const double seconds : point.prefill.values())
    CHECK(seconds == doctest::Approx(prefill_time(4, 32)));
  CHECK(point.prefill.median() == doctest::Approx(prefill_time(4, 32)));
}

TEST_CASE("latency: every step is kept, with the choice of its token") {
  const auto [engine, point] = measure(shape);
  REQUIRE(point.runs.size() == 2);
  CHECK(point.step.size() == 8);
  for (const generation_run& run : point.runs) {
    REQUIRE(run.steps.size() == 4);
    for (int i = 0; i < 4; ++i)
      CHECK(run.steps.values()[static_cast<std::size_t>(i)] ==
            doctest::Approx(step_time(4, 32 + i)));
  }
}

TEST_CASE("latency: decode holds no second prefill") {
  const auto [engine, point] = measure(shape);
  double steps = 0;
  for (int i = 0; i < 4; ++i) steps += step_time(4, 32 + i);
  for (const generation_run& run : point.runs) {
    CHECK(run.decode == doctest::Approx(steps));
    CHECK(run.decode == doctest::Approx(run.steps.sum()));
    CHECK(run.total == doctest::Approx(run.prefill + run.decode));
    CHECK(run.decode_per_token() == doctest::Approx(steps / 4));
  }
  CHECK(count(engine.calls, 'p') == count(engine.calls, 'r'));  // one in each run
}

TEST_CASE("latency: throughput counts every sequence of the batch") {
  const auto [engine, point] = measure(shape);
  const double total = point.total.median();
  CHECK(point.tokens_per_second == doctest::Approx(4 * 5 / total));
  CHECK(point.tokens_per_second_per_sequence == doctest::Approx(5 / total));
  const generation_run& run = point.runs.front();
  CHECK(run.tokens_per_second() == doctest::Approx(4 * 5 / total));
  CHECK(run.tokens_per_second_per_sequence() == doctest::Approx(5 / total));
  CHECK(run.prefill_tokens_per_second() == doctest::Approx(4 * 32 / prefill_time(4, 32)));
}

TEST_CASE("latency: throughput over runs is all tokens by all the time") {
  generation_point point;
  generation_run fast, slow;
  fast.batch = slow.batch = 2;
  fast.output_length = slow.output_length = 10;
  fast.total = 1;
  slow.total = 4;
  add_run(point, fast);
  add_run(point, slow);
  CHECK(point.tokens_per_second == doctest::Approx(40 / 5.0));
  CHECK(point.tokens_per_second_per_sequence == doctest::Approx(20 / 5.0));
}

TEST_CASE("latency: the clock starts when the engine has nothing left to do") {
  // A reset takes 5 s: no run and no step holds any of it.
  const auto [engine, point] = measure(shape);
  CHECK(point.total.max() < 5);
  for (std::size_t at = 0; (at = engine.calls.find('r', at)) != engine.calls.npos; ++at)
    CHECK(engine.calls.substr(at, 17) == "r|pn|sn|sn|sn|sn|");
}

TEST_CASE("latency: the warm-up is at the shape that is measured") {
  const auto [engine, point] = measure(shape);
  REQUIRE(!point.warm_up.seconds.empty());
  CHECK(point.warm_up.seconds.front() > 30);  // the engine had not met the shape
  CHECK(point.total.max() < 30);
  CHECK(engine.prefilled.size() == point.warm_up.seconds.size() + 2);
  for (const auto& prompts : engine.prefilled) {
    CHECK(prompts.batch == 4);
    CHECK(prompts.length == 32);
  }
  CHECK(point.step.size() == 2 * 4);  // none of the warm-up
}

TEST_CASE("latency: the warm-up asked for is the one made") {
  generation asked = shape;
  asked.warm_up = warm_up_runs(10);
  const auto [engine, point] = measure(asked);
  CHECK(point.warm_up.seconds.size() == 10);
  CHECK(engine.prefilled.size() == 12);
}

TEST_CASE("latency: no token ends a run, and lengths are exact") {
  // The engine chooses 0 again and again, which a model may mean as the end.
  const auto [engine, point] = measure(shape);
  for (const generation_run& run : point.runs) {
    CHECK(run.batch == 4);
    CHECK(run.input_length == 32);
    CHECK(run.output_length == 5);
  }
  CHECK(count(engine.calls, 's') == 4 * count(engine.calls, 'p'));
  CHECK(count(engine.calls, 'n') == 5 * count(engine.calls, 'p'));
  for (const auto& prompts : engine.prefilled) CHECK(prompts.ids.size() == 4 * 32);
  for (const auto& chosen : engine.stepped) CHECK(chosen.ids.size() == 4);
  for (const int capacity : engine.capacities) CHECK(capacity == 32 + 5 - 1);
}

TEST_CASE("latency: prompts differ within the batch and stay the same over runs") {
  const auto [engine, point] = measure(shape);
  const auto& first = engine.prefilled.front();
  for (const auto& prompts : engine.prefilled) CHECK(prompts == first);
  std::set<std::vector<std::int64_t>> rows;
  for (int i = 0; i < 4; ++i) rows.emplace(first.row(i).begin(), first.row(i).end());
  CHECK(rows.size() == 4);
  for (const auto id : first.ids) CHECK((id >= 0 && id < 100));
  generation other = shape;
  other.prompt_seed = 1;
  CHECK(measure(other).engine.prefilled.front() != first);
}

TEST_CASE("latency: an output of one token has no decode") {
  const auto [engine, point] = measure({.batch = 2, .input_length = 3, .output_length = 1});
  const generation_run& run = point.runs.front();
  CHECK(run.decode == 0);
  CHECK(run.total == run.prefill);
  CHECK(run.steps.empty());
  CHECK(run.output_length == 1);
  CHECK(std::isnan(run.decode_per_token()));
  CHECK(std::isnan(point.step.median()));
  CHECK(count(engine.calls, 's') == 0);
}

TEST_CASE("latency: one run has no deviation; JSON says null") {
  const generation_point point = measure(shape, runs(1)).point;
  CHECK(std::isnan(point.total.standard_deviation()));
  proflens::report::json_writer out;
  out.object([&] { out.member("std", point.total.summary().std); });
  CHECK(out.text() == "{\n  \"std\": null\n}\n");
}

TEST_CASE("latency: sampling reaches the engine as it was asked for") {
  generation asked = shape;
  asked.sampling = {.temperature = 0.7, .top_p = 0.95, .seed = 42};
  const auto [engine, point] = measure(asked);
  for (const auto& how : engine.sampled) CHECK(how == asked.sampling);
}

TEST_CASE("latency: runs until the median is known") {
  const auto [engine, point] = measure(shape, until_median_is_known{});
  CHECK(point.stopped_by == stop_reason::narrow);
  CHECK(point.runs.size() == 6);  // all take the same time
  CHECK(measure(shape).point.stopped_by == stop_reason::runs);
}

TEST_CASE("latency: the memory of the process and of the device stand in each run") {
  const auto [engine, point] = measure(shape);
  for (const generation_run& run : point.runs) {
    CHECK(run.device_memory == 1234);
    CHECK(run.memory.resident.value_or(0) > 100'000);
    CHECK(run.memory.peak.has_value() == point.why_no_peak.empty());
  }
}

TEST_CASE("latency: time stamps follow each other") {
  const auto before = std::chrono::system_clock::now();
  const auto [engine, point] = measure(shape);
  CHECK(point.runs[0].began >= before);
  CHECK(point.runs[1].began >= point.runs[0].began);
  CHECK(point.runs[1].began <= std::chrono::system_clock::now());
}

TEST_CASE("latency: what measuring costs is told, as a share of a step") {
  std::chrono::nanoseconds time{0};
  const auto point =
      latency(tests::fake_engine(time), shape, runs(1), tests::fake_clock{&time, 20ns});
  CHECK(point.harness.per_step == doctest::Approx(20e-9).epsilon(0.01));
  CHECK(point.harness.clock.resolution == doctest::Approx(20e-9));
  CHECK(point.harness.share_of_step ==
        doctest::Approx(point.harness.per_step / point.step.median()));
}

TEST_CASE("latency: each run that counts is told when it is over") {
  std::chrono::nanoseconds time{0};
  std::vector<double> told;
  const auto point = latency(tests::fake_engine(time), shape, runs(3), tests::fake_clock{&time},
                             [&](const generation_run& run) {
                               told.push_back(run.total);
                               time += 1h;  // drawing a progress bar is not measured
                             });
  CHECK(samples(told) == point.total);
  CHECK(point.total.max() < 5);
}

TEST_CASE("latency: the real clock is taken where none is named") {
  std::chrono::nanoseconds time{0};
  const auto point = latency(tests::fake_engine(time), shape, runs(5));
  CHECK(point.total.min() > 0);
  CHECK(point.prefill.min() < prefill_time(4, 32));  // what the engine pretends to take
  CHECK(point.harness.clock.cost > 0);
}

TEST_CASE("latency: a shape that cannot be measured is refused, in words") {
  CHECK_THROWS_WITH_AS(measure({.batch = 0}),
                       "latency: batch 0, input length 32, output length 50; each has to be 1 at "
                       "least",
                       error);
  CHECK_THROWS_AS(measure({.input_length = 0}), error);
  CHECK_THROWS_AS(measure({.output_length = 0}), error);
  CHECK_THROWS_WITH_AS(measure({.input_length = 990, .output_length = 12}),
                       "latency: batch 1, input length 990, output length 12 needs 1001 positions, "
                       "the model has 1000; ask for shorter ones",
                       error);
  CHECK(measure({.input_length = 990, .output_length = 11}).point.runs.size() == 2);
}

TEST_CASE("latency: an engine that chooses another number of tokens is told so") {
  std::chrono::nanoseconds time{0};
  tests::fake_engine engine(time);
  engine.rows_chosen = 3;
  CHECK_THROWS_WITH_AS(latency(engine, shape, runs(1), tests::fake_clock{&time}),
                       "latency: next_tokens() gave 3 tokens for a batch of 4; expected one a "
                       "sequence",
                       error);
}

TEST_CASE("latency: what the engine throws passes through") {
  struct broken : tests::fake_engine {
    using fake_engine::fake_engine;
    void step(const proflens::engine::tokens&) { throw std::bad_alloc(); }
  };
  std::chrono::nanoseconds time{0};
  CHECK_THROWS_AS(latency(broken(time), shape, runs(1), tests::fake_clock{&time}), std::bad_alloc);
}
