#pragma once

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <system_error>

#include <proflens/read/ledger.hpp>
#include <proflens/record/bounded_number.hpp>

namespace proflens::read {

/// A number out of text, or why there is none.
template <class Number>
struct number_result {
  Number value{};
  std::optional<cause> bad{};
};

/// Integers beyond 2^53 cannot be told from their neighbours in a double, so none is accepted.
inline constexpr std::int64_t largest_integer = std::int64_t{1} << 53;

constexpr bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }

constexpr std::string_view without_blanks(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n";
  const std::size_t first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  text = text.substr(first, text.find_last_not_of(blanks) + 1 - first);
  return text;
}

/// True for the ways in which writers spell what is not finite: NaN, Infinity, -Infinity, inf, nan.
inline bool is_not_finite(std::string_view text) {
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  const auto is = [&](std::string_view lower_case) {
    return std::ranges::equal(
        text, lower_case, [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + 32 : a) == b; });
  };
  return is("nan") || is("inf") || is("infinity");
}

/// True for a number as JSON writes it.
constexpr bool is_json_number(std::string_view text) {
  std::size_t at = text.starts_with('-') ? 1 : 0;
  const auto digits = [&] {
    const std::size_t first = at;
    while (at < text.size() && text[at] >= '0' && text[at] <= '9') ++at;
    return at - first;
  };
  const std::size_t first = at, whole = digits();
  if (whole == 0 || (whole > 1 && text[first] == '0')) return false;
  if (at < text.size() && text[at] == '.' && (++at, digits() == 0)) return false;
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
    if (digits() == 0) return false;
  }
  return at == text.size();
}

/// For a number whose magnitude no double has: true if it is too small for one, not too large.
inline bool is_below_doubles(std::string_view number) {
  const std::size_t mantissa_end = std::min(number.find_first_of("eE"), number.size());
  const std::string_view mantissa = number.substr(0, mantissa_end);
  const auto first_digit = static_cast<std::int64_t>(mantissa.find_first_of("123456789"));
  const auto point = static_cast<std::int64_t>(std::min(mantissa.find('.'), mantissa.size()));
  std::string_view power = number.substr(std::min(mantissa_end + 1, number.size()));
  if (power.starts_with('+')) power.remove_prefix(1);
  std::int64_t exponent = 0;
  const auto [end, failed] = std::from_chars(power.data(), power.data() + power.size(), exponent);
  if (failed == std::errc::result_out_of_range) return power.starts_with('-');
  return exponent < first_digit - point;
}

/// A finite number out of text such as "12.5": correctly rounded, to zero if it is too small.
inline number_result<double> number_in_text(std::string_view text) {
  text = without_blanks(text);
  if (is_not_finite(text)) return {.bad = cause::out_of_range};
  if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
  double value = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (end != text.data() + text.size() || text.empty()) return {.bad = cause::wrong_type};
  if (failed == std::errc::result_out_of_range) {
    if (!is_below_doubles(text)) return {.bad = cause::out_of_range};
    return {.value = text.starts_with('-') ? -0.0 : 0.0};
  }
  if (failed != std::errc{}) return {.bad = cause::wrong_type};
  if (!std::isfinite(value)) return {.bad = cause::out_of_range};  // "nan(ind)"
  return {.value = value};
}

/// A number, or `< number`.
inline number_result<record::bounded_number> bounded_number_in_text(std::string_view text) {
  text = without_blanks(text);
  const bool is_bound = text.starts_with('<');
  const auto number = number_in_text(is_bound ? text.substr(1) : text);
  return {.value = {.value = number.value, .is_upper_bound = is_bound}, .bad = number.bad};
}

/// 3.0 is 3; a fraction is a wrong type; beyond 2^53 is out of range.
inline number_result<std::int64_t> whole_number(double value) {
  if (!(std::abs(value) <= static_cast<double>(largest_integer)))
    return {.bad = cause::out_of_range};
  if (value != std::trunc(value)) return {.bad = cause::wrong_type};
  return {.value = static_cast<std::int64_t>(value)};
}

inline number_result<std::int64_t> whole_number(std::int64_t value) {
  if (value < -largest_integer || value > largest_integer) return {.bad = cause::out_of_range};
  return {.value = value};
}

/// A whole number out of text such as "17" or "17.0".
inline number_result<std::int64_t> whole_number_in_text(std::string_view text) {
  text = without_blanks(text);
  std::int64_t exact = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), exact);
  if (failed == std::errc{} && end == text.data() + text.size()) return whole_number(exact);
  const number_result<double> number = number_in_text(text);
  if (number.bad) return {.bad = number.bad};
  return whole_number(number.value);
}

}  // namespace proflens::read
