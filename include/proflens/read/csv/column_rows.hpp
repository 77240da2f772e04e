#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include <proflens/read/csv/cell.hpp>
#include <proflens/read/csv/record_rows.hpp>
#include <proflens/read/csv/row.hpp>
#include <proflens/read/error.hpp>
#include <proflens/read/ledger.hpp>
#include <proflens/record/raw_text.hpp>

namespace proflens::read {

/// A column chosen while the program runs.
struct csv_column {
  std::vector<std::string> names = {};  ///< in order of preference, all meaning the same
  bool is_required = true;              ///< a table without it cannot be read
};

/// The chosen cells of one row, in the order of the choice; valid while the reader shows the row.
class csv_row {
 public:
  csv_row() = default;
  csv_row(const csv_cells& cells, const std::uint32_t* places) : cells_(&cells), places_(places) {}

  static constexpr std::uint32_t no_place = static_cast<std::uint32_t>(-1);

  /// The cell as text; missing where the table lacks the column.
  record::raw_text operator[](std::size_t chosen) const {
    const std::uint32_t place = places_[chosen];
    return place == no_place ? record::raw_text{} : record::raw_text{(*cells_)[place]};
  }

  /// The cell as a number, correctly rounded; NaN where it is missing or no finite number.
  double number(std::size_t chosen) const {
    const std::uint32_t place = places_[chosen];
    return place == no_place ? std::numeric_limits<double>::quiet_NaN()
                             : number_in_cell((*cells_)[place]);
  }

 private:
  const csv_cells* cells_ = nullptr;
  const std::uint32_t* places_ = nullptr;
};

/// Finds chosen columns in the header of one table.
class csv_column_rows {
 public:
  using row_type = csv_row;

  /// Throws `read::error` if required columns are not there: all of them are named.
  csv_column_rows(const std::vector<csv_column>& chosen, const std::vector<std::string>& header,
                  const std::string& place) {
    std::string missing;
    for (const auto& column : chosen) {
      places_.push_back(place_of(column, header));
      if (places_.back() != csv_row::no_place || !column.is_required) continue;
      missing += missing.empty() ? "" : ", ";
      for (std::size_t i = 0; i < column.names.size(); ++i)
        missing += (i == 0 ? "" : " or ") + column.names[i];
    }
    if (missing.empty()) return;
    throw error(place + ": expected a header with the columns " + missing + ", found the columns " +
                listed(header) + "; is this the right table?");
  }

  bool operator()(const csv_cells& cells, csv_row& row, csv_failure&) const {
    row = csv_row(cells, places_.data());
    return true;
  }

  static std::string describe(const csv_failure&, const csv_cells&) { return {}; }
  static missing_keys keys_of(const csv_failure&) { return {}; }

 private:
  static std::uint32_t place_of(const csv_column& column, const std::vector<std::string>& header) {
    for (const auto& name : column.names)
      for (std::size_t i = 0; i < header.size(); ++i)
        if (header[i] == name) return static_cast<std::uint32_t>(i);
    return csv_row::no_place;
  }

  std::vector<std::uint32_t> places_;
};

}  // namespace proflens::read
