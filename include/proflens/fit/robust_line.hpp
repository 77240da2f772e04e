#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <proflens/fit/equation.hpp>
#include <proflens/fit/error.hpp>
#include <proflens/fit/line_fit.hpp>
#include <proflens/interval.hpp>
#include <proflens/point.hpp>

namespace proflens::fit {

/// A straight line by medians, which a few wild points do not move. Made by `fit::theil_sen` and
/// `fit::siegel`.
struct robust_line {
  std::uint64_t n = 0;
  double intercept = 0;
  double slope = 0;
  interval slope_ci95{std::numeric_limits<double>::quiet_NaN(),
                      std::numeric_limits<double>::quiet_NaN()};  ///< NaN where there is none
  double median_absolute_residual = 0;  ///< how far half the points lie off, at most; units of y
  interval x_range{};                   ///< of the points
  line_symbols symbols{};
  std::vector<std::string_view> warnings{};  ///< names of fit/warning.hpp

  /// The line goes through `height` above the origin, a point of the data.
  struct geometry {
    point origin{};
    double height = 0;

    friend bool operator==(const geometry&, const geometry&) = default;
  } frame{};

  double predict(double x) const {
    return frame.origin.y + (frame.height + slope * (x - frame.origin.x));
  }
  double operator()(double x) const { return predict(x); }

  /// y - line at x, without the loss of taking a difference of two large numbers.
  double residual(double x, double y) const {
    return (y - frame.origin.y) - frame.height - slope * (x - frame.origin.x);
  }

  friend bool operator==(const robust_line&, const robust_line&) = default;
};

/// The middle of some numbers, or the mean of the two in the middle; the order of `values` changes.
/// NaN for none.
inline double median_in_place(std::span<double> values) {
  if (values.empty()) return std::numeric_limits<double>::quiet_NaN();
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  const double below = *std::max_element(values.begin(), middle);
  return below + (*middle - below) / 2;
}

/// Throws fit::error unless x and y are as many finite values, at least two, and x differs.
inline void require_robust_line(std::span<const double> x, std::span<const double> y,
                                const line_symbols& symbols) {
  if (x.size() != y.size()) {
    throw error("x has " + std::to_string(x.size()) + " values, y " + std::to_string(y.size()));
  }
  if (x.size() < 2) {
    throw error(x.empty() ? "no points; a line needs two" : "only one point; a line needs two");
  }
  const auto finite = [](double value) { return std::isfinite(value); };
  if (!std::ranges::all_of(x, finite) || !std::ranges::all_of(y, finite)) {
    throw error("a value of " + symbols.x + " or " + symbols.y + " is NaN or infinite");
  }
  if (std::ranges::all_of(x, [&](double value) { return value == x[0]; })) {
    throw error(symbols.x + " is the same in all " + std::to_string(x.size()) +
                " points; a slope needs two different values");
  }
}

/// The line of a slope and a height above the first point, complete.
inline robust_line make_robust_line(std::span<const double> x, std::span<const double> y,
                                    double slope, double height, const line_symbols& symbols) {
  const auto [low, high] = std::ranges::minmax_element(x);
  robust_line line{.n = x.size(),
                   .intercept = y[0] + (height - slope * x[0]),
                   .slope = slope,
                   .x_range = {*low, *high},
                   .symbols = symbols,
                   .frame = {{x[0], y[0]}, height}};
  std::vector<double> sizes(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) sizes[i] = std::abs(line.residual(x[i], y[i]));
  line.median_absolute_residual = median_in_place(sizes);
  return line;
}

/// The median of y - slope x, both relative to the first point.
inline double median_height(std::span<const double> x, std::span<const double> y, double slope) {
  std::vector<double> heights(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) heights[i] = (y[i] - y[0]) - slope * (x[i] - x[0]);
  return median_in_place(heights);
}

/// "T = 17.97 + 2.507 S ms".
inline std::string equation(const robust_line& fit, const equation_options& options = {}) {
  return equation_text(fit.symbols.y, {{fit.intercept, {}}, {fit.slope, fit.symbols.x}},
                       fit.symbols.unit, options);
}

/// "T = 17.97 + 2.507 S ms   slope 95 % [1.89, 3.13]   n 101".
inline std::string summary(const robust_line& fit) {
  return equation(fit) + slope_text(fit.slope_ci95) + "   n " + std::to_string(fit.n);
}

}  // namespace proflens::fit
