#pragma once

#include <cstddef>
#include <string>
#include <string_view>

// What tests of pages look for in their text.

inline bool has(std::string_view text, std::string_view part) {
  return text.find(part) != text.npos;
}

inline std::size_t count_of(std::string_view text, std::string_view part) {
  std::size_t count = 0;
  for (auto at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++count;
  return count;
}

/// The JSON of the page.
inline std::string data_of(const std::string& page) {
  const std::string_view opening = "<script type=\"application/json\" id=\"figure\">";
  const auto begin = page.find(opening) + opening.size();
  return page.substr(begin, page.find("</script>", begin) - begin);
}
