// The whole sweep, with an engine whose times are known: what its files hold, what is skipped, what
// fails, how it goes on. What other benchmarks get wrong is shown here to be absent from the files:
// a second prefill within decode, a throughput without the batch, a clock that starts while work is
// going on, a warm-up of one tiny shape, a deviation of one run, memory that no chart finds,
// sequences that end early.
#include <proflens/workflow/transformer_benchmark.hpp>

#include <doctest/doctest.h>
#include <proflens/read/json_document.hpp>
#include <proflens/workflow/transformer_benchmark/presets.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <new>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "tests/measure/fake_clock.hpp"
#include "tests/measure/fake_engine.hpp"
#include "tests/temporary_folder.hpp"

using namespace proflens;
using namespace proflens::workflow;
using tests::content_of;
using tests::temporary_folder;

namespace {

benchmarked_model fake_model() {
  benchmarked_model model;
  model.name = "fakes/tiny";
  model.family = "gpt2";
  model.has_random_weights = true;
  model.dtype = "f32";
  model.parameters = 1234;
  model.cache_bytes_per_token = 1000;
  return model;
}

/// 1 and 4 sequences of 8 and 32 tokens, 5 tokens out of each, two runs, files in the folder.
transformer_benchmark_options small(const temporary_folder& folder) {
  transformer_benchmark_options options;
  options.configuration.batch_sizes = {1, 4};
  options.configuration.input_lengths = {8, 32};
  options.configuration.output_length = 5;
  options.configuration.num_runs = 2;
  options.output_prefix = folder / "r";
  options.free_memory = [] { return std::optional<std::uint64_t>(1'000'000'000); };
  return options;
}

/// A sweep over an engine whose clock is known.
template <class Engine = tests::fake_engine>
struct sweep {
  std::chrono::nanoseconds time{0};
  Engine engine{time};

  transformer_benchmark_result operator()(const transformer_benchmark_options& options) {
    return transformer_benchmark(engine, fake_model(), options, tests::fake_clock{&time});
  }
};

/// What prefill and a step take by the definition of the engine, in seconds.
double prefill_time(int batch, int length) { return 0.01 * batch * length + 0.0001; }
double step_time(int batch, int cached) { return 0.001 * batch + 1e-6 * cached + 0.0001; }
double decode_time(int batch, int length) {
  double sum = 0;
  for (int i = 0; i < 4; ++i) sum += step_time(batch, length + i);
  return sum;
}

/// Calls `check` with each run of a result file.
template <class Check>
void for_each_run(const std::string& file, Check&& check) {
  const read::json_document document(content_of(file), file);
  const auto runs = document.root().at("results").items();
  REQUIRE(!runs.empty());
  for (const auto& run : runs) check(run);
}

/// Batch size, input length and status of each point of a result.
std::vector<std::string> grid_of(const transformer_benchmark_result& result) {
  std::vector<std::string> grid;
  for (const transformer_point& point : result.points)
    grid.push_back(std::to_string(point.batch_size) + " " + std::to_string(point.input_length) +
                   " " + std::string(name_of(point.status)) + " " +
                   std::to_string(point.runs.size()));
  return grid;
}

std::string message_of(const auto& work) {
  try {
    work();
  } catch (const proflens::error& failure) {
    return failure.what();
  }
  return "nothing was thrown";
}

/// Fails at 4 sequences of 8 tokens: `Failure` says how.
template <class Failure>
struct failing_engine : tests::fake_engine {
  using fake_engine::fake_engine;
  void prefill(const engine::tokens& prompts) {
    if (prompts.batch == 4 && prompts.length == 8) Failure::fail();
    fake_engine::prefill(prompts);
  }
};
struct short_of_memory {
  static void fail() { throw std::bad_alloc(); }
};
struct broken {
  static void fail() { throw std::runtime_error("the device fell off"); }
};

}  // namespace

TEST_CASE("transformer_benchmark: every point is measured, batch sizes first") {
  const temporary_folder folder;
  const auto result = sweep()(small(folder));
  CHECK(grid_of(result) == std::vector<std::string>{"1 8 measured 2", "1 32 measured 2",
                                                    "4 8 measured 2", "4 32 measured 2"});
  CHECK(result.model == fake_model());
  CHECK(result.device() == "CPU");
}

TEST_CASE("transformer_benchmark: decode holds no second prefill, total is the sum of both") {
  const temporary_folder folder;
  sweep measure;
  measure(small(folder));
  for_each_run(folder / "r.json", [](const read::json_node& run) {
    const int batch = static_cast<int>(run.at("batch_size").integer());
    const int length = static_cast<int>(run.at("input_length").integer());
    const double prefill = run.at("prefill_time").number(), decode = run.at("decode_time").number();
    CHECK(prefill == doctest::Approx(prefill_time(batch, length)));
    CHECK(decode == doctest::Approx(decode_time(batch, length)));
    CHECK(run.at("total_latency").number() == doctest::Approx(prefill + decode));
    CHECK(run.at("decode_tokens_count").integer() == 4);
    CHECK(run.at("decode_time_per_token").number() == doctest::Approx(decode / 4));
    const auto steps = run.at("step_times").items();
    REQUIRE(steps.size() == 4);
    for (int i = 0; i < 4; ++i)
      CHECK(steps[static_cast<std::size_t>(i)].number() ==
            doctest::Approx(step_time(batch, length + i)));
  });
  const std::string& calls = measure.engine.calls;
  const auto count = [&](char which) { return std::ranges::count(calls, which); };
  CHECK(count('s') == 4 * count('p'));  // one prefill a generation, also in the warm-up
}

TEST_CASE("transformer_benchmark: throughput counts every sequence of the batch") {
  const temporary_folder folder;
  sweep()(small(folder));
  for_each_run(folder / "r.json", [](const read::json_node& run) {
    const double total = run.at("total_latency").number();
    const auto batch = static_cast<double>(run.at("batch_size").integer());
    CHECK(run.at("tokens_per_second").number() == doctest::Approx(batch * 5 / total));
    CHECK(run.at("tokens_per_second_per_sequence").number() == doctest::Approx(5 / total));
  });
}

TEST_CASE("transformer_benchmark: neither resets nor first sights of a shape are in a run") {
  // A reset takes 5 s, and a shape that the engine has not met before 30 s more.
  const temporary_folder folder;
  sweep measure;
  const auto result = measure(small(folder));
  for (const transformer_point& point : result.points) {
    REQUIRE(!point.warm_up.empty());
    CHECK(point.warm_up.front() > 30);
    for (const transformer_run& run : point.runs) CHECK(run.total_latency < 5);
  }
  for (const auto& prompts : measure.engine.prefilled) {
    CHECK((prompts.batch == 1 || prompts.batch == 4));
    CHECK((prompts.length == 8 || prompts.length == 32));
  }
}

TEST_CASE("transformer_benchmark: lengths are exact") {
  const temporary_folder folder;
  sweep measure;
  measure(small(folder));
  for_each_run(folder / "r.json", [](const read::json_node& run) {
    CHECK(run.at("target_output_length").integer() == 5);
    CHECK(run.at("actual_output_length").integer() == 5);
  });
  for (const auto& prompts : measure.engine.prefilled)
    CHECK(prompts.ids.size() == static_cast<std::size_t>(prompts.batch * prompts.length));
}

TEST_CASE("transformer_benchmark: the deviation of one run is null") {
  const temporary_folder folder;
  transformer_benchmark_options options = small(folder);
  options.configuration.num_runs = 1;
  sweep()(options);
  const read::json_document document(content_of(folder / "r.json"), "r.json");
  for (const auto& point : document.root().at("points").items()) {
    const auto total = point.at("statistics").at("total_latency");
    CHECK(total.at("n").integer() == 1);
    CHECK(total.at("std").is_null());
    CHECK(total.at("mean").number() == total.at("p99").number());
  }
}

TEST_CASE("transformer_benchmark: statistics are of the runs, those of steps of all steps") {
  const temporary_folder folder;
  sweep()(small(folder));
  const read::json_document document(content_of(folder / "r.json"), "r.json");
  const auto points = document.root().at("points").items();
  REQUIRE(points.size() == 4);
  const auto statistics = points[3].at("statistics");  // 4 sequences of 32 tokens
  CHECK(statistics.at("step_time").at("n").integer() == 8);
  CHECK(statistics.at("step_time").at("min").number() == doctest::Approx(step_time(4, 32)));
  CHECK(statistics.at("step_time").at("max").number() == doctest::Approx(step_time(4, 35)));
  CHECK(statistics.at("decode_time").at("n").integer() == 2);
  CHECK(statistics.at("decode_time").at("std").number() == doctest::Approx(0));
  CHECK(statistics.at("decode_time_per_token").at("median").number() ==
        doctest::Approx(decode_time(4, 32) / 4));
  CHECK(statistics.at("prefill_tokens_per_second").at("mean").number() ==
        doctest::Approx(4 * 32 / prefill_time(4, 32)));
}

TEST_CASE("transformer_benchmark: an output of one token has no time per token") {
  const temporary_folder folder;
  transformer_benchmark_options options = small(folder);
  options.configuration.output_length = 1;
  sweep()(options);
  for_each_run(folder / "r.json", [](const read::json_node& run) {
    CHECK(run.at("decode_time").number() == 0);
    CHECK(run.at("decode_time_per_token").is_null());
    CHECK(run.at("step_times").items().empty());
  });
  const read::json_document document(content_of(folder / "r.json"), "r.json");
  const auto none =
      document.root().at("points").items()[0].at("statistics").at("decode_time_per_token");
  CHECK(none.at("n").integer() == 0);
  CHECK(none.at("mean").is_null());
}

TEST_CASE("transformer_benchmark: the result file says what was measured, and where") {
  const temporary_folder folder;
  transformer_benchmark_options options = small(folder);
  options.libraries = {{"eigen", "3.4.0"}};
  options.remarks = {"a remark"};
  sweep()(options);
  const read::json_document document(content_of(folder / "r.json"), "r.json");
  const auto root = document.root();
  std::vector<std::string> keys;
  for (const auto& member : root.members()) keys.emplace_back(member.key);
  CHECK(keys == std::vector<std::string>{"schema", "configuration", "environment", "model",
                                         "fingerprint", "results", "points"});
  CHECK(root.at("schema").text() == "proflens.transformer_benchmark/1");
  CHECK(root.at("configuration").at("num_runs").integer() == 2);
  const auto environment = root.at("environment");
  CHECK(environment.at("engine").text() == "fake");
  CHECK(environment.at("libraries").at("eigen").text() == "3.4.0");
  CHECK(environment.at("remarks").items().at(0).text() == "a remark");
  CHECK(root.at("model").at("weights").text() == "random");
  CHECK(root.at("model").at("parameters").integer() == 1234);
  const auto run = root.at("results").items().at(1);
  CHECK(run.at("model_name").text() == "fakes/tiny");
  CHECK(run.at("device").text() == "CPU");
  CHECK(run.at("run_number").integer() == 2);
  CHECK(run.at("temperature").number() == 1);
  CHECK(run.at("top_p").number() == 0.9);
  CHECK(run.at("timestamp").text().ends_with("Z"));
  CHECK(run.at("memory_usage").at("cpu_memory_mb").number() > 0.1);
  CHECK(run.at("memory_usage").at("gpu_memory_mb").number() == 1234 / 1048576.0);
  const auto point = root.at("points").items().at(0);
  CHECK(point.at("status").text() == "measured");
  CHECK(point.at("reason").is_null());
  CHECK(!point.at("warm_up").at("seconds").items().empty());
  CHECK(point.at("harness").at("per_step").number() >= 0);
}

TEST_CASE("transformer_benchmark: the seed and the sampling reach the engine") {
  const temporary_folder folder;
  transformer_benchmark_options options = small(folder);
  options.configuration.temperature = 0.5;
  options.configuration.top_p = 0.25;
  options.seed = 7;
  sweep first, other;
  first(options);
  for (const auto& how : first.engine.sampled) CHECK(how == engine::sampling{0.5, 0.25, 7});
  options.seed = 8;
  other(options);
  CHECK(first.engine.prefilled.front() != other.engine.prefilled.front());
}

TEST_CASE("transformer_benchmark: caches are let go between points") {
  const temporary_folder folder;
  sweep measure;
  measure(small(folder));
  CHECK(std::ranges::count(measure.engine.capacities, 1) == 4);
  CHECK(measure.engine.capacities.back() == 1);
}

TEST_CASE("transformer_benchmark: what is too large is skipped, with its reason") {
  const temporary_folder folder;
  transformer_benchmark_options options = small(folder);
  options.configuration.input_lengths = {8, 32, 64, 996, 997};
  options.configuration.max_batch_input_product = 4 * 32;
  const auto result = sweep()(options);
  const std::string above = ", above max_batch_input_product, 128";
  REQUIRE(result.points.size() == 10);
  CHECK(grid_of(result)[6] == "4 32 measured 2");  // as large as is permitted
  CHECK(grid_of(result)[7] == "4 64 skipped 0");
  CHECK(result.points[7].reason == "batch size * input length is 256" + above);
  CHECK(result.points[3].reason == "batch size * input length is 996" + above);
  const read::json_document document(content_of(folder / "r.json"), "r.json");
  const auto point = document.root().at("points").items().at(7);
  CHECK(point.at("status").text() == "skipped");
  CHECK(point.at("reason").text() == "batch size * input length is 256" + above);
  CHECK(!point.find("statistics"));
}

TEST_CASE("transformer_benchmark: the last token is never fed, so it needs no position") {
  const temporary_folder folder;
  transformer_benchmark_options options = small(folder);
  options.configuration.batch_sizes = {1};
  options.configuration.input_lengths = {996, 997};  // the engine has 1,000 positions
  const auto result = sweep()(options);
  CHECK(grid_of(result) == std::vector<std::string>{"1 996 measured 2", "1 997 skipped 0"});
  CHECK(result.points[1].reason ==
        "input length + output length - 1 is 1,001, above the positions of the model, 1,000");
}

TEST_CASE("transformer_benchmark: what does not fit into the free memory is skipped") {
  const temporary_folder folder;
  transformer_benchmark_options options = small(folder);
  // A token takes 1,000 bytes of keys and values, a sequence 400 bytes of logits, a prompt 8 a
  // token: 4 sequences of 32 tokens, of which 36 are kept.
  const std::uint64_t largest = 4 * (36 * 1000 + 400 + 32 * 8);
  options.free_memory = [=] { return std::optional(largest); };
  CHECK(sweep()(options).count(point_status::measured) == 4);
  options.free_memory = [=] { return std::optional(largest - 1); };
  const auto result = sweep()(options);
  CHECK(result.count(point_status::measured) == 3);
  CHECK(result.points[3].status == point_status::skipped);
  CHECK(result.points[3].reason ==
        "it needs 0.140 MB for keys and values, logits and prompts; 0.140 MB are free");
  options.free_memory = [] { return std::optional<std::uint64_t>(); };
  CHECK(sweep()(options).count(point_status::measured) == 4);  // unknown
}

TEST_CASE("transformer_benchmark: 28 of the 99 points of large_scale are skipped by their size") {
  const transformer_configuration large = preset_configuration("large_scale");
  const engine::info without_limit;
  int skipped = 0;
  for (const int batch_size : large.batch_sizes)
    for (const int input_length : large.input_lengths)
      skipped += !reason_to_skip(large, without_limit, batch_size, input_length).empty();
  CHECK(large.points() == 99);
  CHECK(skipped == 28);
}

TEST_CASE("transformer_benchmark: a sweep of which all is skipped has its files") {
  const temporary_folder folder;
  transformer_benchmark_options options = small(folder);
  options.configuration.max_batch_input_product = 1;
  const auto result = sweep()(options);
  CHECK(result.count(point_status::skipped) == 4);
  CHECK_NOTHROW(require_any_measured(result));
  const read::json_document document(content_of(folder / "r.json"), "r.json");
  CHECK(document.root().at("points").items().size() == 4);
  CHECK(content_of(folder / "r.csv").starts_with("timestamp,model_name,"));
}

TEST_CASE("transformer_benchmark: a point that fails is told, and the sweep goes on") {
  const temporary_folder folder;
  const auto result = sweep<failing_engine<short_of_memory>>()(small(folder));
  CHECK(grid_of(result) == std::vector<std::string>{"1 8 measured 2", "1 32 measured 2",
                                                    "4 8 failed 0", "4 32 measured 2"});
  CHECK(result.points[2].reason == "out of memory");
  CHECK_NOTHROW(require_any_measured(result));
  const auto other = sweep<failing_engine<broken>>()(small(folder));
  CHECK(other.points[2].reason == "the device fell off");
  const read::json_document document(content_of(folder / "r.json"), "r.json");
  const auto point = document.root().at("points").items().at(2);
  CHECK(point.at("status").text() == "failed");
  CHECK(point.at("reason").text() == "the device fell off");
}

TEST_CASE("transformer_benchmark: where all that was tried failed, that is an error") {
  const temporary_folder folder;
  transformer_benchmark_options options = small(folder);
  options.configuration.batch_sizes = {4, 64};
  options.configuration.input_lengths = {8};
  options.configuration.max_batch_input_product = 64;
  const auto result = sweep<failing_engine<broken>>()(options);
  CHECK(grid_of(result) == std::vector<std::string>{"4 8 failed 0", "64 8 skipped 0"});
  CHECK(message_of([&] { require_any_measured(result); }) ==
        "every point that was tried failed; the first, batch size 4 and input length 8: the device "
        "fell off");
}

TEST_CASE("transformer_benchmark: the files are written after every point") {
  const temporary_folder folder;
  transformer_benchmark_options options = small(folder);
  folder.write("r.json", "what was there before");
  std::vector<std::size_t> written;
  options.on_progress = [&](const transformer_progress& now) {
    if (now.run > 0) return;
    if (now.point == 1) {
      CHECK(content_of(folder / "r.json") == "what was there before");
      return;
    }
    const read::json_document document(content_of(folder / "r.json"), "r.json");
    written.push_back(document.root().at("points").items().size());
    const std::string csv = content_of(folder / "r.csv");
    CHECK(static_cast<std::size_t>(std::ranges::count(csv, '\n')) == 1 + 2 * written.back());
  };
  sweep()(options);
  CHECK(written == std::vector<std::size_t>{1, 2, 3});
}

TEST_CASE("transformer_benchmark: progress tells the point, the run and the share of the work") {
  const temporary_folder folder;
  transformer_benchmark_options options = small(folder);
  std::vector<transformer_progress> told;
  options.on_progress = [&](const transformer_progress& now) { told.push_back(now); };
  sweep()(options);
  REQUIRE(told.size() == 4 * 3);
  CHECK(told[0].share_done == 0);
  CHECK(told[4].point == 2);
  CHECK(told[4].points == 4);
  CHECK(told[4].batch_size == 1);
  CHECK(told[4].input_length == 32);
  CHECK(told[4].run == 1);
  CHECK(told[4].runs == 2);
  for (std::size_t i = 1; i < told.size(); ++i) CHECK(told[i].share_done >= told[i - 1].share_done);
  CHECK(told.back().share_done == doctest::Approx(1));
}

TEST_CASE("transformer_benchmark: where nothing can be written nothing is measured") {
  const temporary_folder folder;
  transformer_benchmark_options options = small(folder);
  options.output_prefix = folder / "absent/r";
  sweep measure;
  CHECK(message_of([&] { measure(options); }).starts_with("cannot write " + (folder / "absent/r")));
  CHECK(measure.engine.calls.empty());
}

TEST_CASE("transformer_benchmark: without a name nothing is written") {
  const temporary_folder folder;
  transformer_benchmark_options options = small(folder);
  options.output_prefix.clear();
  CHECK(sweep()(options).count(point_status::measured) == 4);
  CHECK(std::filesystem::is_empty(folder.path()));
}

TEST_CASE("transformer_benchmark: an empty grid is refused") {
  const temporary_folder folder;
  transformer_benchmark_options options = small(folder);
  options.configuration.input_lengths.clear();
  CHECK(message_of([&] { sweep()(options); }) ==
        "there is no point to measure; name batch sizes and input lengths");
}
