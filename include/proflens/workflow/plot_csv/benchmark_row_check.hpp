#pragma once

#include <proflens/read/small_csv.hpp>
#include <proflens/report/number.hpp>
#include <proflens/workflow/error.hpp>
#include <proflens/workflow/plot_csv/benchmark_rows.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <system_error>
#include <vector>

namespace proflens::workflow {

/// `file:line:column` of a cell, found by reading the file again; `file:line` of what can be read
/// only once, such as a pipe.
inline std::string place_of_cell(const std::filesystem::path& file, std::uint64_t line,
                                 std::size_t cell) {
  std::string place = file.string() + ':' + std::to_string(line);
  std::error_code none;
  if (!std::filesystem::is_regular_file(file, none)) return place;
  read::small_csv_lines lines(file);
  std::vector<read::table_cell> cells;
  read::row_failure failure;
  while (lines.number() < line)
    if (!lines.next()) return place;
  if (!lines.cut(cells, failure) || cell >= cells.size()) return place;
  return place + ':' + std::to_string(cells[cell].column);
}

/// Refuses what a figure has no place for. Knows where the rows stand in their file.
class benchmark_row_check {
 public:
  benchmark_row_check(const std::filesystem::path& file, const std::vector<std::string>& columns)
      : file_(file), columns_(columns) {}

  /// Throws workflow::error for a batch size or sequence length below 1, and for a number whose
  /// size is beyond 1e300 or, but for 0, below 1e-300.
  void operator()(const benchmark_table& table, const std::vector<std::uint64_t>& lines) const {
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
      const benchmark_run& run = table.rows[i];
      if (run.batch_size < 1) fail_at(lines[i], {"batch_size"}, least_one, run.batch_size);
      if (run.sequence_length < 1)
        fail_at(lines[i], {"sequence_length", "input_length"}, least_one, run.sequence_length);
      const auto drawn = table.drawn(run);
      const double size = drawn ? std::abs(drawn->value) : 0;
      if (size != 0 && !(1e-300 <= size && size <= 1e300))
        fail_at(lines[i], {table.quantity}, "0 or a number of a size from 1e-300 to 1e300",
                drawn->value);
    }
  }

 private:
  static constexpr const char* least_one = "a whole number of at least 1";

  template <class Number>
  [[noreturn]] void fail_at(std::uint64_t line, const std::vector<std::string>& names,
                            const std::string& expected, Number found) const {
    const auto named = std::ranges::find_first_of(columns_, names);
    const auto cell = static_cast<std::size_t>(named - columns_.begin());
    throw error(place_of_cell(file_, line, cell) + ": expected " + expected + " in \"" +
                (named == columns_.end() ? names.front() : *named) + "\", found " +
                report::exact(found));
  }

  const std::filesystem::path& file_;
  const std::vector<std::string>& columns_;
};

}  // namespace proflens::workflow
