#pragma once

#include <proflens/read/ledger.hpp>
#include <proflens/read/small_csv.hpp>
#include <proflens/record/benchmark_run.hpp>
#include <proflens/workflow/error.hpp>
#include <proflens/workflow/plot_csv/options.hpp>
#include <proflens/workflow/wording.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace proflens::workflow {

/// An accumulator that keeps the rows of a benchmark, with their lines.
struct benchmark_rows {
  using record_type = benchmark_run;

  std::vector<benchmark_run> rows;
  std::vector<std::uint64_t> lines;

  void operator()(const benchmark_run& run, std::uint64_t line) {
    rows.push_back(run);
    lines.push_back(line);
  }
  benchmark_rows& operator+=(const benchmark_rows& later) {
    rows.insert(rows.end(), later.rows.begin(), later.rows.end());
    lines.insert(lines.end(), later.lines.begin(), later.lines.end());
    return *this;
  }
};

/// The rows of a benchmark and the name of the column that is to be drawn.
struct benchmark_table {
  std::vector<benchmark_run> rows;
  std::string quantity;
  read::ledger ledger;

  /// What a row has in that column.
  std::optional<record::bounded_number> drawn(const benchmark_run& run) const {
    const auto exact = [](const std::optional<double>& number) {
      return number ? std::optional(record::bounded_number{*number}) : std::nullopt;
    };
    if (quantity == "total_latency") return exact(run.total_latency_s);
    if (quantity == "gpu_memory_mb") return exact(run.gpu_memory_mb);
    if (quantity == "cpu_peak_memory_mb") return exact(run.cpu_peak_memory_mb);
    return run.result;
  }

  /// Rows of one point are runs of one measurement, not a mistake.
  bool has_runs() const { return quantity != "result"; }
};

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

/// Reads the table. Throws proflens::error if it cannot be read, has no row, a row that cannot be
/// read, or a batch size or sequence length below 1.
inline benchmark_table read_benchmark_table(const plot_csv_options& options) {
  const std::string file = options.csv_file.string();
  auto table = read::small_csv(options.csv_file, benchmark_rows{});
  require_good_rows(file, table.ledger);
  if (table.value.rows.empty())
    throw error(file + ": the table has a header and no row; there is nothing to draw");
  for (std::size_t i = 0; i < table.value.rows.size(); ++i) {
    const benchmark_run& run = table.value.rows[i];
    if (run.batch_size < 1 || run.sequence_length < 1)
      throw error(file + ':' + std::to_string(table.value.lines[i]) +
                  ": expected a batch size and a sequence length of at least 1, found " +
                  std::to_string(run.batch_size) + " and " + std::to_string(run.sequence_length));
  }
  std::string quantity = drawn_column(options, table);
  return {std::move(table.value.rows), std::move(quantity), std::move(table.ledger)};
}

}  // namespace proflens::workflow
