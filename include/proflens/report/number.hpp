#pragma once

#include <algorithm>
#include <charconv>
#include <cmath>
#include <concepts>
#include <string>

namespace proflens::report {

/// `value` for programs: the shortest decimal form that reads back to the same double
/// (`std::to_chars`). NaN and the infinities come out as "nan", "inf" and "-inf".
inline std::string exact(double value) {
  char buffer[32];
  return {buffer, std::to_chars(buffer, buffer + sizeof buffer, value).ptr};
}

/// An integer for programs: its digits.
inline std::string exact(std::integral auto value) { return std::to_string(value); }

/// The plain decimal number `digits` with commas between the thousands: "1234567.5" becomes
/// "1,234,567.5". A sign in front and what follows the point stay.
inline std::string with_thousands(std::string digits) {
  const std::size_t first = digits.starts_with('-') ? 1 : 0;
  std::size_t place = std::min(digits.find('.'), digits.size());
  while (place > first + 3) digits.insert(place -= 3, 1, ',');
  return digits;
}

/// `value` for people, rounded to `significant` digits: 0.3955, 17.97, 1.2e-05. The integer part is
/// never rounded away (1,234,568), below 1e-4 and from 1e15 on an exponent is used, zero is "0" and
/// what is undefined (NaN) is "-".
inline std::string rounded(double value, int significant = 4) {
  if (std::isnan(value)) return "-";
  if (value == 0) return "0";
  if (std::isinf(value)) return value > 0 ? "inf" : "-inf";
  char buffer[64];
  const auto written = [&](std::chars_format form, int decimals) {
    return std::string(buffer,
                       std::to_chars(buffer, buffer + sizeof buffer, value, form, decimals).ptr);
  };
  const std::string scientific = written(std::chars_format::scientific, significant - 1);
  // Taken from the rounded number: 9.9996 has one digit before the point, its rounding two.
  const int exponent = std::stoi(scientific.substr(scientific.find('e') + 1));
  if (exponent < -4 || exponent >= 15) return scientific;
  return with_thousands(written(std::chars_format::fixed, std::max(0, significant - 1 - exponent)));
}

/// An integer for people: all its digits, with commas between the thousands.
inline std::string rounded(std::integral auto value) {
  return with_thousands(std::to_string(value));
}

}  // namespace proflens::report
