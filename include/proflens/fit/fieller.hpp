#pragma once

#include <cmath>
#include <limits>
#include <string_view>

#include <proflens/fit/distribution.hpp>
#include <proflens/fit/line_fit.hpp>
#include <proflens/interval.hpp>

namespace proflens::fit {

/// What a confidence set of a ratio looks like.
enum class ratio_set {
  bounded,     ///< an interval
  outside,     ///< everything but an interval: the denominator may be 0
  everything,  ///< no ratio can be ruled out
  undefined    ///< no degrees of freedom, or a denominator of 0
};

/// A ratio and the set of all ratios that the data do not rule out.
struct ratio_estimate {
  double value = 0;
  ratio_set set = ratio_set::undefined;
  /// The set where it is bounded, where it is not: what lies outside it. NaN for the others.
  interval bounds{std::numeric_limits<double>::quiet_NaN(),
                  std::numeric_limits<double>::quiet_NaN()};

  bool contains(double ratio) const {
    if (set == ratio_set::everything) return true;
    if (set == ratio_set::bounded) return bounds.contains(ratio);
    return set == ratio_set::outside && !(bounds.low < ratio && ratio < bounds.high);
  }
  /// The smallest interval that holds the set: with infinite ends where it is not bounded.
  interval hull() const {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    return set == ratio_set::outside || set == ratio_set::everything ? interval{-infinity, infinity}
                                                                     : bounds;
  }

  friend bool operator==(const ratio_estimate&, const ratio_estimate&) = default;
};

/// Two estimates with normal errors whose ratio is asked for.
struct ratio_terms {
  double numerator = 0;
  double denominator = 0;
  double numerator_variance = 0;
  double covariance = 0;
  double denominator_variance = 0;
};

/// The ratio of two estimates with the set of Fieller (1954) of probability `level`: all r for
/// which numerator - r denominator is not farther than t standard errors from 0. t is Student's
/// quantile.
inline ratio_estimate fieller(const ratio_terms& terms, double degrees_of_freedom,
                              double level = 0.95) {
  ratio_estimate ratio{.value = terms.numerator / terms.denominator};
  const double t = distribution::student_t_two_sided(level, degrees_of_freedom);
  const double tt = t * t;
  // a r^2 - 2 b r + c <= 0
  const double a = terms.denominator * terms.denominator - tt * terms.denominator_variance;
  const double b = terms.numerator * terms.denominator - tt * terms.covariance;
  const double c = terms.numerator * terms.numerator - tt * terms.numerator_variance;
  if (std::isnan(a) || std::isnan(b) || std::isnan(c) || terms.denominator == 0) {
    ratio.value = terms.denominator == 0 ? std::numeric_limits<double>::quiet_NaN() : ratio.value;
    return ratio;
  }
  if (a == 0 || b * b < a * c) {
    // Where a > 0, the ratio itself is in the set, so this is rounding: a set of one ratio.
    ratio.set = a > 0 ? ratio_set::bounded : ratio_set::everything;
    if (a > 0) ratio.bounds = {b / a, b / a};
    return ratio;
  }
  // The root that does not cancel, and the other one from their product.
  const double sum = b + std::copysign(std::sqrt(b * b - a * c), b);
  const double one = sum / a;
  const double other = sum == 0 ? 0 : c / sum;
  ratio.set = a > 0 ? ratio_set::bounded : ratio_set::outside;
  ratio.bounds = one < other ? interval{one, other} : interval{other, one};
  return ratio;
}

/// Where a line reaches `target`: x = (target - a) / b, with the set of all x at which the true
/// line may do so. Computed about the middle of the data, so that it loses nothing at time stamps.
inline ratio_estimate where_line_reaches(const line_fit& line, double target, double level = 0.95) {
  ratio_estimate at = fieller({.numerator = (target - line.frame.origin.y) - line.frame.centre.y,
                               .denominator = line.slope.value,
                               .numerator_variance = line.residual_variance / line.frame.weight,
                               .covariance = 0,
                               .denominator_variance = line.residual_variance / line.frame.xx},
                              line.slope.degrees_of_freedom, level);
  const auto from_zero = [&](double distance) {
    return line.frame.origin.x + (line.frame.centre.x + distance);
  };
  at.value = from_zero(at.value);
  at.bounds = {from_zero(at.bounds.low), from_zero(at.bounds.high)};
  return at;
}

/// How a set is called in a report.
constexpr std::string_view name_of(ratio_set set) {
  switch (set) {
    case ratio_set::bounded: return "bounded";
    case ratio_set::outside: return "all but an interval";
    case ratio_set::everything: return "everything";
    case ratio_set::undefined: break;
  }
  return "undefined";
}

}  // namespace proflens::fit
