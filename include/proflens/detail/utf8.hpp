#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace proflens::detail {

/// U+FFFD in UTF-8: stands for what could not be decoded.
inline constexpr std::string_view replacement_character = "\xEF\xBF\xBD";

/// The first code point of a text: its value and how many bytes it takes. Where the bytes are no
/// UTF-8 (`valid` is false) the length is that of the longest prefix of a code point, at least 1:
/// one replacement character stands for it, as the Unicode standard (3.9) recommends.
struct code_point {
  char32_t value = 0xFFFD;
  std::size_t length = 1;
  bool valid = false;
};

/// Decodes the first code point of `text`, which must not be empty. Overlong forms, surrogates and
/// values above U+10FFFF are invalid.
constexpr code_point first_code_point(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return {lead, 1, true};
  if (lead < 0xC2 || lead > 0xF4) return {};
  const std::size_t length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  // The second byte alone rules out overlong forms, surrogates and what lies above U+10FFFF.
  const unsigned char low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
  const unsigned char high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
  char32_t value = lead & (0xFFu >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    const bool fits =
        i < text.size() && byte(i) >= (i == 1 ? low : 0x80) && byte(i) <= (i == 1 ? high : 0xBF);
    if (!fits) return {.length = i};
    value = (value << 6) | (byte(i) & 0x3Fu);
  }
  return {value, length, true};
}

/// Calls `visit(code_point, bytes)` for each code point of `text`, from the first to the last.
template <class Visitor>
constexpr void for_each_code_point(std::string_view text, Visitor visit) {
  while (!text.empty()) {
    const code_point point = first_code_point(text);
    visit(point, text.substr(0, point.length));
    text.remove_prefix(point.length);
  }
}

/// `text` with everything that is no UTF-8 replaced by U+FFFD: file names may hold any bytes.
inline std::string valid_utf8(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for_each_code_point(text, [&](const code_point& point, std::string_view bytes) {
    result += point.valid ? bytes : replacement_character;
  });
  return result;
}

/// The columns a code point takes in a terminal: 2 for Chinese, Japanese, Korean and emoji, 0 for
/// combining marks, else 1. The blocks are those of Unicode's EastAsianWidth W and F, not each gap.
constexpr std::size_t terminal_columns(char32_t value) {
  struct range {
    char32_t first, last;
  };
  constexpr range none[] = {{0x300, 0x36F}, {0x200B, 0x200F}, {0x20D0, 0x20FF}, {0xFE00, 0xFE0F}};
  constexpr range wide[] = {{0x1100, 0x115F},   {0x2E80, 0x303E},   {0x3041, 0xA4CF},
                            {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},
                            {0xFF00, 0xFF60},   {0xFFE0, 0xFFE6},   {0x1F300, 0x1F64F},
                            {0x1F680, 0x1F6FF}, {0x1F900, 0x1F9FF}, {0x20000, 0x3FFFD}};
  for (const range& r : none)
    if (r.first <= value && value <= r.last) return 0;
  for (const range& r : wide)
    if (r.first <= value && value <= r.last) return 2;
  return 1;
}

/// The columns `text` takes in a terminal.
constexpr std::size_t terminal_columns(std::string_view text) {
  std::size_t columns = 0;
  for_each_code_point(text, [&](const code_point& point, std::string_view) {
    columns += terminal_columns(point.value);
  });
  return columns;
}

}  // namespace proflens::detail
