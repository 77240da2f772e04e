#pragma once

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstring>
#include <span>
#include <string>

#include <proflens/engine/error.hpp>

namespace proflens::engine {

/// A file as memory, read-only; what is not looked at is never read. The file must not be shortened
/// while it is mapped: a look behind its new end kills the process (SIGBUS), as with every mapping.
class mapped_file {
 public:
  /// Throws engine::error if the file cannot be opened or mapped, or is no regular file.
  explicit mapped_file(const std::string& path) {
    // A pipe would block; as a mapping it is refused.
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0) fail(path, "cannot be opened");
    struct ::stat status = {};
    const bool is_known = ::fstat(descriptor, &status) == 0;
    if (is_known && S_ISREG(status.st_mode)) size_ = static_cast<std::size_t>(status.st_size);
    if (size_ > 0) data_ = ::mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, descriptor, 0);
    const int why = errno;
    if (!is_known || data_ == MAP_FAILED || !S_ISREG(status.st_mode)) {
      ::close(descriptor);
      errno = why;
      if (!is_known || data_ == MAP_FAILED) fail(path, "cannot be mapped");
      throw error(path + ": expected a file, found something else");
    }
    descriptor_ = descriptor;
  }
  ~mapped_file() {
    if (data_ != nullptr) ::munmap(data_, size_);
    ::close(descriptor_);
  }
  mapped_file(const mapped_file&) = delete;
  mapped_file& operator=(const mapped_file&) = delete;

  std::span<const std::byte> bytes() const { return {static_cast<const std::byte*>(data_), size_}; }

  /// Copies a part of the file without touching its mapping: pages that are looked at once only
  /// cost more to map and to unmap than to copy. False if the file has become shorter or cannot be
  /// read.
  bool read(std::size_t begin, std::size_t count, std::byte* to) const {
    while (count > 0) {
      const ::ssize_t found = ::pread(descriptor_, to, count, static_cast<::off_t>(begin));
      if (found < 0 && errno == EINTR) continue;
      if (found <= 0) return false;
      const auto copied = static_cast<std::size_t>(found);
      begin += copied, to += copied, count -= copied;
    }
    return true;
  }

 private:
  [[noreturn]] static void fail(const std::string& path, const char* what) {
    throw error(path + ": " + what + ": " + std::strerror(errno));
  }

  int descriptor_ = -1;
  void* data_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace proflens::engine
