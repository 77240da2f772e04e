#pragma once

#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <proflens/fit/distribution.hpp>
#include <proflens/fit/equation.hpp>
#include <proflens/fit/estimate.hpp>
#include <proflens/fit/line_fit.hpp>
#include <proflens/fit/quality.hpp>
#include <proflens/fit/sup_f.hpp>
#include <proflens/interval.hpp>
#include <proflens/point.hpp>

namespace proflens::fit {

/// The knees that the data do not rule out: those whose sum of squares is not above the least one
/// by more than F(0.95; 1, n - 4) residual variances.
struct knee_interval {
  /// From the smallest to the largest of them. An end that the search reached without ruling it out
  /// is infinite: the data do not bound the knee there.
  interval ci95{};
  bool connected = true;  ///< whether all in between belong to them; else `ci95` is their hull

  bool bounded() const { return std::isfinite(ci95.low) && std::isfinite(ci95.high); }

  friend bool operator==(const knee_interval&, const knee_interval&) = default;
};

/// y = intercept + slope x + slope_change max(x - knee, 0) by least squares: a continuous line of
/// two pieces, such as a cost that is flat until a machine is full. Made by `fit::hinge`.
///
/// Standard errors and bands are those of two lines of their own left and right of the knee, which
/// is the linear approximation with the knee as a fourth parameter: n - 4 degrees of freedom. The
/// band therefore has a jump at the knee. The knee itself has no standard error but the interval
/// `knee_known`. Information criteria count 6 parameters: three of them for the knee that was
/// searched for (Hall, Osborn, Sakkas 2013).
struct hinge_fit {
  std::uint64_t n = 0;
  double knee = 0;
  knee_interval knee_known{};
  interval knee_searched{};  ///< where a knee was looked for
  estimate intercept{};
  estimate slope{};         ///< left of the knee
  estimate slope_change{};  ///< slope right of the knee - slope left of it
  fit_quality quality{};    ///< residual variance and adjusted r2 by n - 4
  double sse_line = 0;      ///< what a straight line leaves
  sup_f_test against_line{};
  interval x_range{};
  line_symbols symbols{};
  std::vector<std::string_view> warnings{};  ///< names of fit/warning.hpp

  /// Where the pieces meet, and what is known of each. Coordinates are relative to `origin`.
  struct geometry {
    point origin{};
    point corner{};  ///< the knee and the height there
    side_moments left{}, right{};

    friend bool operator==(const geometry&, const geometry&) = default;
  } frame{};

  double degrees_of_freedom() const { return static_cast<double>(n) - 4; }
  /// The slope at x; that of the right piece at the knee.
  double slope_at(double x) const {
    return slope.value + (from_knee(x) < 0 ? 0 : slope_change.value);
  }

  /// The hinge at x.
  double predict(double x) const {
    return frame.origin.y + (frame.corner.y + slope_at(x) * from_knee(x));
  }
  double operator()(double x) const { return predict(x); }

  /// y - hinge at x, without the loss of taking a difference of two large numbers.
  double residual(double x, double y) const {
    return (y - frame.origin.y) - frame.corner.y - slope_at(x) * from_knee(x);
  }

  /// The pull of a point of the fit on the hinge, in (0, 1].
  double leverage(double x) const {
    return (from_knee(x) < 0 ? frame.left : frame.right).spread(x - frame.origin.x);
  }

  /// The interval that holds the true hinge at x with probability `level`: the confidence band.
  interval mean_interval(double x, double level = 0.95) const {
    return around(x, std::sqrt(quality.residual_variance * leverage(x)), level);
  }

  /// The interval that holds one more observation at x with probability `level`.
  interval prediction_interval(double x, double level = 0.95) const {
    return around(x, std::sqrt(quality.residual_variance * (1 + leverage(x))), level);
  }

  friend bool operator==(const hinge_fit&, const hinge_fit&) = default;

 private:
  double from_knee(double x) const { return (x - frame.origin.x) - frame.corner.x; }
  interval around(double x, double standard_error, double level) const {
    const double reach =
        distribution::student_t_two_sided(level, degrees_of_freedom()) * standard_error;
    return {predict(x) - reach, predict(x) + reach};
  }
};

/// The hinge as text: "T = 17.01 + 0.0001966 S + 0.01139 max(S - 884, 0) ms".
inline std::string equation(const hinge_fit& fit, const equation_options& options = {}) {
  const auto signed_term = [&](double value) {
    return (value < 0 ? " " + std::string(options.minus) + " " : " + ") +
           short_number(std::abs(value), options);
  };
  std::string text = fit.symbols.y + " = " + short_number(fit.intercept.value, options);
  text += signed_term(fit.slope.value) + " " + fit.symbols.x;
  text += signed_term(fit.slope_change.value) + " max(" + fit.symbols.x + signed_term(-fit.knee) +
          ", 0)";
  return fit.symbols.unit.empty() ? text : text + " " + fit.symbols.unit;
}

/// The hinge with its quality in one line:
/// "T = 17 + 0.0002 S + 0.0114 max(S - 884, 0) ms   R2 0.99   knee 95 % [861, 907]   n 120".
inline std::string summary(const hinge_fit& fit) {
  const equation_options three{.significant_digits = 3};
  return equation(fit) + "   R2 " + short_number(fit.quality.r2, three) + "   knee 95 % [" +
         short_number(fit.knee_known.ci95.low, three) + ", " +
         short_number(fit.knee_known.ci95.high, three) + "]   n " + std::to_string(fit.n);
}

}  // namespace proflens::fit
