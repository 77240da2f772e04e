#pragma once

#include <charconv>
#include <cmath>
#include <string>
#include <string_view>

#include <proflens/fit/line_fit.hpp>

namespace proflens::fit {

/// How `equation` writes.
struct equation_options {
  int significant_digits = 4;
  std::string_view minus = "-";  ///< "\u2212" is the sign to typeset
};

/// `value` to some significant digits, without zeros at the end; exponents below 1e-4 and from
/// 10^digits on.
inline std::string short_number(double value, const equation_options& options = {}) {
  char digits[40];
  const auto end = std::to_chars(digits, digits + sizeof digits, std::abs(value),
                                 std::chars_format::general, options.significant_digits);
  const std::string size(digits, end.ptr);
  return value < 0 && size != "0" ? std::string(options.minus) + size : size;
}

/// The line as text, for a legend or a report: "T = 17.97 + 2.507 S ms".
inline std::string equation(const line_fit& fit, const equation_options& options = {}) {
  const bool falls = fit.slope.value < 0;
  std::string text = fit.symbols.y + " = " + short_number(fit.intercept.value, options);
  text += falls ? " " + std::string(options.minus) + " " : " + ";
  text += short_number(std::abs(fit.slope.value), options) + " " + fit.symbols.x;
  return fit.symbols.unit.empty() ? text : text + " " + fit.symbols.unit;
}

/// The line with its quality in one line:
/// "T = 17.97 + 2.507 S ms   R2 0.395   slope 95 % [1.89, 3.13]   n 101".
inline std::string summary(const line_fit& fit) {
  const equation_options three{.significant_digits = 3};
  return equation(fit) + "   R2 " + short_number(fit.r2, three) + "   slope 95 % [" +
         short_number(fit.slope.ci95.low, three) + ", " + short_number(fit.slope.ci95.high, three) +
         "]   n " + std::to_string(fit.n);
}

}  // namespace proflens::fit
