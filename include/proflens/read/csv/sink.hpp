#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include <proflens/read/csv/record_rows.hpp>
#include <proflens/read/csv/row.hpp>
#include <proflens/read/csv/row_reader.hpp>
#include <proflens/read/ledger.hpp>
#include <proflens/read/result.hpp>

namespace proflens::read {

/// Books the rows of a piece and gives their records to a copy of the accumulator.
template <class Rows, class Accumulator>
class csv_sink {
 public:
  csv_sink(const Rows& rows, const std::string& file, std::size_t columns, Accumulator& value,
           ledger& booked)
      : rows_(rows), file_(file), columns_(columns), value_(value), booked_(booked) {}

  void row(const csv_cells& cells, std::uint64_t line) {
    ++booked_.lines;
    csv_failure failure;
    if (rows_(cells, record_, failure)) [[likely]]
      give(value_, std::as_const(record_), line, booked_);
    else
      add_malformed(cells, failure, line);
  }

  void blank() {
    ++booked_.lines;
    ++booked_.blank;
  }

  void bad(cause why, std::string_view row, std::size_t cells, std::uint64_t line) {
    ++booked_.lines;
    booked_.add_malformed(why);
    if (!booked_.keeps_next_place()) return;
    booked_.first_malformed.push_back({file_, line, 0, why, describe(why, row, cells)});
  }

 private:
  void add_malformed(const csv_cells& cells, const csv_failure& failure, std::uint64_t line) {
    booked_.add_malformed(failure.why);
    if (failure.why == cause::missing_field && booked_.missing.empty())
      booked_.missing = rows_.keys_of(failure);
    if (!booked_.keeps_next_place()) return;
    const std::uint64_t column = failure.column == no_offset ? 0 : cells.column(failure.column);
    booked_.first_malformed.push_back(
        {file_, line, column, failure.why, rows_.describe(failure, cells)});
  }

  std::string describe(cause why, std::string_view row, std::size_t cells) const {
    switch (why) {
      case cause::invalid_utf8: return "expected UTF-8 text, found other bytes";
      case cause::stray_quote:
        return "expected quotes around whole cells, doubled within, found a stray one";
      case cause::too_few_fields:
      case cause::too_many_fields:
        return "expected " + std::to_string(columns_) + " cells as in the header, found " +
               std::to_string(cells);
      default:
        return row.size() >= csv_longest_row
                   ? "expected a row of less than 1 MiB, found a longer one"
                   : "expected text, found a NUL byte";
    }
  }

  const Rows& rows_;
  typename Rows::row_type record_{};  // filled again for every row, which is cheaper than anew
  const std::string& file_;
  std::size_t columns_;
  Accumulator& value_;
  ledger& booked_;
};

}  // namespace proflens::read
