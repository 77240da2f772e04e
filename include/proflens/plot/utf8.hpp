#pragma once

#include <cstddef>
#include <string_view>

namespace proflens::plot {

/// What stands for bytes that are no UTF-8.
inline constexpr char32_t replacement_character = 0xfffd;

/// The character that begins at byte `at`, which moves behind it. Bytes that are no UTF-8 (also
/// overlong forms and surrogates) are U+FFFD, one for each byte. Precondition: at < text.size().
inline char32_t next_code(std::string_view text, std::size_t& at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(at++);
  if (lead < 0x80) return lead;
  const std::size_t more = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : 1;
  if (lead < 0xc2 || lead > 0xf4 || at + more > text.size()) return replacement_character;
  char32_t code = lead & (0x3fu >> more);
  for (std::size_t i = 0; i < more; ++i) {
    if ((byte(at + i) & 0xc0) != 0x80) return replacement_character;
    code = (code << 6) | (byte(at + i) & 0x3fu);
  }
  const bool overlong = (more == 2 && code < 0x800) || (more == 3 && code < 0x10000);
  if (overlong || (code >= 0xd800 && code < 0xe000) || code > 0x10ffff)
    return replacement_character;
  at += more;
  return code;
}

}  // namespace proflens::plot
