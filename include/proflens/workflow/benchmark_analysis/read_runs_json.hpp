#pragma once

#include <cctype>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <proflens/read/json_document.hpp>
#include <proflens/report/number.hpp>
#include <proflens/workflow/benchmark_analysis/analyzed_benchmark.hpp>
#include <proflens/workflow/python_numbers.hpp>
#include <proflens/workflow/transformer_benchmark/result_json.hpp>

namespace proflens::workflow {

/// A number that is not negative; NaN where it is absent or null.
inline double measured_number(const read::json_node& object, std::string_view key) {
  const auto value = object.find_value(key);
  if (!value) return transformer_run::undefined;
  const double number = value->number();
  if (number < 0) value->fail_expecting("a number of 0 or more");
  return number;
}

/// A count from `least` on; `least` where it is absent or null, unless it has to be there.
inline int measured_count(const read::json_node& object, std::string_view key, int least,
                          bool is_required = true) {
  const auto value = is_required ? std::optional(object.at(key)) : object.find_value(key);
  if (!value) return least;
  const std::int64_t count = value->integer();
  if (count < least || count > transformer_configuration::largest_count)
    value->fail("expected an integer from " + report::exact(least) + " to " +
                report::rounded(transformer_configuration::largest_count) + ", found " +
                report::exact(count));
  return static_cast<int>(count);
}

inline std::optional<double> maybe_number(const read::json_node& object, std::string_view key) {
  const double number = measured_number(object, key);
  return number == number ? std::optional(number) : std::nullopt;
}

/// A run with the keys of the result file, or of the original's list.
inline transformer_run run_of_json(const read::json_node& from) {
  transformer_run run;
  if (const auto time = from.find_value("timestamp"); time && time->is_text())
    run.timestamp = time->text();
  run.batch_size = measured_count(from, "batch_size", 1);
  run.input_length = measured_count(from, "input_length", 1);
  run.target_output_length = measured_count(from, "target_output_length", 0, false);
  run.actual_output_length = measured_count(from, "actual_output_length", 0, false);
  if (run.actual_output_length == 0) run.actual_output_length = run.target_output_length;
  run.total_latency = measured_number(from, "total_latency");
  run.prefill_time = measured_number(from, "prefill_time");
  run.decode_time = measured_number(from, "decode_time");
  run.decode_time_per_token = measured_number(from, "decode_time_per_token");
  run.decode_tokens_count = measured_count(from, "decode_tokens_count", 0, false);
  run.run_number = measured_count(from, "run_number", 0, false);
  if (const auto memory = from.find_value("memory_usage"); memory && memory->is_object()) {
    run.cpu_memory_mb = maybe_number(*memory, "cpu_memory_mb");
    run.cpu_peak_memory_mb = maybe_number(*memory, "cpu_peak_memory_mb");
    run.gpu_memory_mb = maybe_number(*memory, "gpu_memory_mb");
  }
  if (const auto steps = from.find_value("step_times"))
    for (const auto& seconds : steps->items()) run.step_times.push_back(seconds.number());
  derive_rates(run);
  return run;
}

/// Adds a run to its point, and what all runs have in common where it is not known yet.
inline void add_run_of_json(analyzed_benchmark& to, const read::json_node& from) {
  transformer_run run = run_of_json(from);
  const auto learn = [&](std::string& text, std::string_view key) {
    if (const auto value = from.find_value(key); value && value->is_text())
      add_distinct(to, text, std::string(value->text()), key);
  };
  learn(to.model, "model_name");
  learn(to.device, "device");
  const point_key key{run.batch_size, run.input_length, run.target_output_length, 0};
  to.point(key).runs.push_back(std::move(run));
}

/// Adds the members of an object as names and values: "libraries.eigen", "3.4.0".
inline void add_description(analyzed_benchmark& to, const read::json_node& object,
                            const std::string& before = "") {
  for (const auto& [key, value] : object.members()) {
    const std::string name = before + std::string(key);
    if (value.is_null()) continue;
    if (value.is_object()) {
      add_description(to, value, name + '.');
    } else if (value.is_text()) {
      to.description.push_back({name, std::string(value.text())});
    } else if (value.described() == "a list") {
      std::string all;
      for (const auto& item : value.items())
        all += (all.empty() ? "" : ", ") +
               (item.is_text() ? std::string(item.text()) : item.described());
      if (!all.empty()) to.description.push_back({name, all});
    } else {
      to.description.push_back({name, value.described()});
    }
  }
}

/// A point of the result file, without its runs.
inline void add_point_of_json(analyzed_benchmark& to, const read::json_node& from, int output) {
  analyzed_point& point = to.point(
      {measured_count(from, "batch_size", 1), measured_count(from, "input_length", 1), output, 0});
  const std::string_view status = from.at("status").text();
  if (status == name_of(point_status::skipped)) {
    point.status = point_status::skipped;
  } else if (status == name_of(point_status::failed)) {
    point.status = point_status::failed;
  } else if (status != name_of(point_status::measured)) {
    from.at("status").fail_expecting("measured, skipped or failed");
  }
  if (const auto reason = from.find_value("reason")) point.reason = reason->text();
}

/// The result file of our own benchmark. Throws read::error with the path of what is wrong in it.
inline analyzed_benchmark result_file_of_json(const read::json_node& root) {
  if (!root.find("schema"))
    root.fail(
        "there is no schema; expected a result of benchmark_transformer, a list of runs, or "
        "rows of llama-bench");
  const read::json_node schema = root.at("schema");
  if (!schema.is_text() || schema.text() != transformer_benchmark_schema)
    schema.fail_expecting('"' + std::string(transformer_benchmark_schema) + '"');
  analyzed_benchmark result;
  const read::json_node model = root.at("model");
  result.model = model.at("name").text();
  add_description(result, model, "model.");
  if (const auto configuration = root.find_value("configuration"))
    add_description(result, *configuration);
  if (const auto environment = root.find_value("environment"))
    add_description(result, *environment);
  int output = 0;
  for (const auto& run : root.at("results").items()) {
    add_run_of_json(result, run);
    output = measured_count(run, "target_output_length", 0, false);
  }
  if (const auto configuration = root.find_value("configuration"); configuration && output == 0)
    output = measured_count(*configuration, "output_length", 0, false);
  if (const auto points = root.find_value("points"))
    for (const auto& point : points->items()) add_point_of_json(result, point, output);
  if (const auto weights = model.find_value("weights"); weights && weights->text() == "random")
    result.notes.emplace_back("the weights are random; times are those of the shape of the model");
  return result;
}

/// The flat list of the original suite.
inline analyzed_benchmark original_list_of_json(const read::json_node& root) {
  analyzed_benchmark result;
  result.source = benchmark_source::original_list;
  for (const auto& run : root.items()) add_run_of_json(result, run);
  return result;
}

}  // namespace proflens::workflow
