#pragma once

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <numbers>
#include <string>

#include <proflens/fit/error.hpp>
#include <proflens/fit/line_fit.hpp>
#include <proflens/fit/line_moments.hpp>
#include <proflens/fit/line_scan.hpp>
#include <proflens/fit/warning.hpp>
#include <proflens/point.hpp>

/// From the moments of the points to a complete `line_fit`; the steps of `fit::line`.
namespace proflens::fit {

/// What a line is drawn through, and the slope: least squares before anything is said of errors.
struct line_solution {
  line_moments moments;
  point centre;  ///< relative to moments.origin
  double slope = 0;
  double sse = 0;
};

/// Throws fit::error where no line can be fitted.
inline void require_line(const line_moments& m, const line_symbols& symbols) {
  if (m.count < 2) {
    throw error(m.count == 0 ? "no points; a line needs two" : "only one point; a line needs two");
  }
  if (!(m.weight > 0) || !std::isfinite(m.weight)) {
    throw error("a weight is negative or not finite; weights are 0 or more");
  }
  if (!std::isfinite(m.xx) || !std::isfinite(m.yy) || !std::isfinite(m.xy)) {
    throw error("a value of " + symbols.x + " or " + symbols.y +
                " is NaN, infinite or too large to be squared");
  }
  if (m.xx > 0) return;
  char digits[32];
  const std::string value(digits, std::to_chars(digits, digits + 32, m.x_range.low).ptr);
  if (m.x_range.low < m.x_range.high) {
    throw error(symbols.x + " differs from " + value + " by too little to be squared");
  }
  throw error(symbols.x + " is " + value + " in all " + std::to_string(m.count) +
              " points; a slope needs two different values");
}

/// The line of the sums alone. The sum of squares is a difference here: its relative error is that
/// of r2's distance from 1, 1e-15 / (1 - r2).
inline line_solution solve(const line_moments& m) {
  const double slope = m.xy / m.xx;
  return {m, m.centre(), slope, std::max(0.0, m.yy - slope * m.xy)};
}

/// The same, corrected by the residuals about it: one step of iterative refinement.
inline line_solution refined(const line_solution& rough, const residual_sums& residuals) {
  line_solution result = rough;
  result.centre.y += residuals.r / rough.moments.weight;
  result.slope += residuals.dr / rough.moments.xx;
  result.sse = residuals.rr;
  return result;
}

/// Log likelihood of normal errors and the criteria that follow from it; k = 2 parameters.
inline void add_likelihood(line_fit& fit, double log_weights) {
  constexpr double k = 2;
  const auto n = static_cast<double>(fit.n);
  fit.log_likelihood =
      -n / 2 * (std::log(2 * std::numbers::pi) + std::log(fit.sse / n) + 1) + log_weights / 2;
  fit.aic = 2 * k - 2 * fit.log_likelihood;
  fit.bic = k * std::log(n) - 2 * fit.log_likelihood;
  fit.aicc = n > k + 1 ? -2 * fit.log_likelihood + 2 * k * n / (n - k - 1)
                       : std::numeric_limits<double>::quiet_NaN();
}

inline void add_warnings(line_fit& fit, const line_moments& m) {
  if (fit.n == 2) {
    fit.warnings.push_back(warning::no_degrees_of_freedom);
    return;
  }
  // What is left of the sums is their rounding.
  if (fit.sse <= 64 * std::numeric_limits<double>::epsilon() * m.yy) {
    fit.warnings.push_back(warning::perfect_fit);
  }
  // Without weights, leverage is largest at an end; with them, see `line_diagnostics`.
  const bool weighted = m.log_weights != 0 || m.weight != static_cast<double>(m.count);
  const double highest = std::max(fit.leverage(m.x_range.low), fit.leverage(m.x_range.high));
  if (!weighted && highest > 0.99) {
    fit.warnings.push_back(warning::one_point_carries_the_slope);
  }
}

/// Everything that follows from the least squares.
inline line_fit complete(const line_solution& solution, const line_symbols& symbols) {
  const line_moments& m = solution.moments;
  const auto n = static_cast<double>(m.count);
  const double freedom = n - 2;
  const double sse = freedom > 0 ? solution.sse : 0;  // two points: what is left is rounding
  const double s2 = freedom > 0 ? sse / freedom : std::numeric_limits<double>::quiet_NaN();
  const double mean_x = m.origin.x + solution.centre.x;
  const double value_at_zero = m.origin.y + (solution.centre.y - solution.slope * mean_x);
  const double slope_variance = s2 / m.xx;
  const double intercept_variance = s2 / m.weight + mean_x * mean_x * slope_variance;

  line_fit fit{.n = m.count,
               .intercept = make_estimate(value_at_zero, std::sqrt(intercept_variance), freedom),
               .slope = make_estimate(solution.slope, std::sqrt(slope_variance), freedom),
               .covariance = {{{intercept_variance, -mean_x * slope_variance},
                               {-mean_x * slope_variance, slope_variance}}},
               .sse = sse,
               .residual_variance = s2,
               .r2 = m.yy > 0 ? 1 - sse / m.yy : std::numeric_limits<double>::quiet_NaN(),
               .rmse = std::sqrt(sse / m.weight),
               .x_range = m.x_range,
               .symbols = symbols,
               .frame = {m.origin, solution.centre, m.weight, m.xx}};
  fit.adjusted_r2 =
      freedom > 0 ? 1 - (1 - fit.r2) * (n - 1) / freedom : std::numeric_limits<double>::quiet_NaN();
  add_likelihood(fit, m.log_weights);
  add_warnings(fit, m);
  return fit;
}

}  // namespace proflens::fit
