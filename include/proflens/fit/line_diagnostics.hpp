#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <string>

#include <proflens/fit/distribution.hpp>
#include <proflens/fit/influence.hpp>
#include <proflens/fit/line_fit.hpp>

namespace proflens::fit {

/// The test of Breusch and Pagan in Koenker's studentised form: does the variance of the residuals
/// depend on x? The squared residuals w r^2 are regressed on (1, x). NaN where they are all equal.
struct breusch_pagan {
  double lm = 0;    ///< n R2 of that regression
  double lm_p = 0;  ///< its p value: chi-squared, 1 degree of freedom
  double f = 0;     ///< the F statistic of that regression
  double f_p = 0;   ///< its p value: F, 1 and n - 2 degrees of freedom

  friend bool operator==(const breusch_pagan&, const breusch_pagan&) = default;
};

/// How far a line can be trusted, and which points it hangs on.
struct line_diagnostics {
  /// Standard errors of intercept and slope that hold where the variance depends on x: MacKinnon
  /// and White (1985), HC3, without a factor for small samples.
  std::array<double, 2> hc3_standard_error{};
  double press = 0;                     ///< sum of w loo_residual^2
  double largest_leverage = 0;          ///< above 0.99 one point carries the slope
  std::size_t largest_leverage_at = 0;  ///< index of that point
  double largest_cooks_distance = 0;    ///< above 1 a point is worth a look
  std::size_t largest_cooks_distance_at = 0;
  breusch_pagan heteroscedasticity{};
  std::string reason{};  ///< why HC3 and PRESS are NaN; empty where they are not

  friend bool operator==(const line_diagnostics&, const line_diagnostics&) = default;
};

/// The sums of `diagnose`, point by point.
class diagnostic_sums {
 public:
  explicit diagnostic_sums(const line_fit& fit) : fit_(fit) {}

  void operator()(std::size_t index, double x, double y, double weight) {
    const point_influence point = influence_of(fit_, x, y, weight);
    const double r = fit_.residual(x, y);
    const double e = weight * point.loo_residual;
    // The row of the estimator: how slope and intercept move with y at x.
    const double mean_x = fit_.frame.origin.x + fit_.frame.centre.x;
    const double to_slope = fit_.from_centre(x) / fit_.frame.xx;
    const double to_intercept = 1 / fit_.frame.weight - mean_x * to_slope;
    intercept_ += to_intercept * e * (to_intercept * e);
    slope_ += to_slope * e * (to_slope * e);
    press_ += e * point.loo_residual;
    squares_ += weight * r * r;
    if (point.leverage > result_.largest_leverage) {
      result_.largest_leverage = point.leverage;
      result_.largest_leverage_at = index;
    }
    if (point.cooks_distance > result_.largest_cooks_distance) {
      result_.largest_cooks_distance = point.cooks_distance;
      result_.largest_cooks_distance_at = index;
    }
  }

  /// All but the test, which needs the mean of the squared residuals first.
  line_diagnostics result() const {
    line_diagnostics result = result_;
    result.hc3_standard_error = {std::sqrt(intercept_), std::sqrt(slope_)};
    result.press = press_;
    if (!(result.largest_leverage <= undecidable_leverage)) {
      result.reason = fit_.n == 2 ? "two points: the line goes through both"
                                  : "point " + std::to_string(result.largest_leverage_at + 1) +
                                        " alone decides the slope (leverage 1)";
      result.largest_cooks_distance = std::numeric_limits<double>::quiet_NaN();
    }
    return result;
  }

  double mean_square() const { return squares_ / static_cast<double>(fit_.n); }

 private:
  const line_fit& fit_;
  double intercept_ = 0, slope_ = 0, press_ = 0, squares_ = 0;
  line_diagnostics result_{};
};

/// The regression of the squared residuals on x.
class variance_sums {
 public:
  variance_sums(const line_fit& fit, double mean_square) : fit_(fit), mean_square_(mean_square) {}

  void operator()(double x, double y, double weight) {
    const double r = fit_.residual(x, y);
    const double d = fit_.from_centre(x);
    const double u = weight * r * r - mean_square_;
    d_ += d;
    dd_ += d * d;
    du_ += d * u;
    uu_ += u * u;
  }

  breusch_pagan result() const {
    const auto n = static_cast<double>(fit_.n);
    // The mean of x here is the plain one, that of a weighted fit the weighted one.
    const double xx = dd_ - d_ * (d_ / n);
    const double r2 = du_ / xx * (du_ / uu_);
    const double f = r2 / ((1 - r2) / (n - 2));
    return {n * r2, distribution::chi_squared_upper_tail(n * r2, 1), f,
            distribution::f_upper_tail(f, 1, n - 2)};
  }

 private:
  const line_fit& fit_;
  double mean_square_;
  double d_ = 0, dd_ = 0, du_ = 0, uu_ = 0;
};

/// Diagnoses `fit` from the points it was made from; `w` is empty where it had no weights. Two
/// passes, constant memory. Everything that rests on the residual variance is NaN for n = 2. Throws
/// fit::error where x, y and w differ in size.
inline line_diagnostics diagnose(const line_fit& fit, std::span<const double> x,
                                 std::span<const double> y, std::span<const double> w = {}) {
  require_equal_sizes(x, y, w);
  const auto weight = [w](std::size_t i) { return w.empty() ? 1.0 : w[i]; };
  diagnostic_sums sums(fit);
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (weight(i) != 0) sums(i, x[i], y[i], weight(i));
  }
  variance_sums variance(fit, sums.mean_square());
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (weight(i) != 0) variance(x[i], y[i], weight(i));
  }
  line_diagnostics result = sums.result();
  result.heteroscedasticity = variance.result();
  return result;
}

}  // namespace proflens::fit
