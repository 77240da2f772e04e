#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "proflens/report/error.hpp"
#include "proflens/report/number.hpp"

namespace proflens::report {

/// What stands in one field of a table: nothing, a text, an integer or a number. A number that is
/// undefined is NaN; how that is shown is up to the format (`text`, `markdown`: "-"; `csv`: empty).
class cell {
 public:
  using content = std::variant<std::monostate, std::string, std::int64_t, double>;

  cell() = default;
  cell(std::string text) : content_{std::move(text)} {}
  cell(std::string_view text) : content_{std::string{text}} {}
  cell(const char* text) : content_{std::string{text}} {}
  cell(std::floating_point auto number) : content_{static_cast<double>(number)} {}

  /// An integer; one that does not fit into 64 bits with sign becomes a number.
  template <std::integral Integer>
  requires(!std::same_as<Integer, bool>) cell(Integer integer) {
    if (std::in_range<std::int64_t>(integer)) {
      content_ = static_cast<std::int64_t>(integer);
    } else {
      content_ = static_cast<double>(integer);
    }
  }

  const content& value() const { return content_; }
  bool is_number() const { return content_.index() >= 2; }

  friend bool operator==(const cell&, const cell&) = default;

 private:
  content content_;
};

/// What a cell reads like to people: numbers as by `rounded(double)`, texts as they are.
inline std::string rounded(const cell& shown) {
  const auto& content = shown.value();
  if (const auto* text = std::get_if<std::string>(&content)) return *text;
  if (const auto* integer = std::get_if<std::int64_t>(&content)) return rounded(*integer);
  if (const auto* number = std::get_if<double>(&content)) return rounded(*number);
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
      if (row[column] == cell{}) continue;
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
