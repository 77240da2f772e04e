#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include <proflens/read/csv/cell.hpp>
#include <proflens/read/csv/row.hpp>
#include <proflens/read/error.hpp>
#include <proflens/read/expectation.hpp>
#include <proflens/read/field_table.hpp>
#include <proflens/read/ledger.hpp>
#include <proflens/record/concepts.hpp>

namespace proflens::read {

/// Why a row gave no record: the cell that is to blame, or `no_offset` where there is none.
struct csv_failure {
  cause why = cause::syntax;
  std::size_t field = 0;
  std::size_t column = no_offset;
};

/// The names in quotes and with commas between, as errors list the columns of a table.
inline std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (const auto& name : names) text += (text.empty() ? "\"" : ", \"") + excerpt(name) + '"';
  return text;
}

/// Makes records of the rows of one table: columns in any order, found by any of the names of
/// their field. Where a table has several of these, the cell of the first of them that holds a
/// value counts.
template <record::described Record>
class csv_record_rows {
 public:
  using row_type = Record;

  /// `place` is the header's, for messages. Throws `read::error` if a column that is wanted stands
  /// there twice, or if required ones are not there: all of them are named.
  csv_record_rows(const wanted_fields<Record>& wanted, const std::vector<std::string>& header,
                  const std::string& place)
      : wanted_(wanted), names_(field_table::of<Record>(wanted)), header_(header) {
    first_.fill(none);
    for (std::size_t i = 0; i < header_.size(); ++i) place_column(i, place);
    for (std::size_t field = 0; field < fields; ++field) keep_first(field);
    require_columns(place, std::make_index_sequence<fields>{});
  }

  /// Fills a record that is new or was filled before, all of its wanted fields; false where it
  /// cannot be used. Of several failures the first of the order of causes counts.
  bool operator()(const csv_cells& cells, Record& record, csv_failure& failure) const {
    return fill(cells, record, failure, std::make_index_sequence<fields>{});
  }

  /// What was expected and what was found.
  std::string describe(const csv_failure& failure, const csv_cells& cells) const {
    if (failure.column == no_offset)
      return "expected a value for " + names_.alternatives(failure.field) + ", found none";
    return "expected " + expectation_of<Record>(static_cast<int>(failure.field), failure.why) +
           " in \"" + header_[failure.column] + "\", found " + excerpt(cells[failure.column]);
  }

  /// The columns there are and the one a row had no value for.
  missing_keys keys_of(const csv_failure& failure) const {
    return {header_, {names_.alternatives(failure.field)}};
  }

 private:
  static constexpr std::size_t fields = field_count<Record>;
  static constexpr std::uint32_t none = static_cast<std::uint32_t>(-1);

  void place_column(std::size_t column, const std::string& place) {
    const int number = names_.find(header_[column]);
    if (number == field_table::unknown) return;
    const field_name& name = names_[number];
    auto& columns = others_[name.field];
    if (columns.size() <= name.rank) columns.resize(name.rank + 1u, none);
    if (columns[name.rank] != none)
      throw error(place + ": two columns are named \"" + header_[column] +
                  "\"; rename one of them");
    columns[name.rank] = static_cast<std::uint32_t>(column);
  }

  /// The preferred column of a field stands apart from those that are tried after it.
  void keep_first(std::size_t field) {
    auto& columns = others_[field];
    std::erase(columns, none);
    if (columns.empty()) return;
    first_[field] = columns.front();
    columns.erase(columns.begin());
  }

  template <std::size_t... I>
  void require_columns(const std::string& place, std::index_sequence<I...>) const {
    std::string missing;
    const auto require = [&](std::size_t field, bool is_required) {
      if (!is_required || !wanted_[field] || first_[field] != none) return;
      missing += (missing.empty() ? "" : ", ") + names_.alternatives(field);
    };
    (require(I, std::get<I>(record::fields<Record>).is_required), ...);
    if (missing.empty()) return;
    throw error(place + ": expected a header with the columns " + missing + ", found the columns " +
                listed(header_) + "; is this the right table?");
  }

  template <std::size_t... I>
  bool fill(const csv_cells& cells, Record& record, csv_failure& failure,
            std::index_sequence<I...>) const {
    bool is_good = true;
    const auto note = [&](cause why, std::size_t field, std::size_t column) {
      if (!is_good && failure.why <= why) return;
      failure = {why, field, column};
      is_good = false;
    };
    (fill_field<I>(cells, record, note), ...);
    return is_good;
  }

  template <std::size_t I, class Note>
  void fill_field(const csv_cells& cells, Record& record, Note&& note) const {
    constexpr const auto& field = std::get<I>(record::fields<Record>);
    using member = typename std::remove_cvref_t<decltype(field)>::value_type;
    if (first_[I] == none) return;
    member& target = record.*field.member;
    if constexpr (std::is_same_v<member, double>) {
      if (is_short_number(cells[first_[I]], target)) [[likely]]
        return;
    }
    const auto outcome = set_from_raw_cell<field.is_nonnegative>(cells[first_[I]], target);
    if constexpr (std::is_same_v<member, record::raw_text>) {
      if (!others_[I].empty() && target.missing()) [[unlikely]]
        fill_from_others<I>(cells, target, note);
    } else if (!outcome.is_set) [[unlikely]] {
      target = defaults_.*field.member;
      if (outcome.bad && !field.is_lenient)
        note(*outcome.bad, I, first_[I]);
      else
        fill_from_others<I>(cells, target, note);
    }
  }

  /// The columns behind the preferred one, which had no value.
  template <std::size_t I, class Member, class Note>
  void fill_from_others(const csv_cells& cells, Member& target, Note&& note) const {
    constexpr const auto& field = std::get<I>(record::fields<Record>);
    for (const std::uint32_t column : others_[I]) {
      Member value{};
      const cell_outcome outcome = set_from_raw_cell<field.is_nonnegative>(cells[column], value);
      if constexpr (std::is_same_v<Member, record::raw_text>) {
        if (value.missing()) continue;
      }
      if (outcome.bad && !field.is_lenient) return note(*outcome.bad, I, column);
      if (!outcome.is_set) continue;
      target = std::move(value);
      return;
    }
    if constexpr (field.is_required && !std::is_same_v<Member, record::raw_text>)
      note(cause::missing_field, I, no_offset);
  }

  Record defaults_{};
  wanted_fields<Record> wanted_;
  field_table names_;
  std::vector<std::string> header_;
  std::array<std::uint32_t, fields> first_{};
  std::array<std::vector<std::uint32_t>, fields> others_;  // by field, in order of preference
};

}  // namespace proflens::read
