// The drivers as their users run them: exit status, what they say, what they leave on the disk.
#include <doctest/doctest.h>
#include <signal.h>  // SIGKILL
#include <proflens/read/json_document.hpp>
#include <proflens/workflow/transformer_benchmark/presets.hpp>
#include <proflens/workflow/transformer_benchmark/read_configuration.hpp>
#include <proflens/workflow/transformer_benchmark/read_result.hpp>

#include <filesystem>
#include <string>
#include <string_view>

#include "tests/shell.hpp"
#include "tests/temporary_folder.hpp"

using namespace proflens;
using tests::content_of;
using tests::finished;
using tests::has;
using tests::quoted;
using tests::temporary_folder;

namespace {

const std::string models = std::string(PROFLENS_TEST_DATA) + "/transformers/";
const std::string model = models + "llama_gqa";

finished run_in(const temporary_folder& folder, const std::string& driver,
                const std::string& arguments) {
  return tests::shell(driver, "cd " + quoted(folder.path().string()) + " && {} " + arguments);
}

finished benchmark(const temporary_folder& folder, const std::string& arguments) {
  return run_in(folder, "benchmark_transformer", "--threads 1 " + arguments);
}

/// A configuration that takes no time: 2 by 2 points.
std::string small(const temporary_folder& folder) {
  return quoted(folder.write("c.json",
                             R"({"batch_sizes": [1, 2], "input_lengths": [4, 8],
                                 "output_length": 4, "num_runs": 2})"));
}

/// Kills the driver after so many seconds, if it is not done before; true if it was killed.
bool is_killed(const temporary_folder& folder, const std::string& arguments,
               const std::string& seconds) {
  const finished run =
      tests::shell("benchmark_transformer", "cd " + quoted(folder.path().string()) +
                                                " && timeout --foreground --signal=KILL " +
                                                seconds + " {} " + arguments);
  INFO(run.said);
  const bool was_killed = run.status == 137 || run.status == -SIGKILL;
  REQUIRE((was_killed || run.status == 0 || run.status == 124));  // 124: done as time was up
  return was_killed;
}

/// What a result file holds besides times: what it belongs to, and its points with their runs.
std::string grid_of(const std::string& file) {
  const read::json_document document(content_of(file), file);
  const auto result = workflow::result_reader(document.root())();
  std::string grid;
  for (const auto& one : result.fingerprint) grid += one.name + "=" + one.value + "\n";
  for (const auto& point : result.measured)
    grid += std::to_string(point.batch_size) + " " + std::to_string(point.input_length) + " " +
            std::to_string(point.runs.size()) + "\n";
  return grid;
}

}  // namespace

TEST_CASE("benchmark_config: shows all presets") {
  const temporary_folder folder;
  const finished run = run_in(folder, "benchmark_config", "--show-presets");
  CHECK(run.status == 0);
  for (const auto& preset : workflow::transformer_presets()) {
    CHECK(has(run.said, preset.name));
    CHECK(has(run.said, preset.purpose));
    CHECK(has(run.said, workflow::list_text(preset.configuration.input_lengths)));
  }
}

TEST_CASE("benchmark_config: writes a preset") {
  const temporary_folder folder;
  const finished run = run_in(folder, "benchmark_config", "--create quick_test");
  CHECK(run.status == 0);
  CHECK(has(run.said, "wrote benchmark_config.json"));
  CHECK(workflow::read_configuration_file(folder / "benchmark_config.json") ==
        workflow::preset_configuration("quick_test"));
  CHECK(run_in(folder, "benchmark_config", "--create large_scale --output l.json").status == 0);
  CHECK(workflow::read_configuration_file(folder / "l.json") ==
        workflow::preset_configuration("large_scale"));
}

TEST_CASE("benchmark_config: a wrong command line is 2, a place that is none 1") {
  const temporary_folder folder;
  const finished unknown = run_in(folder, "benchmark_config", "--create huge");
  CHECK(unknown.status == 2);
  CHECK(has(unknown.said, "there is no preset huge; there are quick_test, small_scale"));
  CHECK(run_in(folder, "benchmark_config", "").status == 2);
  CHECK(run_in(folder, "benchmark_config", "--show-presets --create quick_test").status == 2);
  CHECK(run_in(folder, "benchmark_config", "--output o.json").status == 2);
  CHECK(run_in(folder, "benchmark_config", "--create quick_test --output absent/o").status == 1);
}

TEST_CASE("benchmark_transformer: measures a folder and writes both files") {
  const temporary_folder folder;
  const finished run = benchmark(
      folder, "--model " + quoted(model) + " --config-file " + small(folder) + " --output-file r");
  INFO(run.said);
  CHECK(run.status == 0);
  CHECK(has(run.said, "4 points: 4 measured, 0 skipped, 0 failed"));
  CHECK(has(run.said, "device: cpu"));
  CHECK(has(run.said, "wrote r.json and r.csv"));
  CHECK(!has(run.said, "\r"));  // no progress where there is no terminal
  CHECK(has(content_of(folder / "r.json"), "\"schema\": \"proflens.transformer_benchmark/1\""));
  CHECK(has(content_of(folder / "r.json"), "\"weights\": \"file\""));
  CHECK(has(content_of(folder / "r.csv"), "timestamp,model_name,device,"));
}

TEST_CASE("benchmark_transformer: a shape has random weights, and the files a dated name") {
  const temporary_folder folder;
  const finished run = benchmark(
      folder, "--model llama-tiny --dtype bf16 --device cpu --config-file " + small(folder));
  INFO(run.said);
  CHECK(run.status == 0);
  CHECK(has(run.said, "bf16, random weights"));
  const auto begin = run.said.find("benchmark_results_");
  REQUIRE(begin != run.said.npos);
  const std::string name =
      run.said.substr(begin, std::string_view("benchmark_results_YYYYMMDD_HHMMSS").size());
  CHECK(has(content_of(folder / (name + ".json")), "\"weights\": \"random\""));
  CHECK(std::filesystem::exists(folder / (name + ".csv")));
}

TEST_CASE("benchmark_transformer: points without room are records, and no failure") {
  const temporary_folder folder;
  const std::string file =
      folder.write("c.json", R"({"batch_sizes": [1], "input_lengths": [9, 1000000], "num_runs": 1,
                    "output_length": 2, "max_batch_input_product": 1000000})");
  const std::string common = "--model " + quoted(model) + " --output-file r --config-file ";
  const finished some = benchmark(folder, common + quoted(file));
  CHECK(some.status == 0);
  CHECK(has(some.said, "2 points: 1 measured, 1 skipped, 0 failed"));
  CHECK(has(some.said, "skipped: input length + output length - 1 is 1,000,001, above"));
  folder.write("c.json", R"({"batch_sizes": [2], "input_lengths": [9],
                             "max_batch_input_product": 17})");
  const finished none = benchmark(folder, common + quoted(file));
  CHECK(none.status == 0);
  CHECK(has(none.said, "warning: every point was skipped; nothing was measured"));
}

TEST_CASE("benchmark_transformer: a device that is not there: what was looked for") {
  const temporary_folder folder;
  for (const char* device : {"cuda", "cuda:0"}) {
    const finished run =
        benchmark(folder, "--model llama-tiny --preset quick_test --device " + std::string(device));
    CHECK(run.status == 1);
    CHECK(has(run.said, "error: device " + std::string(device) + ": looked for"));
    CHECK(has(run.said, "/dev/nvidiactl"));
  }
  CHECK(benchmark(folder, "--model llama-tiny --device tpu").status == 2);
  folder.write("c.json", R"({"device": "cuda"})");
  CHECK(has(benchmark(folder, "--model llama-tiny --config-file c.json").said,
            "error: device cuda: looked for"));
}

TEST_CASE("benchmark_transformer: an engine that is not there: what is") {
  const temporary_folder folder;
  const finished run = benchmark(folder, "--model llama-tiny --engine onnxruntime");
  CHECK(run.status == 1);
  CHECK(has(run.said, "the engine onnxruntime is not in this program; there is: eigen"));
}

TEST_CASE("benchmark_transformer: wrong command lines are 2, wrong files 1") {
  const temporary_folder folder;
  const std::string file = small(folder);
  CHECK(benchmark(folder, "").status == 2);
  CHECK(benchmark(folder, "--model llama-tiny --preset small_scale --config-file " + file).status ==
        2);
  CHECK(benchmark(folder, "--model llama-tiny --preset huge").status == 2);
  CHECK(benchmark(folder, "--model llama-tiny --dtype f64").status == 2);
  CHECK(benchmark(folder, "--model llama-tiny --seed -1").status == 2);
  const finished unknown = benchmark(folder, "--model gpt9 --config-file " + file);
  CHECK(unknown.status == 1);
  CHECK(has(unknown.said, "the known shapes are gpt2, distilgpt2"));
  folder.write("w.json", R"({"batch_sizes": [1, -1]})");
  const finished wrong = benchmark(folder, "--model llama-tiny --config-file w.json");
  CHECK(wrong.status == 1);
  CHECK(has(wrong.said, "w.json: batch_sizes[1]: expected an integer from 1"));
}

TEST_CASE("benchmark_transformer: results never replace their configuration") {
  const temporary_folder folder;
  const std::string file = small(folder);
  const std::string content = content_of(folder / "c.json");
  const finished same =
      benchmark(folder, "--model " + quoted(model) + " --output-file ./c --config-file " + file);
  CHECK(same.status == 1);
  CHECK(has(same.said, "--output-file ./c: ./c.json is the configuration; name another prefix"));
  CHECK(content_of(folder / "c.json") == content);
  const finished nameless = benchmark(folder, "--model llama-tiny --output-file ./");
  CHECK(nameless.status == 1);
  CHECK(has(nameless.said, "--output-file ./: expected a name behind the folder"));
}

TEST_CASE("benchmark_transformer: to resume with another configuration is refused") {
  const temporary_folder folder;
  const std::string common =
      "--model " + quoted(model) + " --output-file r --resume --config-file " + small(folder);
  CHECK(benchmark(folder, common).status == 0);
  CHECK(benchmark(folder, common).status == 0);  // all is there
  const finished other = benchmark(folder, common + " --seed 3");
  CHECK(other.status == 1);
  CHECK(has(other.said, "belongs to another measurement: seed was 0, now 3"));
}

TEST_CASE("benchmark_transformer: models that are none end it with status 1 and a reason") {
  const temporary_folder folder;
  const std::string bad = models + "bad_safetensors/";
  const read::json_document cases(content_of(bad + "bad.json"), "bad.json");
  int refused = 0;
  for (const auto& one : cases.root().items()) {
    if (one.at("kind").text() != "model") continue;
    const std::string name(one.at("path").text());
    const finished run = benchmark(folder, "--model " + quoted(bad + name) +
                                               " --output-file r --config-file " + small(folder));
    INFO(name << ": " << one.at("wrong").text() << "\n" << run.said);
    CHECK(run.status == (one.at("refuse").flag() ? 1 : 0));
    if (run.status == 1) CHECK(has(run.said, "error: " + bad + name));
    refused += run.status == 1;
  }
  CHECK(refused > 0);
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)  // these need all addresses
TEST_CASE("benchmark_transformer: memory that the system does not permit is told") {
  const temporary_folder folder;
  const finished run = tests::shell("benchmark_transformer",
                                    "cd " + quoted(folder.path().string()) +
                                        " && ulimit -v 200000 && {} --threads 1 --model gpt2 "
                                        "--output-file r --config-file " +
                                        small(folder));
  CHECK(run.status == 1);
  CHECK(has(run.said, "error: gpt2: out of memory; to load its weights takes 949 MB; free some"));
}
#endif

TEST_CASE("benchmark_transformer: killed ten times it ends with the grid of an undisturbed one") {
  const temporary_folder folder, undisturbed;
  const std::string file =
      folder.write("c.json", R"({"batch_sizes": [1, 2, 3], "input_lengths": [4, 8, 16, 32],
                    "output_length": 24, "num_runs": 3})");
  const std::string arguments = "--threads 1 --model " + quoted(model) +
                                " --output-file r --resume --config-file " + quoted(file);
  int killed = 0;
  for (int attempt = 1; killed < 10 && attempt < 100; ++attempt) {
    const std::string after = "0.0" + std::to_string(10 + attempt * 37 % 60);
    if (is_killed(folder, arguments, after)) {
      ++killed;
    } else {
      std::filesystem::remove(folder / "r.json");  // it was done: from the start again
    }
    if (std::filesystem::exists(folder / "r.json")) grid_of(folder / "r.json");  // whole, or throws
  }
  CHECK(killed == 10);
  CHECK(run_in(folder, "benchmark_transformer", arguments).status == 0);
  CHECK(run_in(undisturbed, "benchmark_transformer", arguments).status == 0);
  CHECK(grid_of(folder / "r.json") == grid_of(undisturbed / "r.json"));
  for (const auto& entry : std::filesystem::directory_iterator(folder.path()))
    CHECK(!has(entry.path().filename().string(), ".tmp"));
}
