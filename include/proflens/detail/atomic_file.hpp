#pragma once

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <ctime>  // timespec
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include <proflens/error.hpp>

namespace proflens::detail {

/// What to do when the file system answers a write of `target` with the error number `code`.
inline std::string advice_for_write(const std::filesystem::path& target, int code) {
  const std::string folder = target.has_parent_path() ? target.parent_path().string() : ".";
  switch (code) {
    case ENOENT: return "the folder " + folder + " does not exist; create it first";
    case ENOTDIR: return "a part of " + folder + " is a file, not a folder; name another path";
    case EISDIR: return "it is a folder; name a file in it";
    case EACCES:
    case EPERM: return "you may not write there; change its permissions or name another path";
    case EROFS: return "the file system is read-only; name another path";
    case EDQUOT:
    case ENOSPC: return "the disk is full; free some space or name another path";
    case EFBIG: return "the file would pass the size limit; raise it (ulimit -f)";
    case EPIPE: return "its reader went away before the end; keep it running, or name a file";
    case ENAMETOOLONG: return "give it a shorter name";
    default: return "name another path";
  }
}

/// While it lives, a write beyond the file size limit fails with EFBIG instead of ending the
/// process by SIGXFSZ, and one to a pipe without a reader with EPIPE instead of SIGPIPE: only for
/// the calling thread, and nothing of it is left behind.
class write_signals_held {
 public:
  write_signals_held() {
    sigset_t both;
    sigemptyset(&both);
    sigaddset(&both, SIGXFSZ);
    sigaddset(&both, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &both, &before_);
  }
  ~write_signals_held() {
    for (const int signal : {SIGXFSZ, SIGPIPE}) {
      if (sigismember(&before_, signal)) continue;  // held by others before: theirs to take
      sigset_t one;
      sigemptyset(&one);
      sigaddset(&one, signal);
      const timespec at_once{};
      sigtimedwait(&one, nullptr, &at_once);
    }
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  write_signals_held(const write_signals_held&) = delete;
  write_signals_held& operator=(const write_signals_held&) = delete;

 private:
  sigset_t before_{};
};

/// An output file that appears whole or not at all. Bytes go to a temporary file beside the target
/// (`.NAME.PID.N.tmp`), `commit()` renames it; without it (an exception, say) the temporary file is
/// removed and what stood at the target stays as it was.
///
/// A link is followed: what it points to is replaced, the link stays. The permissions of an
/// existing file are kept; a file that may not be written is not replaced. What is no regular file
/// (a fifo, a terminal, /dev/null) and what an open descriptor stands for (/dev/stdout) is written
/// directly. Every failure throws `proflens::error` that names the target, cause and remedy.
class atomic_file {
 public:
  /// Opens the temporary file. The folder of `target` must exist.
  explicit atomic_file(std::filesystem::path target) : named_{std::move(target)}, place_{named_} {
    if (named_.empty()) throw error("cannot write a file without a name; name one");
    resolve_links();
    struct stat found {};
    const bool exists = ::stat(named_.c_str(), &found) == 0;
    if (!named_.has_filename() || (exists && S_ISDIR(found.st_mode))) fail(EISDIR);
    if (direct_ || (exists && !S_ISREG(found.st_mode))) {
      open_directly();
    } else {
      if (exists && ::faccessat(AT_FDCWD, place_.c_str(), W_OK, AT_EACCESS) != 0) fail(errno);
      open_temporary();
      if (exists && ::fchmod(descriptor_, found.st_mode & 07777) != 0) fail(errno);
    }
  }

  ~atomic_file() { abandon(); }
  atomic_file(const atomic_file&) = delete;
  atomic_file& operator=(const atomic_file&) = delete;

  /// Appends `bytes`; small pieces are gathered.
  void write(std::string_view bytes) {
    if (gathered_.size() + bytes.size() > gather_limit) flush();
    if (bytes.size() > gather_limit) return put(bytes);
    gathered_ += bytes;
  }

  /// Hands everything to the system: what can fail for lack of space fails here, before several
  /// files that belong together are committed one after the other.
  void flush() {
    put(gathered_);
    gathered_.clear();
  }

  /// Puts the file in its place. Nothing may be written afterwards.
  void commit() {
    flush();
    const int closed = ::close(std::exchange(descriptor_, -1));
    if (closed != 0 && errno != EINTR) fail(errno);
    if (!temporary_.empty() && ::rename(temporary_.c_str(), place_.c_str()) != 0) fail(errno);
    temporary_.clear();
  }

 private:
  static constexpr std::size_t gather_limit = 64 * 1024;

  void resolve_links() {
    namespace fs = std::filesystem;
    std::error_code none;
    const auto is_direct = [](const fs::path& path) {
      return path.native().starts_with("/dev/fd/") || path.native().starts_with("/proc/");
    };
    direct_ = is_direct(place_);
    for (int hops = 0; !direct_ && fs::is_symlink(place_, none); ++hops) {
      if (hops == 40) fail(ELOOP);
      place_ = place_.parent_path() / fs::read_symlink(place_, none);
      direct_ = is_direct(place_);
    }
  }

  void open_directly() {
    // O_APPEND: /dev/stdout may be a regular file that already holds something.
    descriptor_ = ::open(named_.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
    if (descriptor_ < 0) fail(errno);
  }

  void open_temporary() {
    // Cut, because the longest permitted name leaves no room for the suffix.
    std::string stem = ".";
    stem += place_.filename().string().substr(0, 200);
    stem += '.';
    stem += std::to_string(::getpid());
    stem += '.';
    for (int attempt = 0; descriptor_ < 0; ++attempt) {
      const auto candidate = place_.parent_path() / (stem + std::to_string(attempt) + ".tmp");
      descriptor_ = ::open(candidate.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
      if (descriptor_ >= 0) {
        temporary_ = candidate;
      } else if (errno != EEXIST || attempt == 1000) {
        fail(errno);
      }
    }
  }

  void put(std::string_view bytes) {
    const write_signals_held held;
    while (!bytes.empty()) {
      const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
      if (written >= 0) {
        bytes.remove_prefix(static_cast<std::size_t>(written));
      } else if (errno != EINTR) {
        fail(errno);
      }
    }
  }

  void abandon() noexcept {
    if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
    if (!temporary_.empty()) ::unlink(temporary_.c_str());
    temporary_.clear();
  }

  [[noreturn]] void fail(int code) {
    abandon();  // here too, because a constructor that throws is not followed by a destructor
    throw error("cannot write " + named_.string() + ": " + std::generic_category().message(code) +
                ": " + advice_for_write(place_, code));
  }

  std::filesystem::path named_;  ///< as the user wrote it: for messages
  std::filesystem::path place_;  ///< behind all links: what is replaced
  std::filesystem::path temporary_;
  std::string gathered_;
  int descriptor_ = -1;
  bool direct_ = false;
};

/// Writes `bytes` to `target`, whole or not at all; see `atomic_file`.
inline void write_atomically(const std::filesystem::path& target, std::string_view bytes) {
  atomic_file file{target};
  file.write(bytes);
  file.commit();
}

}  // namespace proflens::detail
