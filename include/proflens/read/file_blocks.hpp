#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include <proflens/read/input_file.hpp>
#include <proflens/read/line_block.hpp>
#include <proflens/read/options.hpp>

namespace proflens::read {

/// Cuts a regular file into blocks without reading it, but for the lines to trim: those at the
/// start are found forwards, those at the end backwards.
class file_blocks {
 public:
  file_blocks(std::shared_ptr<const input_file> file, const options& chosen)
      : file_(std::move(file)),
        task_bytes_(std::max<std::size_t>(chosen.task_bytes, 1)),
        content_end_(file_->size()) {
    skip_byte_order_mark();
    trimmed_first_ = trim_head(chosen.trim_first);
    trimmed_last_ = trim_tail(chosen.trim_last);
    next_ = content_begin_;
  }

  /// The next block with lines or with a number of trimmed lines; false at the end.
  bool next(line_block& block) {
    if (trimmed_first_ != 0) {
      block.trimmed = std::exchange(trimmed_first_, 0);
      return true;
    }
    if (next_ < content_end_) {
      block.file = file_;
      block.begin = next_;
      block.end = std::min((next_ / task_bytes_ + 1) * task_bytes_, content_end_);
      block.content_begin = content_begin_;
      block.content_end = content_end_;
      next_ = block.end;
      return true;
    }
    block.trimmed = std::exchange(trimmed_last_, 0);
    return block.trimmed != 0;
  }

 private:
  static constexpr std::size_t scan_bytes = 16 * 1024;

  void skip_byte_order_mark() {
    std::array<char, 3> first{};
    const std::size_t got = file_->read_at(0, first.data(), first.size());
    if (std::string_view(first.data(), got) == "\xef\xbb\xbf") content_begin_ = 3;
  }

  /// Moves `content_begin_` behind the first lines; returns how many there were.
  std::uint64_t trim_head(std::uint64_t wanted) {
    std::uint64_t lines = 0, at = content_begin_;
    std::vector<char> bytes(wanted == 0 ? 0 : scan_bytes);
    while (lines < wanted && at < content_end_) {
      const std::size_t got = file_->read_at(at, bytes.data(), part(content_end_ - at));
      if (got == 0) break;
      for (std::size_t i = 0; i < got && lines < wanted; ++i) {
        if (bytes[i] != '\n') continue;
        ++lines;
        content_begin_ = at + i + 1;
      }
      at += got;
    }
    if (lines < wanted && content_begin_ < content_end_) {
      ++lines;  // a last line without a line end
      content_begin_ = content_end_;
    }
    return lines;
  }

  /// Moves `content_end_` before the last lines; returns how many there were.
  std::uint64_t trim_tail(std::uint64_t wanted) {
    if (wanted == 0 || content_begin_ >= content_end_) return 0;
    std::vector<char> bytes(scan_bytes);
    std::uint64_t lines = 1, at = content_end_ - 1;  // the file's last byte ends the last line
    while (at > content_begin_) {
      const std::size_t wish = part(at - content_begin_);
      const std::size_t got = file_->read_at(at - wish, bytes.data(), wish);
      for (std::size_t i = got; i-- > 0;) {
        if (bytes[i] != '\n') continue;
        if (lines == wanted) {
          content_end_ = at - wish + i + 1;
          return lines;
        }
        ++lines;
      }
      at -= wish;
    }
    content_end_ = content_begin_;
    return lines;
  }

  static std::size_t part(std::uint64_t left) {
    return static_cast<std::size_t>(std::min<std::uint64_t>(left, scan_bytes));
  }

  std::shared_ptr<const input_file> file_;
  std::uint64_t task_bytes_;
  std::uint64_t content_begin_ = 0, content_end_;
  std::uint64_t next_ = 0;
  std::uint64_t trimmed_first_ = 0, trimmed_last_ = 0;
};

}  // namespace proflens::read
