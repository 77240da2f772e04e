#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <proflens/read/json_document.hpp>
#include <proflens/workflow/benchmark_analysis/analyzed_benchmark.hpp>
#include <proflens/workflow/benchmark_analysis/read_runs_json.hpp>

namespace proflens::workflow {

/// Whether an object is a row of llama-bench.
inline bool is_llama_bench_row(const read::json_node& row) {
  return row.is_object() && row.find("n_prompt") && row.find("n_gen") && row.find("samples_ns");
}

/// One sample of a row: a prompt without generation is prefill alone, generation without a prompt
/// decode alone, both together known as a total only.
inline transformer_run run_of_llama_bench(const point_key& key, double seconds) {
  transformer_run run;
  run.batch_size = key.batch_size;
  run.input_length = key.input_length;
  run.target_output_length = run.actual_output_length = key.output_length;
  if (key.output_length == 0) {
    run.prefill_time = seconds;
  } else if (key.input_length == 0) {
    run.decode_time = seconds;
    run.decode_tokens_count = key.output_length;
  } else {
    run.total_latency = seconds;
  }
  derive_rates(run);
  return run;
}

/// Adds what llama-bench says of model, machine and settings: of the first row all, of others what
/// they say differently. What every row measures for itself is left out.
inline void describe_llama_bench(analyzed_benchmark& to, const read::json_node& row) {
  const std::vector<std::string_view> of_rows = {"n_prompt",   "n_gen",     "n_depth", "test_time",
                                                 "avg_ns",     "stddev_ns", "avg_ts",  "stddev_ts",
                                                 "samples_ns", "samples_ts"};
  analyzed_benchmark all;
  add_description(all, row);
  for (auto& one : all.description) {
    if (std::ranges::count(of_rows, one.name) > 0) continue;
    const auto known = std::ranges::find(to.description, one.name, &measure::named_value::name);
    if (known == to.description.end())
      to.description.push_back(std::move(one));
    else
      add_distinct(to, known->value, one.value, one.name);
  }
}

/// Adds a row; every element of `samples_ns` is a run. Batches are of one sequence.
inline void add_llama_bench_row(analyzed_benchmark& to, const read::json_node& row) {
  if (!is_llama_bench_row(row))
    row.fail("expected a row of llama-bench with n_prompt, n_gen and samples_ns");
  to.source = benchmark_source::llama_bench;
  describe_llama_bench(to, row);
  const auto text_of_row = [&](std::string_view key) {
    const auto value = row.find_value(key);
    return value && value->is_text() ? std::string(value->text()) : std::string();
  };
  add_distinct(to, to.model, text_of_row("model_type"), "model_type");
  const std::string gpu = text_of_row("gpu_info");
  const std::string device = gpu.empty() ? text_of_row("cpu_info") : gpu;
  add_distinct(to, to.device, device, gpu.empty() ? "cpu_info" : "gpu_info");
  const point_key key{1, measured_count(row, "n_prompt", 0), measured_count(row, "n_gen", 0),
                      measured_count(row, "n_depth", 0, false)};
  if (key.input_length == 0 && key.output_length == 0)
    row.fail("n_prompt and n_gen are both 0: nothing was measured");
  const auto samples = row.at("samples_ns");
  if (samples.items().empty()) samples.fail("expected at least one sample, found an empty list");
  analyzed_point& point = to.point(key);
  for (const auto& sample : samples.items()) {
    const double nanoseconds = sample.number();
    if (!(nanoseconds > 0)) sample.fail_expecting("nanoseconds above 0");
    point.runs.push_back(run_of_llama_bench(key, nanoseconds * 1e-9));
    point.runs.back().run_number = static_cast<int>(point.runs.size());
  }
}

}  // namespace proflens::workflow
