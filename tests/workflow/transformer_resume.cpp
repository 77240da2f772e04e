// A benchmark that was stopped goes on: nothing that was measured is lost or measured again, and
// what belongs to another measurement is refused. Here it is stopped by an exception and, by
// SIGKILL, at any moment.
#include <proflens/workflow/transformer_benchmark.hpp>

#include <doctest/doctest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
#include <proflens/workflow/plot_csv.hpp>
#include <proflens/workflow/transformer_benchmark/read_configuration.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <new>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "tests/measure/fake_clock.hpp"
#include "tests/measure/fake_engine.hpp"
#include "tests/temporary_folder.hpp"

using namespace proflens;
using namespace proflens::workflow;
using namespace std::chrono_literals;
using tests::content_of;
using tests::temporary_folder;

namespace {

transformer_benchmark_options small(const temporary_folder& folder, bool resume = false) {
  transformer_benchmark_options options;
  options.configuration.batch_sizes = {1, 4};
  options.configuration.input_lengths = {8, 32};
  options.configuration.output_length = 5;
  options.configuration.num_runs = 2;
  options.output_prefix = folder / "r";
  options.resume = resume;
  options.free_memory = [] { return std::optional<std::uint64_t>(1'000'000'000); };
  return options;
}

benchmarked_model fake_model() {
  benchmarked_model model;
  model.name = "fakes/tiny";
  model.dtype = "f32";
  return model;
}

struct sweep {
  std::chrono::nanoseconds time{0};
  tests::fake_engine engine{time};

  transformer_benchmark_result operator()(const transformer_benchmark_options& options,
                                          const benchmarked_model& model = fake_model()) {
    return transformer_benchmark(engine, model, options, tests::fake_clock{&time});
  }
};

struct stopped {};

/// A sweep that is stopped when a point begins.
void stop_at(std::size_t point, transformer_benchmark_options options) {
  options.on_progress = [=](const transformer_progress& now) {
    if (now.point == point && now.run == 0) throw stopped{};
  };
  CHECK_THROWS_AS(sweep()(options), stopped);
}

std::string message_of(const auto& work) {
  try {
    work();
  } catch (const proflens::error& failure) {
    return failure.what();
  }
  return "nothing was thrown";
}

/// What of a result does not depend on when and how fast it was measured.
std::string grid_of(const earlier_benchmark& of) {
  std::string grid;
  for (const auto& one : of.fingerprint) grid += one.name + "=" + one.value + "\n";
  for (const transformer_point& point : of.measured) {
    grid += std::to_string(point.batch_size) + " " + std::to_string(point.input_length) + ":";
    for (const transformer_run& run : point.runs)
      grid += " " + std::to_string(run.run_number) + "/" + std::to_string(run.step_times.size());
    grid += "\n";
  }
  return grid;
}

earlier_benchmark read_back(const std::string& file) {
  const read::json_document document(content_of(file), file);
  return result_reader(document.root())();
}

/// An engine whose steps really take a little time.
struct slow_engine {
  engine::info info() const {
    engine::info told{.name = "slow", .device = "cpu"};
    told.vocabulary = 10;
    return told;
  }
  void reset(int batch, int) { batch_ = batch; }
  void prefill(const engine::tokens&) { std::this_thread::sleep_for(1ms); }
  void step(const engine::tokens&) { std::this_thread::sleep_for(200us); }
  engine::tokens next_tokens(const engine::sampling&) const {
    return {batch_, 1, std::vector<std::int64_t>(static_cast<std::size_t>(batch_), 1)};
  }
  void synchronize() {}

 private:
  int batch_ = 1;
};

}  // namespace

TEST_CASE("transformer_resume: what was measured is kept, to the last digit") {
  const temporary_folder folder;
  stop_at(3, small(folder));
  const auto before = read_back(folder / "r.json");
  REQUIRE(before.measured.size() == 2);
  sweep measure;
  const auto result = measure(small(folder, true));
  CHECK(result.count(point_status::measured) == 4);
  for (const auto& prompts : measure.engine.prefilled) CHECK(prompts.batch == 4);
  const auto after = read_back(folder / "r.json");
  REQUIRE(after.measured.size() == 4);
  for (std::size_t i = 0; i < 2; ++i) {
    for (std::size_t run = 0; run < 2; ++run) {
      const transformer_run &was = before.measured[i].runs[run], &is = after.measured[i].runs[run];
      CHECK(is.timestamp == was.timestamp);
      CHECK(is.total_latency == was.total_latency);
      CHECK(is.step_times == was.step_times);
      CHECK(is.cpu_memory_mb == was.cpu_memory_mb);
    }
  }
  temporary_folder undisturbed;
  sweep()(small(undisturbed));
  CHECK(grid_of(after) == grid_of(read_back(undisturbed / "r.json")));
}

TEST_CASE("transformer_resume: the environment tells of it") {
  const temporary_folder folder;
  stop_at(3, small(folder));
  const auto result = sweep()(small(folder, true));
  const auto& remarks = result.environment.remarks;
  CHECK(std::ranges::any_of(remarks, [](const std::string& one) {
    return one.starts_with("resumed at ") &&
           one.find("with 2 measured points") != std::string::npos;
  }));
}

TEST_CASE("transformer_resume: a finished benchmark is not measured again") {
  const temporary_folder folder;
  sweep()(small(folder));
  const std::string runs = content_of(folder / "r.csv");
  sweep measure;
  CHECK(measure(small(folder, true)).count(point_status::measured) == 4);
  CHECK(measure.engine.calls.empty());
  CHECK(content_of(folder / "r.csv") == runs);
}

TEST_CASE("transformer_resume: without a file it starts afresh") {
  const temporary_folder folder;
  CHECK(sweep()(small(folder, true)).count(point_status::measured) == 4);
}

TEST_CASE("transformer_resume: without asking for it all is measured anew") {
  const temporary_folder folder;
  sweep()(small(folder));
  sweep measure;
  measure(small(folder));
  CHECK(std::ranges::count(measure.engine.calls, 'p') >= 4 * 3);
}

TEST_CASE("transformer_resume: what was skipped or failed is decided anew") {
  const temporary_folder folder;
  transformer_benchmark_options options = small(folder);
  options.free_memory = [] { return std::optional<std::uint64_t>(0); };
  CHECK(sweep()(options).count(point_status::skipped) == 4);
  CHECK(sweep()(small(folder, true)).count(point_status::measured) == 4);
}

TEST_CASE("transformer_resume: another measurement is refused, and each difference named") {
  const temporary_folder folder;
  stop_at(3, small(folder));
  const std::string kept = content_of(folder / "r.json");
  transformer_benchmark_options options = small(folder, true);
  options.configuration.num_runs = 5;
  options.configuration.input_lengths = {8};
  options.seed = 1;
  benchmarked_model model = fake_model();
  model.dtype = "bf16";
  sweep measure;
  CHECK(message_of([&] { measure(options, model); }) ==
        "cannot resume: " + (folder / "r.json") +
            " belongs to another measurement: input_lengths was [8, 32], now [8]; num_runs was 2, "
            "now 5; seed was 0, now 1; dtype was f32, now bf16; benchmark without resuming to "
            "replace it, or give another name to the output");
  CHECK(measure.engine.calls.empty());
  CHECK(content_of(folder / "r.json") == kept);
}

TEST_CASE("transformer_resume: a damaged file is refused with the place of the damage") {
  const temporary_folder folder;
  const auto refusal = [&](const std::string& text) {
    folder.write("r.json", text);
    sweep measure;
    const std::string said = message_of([&] { measure(small(folder, true)); });
    CHECK(measure.engine.calls.empty());
    CHECK(content_of(folder / "r.json") == text);
    return said;
  };
  const std::string start = "cannot resume: " + (folder / "r.json") + ": ";
  CHECK(refusal("").starts_with(start + "no JSON"));
  CHECK(refusal("{}").starts_with(start + "there is no schema;"));
  CHECK(
      refusal(R"({"schema": "other/1"})")
          .starts_with(start + "schema: expected proflens.transformer_benchmark/1, found other/1"));
  sweep()(small(folder));
  std::string whole = content_of(folder / "r.json");
  const auto at = whole.find("\"run_number\": 2");
  REQUIRE(at != whole.npos);
  std::string changed = whole;
  changed.replace(at, 15, "\"run_number\": \"\"");
  CHECK(refusal(changed).starts_with(start + "results[1].run_number: expected an integer"));
  changed = whole;
  changed.replace(changed.find("\"num_runs\": 2"), 13, "\"num_runs\": 3");
  CHECK(refusal(changed).starts_with(start +
                                     "results: batch size 1, input length 8: 2 runs, expected 3"));
}

TEST_CASE("transformer_resume: killed at any moment, at most the point in flight is lost") {
  const temporary_folder folder;
  transformer_benchmark_options options = small(folder, true);
  options.configuration.batch_sizes = {1, 2, 3, 4, 5, 6};
  const auto measure = [](const transformer_benchmark_options& wanted) {
    slow_engine engine;
    return transformer_benchmark(engine, fake_model(), wanted);
  };
  std::size_t points = 0;
  int kills = 0;
  for (std::uint64_t seed = 1; kills < 10; ++seed) {
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
      try {
        measure(options);
        ::_exit(0);
      } catch (...) {
        ::_exit(1);
      }
    }
    std::this_thread::sleep_for(std::chrono::microseconds(engine::scrambled(seed) % 60'000));
    ::kill(child, SIGKILL);
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    REQUIRE((WIFSIGNALED(status) || WEXITSTATUS(status) == 0));
    ++kills;
    if (!std::filesystem::exists(folder / "r.json")) continue;
    const std::size_t now = read_back(folder / "r.json").measured.size();  // whole at any moment
    CHECK(now >= points);
    points = now;
  }
  measure(options);
  temporary_folder undisturbed;
  options.output_prefix = undisturbed / "r";
  measure(options);
  CHECK(grid_of(read_back(folder / "r.json")) == grid_of(read_back(undisturbed / "r.json")));
  std::size_t files = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(folder.path()))
    ++files;
  CHECK(files == 2);  // nothing that the killed ones have left
}

TEST_CASE("transformer_result: the runs as CSV have their memory in columns") {
  const temporary_folder folder;
  sweep()(small(folder));
  const std::string csv = content_of(folder / "r.csv");
  CHECK(csv.substr(0, csv.find('\n')) ==
        "timestamp,model_name,device,batch_size,input_length,target_output_length,"
        "actual_output_length,total_latency,prefill_time,decode_time,decode_time_per_token,"
        "decode_tokens_count,tokens_per_second,tokens_per_second_per_sequence,cpu_memory_mb,"
        "cpu_peak_memory_mb,gpu_memory_mb,temperature,top_p,run_number");
  CHECK(std::ranges::count(csv, '\n') == 1 + 4 * 2);
}

TEST_CASE("transformer_result: what is undefined is an empty cell") {
  transformer_benchmark_result result;
  result.points.emplace_back().runs.emplace_back();
  const std::string csv = result_csv(result);
  CHECK(csv.substr(csv.find('\n') + 1) == "\"\",\"\",\"\",0,0,0,0,,,,,0,,,,,,1,0.9,0\n");
}

TEST_CASE("transformer_result: plot_csv draws the runs") {
  const temporary_folder folder;
  sweep()(small(folder));
  plot_csv_options options;
  options.csv_file = folder / "r.csv";
  options.is_time = true;
  const auto drawn = plot_csv(options);
  CHECK(drawn.warnings.empty());
  CHECK(account_of(drawn).starts_with("8 rows: 8 values"));
}
