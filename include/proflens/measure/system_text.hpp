#pragma once

#include <fcntl.h>
#include <unistd.h>
#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

namespace proflens::measure {

/// The content of a small file of the system (/proc, /sys), at most 1 MiB; nothing if it cannot be
/// read. Such files have no size, and some change while they are read in pieces.
inline std::optional<std::string> system_text(const std::string& path) {
  constexpr std::size_t most = 1 << 20;
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return std::nullopt;
  std::string text;
  char piece[4096];
  ssize_t count = 0;
  while (text.size() < most && (count = ::read(descriptor, piece, sizeof piece)) > 0) {
    text.append(piece, static_cast<std::size_t>(count));
  }
  ::close(descriptor);
  if (count < 0) return std::nullopt;
  return text;
}

/// `text` without blanks and line ends on either side.
inline std::string_view without_margins(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n";
  const std::size_t first = text.find_first_not_of(blanks);
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

/// The value of the first line that has the name `key`: what stands behind the line's colon, or
/// behind its first blank if it has none. Nothing if no line has that name.
/// `value_of("VmRSS:\t 12 kB\n", "VmRSS")` is "12 kB".
inline std::optional<std::string_view> value_of(std::string_view text, std::string_view key) {
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    const std::size_t colon = line.find(':');
    const std::size_t name_end = colon != line.npos ? colon : line.find(' ');
    if (name_end != line.npos && without_margins(line.substr(0, name_end)) == key)
      return without_margins(line.substr(name_end + 1));
  }
  return std::nullopt;
}

/// The whole number that a text begins with; nothing where it is none or too large.
inline std::optional<std::uint64_t> leading_number(std::string_view text) {
  text = without_margins(text);
  std::uint64_t number = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failure != std::errc{}) return std::nullopt;
  return number;
}

/// The bytes in a line such as "VmRSS:   1604 kB"; nothing where there is no such line.
inline std::optional<std::uint64_t> kilobytes_of(std::string_view text, std::string_view key) {
  const auto value = value_of(text, key);
  const auto number = value ? leading_number(*value) : std::nullopt;
  if (!number) return std::nullopt;
  return *number * 1024;
}

}  // namespace proflens::measure
