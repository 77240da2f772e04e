#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <proflens/read/csv.hpp>

namespace tests {

/// What a table holds, cut by the words of the rule and nothing clever.
struct plain_table {
  std::string rows;  ///< the texts of good rows, each cell in brackets, each row with a line end
  std::map<std::string, std::uint64_t, std::less<>> malformed;  ///< by cause
  std::uint64_t blank = 0;
  std::vector<std::uint64_t> bad_lines;  ///< the first three
};

/// One row of the rule: the cells' texts and where it ends; no cells if it breaks the rule.
struct plain_row {
  std::vector<std::string> cells;
  std::size_t end = 0;
};

/// The cell at `at`, which moves behind it; false if a quote is stray or not closed.
inline bool plain_cell(std::string_view text, std::size_t& at, std::string& cell) {
  const auto ends = [&](std::size_t i) {
    return i >= text.size() || text[i] == ',' || text[i] == '\n' ||
           (text[i] == '\r' && (i + 1 >= text.size() || text[i + 1] == '\n'));
  };
  if (at >= text.size() || text[at] != '"') {
    while (!(at >= text.size() || text[at] == ',' || text[at] == '\n')) {
      if (text[at] == '"') return false;
      cell += text[at++];
    }
    const bool is_last = at >= text.size() || text[at] == '\n';
    if (is_last && cell.ends_with('\r')) cell.pop_back();
    return true;
  }
  for (++at; at < text.size(); ++at) {
    if (text[at] != '"') {
      cell += text[at];
    } else if (at + 1 < text.size() && text[at + 1] == '"') {
      cell += text[at++];
    } else {
      if (!ends(++at)) return false;
      if (at < text.size() && text[at] == '\r') ++at;
      return true;
    }
  }
  return false;
}

inline plain_row cut_plainly(std::string_view text, std::size_t begin) {
  plain_row row;
  for (std::size_t at = begin;; ++at) {
    std::string cell;
    if (!plain_cell(text, at, cell)) return {};
    row.cells.push_back(cell);
    if (at < text.size() && text[at] == ',') continue;
    row.end = std::min(at + 1, text.size());
    return row;
  }
}

/// `text` without its header, in a table of so many columns.
inline plain_table read_plainly(std::string_view text, std::size_t columns, std::uint64_t line) {
  plain_table table;
  const auto bad = [&](std::string_view row, std::string cause) {
    if (const auto wrong = proflens::read::wrong_bytes(row)) cause = name(*wrong);
    ++table.malformed[cause];
    if (table.bad_lines.size() < 3) table.bad_lines.push_back(line);
  };
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t line_end = std::min(text.find('\n', at), text.size());
    const std::string_view first_line = text.substr(at, line_end - at);
    const plain_row row = cut_plainly(text, at);
    const bool is_one_line = row.end <= line_end + 1;
    if (row.cells.empty() || (row.cells.size() != columns && !is_one_line)) {
      bad(first_line, "stray_quote");
      at = line_end + 1;
      ++line;
      continue;
    }
    const std::string_view whole = text.substr(at, row.end - at);
    if (first_line.find_first_not_of(" \t\r") == std::string_view::npos) {
      ++table.blank;
    } else if (proflens::read::wrong_bytes(whole) || row.cells.size() != columns) {
      bad(whole, row.cells.size() < columns ? "too_few_fields" : "too_many_fields");
    } else {
      for (const auto& cell : row.cells) table.rows += '[' + cell + ']';
      table.rows += '\n';
    }
    line += static_cast<std::uint64_t>(std::count(whole.begin(), whole.end(), '\n'));
    at = row.end;
  }
  return table;
}

/// Keeps the texts of all cells of a row.
struct spelled_rows {
  std::size_t columns = 0;
  std::string text;

  void operator()(const proflens::read::csv_row& row) {
    for (std::size_t i = 0; i < columns; ++i) text += '[' + row[i].text() + ']';
    text += '\n';
  }
  spelled_rows& operator+=(const spelled_rows& later) {
    text += later.text;
    return *this;
  }
  friend bool operator==(const spelled_rows&, const spelled_rows&) = default;
};

/// Bytes that rows of a table are made of, in an odd mixture.
inline std::string odd_text(std::mt19937_64& random, std::size_t bytes) {
  static const std::vector<std::string> pieces = {
      "a",    "bc", ",",    ",",        ",",        ",",         "\n",  "\n",
      "\r\n", "\"", "\"\"", "\"x\"",    "\",\"",    "N/A",       "1.5", "\"a,b\"",
      " ",    "\t", "\n\n", "\"c\nd\"", "\xc3\xa9", "long text "};
  std::string text;
  while (text.size() < bytes) {
    const std::uint64_t dice = random() % 400;
    if (dice == 0)
      text += '\0';
    else if (dice == 1)
      text += '\xff';
    else if (dice < 300)
      text += "x,\"\"\"8,128\"\"\",y\n";  // good rows, so that there is something to lose
    else
      text += pieces[random() % pieces.size()];
  }
  return text;
}

}  // namespace tests
