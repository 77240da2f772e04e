#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <proflens/fit/estimate.hpp>
#include <proflens/interval.hpp>
#include <proflens/point.hpp>

namespace proflens::fit {

/// How a line writes itself: `T = 17.97 + 2.507 S ms` has y "T", x "S" and unit "ms".
struct line_symbols {
  std::string x = "x";
  std::string y = "y";
  std::string unit{};  ///< of y; empty where there is none

  friend bool operator==(const line_symbols&, const line_symbols&) = default;
};

/// y = intercept + slope x by (weighted) least squares, complete with errors, intervals and
/// quality. Made by `fit::line`.
///
/// With weights w the sums of squares are weighted, and weights are relative: s2 is the variance of
/// a point of weight 1. What is undefined is NaN: everything that rests on the residual variance
/// for n = 2, aicc for n <= 3, r2 where all y are equal.
struct line_fit {
  std::uint64_t n = 0;  ///< points, without those of weight 0
  estimate intercept{};
  estimate slope{};
  std::array<std::array<double, 2>, 2> covariance{};  ///< order: intercept, slope
  double sse = 0;                                     ///< sum of w (y - line)^2
  double residual_variance = 0;                       ///< s2 = sse / (n - 2)
  double r2 = 0;                                      ///< 1 - sse / sum of w (y - mean y)^2
  double adjusted_r2 = 0;                             ///< 1 - (1 - r2) (n - 1) / (n - 2)
  double rmse = 0;            ///< sqrt(sse / sum of w), which is sqrt(sse / n) without weights
  double log_likelihood = 0;  ///< normal errors, variance sse / n, plus half the sum of ln w
  double aic = 0;             ///< 2 k - 2 log likelihood, k = 2
  double aicc = 0;            ///< AIC for small samples: -2 log likelihood + 2 k n / (n - k - 1)
  double bic = 0;             ///< k ln n - 2 log likelihood
  interval x_range{};         ///< of the points; beyond it the line is an extrapolation
  line_symbols symbols{};
  std::vector<std::string_view> warnings{};  ///< names of fit/warning.hpp

  /// Where the line is known best, and what its intervals rest on. Coordinates are relative to
  /// `origin`, a point of the data, so that nothing is lost at time stamps of 1.7e9.
  struct geometry {
    point origin{};
    point centre{};     ///< weighted mean, relative to `origin`
    double weight = 0;  ///< sum of the weights
    double xx = 0;      ///< sum of w (x - mean x)^2

    friend bool operator==(const geometry&, const geometry&) = default;
  } frame{};

  /// The line at x.
  double predict(double x) const {
    return frame.origin.y + (frame.centre.y + slope.value * from_centre(x));
  }
  double operator()(double x) const { return predict(x); }

  /// y - line at x, without the loss of taking a difference of two large numbers.
  double residual(double x, double y) const {
    return (y - frame.origin.y) - frame.centre.y - slope.value * from_centre(x);
  }

  /// x - mean x.
  double from_centre(double x) const { return (x - frame.origin.x) - frame.centre.x; }

  /// The pull of a point of the fit on the line, in (0, 1]: the diagonal of the hat matrix.
  double leverage(double x, double weight = 1) const { return weight * spread(x); }

  /// The interval that holds the true line at x with probability `level`: the confidence band.
  interval mean_interval(double x, double level = 0.95) const {
    return around(x, std::sqrt(residual_variance * spread(x)), level);
  }

  /// The interval that holds one more observation (of weight 1) at x with probability `level`.
  interval prediction_interval(double x, double level = 0.95) const {
    return around(x, std::sqrt(residual_variance * (1 + spread(x))), level);
  }

  friend bool operator==(const line_fit&, const line_fit&) = default;

 private:
  /// The variance of the line at x, in units of the residual variance.
  double spread(double x) const {
    const double distance = from_centre(x);
    return 1 / frame.weight + distance * (distance / frame.xx);
  }
  interval around(double x, double standard_error, double level) const {
    const double reach =
        distribution::student_t_two_sided(level, slope.degrees_of_freedom) * standard_error;
    return {predict(x) - reach, predict(x) + reach};
  }
};

}  // namespace proflens::fit
