#pragma once

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <thread>

extern char** environ;

namespace driver {

/// True if there is a screen to open a window on.
inline bool has_display() {
  const auto is_set = [](const char* name) {
    const char* const value = std::getenv(name);
    return value != nullptr && *value != '\0';
  };
  return is_set("DISPLAY") || is_set("WAYLAND_DISPLAY");
}

/// A file name in the folder for temporary files that did not exist before; the empty file does
/// now. Where TMPDIR names no folder the file lies in /tmp. Empty: none could be made.
inline std::string temporary_file(const std::string& stem, const std::string& ending) {
  std::error_code none;
  std::filesystem::path folder = std::filesystem::temp_directory_path(none);
  if (none) folder = "/tmp";
  std::string name = (folder / (stem + "_XXXXXX" + ending)).string();
  const int descriptor = ::mkstemps(name.data(), static_cast<int>(ending.size()));
  if (descriptor < 0) return {};
  ::close(descriptor);
  return name;
}

/// Starts a program with one argument in a session of its own, without input and output: what it
/// leaves running can neither hold a pipe of ours open nor end with our terminal. 0: not started.
inline pid_t start_detached(std::string command, std::string argument) {
  char* const arguments[] = {command.data(), argument.data(), nullptr};
  posix_spawn_file_actions_t files;
  posix_spawnattr_t attributes;
  ::posix_spawn_file_actions_init(&files);
  ::posix_spawnattr_init(&attributes);
  for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
    ::posix_spawn_file_actions_addopen(&files, descriptor, "/dev/null", O_RDWR, 0);
#ifdef POSIX_SPAWN_SETSID
  ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID);
#endif
  pid_t started = 0;
  const int failed =
      ::posix_spawnp(&started, command.c_str(), &files, &attributes, arguments, environ);
  ::posix_spawnattr_destroy(&attributes);
  ::posix_spawn_file_actions_destroy(&files);
  return failed == 0 ? started : 0;
}

/// Opens a file in the viewer that the desktop has for it. False if there is none, or if it failed
/// at once; a viewer that keeps running is left to its user after `patience`.
inline bool open_in_viewer(const std::string& file,
                           std::chrono::milliseconds patience = std::chrono::seconds(3)) {
  const pid_t viewer = start_detached("xdg-open", file);
  if (viewer == 0) return false;
  const auto end = std::chrono::steady_clock::now() + patience;
  while (std::chrono::steady_clock::now() < end) {
    int status = 0;
    const pid_t ended = ::waitpid(viewer, &status, WNOHANG);
    if (ended == viewer) return WIFEXITED(status) && WEXITSTATUS(status) == 0;
    if (ended < 0 && errno != EINTR) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return true;
}

}  // namespace driver
