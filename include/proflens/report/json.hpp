#pragma once

#include <cmath>
#include <concepts>
#include <cstddef>
#include <optional>
#include <ranges>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include <proflens/detail/utf8.hpp>
#include <proflens/report/number.hpp>

namespace proflens::report {

/// `text` as a JSON string with its quotes. What is no UTF-8 becomes U+FFFD, control characters are
/// escaped, so that the document is valid whatever a file name holds.
inline std::string json_string(std::string_view text) {
  constexpr char hexadecimal[] = "0123456789abcdef";
  std::string result = "\"";
  for (const char c : detail::valid_utf8(text)) {
    const auto byte = static_cast<unsigned char>(c);
    switch (c) {
      case '"': result += "\\\""; break;
      case '\\': result += "\\\\"; break;
      case '\n': result += "\\n"; break;
      case '\r': result += "\\r"; break;
      case '\t': result += "\\t"; break;
      default:
        if (byte >= 0x20 && byte != 0x7F) {
          result += c;
        } else {
          result += {'\\', 'u', '0', '0', hexadecimal[byte >> 4], hexadecimal[byte & 15]};
        }
    }
  }
  return result += '"';
}

/// What is read as text: anything a `std::string_view` can be made of.
template <class Value>
concept textual = std::convertible_to<const Value&, std::string_view>;

/// What is one JSON value without parts: a number, a truth value or a text.
template <class Value>
concept json_scalar = std::is_arithmetic_v<Value> || textual<Value>;

/// Writes one strict JSON document (RFC 8259): keys in the order they are given, two spaces a
/// level, doubles in the shortest form that reads back to the same value, null for what is not
/// finite.
///
///     json_writer out;
///     out.object([&] {
///       out.member("n", 81);
///       out.member("slope_ci95", std::array{1.89, 3.13});
///       out.key("regimes").object([&] { ... });
///     });
///     detail::write_atomically("s.json", out.text());
///
/// Precondition: a key before each value inside an object, none elsewhere; exactly one value at the
/// top. Equal keys in one object are not looked for.
class json_writer {
 public:
  /// The name of the member whose value is written next.
  json_writer& key(std::string_view name) {
    separate();
    text_ += json_string(name) + ": ";
    after_key_ = true;
    return *this;
  }

  /// An object, whose members `write_members()` writes to this writer.
  template <std::invocable Function>
  void object(Function&& write_members) {
    nest('{', '}', std::forward<Function>(write_members));
  }

  /// An array, whose values `write_elements()` writes to this writer.
  template <std::invocable Function>
  void array(Function&& write_elements) {
    nest('[', ']', std::forward<Function>(write_elements));
  }

  void value(std::nullptr_t) { put("null"); }

  /// A number, a truth value or a text.
  template <json_scalar Scalar>
  void value(const Scalar& scalar) {
    put(scalar_text(scalar));
  }

  /// The value, or null if there is none.
  template <class Value>
  void value(const std::optional<Value>& maybe) {
    maybe ? value(*maybe) : value(nullptr);
  }

  /// An array of scalars: on one line where it fits into 100 columns, else one element a line.
  template <std::ranges::input_range Range>
  requires(!textual<Range> &&
           json_scalar<std::ranges::range_value_t<Range>>) void value(const Range& range) {
    std::string line;
    for (const auto& element : range) line += (line.empty() ? "" : ", ") + scalar_text(element);
    if (column() + line.size() + 2 <= 100) return put('[' + line + ']');
    array([&] {
      for (const auto& element : range) value(element);
    });
  }

  /// A member of the object that is open: `key(name)`, then `value(member)`.
  template <class Value>
  void member(std::string_view name, const Value& member) {
    key(name);
    value(member);
  }

  /// The document, with a line end behind it.
  std::string text() const { return text_ + '\n'; }

 private:
  static std::string scalar_text(const textual auto& value) { return json_string(value); }
  static std::string scalar_text(bool value) { return value ? "true" : "false"; }
  static std::string scalar_text(std::floating_point auto value) {
    return std::isfinite(value) ? exact(static_cast<double>(value)) : "null";
  }
  static std::string scalar_text(std::integral auto value) { return exact(value); }

  void separate() {
    if (std::exchange(after_key_, false) || depth_ == 0) return;
    text_ += std::exchange(first_, false) ? "\n" : ",\n";
    text_.append(2 * depth_, ' ');
  }

  void put(std::string_view written) {
    separate();
    text_ += written;
  }

  template <class Function>
  void nest(char open, char close, Function&& write_content) {
    separate();
    text_ += open;
    ++depth_;
    first_ = true;
    std::forward<Function>(write_content)();
    --depth_;
    if (!std::exchange(first_, false)) text_ += '\n' + std::string(2 * depth_, ' ');
    text_ += close;
  }

  std::size_t column() const {
    const std::size_t line_end = text_.rfind('\n');
    const std::size_t used = text_.size() - (line_end == text_.npos ? 0 : line_end + 1);
    return after_key_ ? used : 2 * depth_;
  }

  std::string text_;
  std::size_t depth_ = 0;
  bool first_ = true;       ///< nothing was written yet in the innermost object or array
  bool after_key_ = false;  ///< a key stands before the next value
};

}  // namespace proflens::report
