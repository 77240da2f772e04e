#pragma once

#include <fcntl.h>
#include <unistd.h>
#include <cerrno>
#include <cstdint>
#include <optional>
#include <string>
#include <system_error>
#include <utility>

#include <proflens/measure/system_text.hpp>

namespace proflens::measure {

/// The memory of this process, in bytes; nothing where the system does not tell.
struct memory_use {
  std::optional<std::uint64_t> resident = {};
  std::optional<std::uint64_t> peak = {};  ///< largest resident size since `begin_peak`

  friend bool operator==(const memory_use&, const memory_use&) = default;
};

/// Reads how much memory this process uses, as Linux counts it: VmRSS and VmHWM of
/// /proc/self/status. Other systems tell nothing. The kernel gathers these counts from its CPUs
/// now and then; what they tell may be some 100 KiB behind for each thread.
class process_memory {
 public:
  /// `folder` is where the process is described, for tests another one.
  explicit process_memory(std::string folder = "/proc/self") : folder_(std::move(folder)) {}

  /// Lets the peak begin anew at what is resident now, by writing 5 to clear_refs. Where that is
  /// not permitted, there will be no peak, and `why_no_peak` tells the reason.
  void begin_peak() {
    const std::string path = folder_ + "/clear_refs";
    const int descriptor = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
    const bool written = descriptor >= 0 && ::write(descriptor, "5", 1) == 1;
    const int code = errno;
    if (descriptor >= 0) ::close(descriptor);
    why_no_peak_.clear();
    if (!written)
      why_no_peak_ = "cannot write " + path + ": " + std::generic_category().message(code);
    has_begun_ = written;
  }

  memory_use now() const {
    memory_use use;
    const auto status = system_text(folder_ + "/status");
    if (!status) return use;
    use.resident = kilobytes_of(*status, "VmRSS");
    if (has_begun_) use.peak = kilobytes_of(*status, "VmHWM");
    return use;
  }

  /// Why `now` tells no peak; empty where it does, and before `begin_peak`.
  const std::string& why_no_peak() const { return why_no_peak_; }

 private:
  std::string folder_;
  std::string why_no_peak_;
  bool has_begun_ = false;
};

}  // namespace proflens::measure
