#include <proflens/workflow/benchmark_analysis/read_benchmark.hpp>
#include <proflens/workflow/transformer_benchmark/result_csv.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

#include "tests/shell.hpp"
#include "tests/temporary_folder.hpp"

using namespace proflens::workflow;
using tests::has;
using tests::temporary_folder;

namespace {

const std::string results = std::string(PROFLENS_TEST_DATA) + "/results/";

transformer_run run_of(int batch, int length, int number) {
  transformer_run run;
  run.timestamp = "2026-11-20T12:00:00Z";
  run.batch_size = batch;
  run.input_length = length;
  run.target_output_length = run.actual_output_length = 3;
  run.prefill_time = 0.25 * number;
  run.step_times = {0.5, 0.125};
  run.decode_time = 0.625;
  run.total_latency = run.prefill_time + run.decode_time;
  run.decode_tokens_count = 2;
  run.decode_time_per_token = run.decode_time / 2;
  run.tokens_per_second = batch * 3 / run.total_latency;
  run.tokens_per_second_per_sequence = 3 / run.total_latency;
  run.cpu_memory_mb = 100;
  run.run_number = number;
  return run;
}

/// Two points measured twice, one skipped, one failed.
transformer_benchmark_result small_result() {
  transformer_benchmark_result result;
  result.configuration = default_configuration();
  result.configuration.output_length = 3;
  result.model.name = "gpt2";
  result.model.has_random_weights = true;
  result.environment.engine.device = "cpu";
  for (const int batch : {1, 2}) {
    transformer_point& point = result.points.emplace_back();
    point.batch_size = batch;
    point.input_length = 32;
    point.runs = {run_of(batch, 32, 1), run_of(batch, 32, 2)};
  }
  for (const auto status : {point_status::skipped, point_status::failed}) {
    transformer_point& point = result.points.emplace_back();
    point.batch_size = status == point_status::skipped ? 4 : 8;
    point.input_length = 32;
    point.status = status;
    point.reason = "because";
  }
  return result;
}

std::string message_of(const std::string& file) {
  try {
    read_benchmark(file);
  } catch (const proflens::error& wrong) {
    return wrong.what();
  }
  return "";
}

}  // namespace

TEST_CASE("analyze_readers: a result file as our benchmark writes it") {
  const temporary_folder folder;
  const auto file = folder.write("r.json", result_json(small_result()));
  const analyzed_benchmark found = read_benchmark(file);
  CHECK(found.source == benchmark_source::result_file);
  CHECK(found.model == "gpt2");
  CHECK(found.device == "cpu");
  CHECK(found.notes.size() == 1);  // random weights
  REQUIRE(found.points.size() == 4);
  CHECK(found.count(point_status::measured) == 2);
  CHECK(found.points[2].status == point_status::skipped);
  CHECK(found.points[3].status == point_status::failed);
  CHECK(found.points[3].reason == "because");
  CHECK(found.points[1].key == point_key{2, 32, 3, 0});
  REQUIRE(found.points[1].runs.size() == 2);
  const transformer_run &read = found.points[1].runs[1], written = run_of(2, 32, 2);
  CHECK(read.prefill_time == written.prefill_time);
  CHECK(read.total_latency == written.total_latency);
  CHECK(read.tokens_per_second == written.tokens_per_second);
  CHECK(read.step_times == written.step_times);
  CHECK(read.cpu_memory_mb == 100.0);
  CHECK_FALSE(read.gpu_memory_mb.has_value());
}

TEST_CASE("analyze_readers: the table that belongs to a result file has the same runs") {
  const temporary_folder folder;
  const analyzed_benchmark table =
      read_benchmark(folder.write("r.csv", result_csv(small_result())));
  CHECK(table.source == benchmark_source::table);
  CHECK(table.model == "gpt2");
  REQUIRE(table.points.size() == 2);
  REQUIRE(table.points[1].runs.size() == 2);
  CHECK(table.points[1].runs[1].decode_time == 0.625);
  CHECK(table.points[1].runs[1].tokens_per_second == run_of(2, 32, 2).tokens_per_second);
  CHECK(table.points[1].runs[1].cpu_memory_mb == 100.0);
}

TEST_CASE("analyze_readers: rows of a table that cannot be used are left out and said") {
  const temporary_folder folder;
  const auto file = folder.write("t.csv",
                                 "batch_size,input_length,total_latency,prefill_time\n"
                                 "1,32,1.5,\n1,32,abc,0.5\n0,32,1.5,0.5\n1,32,None,0.5\n");
  const analyzed_benchmark table = read_benchmark(file);
  CHECK(table.runs() == 1);
  CHECK(std::isnan(table.points[0].runs[0].prefill_time));
  CHECK(std::isnan(table.points[0].runs[0].tokens_per_second));  // of unknown output
  REQUIRE_FALSE(table.notes.empty());
  CHECK(has(table.notes.back(), "3 rows were left out"));
}

TEST_CASE(
    "analyze_readers: the original's list gets its throughput anew, its decode is not sound") {
  const analyzed_benchmark list = read_benchmark(results + "original_list.json");
  CHECK(list.source == benchmark_source::original_list);
  CHECK_FALSE(list.is_decode_sound());
  REQUIRE_FALSE(list.notes.empty());
  CHECK(has(list.notes.back(), "second prefill"));
  for (const analyzed_point& point : list.points) {
    for (const transformer_run& run : point.runs) {
      const double right = point.key.batch_size * 4 / run.total_latency;
      CHECK(run.tokens_per_second == doctest::Approx(right).epsilon(1e-12));
      CHECK(run.cpu_memory_mb.has_value());  // nested there
    }
  }
  // NaN, as Python writes it, is what is not known; here it follows from the time of all steps.
  const transformer_run& first = list.points[0].runs[0];
  CHECK(first.decode_time_per_token == doctest::Approx(first.decode_time / 3));
}

TEST_CASE("analyze_readers: words that are no JSON become null outside of texts only") {
  CHECK(without_python_numbers(R"([NaN, -Infinity, Infinity, "NaN \" NaN", 1])") ==
        R"([null, null, null, "NaN \" NaN", 1])");
}

TEST_CASE("analyze_readers: llama-bench tells one phase a row, of depths") {
  const analyzed_benchmark bench =
      read_benchmark(results + "llamabench_llama32-1b_default-hip.jsonl");
  CHECK(bench.source == benchmark_source::llama_bench);
  CHECK(bench.points.size() == 10);
  CHECK(bench.model == "llama 1B Q4_K - Medium");
  for (const analyzed_point& point : bench.points) {
    REQUIRE(point.runs.size() == 1);
    const transformer_run& run = point.runs[0];
    CHECK(point.key.batch_size == 1);
    CHECK(std::isnan(run.total_latency));
    CHECK(std::isnan(run.prefill_time) == (point.key.input_length == 0));
    CHECK(std::isnan(run.decode_time) == (point.key.output_length == 0));
  }
}

TEST_CASE("analyze_readers: every sample of llama-bench is a run, in a list too") {
  const temporary_folder folder;
  const std::string start = R"({"model_type": "m", "n_depth": 0, "n_prompt": )";
  const auto file = folder.write(
      "l.json", '[' + start + R"(0, "n_gen": 4, "samples_ns": [2000000000, 4000000000]},)" + start +
                    R"(8, "n_gen": 4, "samples_ns": [3000000000]}])");
  const analyzed_benchmark bench = read_benchmark(file);
  REQUIRE(bench.points.size() == 2);
  REQUIRE(bench.points[0].runs.size() == 2);
  CHECK(bench.points[0].runs[1].decode_time == doctest::Approx(4));
  CHECK(bench.points[0].runs[1].decode_time_per_token == doctest::Approx(1));
  CHECK(bench.points[1].runs[0].total_latency == doctest::Approx(3));
  CHECK(std::isnan(bench.points[1].runs[0].prefill_time));
}

TEST_CASE("analyze_readers: rows in lines are known by their content, whatever the file's name") {
  const temporary_folder folder;
  const std::string row = R"({"n_prompt": 8, "n_gen": 0, "samples_ns": [1e9]})";
  for (const std::string& text : {row + "\n" + row, "\n" + row + "\r\n" + row + "\r\n"})
    CHECK(read_benchmark(folder.write("l.json", text)).runs() == 2);
  CHECK(read_benchmark(folder.write("one.json", row + "\n")).runs() == 1);
  CHECK_FALSE(is_json_lines("{\n}\n"));
  CHECK_FALSE(is_json_lines("{"));
  CHECK_FALSE(is_json_lines(" \n"));
}

TEST_CASE("analyze_readers: rows of several models or settings are not mixed in silence") {
  const temporary_folder folder;
  const auto row = [](const char* model, int threads, double seconds) {
    return R"({"model_type": ")" + std::string(model) + R"(", "cpu_info": "c", "n_threads": )" +
           std::to_string(threads) + R"(, "n_prompt": 8, "n_gen": 0, "avg_ts": )" +
           std::to_string(seconds) + R"(, "samples_ns": [)" + std::to_string(seconds) + "]}\n";
  };
  const auto mixed = read_benchmark(
      folder.write("m.jsonl", row("a", 1, 5) + row("a", 4, 2) + row("b", 1, 9) + row("a", 1, 4)));
  CHECK(mixed.model == "a, b");
  REQUIRE(mixed.notes.size() == 1);
  CHECK(has(mixed.notes[0], "differ in n_threads, model_type, which no point tells"));
  const auto same = read_benchmark(folder.write("s.jsonl", row("a", 1, 5) + row("a", 1, 6)));
  CHECK(same.notes.empty());
  const auto table = read_benchmark(folder.write("t.csv",
                                                 "model_name,batch_size,input_length,total_latency"
                                                 "\ngpt2,1,32,1.5\n,1,32,2\ndistil,1,32,3\n"));
  CHECK(table.model == "gpt2, distil");
  REQUIRE(table.notes.size() == 1);
  CHECK(has(table.notes[0], "differ in model_name, "));
  for (const char* name : {"hip", "rocwmma"})
    CHECK(
        read_benchmark(results + "llamabench_llama32-1b_default-" + name + ".jsonl").notes.empty());
}

TEST_CASE("analyze_readers: what is wrong is named with its place") {
  const temporary_folder folder;
  const auto said = [&](const std::string& name, const std::string& content) {
    return message_of(folder.write(name, content));
  };
  CHECK(has(message_of(folder / "none.json"), "none.json"));
  CHECK(has(said("a.json", "[]"), "empty list"));
  CHECK(has(said("b.json", "{"), "b.json"));
  CHECK(has(said("c.json", R"({"schema": "x/1"})"), "proflens.transformer_benchmark/1"));
  CHECK(has(said("s.json", R"({"batch_sizes": [1]})"), "expected a result of"));
  CHECK(has(said("d.json", R"([{"batch_size": 0}])"), "[0].batch_size"));
  CHECK(has(said("e.json", R"([{"batch_size": 1, "input_length": 2, "total_latency": -1}])"),
            "[0].total_latency"));
  CHECK(has(said("f.jsonl", "\n{\"n_prompt\": 1}\n"), "f.jsonl:2"));
  CHECK(has(said("i.jsonl", R"({"n_prompt": 1, "n_gen": 0, "samples_ns": []})"),
            "i.jsonl:1: samples_ns: expected at least one sample"));
  CHECK(has(said("g.csv", "a,b\n1,2\n"), "batch_size"));
  CHECK(has(said("h.csv", "batch_size,input_length,total_latency\n"), "there is no run in it"));
}
