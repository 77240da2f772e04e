#pragma once

#include <charconv>
#include <cmath>
#include <string>
#include <string_view>
#include <vector>

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

/// A factor and what it belongs to; without a name it stands alone.
struct equation_term {
  double factor = 0;
  std::string name{};
};

/// "T = 17.97 + 2.507 S ms" of terms in their order; "T = 0" without any. The unit may be empty.
inline std::string equation_text(const std::string& y, const std::vector<equation_term>& terms,
                                 const std::string& unit, const equation_options& options = {}) {
  std::string text = y + " =";
  bool first = true;
  for (const equation_term& term : terms) {
    if (!first) text.append(" ").append(term.factor < 0 ? options.minus : "+");
    text.append(" ").append(short_number(first ? term.factor : std::abs(term.factor), options));
    if (!term.name.empty()) text.append(" ").append(term.name);
    first = false;
  }
  if (first) text += " 0";
  return unit.empty() ? text : text + " " + unit;
}

/// The line as text, for a legend or a report: "T = 17.97 + 2.507 S ms".
inline std::string equation(const line_fit& fit, const equation_options& options = {}) {
  return equation_text(fit.symbols.y, {{fit.intercept.value, {}}, {fit.slope.value, fit.symbols.x}},
                       fit.symbols.unit, options);
}

/// "   slope 95 % [1.89, 3.13]", as a part of a summary.
inline std::string slope_text(const interval& ci95) {
  const equation_options three{.significant_digits = 3};
  return "   slope 95 % [" + short_number(ci95.low, three) + ", " + short_number(ci95.high, three) +
         "]";
}

/// The line with its quality in one line:
/// "T = 17.97 + 2.507 S ms   R2 0.395   slope 95 % [1.89, 3.13]   n 101".
inline std::string summary(const line_fit& fit) {
  return equation(fit) + "   R2 " + short_number(fit.r2, {.significant_digits = 3}) +
         slope_text(fit.slope.ci95) + "   n " + std::to_string(fit.n);
}

}  // namespace proflens::fit
