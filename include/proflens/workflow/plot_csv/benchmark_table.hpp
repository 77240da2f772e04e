#pragma once

#include <proflens/read/ledger.hpp>
#include <proflens/read/small_csv.hpp>
#include <proflens/workflow/error.hpp>
#include <proflens/workflow/plot_csv/benchmark_row_check.hpp>
#include <proflens/workflow/plot_csv/benchmark_rows.hpp>
#include <proflens/workflow/plot_csv/options.hpp>
#include <proflens/workflow/wording.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace proflens::workflow {

/// A wrong number in a table of a few rows is mended there, not drawn around: throws
/// workflow::error with the places of the first three, if there are any.
inline void require_good_rows(const std::string& file, const read::ledger& ledger) {
  if (ledger.malformed == 0) return;
  std::string text;
  for (const auto& bad : ledger.first_malformed) {
    text += bad.file + ':' + std::to_string(bad.line) + ':';
    if (bad.column != 0) text += std::to_string(bad.column) + ':';
    text += ' ' + bad.message + '\n';
  }
  throw error(text + file + ": " + counted(ledger.malformed, "row", "rows") +
              " cannot be read; correct or remove " + (ledger.malformed == 1 ? "it" : "them"));
}

/// The column to draw: `result` of a Hugging Face table, else time or memory of our own benchmark,
/// that of the GPU if any row has it. Throws workflow::error if there is none.
inline std::string drawn_column(const plot_csv_options& options,
                                const read::table_result<benchmark_rows>& table) {
  const auto has = [&](std::string_view name) {
    return std::ranges::find(table.columns, name) != table.columns.end();
  };
  if (has("result")) return "result";
  if (options.is_time && has("total_latency")) return "total_latency";
  const bool on_gpu = std::ranges::any_of(
      table.value.rows, [](const benchmark_run& run) { return run.gpu_memory_mb.has_value(); });
  if (!options.is_time && on_gpu) return "gpu_memory_mb";
  if (!options.is_time && has("cpu_peak_memory_mb")) return "cpu_peak_memory_mb";
  if (!options.is_time && has("gpu_memory_mb")) return "gpu_memory_mb";
  std::string found;
  for (const auto& name : table.columns) found += (found.empty() ? "" : ", ") + name;
  throw error(options.csv_file.string() + ": expected a column result, or " +
              (options.is_time ? "total_latency" : "gpu_memory_mb or cpu_peak_memory_mb") +
              ", found the columns " + found);
}

/// Reads the table, which may be the only one of a folder. Throws proflens::error if it cannot be
/// read, has no row, a row that cannot be read, a batch size or sequence length below 1, or a
/// number that no figure has a place for.
inline benchmark_table read_benchmark_table(const plot_csv_options& options) {
  const std::string file = options.csv_file.string();
  auto table = read::small_csv(options.csv_file, benchmark_rows{});
  if (table.files.size() > 1)  // of times and of memory, as the benchmarks leave them side by side
    throw error(file + ": expected a table, found a folder that holds " +
                std::to_string(table.files.size()) + " tables; name one of them");
  require_good_rows(file, table.ledger);
  if (table.value.rows.empty())
    throw error(file + ": the table has a header and no row; there is nothing to draw");
  std::string quantity = drawn_column(options, table);
  benchmark_table whole{std::move(table.value.rows), std::move(quantity), std::move(table.ledger)};
  benchmark_row_check(table.files.front(), table.columns)(whole, table.value.lines);
  return whole;
}

}  // namespace proflens::workflow
