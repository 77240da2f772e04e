#pragma once

#include <sys/mman.h>

#include <algorithm>
#include <cstddef>
#include <new>

namespace proflens::engine {

/// Memory that is read or written as a whole again and again, as weights are for every token:
/// zeros, in large pages where the system has them. Throws std::bad_alloc.
class large_memory {
 public:
  /// The size of a large page; pages are cleared when they are first touched.
  static constexpr std::size_t page = std::size_t{2} << 20;

  explicit large_memory(std::size_t size) : size_(std::max<std::size_t>(size, 1)) {
    data_ = ::mmap(nullptr, size_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (data_ == MAP_FAILED) throw std::bad_alloc();
    ::madvise(data_, size_, MADV_HUGEPAGE);  // without it, it only is slower
  }
  ~large_memory() { ::munmap(data_, size_); }
  large_memory(const large_memory&) = delete;
  large_memory& operator=(const large_memory&) = delete;

  std::byte* data() const { return static_cast<std::byte*>(data_); }

 private:
  void* data_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace proflens::engine
