#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace proflens::read {

/// Why a line cannot be used. When several hold, the first of this order is counted.
enum class cause : std::uint8_t {
  invalid_utf8,
  syntax,         ///< not closed, cut, trailing bytes, a damaged value
  not_an_object,  ///< JSON, but not a record
  missing_field,  ///< a required field is absent or null
  wrong_type,     ///< text that is no number, a fraction where a whole number is expected
  out_of_range,   ///< NaN, infinite, negative where it cannot be, an integer above 2^53
  // Wide tables tell these from other syntax; nothing else does.
  stray_quote,      ///< a quote inside a cell, or one that is not closed
  too_few_fields,   ///< fewer cells than the header has
  too_many_fields,  ///< more cells than the header has
};
inline constexpr std::size_t cause_count = 6;        ///< those that a line of JSON may have
inline constexpr std::size_t table_cause_count = 9;  ///< those that a row of a wide table may have

/// The cause's name in reports.
constexpr std::string_view name(cause why) {
  constexpr std::string_view names[table_cause_count] = {
      "invalid_utf8", "syntax",      "not_an_object",  "missing_field",  "wrong_type",
      "out_of_range", "stray_quote", "too_few_fields", "too_many_fields"};
  return names[static_cast<std::size_t>(why)];
}

/// Where a line went wrong.
struct malformed_line {
  std::string file;
  std::uint64_t line = 0;    ///< from 1
  std::uint64_t column = 0;  ///< from 1, in bytes; 0 if the line as a whole is meant
  cause why = cause::syntax;
  std::string message;  ///< what was expected and what was found, without the place

  friend bool operator==(const malformed_line&, const malformed_line&) = default;
};

/// `file:line:column: expected ..., found ...; line skipped (counted as wrong_type)`.
inline std::string describe(const malformed_line& bad) {
  std::string text = bad.file + ':' + std::to_string(bad.line);
  if (bad.column != 0) text += ':' + std::to_string(bad.column);
  return text + ": " + bad.message + "; line skipped (counted as " + std::string(name(bad.why)) +
         ')';
}

/// The keys of the first line that lacks a required field, and the fields it lacks: so that an
/// error can name what was found and what was needed.
struct missing_keys {
  std::vector<std::string> found;   ///< at most 32, each at most 64 bytes
  std::vector<std::string> needed;  ///< one text per field: its names, separated by " or "

  bool empty() const { return needed.empty(); }
  friend bool operator==(const missing_keys&, const missing_keys&) = default;
};

/// What became of every line: lines = trimmed + blank + malformed + filtered + used, always.
/// Ledgers of parts are merged in file order.
struct ledger {
  std::uint64_t lines = 0;      ///< physical lines, the last one counts without a line end
  std::uint64_t trimmed = 0;    ///< left out by place, whatever they hold
  std::uint64_t blank = 0;      ///< nothing but space, tab, carriage return
  std::uint64_t malformed = 0;  ///< could not be read; see `malformed_by_cause`
  std::uint64_t used = 0;       ///< reached the accumulator and were not refused by it
  std::array<std::uint64_t, table_cause_count> malformed_by_cause{};  ///< indexed by `cause`
  std::map<std::string, std::uint64_t, std::less<>> filtered;         ///< by the rule's name
  std::vector<malformed_line> first_malformed;                        ///< the first three
  missing_keys missing;  ///< of the first line counted as `missing_field`

  static constexpr std::size_t kept_places = 3;

  std::uint64_t count(cause why) const { return malformed_by_cause[static_cast<std::size_t>(why)]; }

  /// Lines the accumulator refused under this name; 0 if it never did.
  std::uint64_t count(std::string_view rule) const {
    const auto found = filtered.find(rule);
    return found == filtered.end() ? 0 : found->second;
  }

  std::uint64_t filtered_lines() const {
    std::uint64_t sum = 0;
    for (const auto& [rule, lines_of_rule] : filtered) sum += lines_of_rule;
    return sum;
  }

  /// Books one malformed line; the place is kept only for the first three.
  bool keeps_next_place() const { return first_malformed.size() < kept_places; }
  void add_malformed(cause why) {
    ++malformed;
    ++malformed_by_cause[static_cast<std::size_t>(why)];
  }

  void add_filtered(std::string_view rule) {
    const auto found = filtered.find(rule);
    if (found != filtered.end())
      ++found->second;
    else
      filtered.emplace(rule, 1);
  }

  /// Moves all places by the number of lines that stand before this part of the file.
  void shift_lines(std::uint64_t lines_before) {
    for (auto& bad : first_malformed) bad.line += lines_before;
  }

  ledger& operator+=(const ledger& later) {
    lines += later.lines;
    trimmed += later.trimmed;
    blank += later.blank;
    malformed += later.malformed;
    used += later.used;
    for (std::size_t i = 0; i < table_cause_count; ++i)
      malformed_by_cause[i] += later.malformed_by_cause[i];
    for (const auto& [rule, lines_of_rule] : later.filtered) filtered[rule] += lines_of_rule;
    for (const auto& bad : later.first_malformed)
      if (keeps_next_place()) first_malformed.push_back(bad);
    if (missing.empty()) missing = later.missing;
    return *this;
  }

  friend bool operator==(const ledger&, const ledger&) = default;
};

}  // namespace proflens::read
