#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <proflens/detail/utf8.hpp>
#include <proflens/read/csv/scan.hpp>
#include <proflens/read/ledger.hpp>

namespace proflens::read {

/// The cells of one row, as they stand in the text.
class csv_cells {
 public:
  /// `ends` are the offsets of the separators behind the cells; before the first stands the offset
  /// of the byte before the row (the one before 0 is 2^32 - 1).
  csv_cells(const char* text, const std::uint32_t* ends, std::size_t count)
      : text_(text), ends_(ends), count_(count) {}

  std::size_t size() const { return count_; }

  std::string_view operator[](std::size_t cell) const {
    const std::uint32_t begin = ends_[static_cast<std::ptrdiff_t>(cell) - 1] + 1;
    return {text_ + begin, ends_[cell] - begin};
  }

  /// Where the cell starts in the row: from 1, in bytes.
  std::uint64_t column(std::size_t cell) const { return ends_[cell - 1] - ends_[-1] + 1; }

 private:
  const char* text_;
  const std::uint32_t* ends_;
  std::size_t count_;
};

/// What is wrong with the bytes of a row, whatever its cells: not UTF-8, or a NUL.
inline std::optional<cause> wrong_bytes(std::string_view row) {
  bool is_valid = true;
  detail::for_each_code_point(
      row, [&](const detail::code_point& point, std::string_view) { is_valid &= point.valid; });
  if (!is_valid) return cause::invalid_utf8;
  if (row.find('\0') != std::string_view::npos) return cause::syntax;
  return {};
}

/// True for a row of nothing but spaces, tabs and carriage returns.
constexpr bool is_blank_row(std::string_view row) {
  return row.find_first_not_of(" \t\r") == std::string_view::npos;
}

/// One row, cut byte by byte. Quotes open at the start of a cell and close before a separator; in
/// between stand doubled quotes, commas and line ends.
class csv_checked_row {
 public:
  enum class outcome : std::uint8_t {
    whole,      ///< cut, and it ends with a line end
    stray,      ///< a quote breaks the rule
    unfinished  ///< the text ends before the row does
  };

  /// Cuts the row that starts at `begin` of the text. Offsets count from the text's front.
  outcome cut(const char* text, std::size_t begin, std::size_t end) {
    ends_.assign(1, static_cast<std::uint32_t>(begin) - 1);
    has_quoted_line_end_ = false;
    for (std::size_t at = begin;;) {
      const bool is_quoted = at < end && text[at] == '"';
      const outcome cell = is_quoted ? pass_quoted(text, at, end) : pass_plain(text, at, end);
      if (cell != outcome::whole) return cell;
      ends_.push_back(static_cast<std::uint32_t>(at));
      if (text[at++] == ',') continue;
      end_ = at;
      const std::size_t last = ends_.back();
      if (last > begin && text[last - 1] == '\r') --ends_.back();
      return outcome::whole;
    }
  }

  csv_cells cells(const char* text) const { return {text, ends_.data() + 1, ends_.size() - 1}; }
  std::size_t end() const { return end_; }  ///< behind the line end
  bool has_quoted_line_end() const { return has_quoted_line_end_; }

 private:
  outcome pass_plain(const char* text, std::size_t& at, std::size_t end) const {
    for (; at < end; ++at) {
      if (text[at] == ',' || text[at] == '\n') return outcome::whole;
      if (text[at] == '"') return outcome::stray;
    }
    return outcome::unfinished;
  }

  outcome pass_quoted(const char* text, std::size_t& at, std::size_t end) {
    for (++at; at < end; ++at) {
      has_quoted_line_end_ |= text[at] == '\n';
      if (text[at] != '"') continue;
      if (++at == end) return outcome::unfinished;
      if (text[at] == '"') continue;
      if (text[at] == '\r' && at + 1 == end) return outcome::unfinished;
      if (text[at] == '\r' && text[at + 1] == '\n') ++at;
      return text[at] == ',' || text[at] == '\n' ? outcome::whole : outcome::stray;
    }
    return outcome::unfinished;
  }

  std::vector<std::uint32_t> ends_;
  std::size_t end_ = 0;
  bool has_quoted_line_end_ = false;
};

}  // namespace proflens::read
