#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include <proflens/aggregate/of.hpp>  // not used here: what most readers are given
#include <proflens/read/csv/column_rows.hpp>
#include <proflens/read/csv/fold.hpp>
#include <proflens/read/csv/piece.hpp>
#include <proflens/read/csv/record_rows.hpp>
#include <proflens/read/csv/table.hpp>
#include <proflens/read/error.hpp>
#include <proflens/read/field_table.hpp>
#include <proflens/read/files.hpp>
#include <proflens/read/result.hpp>
#include <proflens/record/concepts.hpp>

/// Large tables of comma-separated values, with a scanner of our own that needs nothing but the
/// standard library.
///
/// - Columns are found by the names in the header, in any order; others are ignored. A quoted cell
///   may hold commas, doubled quotes and line ends. CRLF, a byte order mark and blank lines are
///   taken. A cell of no length or `N/A` is missing; numbers may have blanks around them and are
///   correctly rounded. A `'` that guards a text from a spreadsheet (`'=1+2`) is taken off.
/// - A row that cannot be used is booked in the ledger and loses nothing else: other bytes than
///   UTF-8, a NUL (`syntax`), a stray quote, too few or too many fields, a missing or unfit value.
///   A quote that is never closed costs its own line (see `csv_row_reader`). The ledger counts
///   rows, without the header; places count the lines of the file.
/// - Of folders the files *.csv, *.csv.gz and *.csv.zst are taken. Pipes and compressed files are
///   read in one thread. A table that cannot be read, has no header, lacks a required column or
///   ends before the size it had at opening is a failure of that table: nothing of it is used.
/// - A file is read in pieces of `csv_options::piece_bytes`, each into a copy of the accumulator,
///   which must be an identity; they are merged in order. Exceptions of the accumulator reach the
///   caller. An accumulator may be given rows of a wrong place of the file before that is found
///   out (a quoted line end at the border of two pieces): that copy is thrown away.
namespace proflens::read {

/// The names of a table's columns, as its header has them. Throws `read::error` if it has none.
inline std::vector<std::string> csv_header(const std::filesystem::path& file) {
  return csv_table(file).columns();
}

/// Tables one by one, taken apart as `make_rows(table)` says.
template <class Accumulator, class MakeRows>
std::vector<csv_result<Accumulator>> csv_tables(const files& input, const MakeRows& make_rows,
                                                const Accumulator& accumulator,
                                                const csv_options& chosen) {
  std::vector<csv_result<Accumulator>> tables;
  const auto done = [&](std::size_t, csv_result<Accumulator>&& table) {
    tables.push_back(std::move(table));
  };
  fold_csv(input.list({"*.csv", "*.csv.gz", "*.csv.zst"}), make_rows, accumulator, chosen, done);
  return tables;
}

/// Tables joined from the first to the last. Throws the first failure.
template <class Accumulator, class MakeRows>
csv_result<Accumulator> csv_joined(const files& input, const MakeRows& make_rows,
                                   const Accumulator& accumulator, const csv_options& chosen) {
  csv_result<Accumulator> all{{accumulator, {}, {}, 0}, {}, {}};
  const auto done = [&](std::size_t number, csv_result<Accumulator>&& table) {
    if (!table.failure.empty()) throw error(table.failure);
    if (number == 0) all.columns = std::move(table.columns);
    all.value += std::move(table.value);
    all.ledger += table.ledger;
    all.seconds += table.seconds;
  };
  all.files = input.list({"*.csv", "*.csv.gz", "*.csv.zst"});
  fold_csv(all.files, make_rows, accumulator, chosen, done);
  return all;
}

/// How rows become records, for an accumulator that may say which fields it needs.
template <record::described Record, class Accumulator>
auto csv_rows_for(const Accumulator& accumulator) {
  return [wanted = fields_wanted_by<Record>(accumulator)](const csv_table& table) {
    return csv_record_rows<Record>(wanted, table.columns(), table.header_place());
  };
}

/// Reads each table into an accumulator of its own: so it is known which rows came from which file.
/// A table that fails does not stop the others: its result has a `failure`. Throws `read::error`
/// only for what `files::list` throws for.
template <record::described Record, accumulates<Record> Accumulator>
std::vector<csv_result<Accumulator>> csv_by_file(const files& input, const Accumulator& accumulator,
                                                 const csv_options& chosen = {}) {
  return csv_tables(input, csv_rows_for<Record>(accumulator), accumulator, chosen);
}

/// As `csv_by_file`, for an accumulator that names its record.
template <record::names_its_record Accumulator>
auto csv_by_file(const files& input, const Accumulator& accumulator,
                 const csv_options& chosen = {}) {
  return csv_by_file<typename Accumulator::record_type>(input, accumulator, chosen);
}

/// Reads tables into one accumulator: the results of `csv_by_file`, merged from the first file to
/// the last. Throws `read::error` for the first table that fails.
///
///     auto runs = read::csv<operator_run>(read::files("cluster/", "op_summary*.csv"),
///                                         aggregate::group_by(operator_class));
template <record::described Record, accumulates<Record> Accumulator>
csv_result<Accumulator> csv(const files& input, const Accumulator& accumulator,
                            const csv_options& chosen = {}) {
  return csv_joined(input, csv_rows_for<Record>(accumulator), accumulator, chosen);
}

/// As `csv`, for an accumulator that names its record.
template <record::names_its_record Accumulator>
auto csv(const files& input, const Accumulator& accumulator, const csv_options& chosen = {}) {
  return csv<typename Accumulator::record_type>(input, accumulator, chosen);
}

/// How rows show columns that were chosen while the program runs.
inline auto csv_rows_of(std::vector<csv_column> columns) {
  return [columns = std::move(columns)](const csv_table& table) {
    return csv_column_rows(columns, table.columns(), table.header_place());
  };
}

/// As `csv_by_file`, for columns chosen while the program runs: the accumulator takes `csv_row`,
/// whose cells stand in the order of `columns`. Numbers are converted when they are asked for.
template <accumulates<csv_row> Accumulator>
std::vector<csv_result<Accumulator>> csv_columns_by_file(const files& input,
                                                         std::vector<csv_column> columns,
                                                         const Accumulator& accumulator,
                                                         const csv_options& chosen = {}) {
  return csv_tables(input, csv_rows_of(std::move(columns)), accumulator, chosen);
}

/// As `csv`, for columns chosen while the program runs.
template <accumulates<csv_row> Accumulator>
csv_result<Accumulator> csv_columns(const files& input, std::vector<csv_column> columns,
                                    const Accumulator& accumulator,
                                    const csv_options& chosen = {}) {
  return csv_joined(input, csv_rows_of(std::move(columns)), accumulator, chosen);
}

}  // namespace proflens::read
