#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <proflens/report/error.hpp>
#include <proflens/report/number.hpp>

namespace proflens::report {

/// What stands in one field of a table: nothing, a text, an integer or a number. A number that is
/// undefined is NaN; how that is shown is up to the format (`text`, `markdown`: "-"; `csv`: empty).
class cell {
 public:
  enum class kind : std::uint8_t { empty, text, integer, number };

  cell() = default;
  cell(std::string text) : text_{std::move(text)}, kind_{kind::text} {}
  cell(std::string_view text) : cell{std::string{text}} {}
  cell(const char* text) : cell{std::string{text}} {}
  cell(std::floating_point auto number)
      : number_{static_cast<double>(number)}, kind_{kind::number} {}

  /// An integer; one that does not fit into 64 bits with sign becomes a number.
  template <std::integral Integer>
  requires(!std::same_as<Integer, bool>) cell(Integer integer)
      : integer_{static_cast<std::int64_t>(integer)},
        number_{static_cast<double>(integer)},
        kind_{std::in_range<std::int64_t>(integer) ? kind::integer : kind::number} {}

  cell::kind holds() const { return kind_; }
  bool is_number() const { return kind_ == kind::integer || kind_ == kind::number; }

  const std::string& text() const { return text_; }  ///< empty unless it holds a text
  std::int64_t integer() const { return integer_; }  ///< defined if it holds an integer
  double number() const { return number_; }          ///< defined if `is_number()`

 private:
  std::string text_;
  std::int64_t integer_ = 0;
  double number_ = 0;
  kind kind_ = kind::empty;
};

/// What a cell reads like to people: numbers as by `rounded(double)`, texts as they are.
inline std::string rounded(const cell& shown) {
  switch (shown.holds()) {
    case cell::kind::text: return shown.text();
    case cell::kind::integer: return rounded(shown.integer());
    case cell::kind::number: return rounded(shown.number());
    case cell::kind::empty: break;
  }
  return {};
}

/// A named column; `unit` is empty where there is none.
struct column {
  std::string name;
  std::string unit;

  /// The name as a heading: "run time (ms)".
  std::string heading() const { return unit.empty() ? name : name + " (" + unit + ")"; }
};

/// Rows of cells below named columns, the same for every format: see `csv`, `markdown` and `text`.
class table {
 public:
  explicit table(std::vector<column> columns) : columns_{std::move(columns)} {}

  /// Appends a row. Throws `report::error` unless it has one cell for each column.
  void add(std::vector<cell> row) {
    if (row.size() != columns_.size())
      throw error("a row of " + std::to_string(row.size()) + " cells was added to a table of " +
                  std::to_string(columns_.size()) +
                  " columns; give one cell for each, cell{} for none");
    rows_.push_back(std::move(row));
  }

  const std::vector<column>& columns() const { return columns_; }
  const std::vector<std::vector<cell>>& rows() const { return rows_; }

  /// Whether a column holds numbers and nothing else but empty cells: such are right aligned.
  bool is_numeric(std::size_t column) const {
    bool any = false;
    for (const auto& row : rows_) {
      if (row[column].holds() == cell::kind::empty) continue;
      if (!row[column].is_number()) return false;
      any = true;
    }
    return any;
  }

 private:
  std::vector<column> columns_;
  std::vector<std::vector<cell>> rows_;
};

}  // namespace proflens::report
