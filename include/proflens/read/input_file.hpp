#pragma once

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <system_error>
#include <utility>

#include <proflens/read/error.hpp>

namespace proflens::read {

/// An open file, pipe or device. The size is the one at opening: what a writer adds later is not
/// read. Errors are `read::error` with the file's name.
class input_file {
 public:
  explicit input_file(const std::filesystem::path& path)
      : name_(path.string()), descriptor_(open_to_read(path)) {
    if (descriptor_ < 0) throw error(name_ + ": cannot be opened: " + reason());
    struct stat status {};
    if (::fstat(descriptor_, &status) != 0) {
      const std::string why = reason();
      ::close(descriptor_);
      throw error(name_ + ": cannot be read: " + why);
    }
    is_regular_ = S_ISREG(status.st_mode);
    size_ = is_regular_ ? static_cast<std::uint64_t>(status.st_size) : 0;
  }
  input_file(const input_file&) = delete;
  input_file& operator=(const input_file&) = delete;
  ~input_file() { ::close(descriptor_); }

  const std::string& name() const { return name_; }

  /// False for pipes and devices, which can only be read once, from the front.
  bool is_regular() const { return is_regular_; }

  /// Bytes at opening; 0 if not regular.
  std::uint64_t size() const { return size_; }

  /// Reads at a place, from any thread; less than asked for only at the end of the file, which
  /// comes early if the file was cut meanwhile.
  std::size_t read_at(std::uint64_t offset, char* to, std::size_t bytes) const {
    return fill(to, bytes, [&](char* rest, std::size_t left, std::size_t done) {
      return ::pread(descriptor_, rest, left, static_cast<off_t>(offset + done));
    });
  }

  /// Reads on from where the last `read_next` ended; less than asked for only at the end.
  std::size_t read_next(char* to, std::size_t bytes) const {
    return fill(to, bytes, [&](char* rest, std::size_t left, std::size_t) {
      return ::read(descriptor_, rest, left);
    });
  }

 private:
  /// A signal may come while a pipe waits for its writer.
  static int open_to_read(const std::filesystem::path& path) {
    int descriptor;
    do descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    while (descriptor < 0 && errno == EINTR);
    return descriptor;
  }

  static std::string reason() { return std::generic_category().message(errno); }

  template <class Read>
  std::size_t fill(char* to, std::size_t bytes, Read&& read_some) const {
    std::size_t done = 0;
    while (done < bytes) {
      const auto got = read_some(to + done, bytes - done, done);
      if (got == 0) break;
      if (got > 0)
        done += static_cast<std::size_t>(got);
      else if (errno != EINTR)
        throw error(name_ + ": cannot be read: " + reason());
    }
    return done;
  }

  std::string name_;
  int descriptor_ = -1;
  bool is_regular_ = false;
  std::uint64_t size_ = 0;
};

}  // namespace proflens::read
