#pragma once

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <string>

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
/// now. Empty: none could be made.
inline std::string temporary_file(const std::string& stem, const std::string& ending) {
  std::error_code none;
  const auto folder = std::filesystem::temp_directory_path(none);
  std::string name = (folder / (stem + "_XXXXXX" + ending)).string();
  const int descriptor = ::mkstemps(name.data(), static_cast<int>(ending.size()));
  if (descriptor < 0) return {};
  ::close(descriptor);
  return name;
}

/// Opens a file in the viewer that the desktop has for it, and waits until that lets go. False if
/// there is none, or if it failed.
inline bool open_in_viewer(const std::string& file) {
  std::string command = "xdg-open", argument = file;
  char* const arguments[] = {command.data(), argument.data(), nullptr};
  pid_t viewer = 0;
  if (::posix_spawnp(&viewer, command.c_str(), nullptr, nullptr, arguments, environ) != 0)
    return false;
  int status = 0;
  while (::waitpid(viewer, &status, 0) < 0)
    if (errno != EINTR) return false;
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace driver
