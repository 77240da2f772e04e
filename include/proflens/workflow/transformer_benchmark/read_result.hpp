#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <proflens/measure/fingerprint.hpp>
#include <proflens/read/error.hpp>
#include <proflens/read/json_document.hpp>
#include <proflens/report/number.hpp>
#include <proflens/workflow/error.hpp>
#include <proflens/workflow/transformer_benchmark/read_configuration.hpp>
#include <proflens/workflow/transformer_benchmark/result.hpp>
#include <proflens/workflow/transformer_benchmark/result_json.hpp>

namespace proflens::workflow {

/// What a benchmark that was stopped has left in its result file.
struct earlier_benchmark {
  measure::fingerprint fingerprint = {};
  std::string time = {};  ///< when it began
  std::vector<std::string> remarks = {};
  std::vector<transformer_point> measured = {};  ///< with their runs

  /// The point of a shape; null if it was not measured.
  const transformer_point* find(int batch_size, int input_length) const {
    for (const transformer_point& point : measured)
      if (point.batch_size == batch_size && point.input_length == input_length) return &point;
    return nullptr;
  }
};

/// Reads a result file that `result_json` wrote, so that writing it again gives the same text.
/// Throws read::error with the path of what is not as it was written.
class result_reader {
 public:
  explicit result_reader(const read::json_node& root) : root_(root) {}

  earlier_benchmark operator()() {
    const std::string_view schema = root_.at("schema").text();
    if (schema != transformer_benchmark_schema)
      root_.at("schema").fail("expected " + std::string(transformer_benchmark_schema) + ", found " +
                              std::string(schema));
    earlier_benchmark result;
    for (const auto& one : root_.at("fingerprint").members())
      result.fingerprint.push_back({std::string(one.key), std::string(one.value.text())});
    const read::json_node environment = root_.at("environment");
    result.time = text_or_nothing(environment, "time");
    for (const auto& remark : environment.at("remarks").items())
      result.remarks.emplace_back(remark.text());
    for (const auto& point : root_.at("points").items()) {
      if (point.at("status").text() == name_of(point_status::measured))
        result.measured.push_back(read_point(point));
    }
    for (const auto& run : root_.at("results").items()) add_run(result, run);
    require_all_runs(result);
    return result;
  }

 private:
  static std::string text_or_nothing(const read::json_node& object, std::string_view key) {
    const auto value = object.find_value(key);
    return value ? std::string(value->text()) : std::string();
  }
  static std::optional<double> number(const read::json_node& object, std::string_view key) {
    const auto value = object.find_value(key);
    return value ? std::optional(value->number()) : std::nullopt;
  }
  static double number_or_nan(const read::json_node& object, std::string_view key) {
    return number(object, key).value_or(transformer_run::undefined);
  }
  static int count(const read::json_node& object, std::string_view key) {
    return static_cast<int>(object.at(key).integer());
  }

  static transformer_point read_point(const read::json_node& from) {
    transformer_point point;
    point.batch_size = count(from, "batch_size");
    point.input_length = count(from, "input_length");
    const read::json_node warm_up = from.at("warm_up");
    for (const auto& seconds : warm_up.at("seconds").items())
      point.warm_up.push_back(seconds.number());
    point.warm_up_ended_by = warm_up.at("ended_by").text();
    const read::json_node harness = from.at("harness");
    point.harness.clock.resolution = number_or_nan(harness, "clock_resolution");
    point.harness.clock.cost = number_or_nan(harness, "clock_cost");
    point.harness.per_step = number_or_nan(harness, "per_step");
    point.harness.share_of_step = number_or_nan(harness, "share_of_step");
    return point;
  }

  static transformer_run read_run(const read::json_node& from) {
    transformer_run run;
    run.timestamp = from.at("timestamp").text();
    run.batch_size = count(from, "batch_size");
    run.input_length = count(from, "input_length");
    run.target_output_length = count(from, "target_output_length");
    run.actual_output_length = count(from, "actual_output_length");
    run.total_latency = number_or_nan(from, "total_latency");
    run.prefill_time = number_or_nan(from, "prefill_time");
    run.decode_time = number_or_nan(from, "decode_time");
    run.decode_time_per_token = number_or_nan(from, "decode_time_per_token");
    run.decode_tokens_count = count(from, "decode_tokens_count");
    run.tokens_per_second = number_or_nan(from, "tokens_per_second");
    run.tokens_per_second_per_sequence = number_or_nan(from, "tokens_per_second_per_sequence");
    const read::json_node memory = from.at("memory_usage");
    run.cpu_memory_mb = number(memory, "cpu_memory_mb");
    run.cpu_peak_memory_mb = number(memory, "cpu_peak_memory_mb");
    run.gpu_memory_mb = number(memory, "gpu_memory_mb");
    run.run_number = count(from, "run_number");
    for (const auto& seconds : from.at("step_times").items())
      run.step_times.push_back(seconds.number());
    return run;
  }

  static void add_run(earlier_benchmark& to, const read::json_node& from) {
    transformer_run run = read_run(from);
    const transformer_point* point = to.find(run.batch_size, run.input_length);
    if (point == nullptr) from.fail("there is no measured point of its batch size and length");
    to.measured[static_cast<std::size_t>(point - to.measured.data())].runs.push_back(
        std::move(run));
  }

  void require_all_runs(const earlier_benchmark& of) const {
    const auto runs = static_cast<std::size_t>(root_.at("configuration").at("num_runs").count());
    for (const transformer_point& point : of.measured) {
      if (point.runs.size() != runs)
        root_.at("results").fail("batch size " + report::exact(point.batch_size) +
                                 ", input length " + report::exact(point.input_length) + ": " +
                                 report::exact(point.runs.size()) + " runs, expected " +
                                 report::exact(runs));
    }
  }

  read::json_node root_;
};

/// What an earlier benchmark has left in a file. Throws workflow::error that says what to do: if it
/// is damaged, and if it belongs to another measurement, naming each difference.
inline earlier_benchmark read_earlier(const std::filesystem::path& file,
                                      const measure::fingerprint& expected) {
  const std::string remedy =
      "; benchmark without resuming to replace it, or give another name to the output";
  earlier_benchmark found;
  try {
    const read::json_document document(whole_file(file), file.string());
    found = result_reader(document.root())();
  } catch (const read::error& wrong) {
    throw error("cannot resume: " + std::string(wrong.what()) + remedy);
  }
  const auto all = measure::differences(found.fingerprint, expected);
  if (all.empty()) return found;
  throw error("cannot resume: " + file.string() +
              " belongs to another measurement: " + measure::text_of(all) + remedy);
}

}  // namespace proflens::workflow
