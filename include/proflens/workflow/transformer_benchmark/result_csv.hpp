#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <proflens/report/csv.hpp>
#include <proflens/report/table.hpp>
#include <proflens/workflow/transformer_benchmark/result.hpp>

namespace proflens::workflow {

/// One row a run, the columns named as in the result file, memory in columns of its own; without
/// the times of the steps. What is undefined is an empty cell.
inline report::table run_table(const transformer_benchmark_result& of) {
  std::vector<report::column> columns;
  for (const char* name : {"timestamp",
                           "model_name",
                           "device",
                           "batch_size",
                           "input_length",
                           "target_output_length",
                           "actual_output_length",
                           "total_latency",
                           "prefill_time",
                           "decode_time",
                           "decode_time_per_token",
                           "decode_tokens_count",
                           "tokens_per_second",
                           "tokens_per_second_per_sequence",
                           "cpu_memory_mb",
                           "cpu_peak_memory_mb",
                           "gpu_memory_mb",
                           "temperature",
                           "top_p",
                           "run_number"})
    columns.push_back({name, ""});
  const auto maybe = [](const std::optional<double>& number) {
    return number ? report::cell(*number) : report::cell();
  };
  report::table runs(std::move(columns));
  for (const transformer_point& point : of.points) {
    for (const transformer_run& run : point.runs)
      runs.add({run.timestamp,
                of.model.name,
                of.device(),
                run.batch_size,
                run.input_length,
                run.target_output_length,
                run.actual_output_length,
                run.total_latency,
                run.prefill_time,
                run.decode_time,
                run.decode_time_per_token,
                run.decode_tokens_count,
                run.tokens_per_second,
                run.tokens_per_second_per_sequence,
                maybe(run.cpu_memory_mb),
                maybe(run.cpu_peak_memory_mb),
                maybe(run.gpu_memory_mb),
                of.configuration.temperature,
                of.configuration.top_p,
                run.run_number});
  }
  return runs;
}

/// The runs as CSV.
inline std::string result_csv(const transformer_benchmark_result& of) {
  return report::csv(run_table(of));
}

}  // namespace proflens::workflow
