#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include <proflens/read/byte_buffer.hpp>
#include <proflens/read/csv/row.hpp>
#include <proflens/read/csv/scan.hpp>
#include <proflens/read/csv/scan_vectors.hpp>
#include <proflens/read/decompress.hpp>
#include <proflens/read/ledger.hpp>

namespace proflens::read {

/// A row that is longer than this, or a quoted cell that has not ended by then, is not one: so a
/// stray quote costs its line, and no memory.
inline constexpr std::size_t csv_longest_row = std::size_t{1} << 20;

/// Reads rows from bytes that come in order, through one buffer.
///
/// A row is what the rule of quotes makes of the bytes from its start (see `csv_checked_row`). One
/// that breaks the rule, is not finished within `csv_longest_row`, or holds a quoted line end and
/// another number of cells than the header is given up for its first line alone: reading goes on
/// with the next line, so that a stray quote never takes the rows behind it along. All of this
/// depends on the bytes from the row's start alone, and neither on how they came nor on vectors.
///
/// The sink is told of every row once:
///
///     row(csv_cells, line)             right number of cells, bytes checked
///     blank()                          nothing but blanks
///     bad(cause, row, cells, line)     `cells` of the row where it could be cut, else 0
class csv_row_reader {
 public:
  explicit csv_row_reader(csv_scanner scanner = widest_csv_scanner()) : scan_(scan_with(scanner)) {}

  /// Begins with bytes that stand at this offset of the file, at a row.
  void start(byte_source source, std::uint64_t offset, std::size_t columns) {
    source_ = std::move(source);
    offset_ = offset;
    columns_ = columns;
    buffer_.clear();
    is_at_end_ = is_discarding_ = false;
    next_read_ = tail_bytes;
  }

  /// Gives the rows that start before this offset. Returns the lines they took.
  template <class Sink>
  std::uint64_t read_until(std::uint64_t limit, Sink& sink) {
    limit_ = limit;
    lines_ = 0;
    do {
      fill();
      drop(take_rows(sink));
    } while ((offset_ < limit_ || is_discarding_) && !(is_at_end_ && buffer_.size() == 0));
    return lines_;
  }

  /// Where the next row starts.
  std::uint64_t offset() const { return offset_; }

  bool is_at_end() const { return is_at_end_ && buffer_.size() == 0; }

 private:
  static constexpr std::size_t read_bytes = 256 * 1024;
  static constexpr std::size_t tail_bytes = 4 * 1024;   // to end the last row behind the border
  static constexpr std::size_t scan_bytes = 16 * 1024;  // stay in the first cache with their marks

  void fill() {
    const std::uint64_t at = offset_ + buffer_.size();
    std::size_t wanted = next_read_;
    if (at < limit_) {
      wanted = static_cast<std::size_t>(std::min<std::uint64_t>(limit_ - at, read_bytes));
      if (wanted < read_bytes) wanted += tail_bytes;
    } else {
      next_read_ = std::min(next_read_ * 4, read_bytes);
    }
    char* const to = buffer_.prepare(wanted);
    const std::size_t got = is_at_end_ ? 0 : source_(to, wanted);
    is_at_end_ = got < wanted;
    buffer_.commit(got);
    buffer_.seal();
  }

  void drop(std::size_t bytes) {
    bytes = std::min(bytes, buffer_.size());  // the line end behind a last line without one
    buffer_.drop_front(bytes);
    offset_ += bytes;
    if (bytes != 0) next_read_ = tail_bytes;
  }

  /// Returns how many bytes are done with.
  template <class Sink>
  std::size_t take_rows(Sink& sink) {
    const char* const text = buffer_.data();
    std::size_t size = buffer_.size();
    if (size == 0) return 0;
    if (is_at_end_ && text[size - 1] != '\n') ++size;  // the sealed one
    std::size_t begin = is_discarding_ ? discard(text, 0, size) : 0;
    const std::size_t stop = begins_before_limit(size);
    has_trouble_ = false;
    for (std::size_t taken = 1; taken != 0 && begin < stop && !has_trouble_; begin += taken) {
      const std::size_t left = size - begin, part = std::min(left, scan_bytes);
      taken = take_marked_rows(text + begin, part, stop - begin, sink);
      if (taken == 0 && part != left && !has_trouble_)  // a row longer than the part
        taken = take_marked_rows(text + begin, left, stop - begin, sink);
    }
    const bool is_stuck = is_at_end_ || has_trouble_ || size - begin >= csv_longest_row;
    return is_stuck ? take_checked_rows(text, begin, size, sink) : begin;
  }

  /// The rows that the scan cuts without doubt. Returns where the first other one starts.
  template <class Sink>
  std::size_t take_marked_rows(const char* text, std::size_t size, std::size_t stop, Sink& sink) {
    reserve(size);
    std::uint32_t* const separators = separators_.get() + 1;
    const csv_marks marks = scan_(text, size, separators);
    if (is_regular(marks, text, size)) return take_regular_rows(marks, text, stop, sink);
    return take_odd_rows(marks, text, size, stop, sink);
  }

  /// True if nothing is odd and every row has as many cells as the header: there are as many
  /// separators as that takes, and each row ends with a line end, so none is left to stand inside.
  bool is_regular(const csv_marks& marks, const char* text, std::size_t size) const {
    if (marks.has_special_bytes || marks.has_quoted_line_ends || marks.has_stray_quotes ||
        columns_ == 1 || size >= csv_longest_row)
      return false;
    const std::uint32_t* const separators = separators_.get() + 1;
    std::size_t whole = marks.separators;
    while (whole != 0 && text[separators[whole - 1]] != '\n') --whole;
    if (whole != marks.line_ends * columns_) return false;
    for (std::size_t last = columns_ - 1; last < whole; last += columns_)
      if (text[separators[last]] != '\n') return false;
    return true;
  }

  template <class Sink>
  std::size_t take_regular_rows(const csv_marks& marks, const char* text, std::size_t stop,
                                Sink& sink) {
    std::uint32_t* ends = separators_.get() + 1;
    std::size_t begin = 0;
    for (std::size_t row = 0; row < marks.line_ends && begin < stop; ++row, ends += columns_) {
      const std::uint32_t end = ends[columns_ - 1];
      const std::uint32_t carriage_return = text[end - 1] == '\r';
      ends[columns_ - 1] = end - carriage_return;
      sink.row(csv_cells(text, ends, columns_), ++lines_);
      ends[columns_ - 1] = end;
      begin = end + 1;
    }
    has_trouble_ = false;
    return begin;
  }

  /// Rows some of which have another number of cells, special bytes or stray quotes.
  template <class Sink>
  std::size_t take_odd_rows(const csv_marks& marks, const char* text, std::size_t size,
                            std::size_t stop, Sink& sink) {
    std::uint32_t* const separators = separators_.get() + 1;
    const std::size_t stray = marks.has_stray_quotes ? first_stray_quote(text, size) : no_offset;
    std::size_t first = 0, begin = 0;
    for (std::size_t last = 0; last < marks.separators && begin < stop; ++last) {
      const std::size_t end = separators[last];
      if (text[end] != '\n') continue;
      has_trouble_ = end > stray || end - begin >= csv_longest_row;
      if (has_trouble_) return begin;
      separators[last] -= end != begin && text[end - 1] == '\r';
      const csv_cells cells(text, separators + first, last - first + 1);
      has_trouble_ = !settle(cells, {text + begin, end - begin}, sink);
      if (has_trouble_) return begin;
      separators[last] = static_cast<std::uint32_t>(end);
      first = last + 1;
      begin = end + 1;
    }
    has_trouble_ = stray != no_offset && begin < stop;
    return begin;
  }

  /// The rows from here on one by one, byte by byte.
  template <class Sink>
  std::size_t take_checked_rows(const char* text, std::size_t begin, std::size_t size, Sink& sink) {
    const std::size_t stop = begins_before_limit(size);
    while (begin < stop) {
      const std::size_t end = std::min(size, begin + csv_longest_row);
      const auto outcome = checked_.cut(text, begin, end);
      if (outcome == csv_checked_row::outcome::whole &&
          settle(checked_.cells(text), {text + begin, checked_.end() - 1 - begin}, sink)) {
        begin = checked_.end();
        continue;
      }
      const bool may_go_on = !is_at_end_ && size - begin < csv_longest_row;
      if (outcome == csv_checked_row::outcome::unfinished && may_go_on) break;
      const void* const found = std::memchr(text + begin, '\n', end - begin);
      if (found == nullptr && may_go_on) break;
      begin = found != nullptr ? give_up_line(text, begin, static_cast<const char*>(found), sink)
                               : give_up_long_line(text, begin, size, sink);
    }
    return begin;
  }

  /// Gives a row that was cut; false if it must be given up for its first line.
  template <class Sink>
  bool settle(const csv_cells& cells, std::string_view row, Sink& sink) {
    const auto more_lines = static_cast<std::uint64_t>(std::ranges::count(row, '\n'));
    if (cells.size() != columns_ && more_lines != 0) return false;
    const std::uint64_t line = lines_ + 1;
    lines_ += 1 + more_lines;
    if (cells.size() == 1 && is_blank_row(row))
      sink.blank();
    else if (const auto wrong = wrong_bytes(row))
      sink.bad(*wrong, row, 0, line);
    else if (cells.size() == columns_)
      sink.row(cells, line);
    else
      sink.bad(cells.size() < columns_ ? cause::too_few_fields : cause::too_many_fields, row,
               cells.size(), line);
    return true;
  }

  template <class Sink>
  std::size_t give_up_line(const char* text, std::size_t begin, const char* line_end, Sink& sink) {
    const std::string_view row(text + begin, static_cast<std::size_t>(line_end - text) - begin);
    sink.bad(wrong_bytes(row).value_or(cause::stray_quote), row, 0, ++lines_);
    return begin + row.size() + 1;
  }

  template <class Sink>
  std::size_t give_up_long_line(const char* text, std::size_t begin, std::size_t size, Sink& sink) {
    sink.bad(cause::syntax, {text + begin, csv_longest_row}, 0, lines_ + 1);
    return discard(text, begin, size);
  }

  /// Skips the rest of a line that is too long. Returns where the next one starts, or the size.
  std::size_t discard(const char* text, std::size_t begin, std::size_t size) {
    const auto* const found =
        static_cast<const char*>(std::memchr(text + begin, '\n', size - begin));
    is_discarding_ = found == nullptr;
    if (is_discarding_) return size;
    ++lines_;
    return static_cast<std::size_t>(found - text) + 1;
  }

  /// How much of the text may hold starts of rows.
  std::size_t begins_before_limit(std::size_t size) const {
    return limit_ > offset_
               ? static_cast<std::size_t>(std::min<std::uint64_t>(limit_ - offset_, size))
               : 0;
  }

  /// Room for the offsets, not touched before it is used.
  void reserve(std::size_t bytes) {
    if (bytes <= room_) return;
    room_ = std::max(bytes, scan_bytes);
    separators_.reset(new std::uint32_t[room_ + csv_scan_slack + 1]);
    separators_[0] = std::numeric_limits<std::uint32_t>::max();
  }

  scan_csv_function scan_;
  byte_source source_;
  byte_buffer buffer_;
  std::uint64_t offset_ = 0;  // in the file, of the buffer's first byte
  std::uint64_t limit_ = 0;
  std::uint64_t lines_ = 0;
  std::size_t columns_ = 0;
  std::size_t next_read_ = tail_bytes;
  bool is_at_end_ = false;
  bool is_discarding_ = false;  // the buffer starts inside a line that is too long
  bool has_trouble_ = false;    // the marks are not to be trusted from the next row on
  std::size_t room_ = 0;
  std::unique_ptr<std::uint32_t[]> separators_;
  csv_checked_row checked_;
};

}  // namespace proflens::read
