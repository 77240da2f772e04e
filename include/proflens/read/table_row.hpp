#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include <proflens/read/cell_value.hpp>
#include <proflens/read/error.hpp>
#include <proflens/read/expectation.hpp>
#include <proflens/read/field_table.hpp>
#include <proflens/read/ledger.hpp>
#include <proflens/record/concepts.hpp>

namespace proflens::read {

/// One cell of a row, without its quotes, and where it starts in the line: from 1, in bytes.
struct table_cell {
  std::string_view text;
  std::size_t column = 0;
};

/// Why a row gave no record, and where; column 0: the row as a whole is meant.
struct row_failure {
  cause why = cause::syntax;
  std::size_t column = 0;
  std::string message;
  std::string needed = {};  ///< names of the field that has no value, if that is why
};

/// Makes records of the rows of a table whose header it was given: columns in any order, found by
/// any of the names of their field. Where a table has several of these names, the cell of the first
/// of them that holds a value counts.
template <record::described Record>
class table_row {
 public:
  /// `place` is the header's, for messages. Throws `read::error` if a column that is wanted stands
  /// there twice, or if a required one is not there.
  table_row(const wanted_fields<Record>& wanted, const std::vector<table_cell>& header,
            std::vector<std::string> absent_words, const std::string& place)
      : wanted_(wanted),
        names_(field_table::of<Record>(wanted)),
        absent_words_(std::move(absent_words)) {
    for (const auto& cell : header) header_.emplace_back(cell.text);
    for (std::size_t i = 0; i < header_.size(); ++i) place_column(i, place);
    require_columns(place, std::make_index_sequence<fields>{});
  }

  /// Fills a default `record`; what does not fit is left in `failure`.
  bool operator()(const std::vector<table_cell>& cells, Record& record, row_failure& failure) {
    if (cells.size() != header_.size()) {
      failure = {cause::syntax, 0,
                 "expected " + std::to_string(header_.size()) + " cells as in the header, found " +
                     std::to_string(cells.size())};
      return false;
    }
    return fill(cells, record, failure, std::make_index_sequence<fields>{});
  }

  const std::vector<std::string>& header() const { return header_; }

  /// The columns there are and the one a row had no value for.
  missing_keys keys_of(const row_failure& failure) const { return {header_, {failure.needed}}; }

 private:
  static constexpr std::size_t fields = field_count<Record>;
  static constexpr std::size_t no_column = static_cast<std::size_t>(-1);

  template <std::size_t I>
  static constexpr const auto& field_at() {
    return std::get<I>(record::fields<Record>);
  }

  void place_column(std::size_t column, const std::string& place) {
    const int number = names_.find(header_[column]);
    if (number == field_table::unknown) return;
    const field_name& name = names_[number];
    auto& columns = columns_[name.field];
    if (columns.size() <= name.rank) columns.resize(name.rank + 1u, no_column);
    if (columns[name.rank] != no_column)
      throw error(place + ": two columns are named \"" + header_[column] +
                  "\"; rename one of them");
    columns[name.rank] = column;
  }

  template <std::size_t... I>
  void require_columns(const std::string& place, std::index_sequence<I...>) const {
    const auto require = [&](std::size_t field, bool is_required) {
      if (!is_required || !wanted_[field] || !columns_[field].empty()) return;
      std::string found;
      for (const auto& name : header_)
        found += (found.empty() ? "\"" : ", \"") + excerpt(name) + '"';
      throw error(place + ": expected a header with the column " + names_.alternatives(field) +
                  ", found the columns " + found + "; is this the right table?");
    };
    (require(I, field_at<I>().is_required), ...);
  }

  /// All fields; of several failures the first of the order of causes counts.
  template <std::size_t... I>
  bool fill(const std::vector<table_cell>& cells, Record& record, row_failure& failure,
            std::index_sequence<I...>) {
    std::optional<row_failure> first;
    const auto note = [&](std::optional<row_failure>&& bad) {
      if (bad && (!first || bad->why < first->why)) first = std::move(bad);
    };
    (note(fill_field<I>(cells, record)), ...);
    if (first) failure = std::move(*first);
    return !first;
  }

  template <std::size_t I>
  std::optional<row_failure> fill_field(const std::vector<table_cell>& cells, Record& record) {
    constexpr const auto& field = field_at<I>();
    using member = typename std::remove_cvref_t<decltype(field)>::value_type;
    std::size_t first_absent = 0;
    for (const std::size_t column : columns_[I]) {
      if (column == no_column) continue;
      const table_cell& cell = cells[column];
      if (takes_text<member> ? cell.text.empty() : is_absent(cell.text, absent_words_)) {
        if (first_absent == 0) first_absent = cell.column;
        continue;
      }
      const auto bad = set_from_cell<field.is_nonnegative>(cell.text, record.*field.member);
      if (!bad) return {};
      if (field.is_lenient) continue;
      return row_failure{*bad, cell.column,
                         "expected " + expectation_of<Record>(static_cast<int>(I), *bad) +
                             " in \"" + header_[column] + "\", found " + excerpt(cell.text)};
    }
    if (!field.is_required || !wanted_[I]) return {};
    return row_failure{cause::missing_field, first_absent,
                       "expected a value for " + names_.alternatives(I) + ", found none",
                       names_.alternatives(I)};
  }

  wanted_fields<Record> wanted_;
  field_table names_;
  std::vector<std::string> absent_words_;
  std::vector<std::string> header_;
  std::array<std::vector<std::size_t>, fields> columns_;  // by field, then by rank of the name
};

}  // namespace proflens::read
