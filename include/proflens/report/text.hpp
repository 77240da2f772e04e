#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <proflens/detail/bidi.hpp>
#include <proflens/detail/utf8.hpp>
#include <proflens/report/table.hpp>

namespace proflens::report {

/// `text` so that it takes one line of a terminal and commands it nothing: line ends and tabs
/// become spaces, other control characters (C0, DEL, C1), those that reorder the line (bidi
/// overrides and isolates) and what is no UTF-8 become U+FFFD.
inline std::string terminal_text(std::string_view text) {
  std::string result;
  detail::for_each_code_point(text, [&](const detail::code_point& point, std::string_view bytes) {
    const char32_t c = point.value;
    if (c == '\n' || c == '\r' || c == '\t') {
      result += ' ';
    } else if (!point.valid || c < 0x20 || (0x7F <= c && c < 0xA0) || detail::is_bidi_control(c)) {
      result += detail::replacement_character;
    } else {
      result += bytes;
    }
  });
  return result;
}

/// `text` of several lines, each as by `terminal_text`: the line ends stay.
inline std::string terminal_lines(std::string_view text) {
  std::string result;
  for (std::size_t end; (end = text.find('\n')) != text.npos; text.remove_prefix(end + 1))
    result += terminal_text(text.substr(0, end)) + '\n';
  return result + terminal_text(text);
}

/// `text` cut to at most `columns` terminal columns (at least 3), with "..." in the place of the
/// middle: of a path both ends tell something. Shorter text stays as it is.
inline std::string shortened(std::string_view text, std::size_t columns) {
  if (detail::terminal_columns(text) <= columns) return std::string{text};
  std::vector<std::string_view> points;
  detail::for_each_code_point(
      text, [&](const detail::code_point&, std::string_view bytes) { points.push_back(bytes); });
  std::size_t left = 0, right = points.size(), used = 3;
  for (bool at_front = true; left < right; at_front = !at_front) {
    used += detail::terminal_columns(at_front ? points[left] : points[right - 1]);
    if (used > columns) break;
    at_front ? ++left : --right;
  }
  std::string result;
  for (std::size_t i = 0; i < left; ++i) result += points[i];
  result += "...";
  for (std::size_t i = right; i < points.size(); ++i) result += points[i];
  return result;
}

struct text_options {
  std::size_t max_cell_columns = 60;  ///< longer cells are shortened in the middle
};

/// What stands in one column from the heading down, a rule below the heading, padded to one width.
inline std::vector<std::string> padded_column(const table& shown, std::size_t index,
                                              const text_options& options) {
  std::vector<std::string> lines{terminal_text(shown.columns()[index].heading()), ""};
  for (const auto& row : shown.rows())
    lines.push_back(shortened(terminal_text(rounded(row[index])), options.max_cell_columns));
  std::size_t width = 0;
  for (const auto& line : lines) width = std::max(width, detail::terminal_columns(line));
  lines[1].assign(width, '-');
  const bool at_right = shown.is_numeric(index);
  for (auto& line : lines)
    line.insert(at_right ? 0 : line.size(), width - detail::terminal_columns(line), ' ');
  return lines;
}

/// The table as aligned lines for a terminal: texts left, numbers right, rounded for people; a
/// Chinese character takes two columns.
///
///     configuration   n  mean (ms)
///     -------------  --  ---------
///     A6000 512      81      59.31
inline std::string text(const table& shown, const text_options& options = {}) {
  std::vector<std::string> lines(shown.rows().size() + 2);
  for (std::size_t i = 0; i < shown.columns().size(); ++i) {
    const auto column = padded_column(shown, i, options);
    for (std::size_t k = 0; k < lines.size(); ++k) lines[k] += (i ? "  " : "") + column[k];
  }
  std::string result;
  for (const auto& line : lines) result += line.substr(0, line.find_last_not_of(' ') + 1) + '\n';
  return result;
}

}  // namespace proflens::report
