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
    ::close(descriptor);
    errno = why;
    if (!is_known || data_ == MAP_FAILED) fail(path, "cannot be mapped");
    if (!S_ISREG(status.st_mode)) throw error(path + ": expected a file, found something else");
  }
  ~mapped_file() {
    if (data_ != nullptr) ::munmap(data_, size_);
  }
  mapped_file(const mapped_file&) = delete;
  mapped_file& operator=(const mapped_file&) = delete;

  std::span<const std::byte> bytes() const { return {static_cast<const std::byte*>(data_), size_}; }

 private:
  [[noreturn]] static void fail(const std::string& path, const char* what) {
    throw error(path + ": " + what + ": " + std::strerror(errno));
  }

  void* data_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace proflens::engine
