#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace proflens::workflow {

/// JSON as Python writes it, with null for NaN and Infinity, which are no JSON. Texts are left as
/// they are.
inline std::string without_python_numbers(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  bool in_text = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::string_view rest = text.substr(i);
    if (text[i] == '"') in_text = !in_text;
    if (in_text && text[i] == '\\' && i + 1 < text.size()) result += text[i++];
    std::size_t word = 0;
    for (const std::string_view one : {"NaN", "-Infinity", "Infinity"})
      if (!in_text && rest.starts_with(one)) word = one.size();
    if (word == 0) {
      result += text[i];
    } else {
      result += "null";
      i += word - 1;
    }
  }
  return result;
}

}  // namespace proflens::workflow
