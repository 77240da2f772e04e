#pragma once

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include <proflens/read/ledger.hpp>
#include <proflens/read/small_csv.hpp>
#include <proflens/record/field.hpp>
#include <proflens/workflow/benchmark_analysis/analyzed_benchmark.hpp>
#include <proflens/workflow/wording.hpp>

namespace proflens::workflow {

/// A row of a table of runs.
struct tabled_run {
  std::string timestamp, model, device;
  std::int64_t batch_size = 0, input_length = 0;
  std::int64_t target_output_length = 0, actual_output_length = 0, decode_tokens_count = 0;
  std::int64_t run_number = 0;
  std::optional<double> total_latency, prefill_time, decode_time, decode_time_per_token;
  std::optional<double> cpu_memory_mb, cpu_peak_memory_mb, gpu_memory_mb;
};

}  // namespace proflens::workflow

template <>
inline constexpr auto proflens::record::fields<proflens::workflow::tabled_run> = [] {
  using proflens::workflow::tabled_run;
  return std::tuple{
      optional(&tabled_run::timestamp, "timestamp"),
      optional(&tabled_run::model, "model_name", "model"),
      optional(&tabled_run::device, "device"),
      required(&tabled_run::batch_size, "batch_size") | nonnegative,
      required(&tabled_run::input_length, "input_length") | nonnegative,
      optional(&tabled_run::target_output_length, "target_output_length") | nonnegative,
      optional(&tabled_run::actual_output_length, "actual_output_length") | nonnegative,
      optional(&tabled_run::decode_tokens_count, "decode_tokens_count") | nonnegative,
      optional(&tabled_run::run_number, "run_number") | lenient,
      required(&tabled_run::total_latency, "total_latency") | unit::second | nonnegative,
      optional(&tabled_run::prefill_time, "prefill_time") | unit::second | nonnegative,
      optional(&tabled_run::decode_time, "decode_time") | unit::second | nonnegative,
      optional(&tabled_run::decode_time_per_token, "decode_time_per_token") | unit::second |
          nonnegative,
      optional(&tabled_run::cpu_memory_mb, "cpu_memory_mb") | nonnegative,
      optional(&tabled_run::cpu_peak_memory_mb, "cpu_peak_memory_mb") | nonnegative,
      optional(&tabled_run::gpu_memory_mb, "gpu_memory_mb") | nonnegative};
}();

namespace proflens::workflow {

/// An accumulator of the rows of a table of runs.
struct tabled_runs {
  using record_type = tabled_run;
  std::vector<tabled_run> rows = {};

  /// Names the rule that leaves a row out.
  std::string_view operator()(const tabled_run& row) {
    constexpr std::int64_t most = transformer_configuration::largest_count;
    const auto is_count = [](std::int64_t n) { return n >= 1 && n <= most; };
    if (!is_count(row.batch_size) || !is_count(row.input_length)) return "empty batch or input";
    if (std::max({row.target_output_length, row.actual_output_length, row.decode_tokens_count}) >
        most)
      return "impossible output length";
    rows.push_back(row);
    return {};
  }
  tabled_runs& operator+=(const tabled_runs& later) {
    rows.insert(rows.end(), later.rows.begin(), later.rows.end());
    return *this;
  }
};

inline transformer_run run_of(const tabled_run& row) {
  const auto known = [](const std::optional<double>& number) {
    return number.value_or(transformer_run::undefined);
  };
  transformer_run run;
  run.timestamp = row.timestamp;
  run.batch_size = static_cast<int>(row.batch_size);
  run.input_length = static_cast<int>(row.input_length);
  run.target_output_length = static_cast<int>(row.target_output_length);
  run.actual_output_length = static_cast<int>(
      row.actual_output_length > 0 ? row.actual_output_length : row.target_output_length);
  run.total_latency = known(row.total_latency);
  run.prefill_time = known(row.prefill_time);
  run.decode_time = known(row.decode_time);
  run.decode_time_per_token = known(row.decode_time_per_token);
  run.decode_tokens_count = static_cast<int>(row.decode_tokens_count);
  run.cpu_memory_mb = row.cpu_memory_mb;
  run.cpu_peak_memory_mb = row.cpu_peak_memory_mb;
  run.gpu_memory_mb = row.gpu_memory_mb;
  run.run_number = static_cast<int>(std::clamp<std::int64_t>(row.run_number, 0, 1'000'000'000));
  derive_rates(run);
  return run;
}

/// A table with the document's columns. A column memory_usage, which holds a dictionary, is the
/// mark of the original suite. Throws read::error if the file cannot be read or lacks a column.
inline analyzed_benchmark read_runs_csv(const std::filesystem::path& file) {
  const auto found = read::small_csv(file, tabled_runs{});
  analyzed_benchmark result;
  const bool is_original = std::ranges::count(found.columns, "memory_usage") > 0;
  result.source = is_original ? benchmark_source::original_list : benchmark_source::table;
  for (const tabled_run& row : found.value.rows) {
    add_distinct(result, result.model, row.model, "model_name");
    add_distinct(result, result.device, row.device, "device");
    transformer_run run = run_of(row);
    const point_key key{run.batch_size, run.input_length, run.target_output_length, 0};
    result.point(key).runs.push_back(std::move(run));
  }
  for (const auto& bad : found.ledger.first_malformed) result.notes.push_back(read::describe(bad));
  const auto left_out = found.ledger.malformed + found.ledger.filtered_lines();
  if (left_out > 0)
    result.notes.push_back(counted(left_out, "row was", "rows were") + " left out as unusable");
  return result;
}

}  // namespace proflens::workflow
