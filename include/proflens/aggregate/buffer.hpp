#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <new>
#include <type_traits>
#include <utility>

namespace proflens::aggregate {

/// A contiguous sequence of trivially copyable values that grows by std::realloc.
///
/// A std::vector holds the old and the new copy while it grows, twice the memory at the worst
/// moment. realloc moves large blocks by remapping their pages, and room behind the last value is
/// never touched: memory in use is what the values occupy.
template <class Value>
class buffer {
  static_assert(std::is_trivially_copyable_v<Value> && alignof(Value) <= alignof(std::max_align_t));

 public:
  buffer() = default;
  buffer(const buffer& other) { append(other.data_, other.size_); }
  buffer(buffer&& other) noexcept
      : data_(std::exchange(other.data_, nullptr)),
        size_(std::exchange(other.size_, 0)),
        capacity_(std::exchange(other.capacity_, 0)) {}
  buffer& operator=(buffer other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    std::swap(capacity_, other.capacity_);
    return *this;
  }
  ~buffer() { std::free(data_); }

  void push_back(const Value& value) {
    const Value copy = value;  // it may stand in the memory that is about to move
    if (size_ == capacity_) grow(size_ + 1);
    new (data_ + size_++) Value(copy);
  }

  void append(const Value* values, std::size_t count) {
    if (count == 0) return;
    if (count > capacity_ - size_) grow(size_ + count);
    std::memcpy(static_cast<void*>(data_ + size_), values, count * sizeof(Value));
    size_ += count;
  }

  /// Makes room for `count` values in all and no more, for those who know better how to grow. Gives
  /// room back where `count` is less than there is, but never that of values.
  void set_capacity(std::size_t count) {
    count = std::max(count, size_);
    if (count == capacity_) return;
    if (count == 0) {
      *this = {};
    } else {
      reallocate(count);
    }
  }

  const Value* data() const { return data_; }
  std::size_t capacity() const { return capacity_; }
  std::size_t size() const { return size_; }

 private:
  void grow(std::size_t least) {
    constexpr std::size_t most = std::numeric_limits<std::ptrdiff_t>::max() / sizeof(Value);
    if (least > most) throw std::bad_alloc();
    reallocate(std::min(most, std::max({least, 2 * capacity_, std::size_t{16}})));
  }

  void reallocate(std::size_t wanted) {
    void* moved = std::realloc(static_cast<void*>(data_), wanted * sizeof(Value));
    if (moved == nullptr) throw std::bad_alloc();
    data_ = static_cast<Value*>(moved);
    capacity_ = wanted;
  }

  Value* data_ = nullptr;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

}  // namespace proflens::aggregate
