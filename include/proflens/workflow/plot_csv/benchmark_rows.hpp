#pragma once

#include <proflens/read/ledger.hpp>
#include <proflens/record/benchmark_run.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
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

  /// Rows without memory of the GPU, where that is drawn, that have memory of the CPU.
  std::size_t rows_of_other_memory() const {
    if (quantity != "gpu_memory_mb") return 0;
    return static_cast<std::size_t>(std::ranges::count_if(rows, [](const benchmark_run& run) {
      return !run.gpu_memory_mb && run.cpu_peak_memory_mb;
    }));
  }

  /// Rows of one point are runs of one measurement, not a mistake.
  bool has_runs() const { return quantity != "result"; }
};

}  // namespace proflens::workflow
