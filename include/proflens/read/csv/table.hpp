#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <proflens/read/byte_buffer.hpp>
#include <proflens/read/csv/row.hpp>
#include <proflens/read/csv/row_reader.hpp>
#include <proflens/read/decompress.hpp>
#include <proflens/read/error.hpp>
#include <proflens/read/file_source.hpp>
#include <proflens/read/input_file.hpp>
#include <proflens/read/number_text.hpp>
#include <proflens/record/raw_text.hpp>

namespace proflens::read {

/// One table: an open file, of which the header was read.
class csv_table {
 public:
  /// Counts bytes as they are read from the file, if it is not null.
  using byte_counter = std::atomic<std::uint64_t>*;

  /// Throws `read::error` if the file cannot be read or has no header.
  explicit csv_table(const std::filesystem::path& path, byte_counter counter = nullptr)
      : file_(std::make_shared<const input_file>(path)), counter_(counter) {
    first_bytes first{};
    const std::size_t got = file_->read_next(first.data(), first.size());
    const compression kind = compression_of(std::string_view(first.data(), got));
    is_plain_file_ = file_->is_regular() && kind == compression::none;
    rest_ = is_plain_file_
                ? source_from(0)
                : decompressed(kind, counted(continued(file_, first, got)), file_->name());
    read_header();
  }

  const std::string& name() const { return file_->name(); }

  /// The names in the header, without blanks around them.
  const std::vector<std::string>& columns() const { return columns_; }

  /// Where the header stands, for messages.
  std::string header_place() const { return name() + ':' + std::to_string(header_lines_); }

  /// Lines up to the end of the header, and the offset behind it.
  std::uint64_t header_lines() const { return header_lines_; }
  std::uint64_t begin() const { return begin_; }

  /// Bytes of the file at opening.
  std::uint64_t size() const { return file_->size(); }

  /// True for a plain file, which can be read from any place; pipes and what is compressed can only
  /// be read once, from the front.
  bool is_plain_file() const { return is_plain_file_; }

  /// The bytes of a plain file from a place on, up to its size at opening. It throws `read::error`
  /// where the file ends before: half a table must not pass for a whole one.
  byte_source source_from(std::uint64_t offset) const {
    return counted([file = file_, at = offset](char* to, std::size_t bytes) mutable {
      const std::uint64_t left = file->size() - std::min(at, file->size());
      const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(bytes, left));
      const std::size_t got = file->read_at(at, to, wanted);
      at += got;
      if (got == wanted) return got;
      throw error(file->name() + ": expected " + std::to_string(file->size()) +
                  " bytes as when it was opened, found its end at byte " + std::to_string(at) +
                  "; read it again when nobody writes it");
    });
  }

  /// The bytes behind the header of what is no plain file; to be taken once.
  byte_source take_rest() {
    return [left = std::string(head_.data(), head_.size()), given = std::size_t{0},
            rest = std::move(rest_)](char* to, std::size_t bytes) mutable {
      const std::size_t again = std::min(bytes, left.size() - given);
      std::copy_n(left.data() + given, again, to);
      given += again;
      return again < bytes ? again + rest(to + again, bytes - again) : again;
    };
  }

 private:
  byte_source counted(byte_source source) const {
    if (counter_ == nullptr) return source;
    return [source = std::move(source), counter = counter_](char* to, std::size_t bytes) {
      const std::size_t got = source(to, bytes);
      counter->fetch_add(got, std::memory_order_relaxed);
      return got;
    };
  }

  void read_header() {
    while (head_.size() < 3 && read_more()) continue;
    if (std::string_view(head_.data(), head_.size()).starts_with("\xef\xbb\xbf")) take(3);
    bool has_header = false;
    while (!has_header) has_header = take_line();
    if (is_plain_file_) begin_ = std::min(begin_, size());
  }

  /// Takes a blank line, or the header: then it is true.
  bool take_line() {
    csv_checked_row row;
    auto outcome = csv_checked_row::outcome::unfinished;
    do outcome = row.cut(head_.data(), 0, head_.size());
    while (outcome == csv_checked_row::outcome::unfinished && head_.size() < csv_longest_row &&
           read_more());
    if (head_.size() == 0)
      throw error(name() + ": the file is empty; expected a table with a header");
    if (outcome != csv_checked_row::outcome::whole) fail();
    const std::string_view line(head_.data(), row.end() - 1);
    const bool is_header = !is_blank_row(line);
    if (is_header) keep_names(row.cells(head_.data()), line);
    header_lines_ += 1 + static_cast<std::uint64_t>(std::ranges::count(line, '\n'));
    take(row.end());
    return is_header;
  }

  void keep_names(const csv_cells& cells, std::string_view line) {
    if (wrong_bytes(line)) fail();
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const std::string name = record::raw_text(without_blanks(cells[i])).text();
      columns_.emplace_back(without_blanks(name));
    }
  }

  [[noreturn]] void fail() const {
    throw error(name() + ':' + std::to_string(header_lines_ + 1) +
                ": expected a header, names with commas between, in UTF-8 and in less than 1 MiB, "
                "found something else; is this a table?");
  }

  /// Behind a last line without a line end one is put, once.
  bool read_more() {
    constexpr std::size_t bytes = 16 * 1024;
    const std::size_t got = rest_(head_.prepare(bytes), bytes);
    head_.commit(got);
    if (got != 0) return true;
    if (head_.size() == 0 || head_.data()[head_.size() - 1] == '\n') return false;
    head_.seal();
    head_.commit(1);
    return true;
  }

  void take(std::size_t bytes) {
    head_.drop_front(bytes);
    begin_ += bytes;
  }

  std::shared_ptr<const input_file> file_;
  byte_counter counter_;
  bool is_plain_file_ = false;
  byte_source rest_;
  byte_buffer head_;  // read, and behind what was taken
  std::vector<std::string> columns_;
  std::uint64_t header_lines_ = 0, begin_ = 0;
};

}  // namespace proflens::read
