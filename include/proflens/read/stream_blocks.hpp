#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <deque>
#include <string_view>
#include <utility>

#include <proflens/read/byte_buffer.hpp>
#include <proflens/read/decompress.hpp>
#include <proflens/read/line_block.hpp>
#include <proflens/read/options.hpp>

namespace proflens::read {

/// Cuts what can only be read once, from the front (pipes, compressed files), into the same blocks
/// as the same bytes in a regular file: borders at multiples of `task_bytes` of the decompressed
/// bytes. The last blocks are held back until it is known that enough lines follow them.
class stream_blocks {
 public:
  stream_blocks(byte_source source, const options& chosen)
      : source_(std::move(source)),
        trim_first_(chosen.trim_first),
        trim_last_(std::min(std::uint64_t{chosen.trim_last}, most_lines)),
        task_bytes_(std::max<std::size_t>(chosen.task_bytes, 1)) {
    skip_byte_order_mark();
  }

  /// The next block with lines or with a number of trimmed lines; false at the end.
  bool next(line_block& block) {
    if (!was_head_trimmed_) {
      was_head_trimmed_ = true;
      block.trimmed = trim_head();
      if (block.trimmed != 0) return true;
    }
    while (!is_at_end_ && held_lines_ < trim_last_ + front_lines()) hold_next();
    if (is_at_end_ && !was_tail_trimmed_) {
      was_tail_trimmed_ = true;
      trimmed_at_end_ = trim_tail();
    }
    if (give_front(block)) return true;
    block.trimmed = std::exchange(trimmed_at_end_, 0);
    return block.trimmed != 0;
  }

 private:
  static constexpr std::size_t read_bytes = 256 * 1024;
  static constexpr std::uint64_t most_lines = std::uint64_t{1} << 62;  // more must not overflow

  struct held_block {
    byte_buffer bytes;
    std::uint64_t lines = 0;
  };

  void skip_byte_order_mark() {
    read_more();
    if (std::string_view(buffer_.data(), buffer_.size()).starts_with("\xef\xbb\xbf"))
      take(buffer_.data() + 3);
  }

  bool read_more() {
    char* const to = buffer_.prepare(read_bytes);
    const std::size_t got = source_(to, read_bytes);
    buffer_.commit(got);
    return got != 0;
  }

  /// Drops the bytes before `from`.
  void take(const char* from) {
    const auto bytes = static_cast<std::size_t>(from - buffer_.data());
    buffer_.drop_front(bytes);
    start_ += bytes;
  }

  /// The end of the first line that ends at or behind `place` of the buffer; null at the end.
  const char* line_end_from(std::size_t place) {
    for (;;) {
      if (place < buffer_.size()) {
        const void* const found = std::memchr(buffer_.data() + place, '\n', buffer_.size() - place);
        if (found != nullptr) return static_cast<const char*>(found) + 1;
        place = buffer_.size();
      }
      if (!read_more()) return nullptr;
    }
  }

  std::uint64_t trim_head() {
    std::uint64_t lines = 0;
    for (; lines < trim_first_; ++lines) {
      const char* const line_end = line_end_from(0);
      if (line_end == nullptr) {
        lines += buffer_.size() != 0;
        take(buffer_.data() + buffer_.size());
        break;
      }
      take(line_end);
    }
    return lines;
  }

  /// Reads the lines that start before the next border and holds them.
  void hold_next() {
    const std::uint64_t border = (start_ / task_bytes_ + 1) * task_bytes_;
    const char* line_end = line_end_from(static_cast<std::size_t>(border - 1 - start_));
    if (line_end == nullptr) {
      is_at_end_ = true;
      line_end = buffer_.data() + buffer_.size();
      if (buffer_.size() == 0) return;
    }
    held_block block;
    const auto bytes = static_cast<std::size_t>(line_end - buffer_.data());
    std::memcpy(block.bytes.prepare(bytes), buffer_.data(), bytes);
    block.bytes.commit(bytes);
    block.bytes.seal();
    block.lines = count_lines(block.bytes);
    take(line_end);
    held_lines_ += block.lines;
    held_.push_back(std::move(block));
  }

  static std::uint64_t count_lines(const byte_buffer& bytes) {
    const auto ends = std::count(bytes.data(), bytes.data() + bytes.size(), '\n');
    return static_cast<std::uint64_t>(ends) + (bytes.data()[bytes.size() - 1] != '\n');
  }

  /// Lines of the block that is to go next; one if none is held, so that one is read.
  std::uint64_t front_lines() const { return held_.empty() ? 1 : held_.front().lines; }

  std::uint64_t trim_tail() {
    std::uint64_t lines = 0;
    while (lines < trim_last_ && !held_.empty()) {
      held_block& last = held_.back();
      drop_last_line(last.bytes);
      if (--last.lines == 0) held_.pop_back();
      ++lines;
    }
    return lines;
  }

  static void drop_last_line(byte_buffer& bytes) {
    const std::string_view before_its_end(bytes.data(), bytes.size() - 1);
    const std::size_t line_end = before_its_end.rfind('\n');
    bytes.truncate(line_end == std::string_view::npos ? 0 : line_end + 1);
  }

  bool give_front(line_block& block) {
    if (held_.empty()) return false;
    held_lines_ -= held_.front().lines;
    block.bytes = std::move(held_.front().bytes);
    held_.pop_front();
    return true;
  }

  byte_source source_;
  std::uint64_t trim_first_, trim_last_, task_bytes_;
  byte_buffer buffer_;       // read, and not yet in a block; starts at a line
  std::uint64_t start_ = 0;  // offset in the stream of the buffer's first byte
  std::deque<held_block> held_;
  std::uint64_t held_lines_ = 0;
  std::uint64_t trimmed_at_end_ = 0;
  bool is_at_end_ = false, was_head_trimmed_ = false, was_tail_trimmed_ = false;
};

}  // namespace proflens::read
