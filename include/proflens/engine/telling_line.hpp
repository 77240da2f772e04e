#pragma once

#include <string>
#include <string_view>

namespace proflens::engine {

/// A text without the blanks around it.
inline std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n";
  const auto first = text.find_first_not_of(blanks);
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) + 1 - first);
}

/// The lines of a message as one, with a blank between them.
inline std::string one_line(std::string_view message) {
  std::string joined;
  while (!message.empty()) {
    const auto end = message.find('\n');
    const std::string_view line = trimmed(message.substr(0, end));
    if (!joined.empty() && !line.empty()) joined += ' ';
    joined += line;
    message = end == message.npos ? std::string_view() : message.substr(end + 1);
  }
  return joined;
}

/// What a line of OpenVINO's says behind the place in its sources, as in
/// "Exception from src/inference/src/cpp/core.cpp:117:" or "Check 'x' failed at src/y.cpp:5:";
/// the line itself if it has none.
inline std::string_view behind_place(std::string_view line) {
  if (!line.starts_with("Exception from ") && !line.starts_with("Check '")) return line;
  const auto colon = line.rfind(".cpp:");
  if (colon == line.npos) return line;
  const auto end = line.find_first_not_of("0123456789", colon + 5);
  return end == line.npos ? std::string_view() : trimmed(line.substr(end + 1));
}

/// The line of OpenVINO's message that says what is wrong: the last that is more than a place in
/// its own sources. Where there is none, the whole message in one line.
inline std::string telling_line(std::string_view message) {
  std::string_view telling;
  for (std::string_view rest = message; !rest.empty();) {
    const auto end = rest.find('\n');
    const std::string_view line = behind_place(trimmed(rest.substr(0, end)));
    if (!line.empty()) telling = line;
    rest = end == rest.npos ? std::string_view() : rest.substr(end + 1);
  }
  return telling.empty() ? one_line(message) : std::string(telling);
}

}  // namespace proflens::engine
