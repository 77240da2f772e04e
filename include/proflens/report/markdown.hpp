#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <proflens/detail/utf8.hpp>
#include <proflens/report/table.hpp>

namespace proflens::report {

/// `text` so that Markdown shows it letter by letter, in a table too: no emphasis, link, code,
/// formula or HTML comes of it, a line end becomes `<br>`. Other control characters become U+FFFD.
inline std::string markdown_text(std::string_view text) {
  const auto is_word = [&](std::size_t i) {  // wraps to npos in front of the text: no word there
    return i < text.size() && (static_cast<unsigned char>(text[i]) >= 0x80 ||
                               std::string_view{"_ \t\n|*`~<>&[]()\\$"}.find(text[i]) == text.npos);
  };
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    switch (c) {
      case '<': result += "&lt;"; break;
      case '>': result += "&gt;"; break;
      case '&': result += "&amp;"; break;
      case '\r': break;
      case '\n': result += "<br>"; break;
      case '\t': result += ' '; break;
      case '_':  // harmless inside a word, and names like run_time stay readable
        result += is_word(i - 1) && is_word(i + 1) ? "_" : "\\_";
        break;
      default:
        if (std::string_view{"\\|`*[]~$"}.find(c) != std::string_view::npos) result += '\\';
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte == 0x7F) {
          result += detail::replacement_character;
        } else {
          result += c;
        }
    }
  }
  return detail::valid_utf8(result);
}

/// The table in Markdown (GitHub's tables), numbers rounded for people and right aligned.
inline std::string markdown(const table& shown) {
  std::string result = "|";
  for (const auto& column : shown.columns()) result += ' ' + markdown_text(column.heading()) + " |";
  result += "\n|";
  for (std::size_t i = 0; i < shown.columns().size(); ++i)
    result += shown.is_numeric(i) ? "---:|" : "---|";
  result += '\n';
  for (const auto& row : shown.rows()) {
    result += '|';
    for (const auto& one : row) result += ' ' + markdown_text(rounded(one)) + " |";
    result += '\n';
  }
  return result;
}

}  // namespace proflens::report
