#pragma once

#include <proflens/detail/utf8.hpp>
#include <proflens/read/ordered_fold.hpp>
#include <proflens/record/spreadsheet_text.hpp>
#include <proflens/report/csv.hpp>
#include <proflens/report/json.hpp>
#include <proflens/report/number.hpp>
#include <proflens/workflow/cluster_operators/result.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

/// `cluster_op_time_analysis.csv` and `.json`.
namespace proflens::workflow {

inline constexpr std::array<std::string_view, 4> key_columns{"op_name", "input_shape", "input_size",
                                                             "output_shape"};
inline constexpr std::array<std::string_view, 13> time_columns{
    "count",  "total", "mean", "variance", "std", "min",  "q1",
    "median", "q3",    "p95",  "p99",      "max", "range"};

inline std::array<std::string_view, 4> cells_of(const operator_key& key) {
  return {key.op_name, key.input_shape, key.input_size, key.output_shape};
}

/// All but the count, in the order of `time_columns`.
inline std::array<double, 12> cells_of(const duration_statistics& time) {
  return {time.total, time.mean, time.variance, time.standard_deviation,
          time.min,   time.q1,   time.median,   time.q3,
          time.p95,   time.p99,  time.max,      time.range()};
}

/// A key's text as a CSV cell; with `spreadsheet`, `'` stands before what would be computed, which
/// `read::csv` takes off again.
inline std::string key_cell(std::string_view text, bool spreadsheet) {
  std::string shown = detail::valid_utf8(text);
  if (spreadsheet && record::takes_guard(shown)) shown.insert(0, 1, '\'');
  return report::csv_field(shown);
}

/// `all` stands for what a row does not tell apart.
inline std::string number_or_all(const std::optional<std::int64_t>& number) {
  return number ? report::exact(*number) : "all";
}

/// A comma and the number in shortest round trip, nothing where it is undefined.
inline void append_cell(std::string& line, double number) {
  line += ',';
  if (std::isnan(number)) return;
  char digits[32];
  line.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
}

/// The lines of some rows, one after the other.
inline std::string analysis_lines(const std::vector<cluster_class>& classes,
                                  std::span<const operator_row> rows,
                                  const cluster_operators_options& options) {
  const bool by_step = options.by == operator_split::step;
  std::string lines, key;
  std::size_t key_of = classes.size();  // none
  for (const operator_row& row : rows) {
    if (row.of != key_of) {
      key_of = row.of;
      key.clear();
      for (const auto text : cells_of(classes[key_of].key))
        key += key_cell(text, options.spreadsheet) + ',';
    }
    if (by_step) lines += (row.step ? report::exact(*row.step) : "") + ',';
    lines += key;
    lines += number_or_all(row.node) + ',' + number_or_all(row.device) + ',';
    lines += report::exact(row.time.count);
    for (const double number : cells_of(row.time)) append_cell(lines, number);
    lines += '\n';
  }
  return lines;
}

/// The names of the columns.
inline std::string analysis_header(const cluster_operators_options& options) {
  std::string header = options.by == operator_split::step ? "step," : "";
  for (const auto name : key_columns) header += std::string(name) + ',';
  header += "node,device";
  for (const auto name : time_columns) header += ',' + std::string(name);
  return header += '\n';
}

/// Gives the lines of rows to `write`, piece by piece in order and by one thread at a time; they
/// are made by several.
template <class Write>
void write_analysis_lines(const std::vector<cluster_class>& classes,
                          std::span<const operator_row> rows,
                          const cluster_operators_options& options, Write&& write) {
  using part = std::span<const operator_row>;
  constexpr std::size_t rows_a_part = 512;
  part left(rows);
  const auto next = [&](part& into) {
    into = left.first(std::min(rows_a_part, left.size()));
    left = left.subspan(into.size());
    return !into.empty();
  };
  const auto make_worker = [&] {
    return [&](const part& of) { return analysis_lines(classes, of, options); };
  };
  const unsigned most =
      options.threads != 0 ? options.threads : std::max(std::thread::hardware_concurrency(), 1u);
  const auto parts = static_cast<unsigned>(std::min<std::size_t>(rows.size() / rows_a_part, most));
  read::fold_in_order<part, std::string>(parts, next, make_worker,
                                         [&](std::string&& lines) { write(lines); });
}

/// Gives the table to `write` as `write_analysis_lines` does: a line for each row, keys as they
/// stand in the source, numbers in shortest round trip, what is undefined an empty cell.
template <class Write>
void write_analysis_csv(const std::vector<cluster_class>& classes,
                        std::span<const operator_row> rows,
                        const cluster_operators_options& options, Write&& write) {
  write(analysis_header(options));
  write_analysis_lines(classes, rows, options, write);
}

/// The table of a cluster in the same way on rank 0, for which each rank makes the lines of the
/// rows that it has summed up.
template <class Ranks, class Write>
void write_analysis_csv(const cluster_operators_result& result, const Ranks& ranks, Write&& write) {
  const std::span rows(result.rows);
  const auto own = ranks.size() == 1 ? rows : rows.first(result.rows_of_rank);
  if (ranks.rank() == 0) write_analysis_csv(result.classes, own, result.options, write);
  std::string lines;
  if (ranks.rank() != 0)
    write_analysis_lines(result.classes, own, result.options,
                         [&](const std::string& some) { lines += some; });
  ranks.collect(lines, write);
}

/// The table as a JSON array of objects with the names of its columns; undefined numbers are null.
inline std::string analysis_json(const std::vector<cluster_class>& classes,
                                 const std::vector<operator_row>& rows,
                                 const cluster_operators_options& options) {
  report::json_writer out;
  const auto place = [&](std::string_view name, const std::optional<std::int64_t>& number) {
    number ? out.member(name, *number) : out.member(name, "all");
  };
  out.array([&] {
    for (const operator_row& row : rows) {
      out.object([&] {
        if (options.by == operator_split::step) out.member("step", row.step);
        const auto key = cells_of(classes[row.of].key);
        for (std::size_t i = 0; i < key.size(); ++i) out.member(key_columns[i], key[i]);
        place("node", row.node);
        place("device", row.device);
        out.member(time_columns[0], row.time.count);
        const auto numbers = cells_of(row.time);
        for (std::size_t i = 0; i < numbers.size(); ++i)
          out.member(time_columns[i + 1], numbers[i]);
      });
    }
  });
  return out.text();
}

}  // namespace proflens::workflow
