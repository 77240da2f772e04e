#pragma once

#include <doctest/doctest.h>
#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <string>

/// Drivers as their users run them: by a shell.
namespace tests {

struct finished {
  int status = -1;   ///< the exit status, or minus the signal that ended it
  std::string said;  ///< standard output and standard error
};

/// The text as one word of a shell command.
inline std::string quoted(const std::string& text) {
  std::string result = "'";
  for (const char c : text) result += c == '\'' ? "'\\''" : std::string(1, c);
  return result + "'";
}

/// Runs a shell command, in which `{}` stands for a driver.
inline finished shell(const std::string& driver, std::string command) {
  const std::string program = quoted(std::string(PROFLENS_DRIVERS) + "/" + driver);
  for (auto at = command.find("{}"); at != command.npos; at = command.find("{}", at))
    command.replace(at, 2, program);
  FILE* pipe = ::popen(("exec 2>&1; " + command).c_str(), "r");
  REQUIRE(pipe != nullptr);
  finished run;
  std::array<char, 4096> bytes;
  while (const auto count = std::fread(bytes.data(), 1, bytes.size(), pipe))
    run.said.append(bytes.data(), count);
  const int status = ::pclose(pipe);
  run.status = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  return run;
}

inline bool has(const std::string& text, const std::string& part) {
  return text.find(part) != text.npos;
}

}  // namespace tests
