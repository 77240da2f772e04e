#pragma once

#include <string>
#include <string_view>

namespace proflens::engine {

/// The line of a runtime's message that says what is wrong. OpenVINO puts the places in its own
/// sources before it ("Exception from src/inference/src/cpp/core.cpp:117:", "Check 'x' failed at
/// src/y.cpp:5:"), one a line, sometimes with the cause behind. The last line that says more than
/// a place counts; where none does, the whole text in one line.
inline std::string telling_line(std::string_view message) {
  const auto trimmed = [](std::string_view text) {
    const auto first = text.find_first_not_of(" \t\r\n");
    if (first == text.npos) return std::string_view();
    return text.substr(first, text.find_last_not_of(" \t\r\n") + 1 - first);
  };
  // What follows "... src/inference/src/cpp/core.cpp:117:", or the line itself if it is no place.
  const auto behind_place = [&](std::string_view line) {
    if (!line.starts_with("Exception from ") && !line.starts_with("Check '")) return line;
    const auto colon = line.rfind(".cpp:");
    if (colon == line.npos) return line;
    const auto end = line.find_first_not_of("0123456789", colon + 5);
    return end == line.npos ? std::string_view() : trimmed(line.substr(end + 1));
  };
  std::string_view telling;
  for (std::string_view rest = message; !rest.empty();) {
    const auto end = rest.find('\n');
    const std::string_view line = behind_place(trimmed(rest.substr(0, end)));
    if (!line.empty()) telling = line;
    rest = end == rest.npos ? std::string_view() : rest.substr(end + 1);
  }
  if (!telling.empty()) return std::string(telling);
  std::string whole(trimmed(message));
  for (char& letter : whole) {
    if (letter == '\n') letter = ' ';
  }
  return whole;
}

}  // namespace proflens::engine
