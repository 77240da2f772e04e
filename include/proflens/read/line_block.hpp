#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <utility>

#include <proflens/read/byte_buffer.hpp>
#include <proflens/read/input_file.hpp>

namespace proflens::read {

/// The piece of a file that one task reads: the lines that start in [begin, end). Borders depend on
/// the file alone. Either a range of a regular file, or bytes that came from a stream.
struct line_block {
  std::size_t file_index = 0;
  std::uint64_t trimmed = 0;  ///< lines left out here; a block has either these or lines

  std::shared_ptr<const input_file> file;  ///< null: `bytes` holds the lines
  std::uint64_t begin = 0, end = 0;
  std::uint64_t content_begin = 0, content_end = 0;  ///< of the file, without what is trimmed
  byte_buffer bytes;
};

/// Hands out the lines of a block in spans of whole lines, from one buffer that is used again.
class line_block_reader {
 public:
  /// Calls consume(begin, end) with whole lines, each followed by '\n'; behind the last line of a
  /// file without one a '\n' stands at `end`. At least 64 bytes behind `end` may be read.
  template <class Consume>
  void operator()(line_block& block, Consume&& consume) {
    if (block.file)
      read_range(block, consume);
    else if (block.bytes.size() != 0)
      consume(block.bytes.data(), block.bytes.data() + block.bytes.size());
  }

 private:
  static constexpr std::size_t read_bytes = 256 * 1024;
  static constexpr std::size_t tail_bytes = 4 * 1024;  // to end the last line behind the border
  static constexpr std::size_t kept_capacity = 4 * 1024 * 1024;

  template <class Consume>
  void read_range(const line_block& block, Consume&& consume) {
    if (buffer_.capacity() > kept_capacity) buffer_ = {};
    buffer_.clear();
    searched_ = 0;
    is_in_line_ = block.begin != block.content_begin;
    start_ = is_in_line_ ? block.begin - 1 : block.begin;
    next_read_ = tail_bytes;
    bool is_more = true;
    while (is_more) {
      const bool is_end = !fill(block);
      if (is_in_line_ && !find_first_line(block)) {
        is_more = !is_end && start_ < block.end;
        continue;
      }
      is_more = consume_whole_lines(block, consume) && !is_end;
      if (is_more || !is_end || buffer_.size() == 0) continue;
      if (start_ < block.end && !is_in_line_) consume_last_line(consume);
    }
  }

  /// Reads the next bytes; false at the end of the content.
  bool fill(const line_block& block) {
    const std::uint64_t at = start_ + buffer_.size();
    std::uint64_t wanted = next_read_;
    if (at < block.end) {
      const std::uint64_t left = block.end - at;
      wanted = left <= read_bytes ? left + tail_bytes : read_bytes;
    } else {
      next_read_ = std::min(next_read_ * 4, read_bytes);
    }
    wanted = std::min(wanted, block.content_end - std::min(at, block.content_end));
    char* const to = buffer_.prepare(static_cast<std::size_t>(wanted));
    const std::size_t got = block.file->read_at(at, to, static_cast<std::size_t>(wanted));
    buffer_.commit(got);
    buffer_.seal();
    return got != 0 && at + got < block.content_end;
  }

  /// Skips the line that began before the block; false if it has not ended yet, or ends the block.
  bool find_first_line(const line_block& block) {
    const auto* const line_end =
        static_cast<const char*>(std::memchr(buffer_.data(), '\n', buffer_.size()));
    if (line_end == nullptr) {
      start_ += buffer_.size();
      buffer_.clear();
      return false;
    }
    drop(static_cast<std::size_t>(line_end + 1 - buffer_.data()));
    searched_ = 0;
    if (start_ >= block.end) return false;
    is_in_line_ = false;
    return true;
  }

  /// False when the last line that starts in the block was handed out.
  template <class Consume>
  bool consume_whole_lines(const line_block& block, Consume&& consume) {
    const std::size_t whole = whole_lines(block);
    if (whole == 0) return start_ < block.end;
    consume(static_cast<const char*>(buffer_.data()),
            static_cast<const char*>(buffer_.data() + whole));
    drop(whole);
    searched_ = buffer_.size();  // only a line that has not ended is left
    return start_ < block.end;
  }

  /// Bytes of the whole lines that start before the block's end.
  std::size_t whole_lines(const line_block& block) {
    const char* const data = buffer_.data();
    const std::uint64_t to_border = block.end - start_;
    if (buffer_.size() >= to_border) {
      const std::size_t from = std::max<std::size_t>(searched_, to_border - 1);
      const auto* const line_end =
          static_cast<const char*>(std::memchr(data + from, '\n', buffer_.size() - from));
      if (line_end != nullptr) return static_cast<std::size_t>(line_end + 1 - data);
    }
    std::size_t whole = buffer_.size();
    while (whole > searched_ && data[whole - 1] != '\n') --whole;
    searched_ = std::max(searched_, buffer_.size());
    return whole != 0 && data[whole - 1] == '\n' ? whole : 0;
  }

  template <class Consume>
  void consume_last_line(Consume&& consume) {
    buffer_.seal();  // the line has moved since it was read
    consume(static_cast<const char*>(buffer_.data()),
            static_cast<const char*>(buffer_.data() + buffer_.size()));
  }

  void drop(std::size_t bytes) {
    buffer_.drop_front(bytes);
    start_ += bytes;
  }

  byte_buffer buffer_;
  std::uint64_t start_ = 0;   // offset in the file of the buffer's first byte
  std::size_t searched_ = 0;  // bytes of the buffer that hold no line end
  std::size_t next_read_ = 0;
  bool is_in_line_ = false;  // the buffer starts inside a line of the block before
};

}  // namespace proflens::read
