#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <utility>

namespace proflens::read {

/// Growing bytes with `padding` readable bytes behind the end, as vector code wants it. Growing
/// does not touch the new bytes.
class byte_buffer {
 public:
  static constexpr std::size_t padding = 192;

  char* data() { return bytes_.get(); }
  const char* data() const { return bytes_.get(); }
  std::size_t size() const { return size_; }
  std::size_t capacity() const { return capacity_; }
  void clear() { size_ = 0; }

  /// Room for `bytes` more; returns where they go. `commit` says how many came.
  char* prepare(std::size_t bytes) {
    if (!bytes_ || size_ + bytes > capacity_) grow(std::max(size_ + bytes, capacity_ * 2));
    return data() + size_;
  }

  void commit(std::size_t bytes) { size_ += bytes; }

  /// Drops the first bytes and moves the rest to the front.
  void drop_front(std::size_t bytes) {
    size_ -= bytes;
    if (size_ != 0) std::memmove(data(), data() + bytes, size_);
  }

  void truncate(std::size_t size) { size_ = size; }

  /// Puts a line end and zeros behind the end, without counting them.
  void seal() {
    prepare(0);
    data()[size_] = '\n';
    std::memset(data() + size_ + 1, 0, padding - 1);
  }

 private:
  void grow(std::size_t capacity) {
    std::unique_ptr<char[]> larger(new char[capacity + padding]);
    if (size_ != 0) std::memcpy(larger.get(), data(), size_);
    std::memset(larger.get() + capacity, 0, padding);
    bytes_ = std::move(larger);
    capacity_ = capacity;
  }

  std::unique_ptr<char[]> bytes_;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

}  // namespace proflens::read
