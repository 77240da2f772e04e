#pragma once

#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>

#include <proflens/detail/utf8.hpp>
#include <proflens/report/number.hpp>
#include <proflens/report/table.hpp>

namespace proflens::report {

/// `text` as one CSV field (RFC 4180): quoted where it holds a comma, a quote, a line end or a
/// space at an end, is empty (an absent value is empty without quotes), or begins like a formula of
/// a spreadsheet (= + - @). Such text is quoted but otherwise left as it is: what is written reads
/// back the same, and a CSV file cannot stop a spreadsheet from computing it.
inline std::string csv_field(std::string_view text) {
  const bool plain = !text.empty() && text.find_first_of(",\"\n\r") == text.npos &&
                     std::string_view{"=+-@\t "}.find(text.front()) == text.npos &&
                     text.back() != ' ' && text.back() != '\t';
  if (plain) return std::string{text};
  std::string quoted = "\"";
  for (const char c : text) quoted.append(c == '"' ? 2 : 1, c);
  return quoted + '"';
}

/// The table as CSV: a heading line, then a line for each row, each ended by "\n" (RFC 4180 says
/// CR LF; every reader takes both, and this is what other programs here expect). Numbers read back
/// to the same double; what is undefined is an empty field. Text is valid UTF-8.
inline std::string csv(const table& shown) {
  const auto field = [](const cell& one) -> std::string {
    if (one.holds() == cell::kind::text) return csv_field(detail::valid_utf8(one.text()));
    if (one.holds() == cell::kind::integer) return exact(one.integer());
    return one.is_number() && !std::isnan(one.number()) ? exact(one.number()) : "";
  };
  std::string result;
  for (std::size_t i = 0; i < shown.columns().size(); ++i)
    result += (i ? "," : "") + csv_field(detail::valid_utf8(shown.columns()[i].heading()));
  result += '\n';
  for (const auto& row : shown.rows()) {
    for (std::size_t i = 0; i < row.size(); ++i) result += (i ? "," : "") + field(row[i]);
    result += '\n';
  }
  return result;
}

}  // namespace proflens::report
