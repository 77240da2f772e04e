#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace proflens::read {

/// Order of names in which runs of digits compare as numbers: `chunk_512_2` before `chunk_1024_1`.
/// Names that are equal but for leading zeros are ordered by their bytes.
struct natural_order {
  bool operator()(std::string_view a, std::string_view b) const {
    const int order = compare(a, b);
    return order != 0 ? order < 0 : a < b;
  }

 private:
  static bool is_digit(char c) { return c >= '0' && c <= '9'; }

  static std::string_view take_digits(std::string_view& text) {
    const auto length = static_cast<std::size_t>(
        std::find_if_not(text.begin(), text.end(), is_digit) - text.begin());
    std::string_view digits = text.substr(0, length);
    text.remove_prefix(length);
    digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size()));
    return digits;
  }

  static int compare(std::string_view a, std::string_view b) {
    while (!a.empty() && !b.empty()) {
      if (is_digit(a.front()) && is_digit(b.front())) {
        const std::string_view left = take_digits(a), right = take_digits(b);
        if (left.size() != right.size()) return left.size() < right.size() ? -1 : 1;
        if (const int order = left.compare(right)) return order;
      } else if (a.front() != b.front()) {
        return static_cast<unsigned char>(a.front()) < static_cast<unsigned char>(b.front()) ? -1
                                                                                             : 1;
      } else {
        a.remove_prefix(1);
        b.remove_prefix(1);
      }
    }
    return a.empty() ? (b.empty() ? 0 : -1) : 1;
  }
};

}  // namespace proflens::read
