#pragma once

#include <proflens/detail/utf8.hpp>
#include <proflens/plot/color.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <string>
#include <string_view>

/// What the page is made of: the JSON of a figure, the style sheet, the script.
namespace proflens::plot::html_page {

/// A JSON string that may stand inside a script element: `<`, `>` and `&` are escaped, so that no
/// text can end the element; what is no UTF-8 becomes U+FFFD.
inline std::string json_text(std::string_view text) {
  constexpr char hexadecimal[] = "0123456789abcdef";
  std::string out = "\"";
  for (const char c : detail::valid_utf8(text)) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += {'\\', c};
    } else if (byte < 0x20 || byte == 0x7f || c == '<' || c == '>' || c == '&') {
      out += {'\\', 'u', '0', '0', hexadecimal[byte >> 4], hexadecimal[byte & 15]};
    } else {
      out += c;
    }
  }
  return out += '"';
}

/// A number in the shortest form that reads back to the same; null where it is not finite.
inline std::string json_text(double number) {
  if (!std::isfinite(number)) return "null";
  std::array<char, 32> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number);
  return {digits.data(), end.ptr};
}

inline std::string json_text(std::same_as<bool> auto truth) { return truth ? "true" : "false"; }
inline std::string json_text(const char* text) { return json_text(std::string_view(text)); }
inline std::string json_text(const std::string& text) { return json_text(std::string_view(text)); }

/// "#1f77b4"; the opacity stands elsewhere.
inline std::string json_text(const color& c) {
  constexpr char hexadecimal[] = "0123456789abcdef";
  std::string out = "\"#";
  for (const double part : {c.red, c.green, c.blue}) {
    // fmax: NaN is 0, as in an SVG; lround of it would be any index.
    const auto byte =
        static_cast<std::size_t>(std::lround(std::min(std::fmax(part, 0.0), 1.0) * 255));
    out += {hexadecimal[byte >> 4], hexadecimal[byte & 15]};
  }
  return out += '"';
}

/// The elements of a range, each as `text_of` writes it.
template <class Range, class Function>
std::string json_array(const Range& range, Function text_of) {
  std::string out = "[";
  for (const auto& element : range) {
    if (out.size() > 1) out += ',';
    out += text_of(element);
  }
  return out += ']';
}

template <class Range>
std::string json_array(const Range& range) {
  return json_array(range, [](const auto& element) { return json_text(element); });
}

/// Members one after the other: `json_object().with("n", 3.0).with_json("x", "[1,2]").text()`.
class json_object {
 public:
  template <class Value>
  json_object& with(std::string_view name, const Value& value) {
    return with_json(name, json_text(value));
  }
  /// A member whose value is JSON already.
  json_object& with_json(std::string_view name, std::string_view json) {
    if (text_.size() > 1) text_ += ',';
    text_ += json_text(name);
    text_ += ':';
    text_ += json;
    return *this;
  }
  std::string text() const { return text_ + '}'; }

 private:
  std::string text_ = "{";
};

}  // namespace proflens::plot::html_page
