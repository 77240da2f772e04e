#pragma once

#include <algorithm>
#include <cmath>
#include <limits>

namespace proflens::aggregate {

/// Bounds of a loop that ends by reaching full precision; without them NaN would never end.
inline constexpr int most_fraction_terms = 10000;

/// The continued fraction of the incomplete beta function by Lentz's method, as in Press et al.
/// (2007), Numerical Recipes, 6.4. Converges fast for x < (a + 1) / (a + b + 2).
inline double beta_fraction(double x, double a, double b) {
  constexpr double tiny = 1e-300;
  const auto away_from_zero = [](double value) { return std::abs(value) < tiny ? tiny : value; };
  double c = 1;
  double d = 1 / away_from_zero(1 - (a + b) * x / (a + 1));
  double result = d;
  for (int i = 1; i < most_fraction_terms; ++i) {
    const double m = i;
    const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / away_from_zero(1 + even * d);
    c = away_from_zero(1 + even / c);
    result *= d * c;
    const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / away_from_zero(1 + odd * d);
    c = away_from_zero(1 + odd / c);
    result *= d * c;
    if (std::abs(d * c - 1) < 1e-16) break;
  }
  return result;
}

/// log Gamma(a + 1/2) - log Gamma(a) without the loss that large a bring: the ratio by its
/// recurrence until the asymptotic series is exact.
inline double log_gamma_half_step(double a) {
  double correction = 0;
  for (; a < 30; ++a) correction += std::log(a / (a + 0.5));
  const double r = 1 / a;
  // Tricomi and Erdélyi (1951): the logarithm of sqrt(a) (1 - 1/(8a) + 1/(128a^2) + ...).
  const double series =
      r * (-1.0 / 8 + r * r * (1.0 / 192 + r * r * (-1.0 / 640 + r * r * 17.0 / 14336)));
  return correction + 0.5 * std::log(a) + series;
}

/// P(|T| >= |t|) for many degrees of freedom, where the fraction takes long and loses digits: by
/// the normal number as far out. Hill (1970), Student's t-distribution, algorithm 395; the next
/// term is below 1e-20 from 1e5 degrees of freedom on.
inline double student_t_near_normal(double t, double degrees_of_freedom) {
  const double a = degrees_of_freedom - 0.5, b = 48 * a * a;
  const double z = std::sqrt(a * std::log1p(t / degrees_of_freedom * t)), w = z * z;
  const double first = (w + 3) / b, second = (((4 * w + 33) * w + 240) * w + 855) / (10 * b) / b;
  return std::erfc(z * (1 + first - second) / std::sqrt(2.0));
}

/// P(|T| >= |t|) for Student's distribution with any positive number of degrees of freedom, to
/// 1e-13 relative, in the far tails too; 0 for an infinite t, NaN where undefined.
///
/// With x = df / (df + t^2) it is the regularised incomplete beta function I_x(df/2, 1/2).
inline double student_t_p_value(double t, double degrees_of_freedom) {
  if (std::isnan(t) || !(degrees_of_freedom > 0)) return std::numeric_limits<double>::quiet_NaN();
  if (std::isinf(t)) return 0;
  if (t == 0) return 1;
  if (std::isinf(degrees_of_freedom)) return std::erfc(std::abs(t) / std::sqrt(2.0));
  if (degrees_of_freedom > 1e4) return student_t_near_normal(t, degrees_of_freedom);
  const double a = degrees_of_freedom / 2, square = t / degrees_of_freedom * t;
  const double x = 1 / (1 + square), rest = 1 / (1 + 1 / square);
  // Of 1 + square, which may exceed every number.
  const double log_sum = square < 1e100 ? std::log1p(square)
                                        : 2 * std::log(std::abs(t)) - std::log(degrees_of_freedom);
  // log of x^a (1 - x)^(1/2) / B(a, 1/2)
  const double log_front = -a * log_sum + 0.5 * std::log(rest) + log_gamma_half_step(a) -
                           0.5 * std::log(std::acos(-1.0));
  const double front = std::exp(log_front);
  if (x < (a + 1) / (a + 2.5)) return front * beta_fraction(x, a, 0.5) / a;
  return 1 - front * beta_fraction(rest, 0.5, a) / 0.5;
}

/// t with P(|T| <= t) = level: half the width of a two-sided interval in standard errors. NaN where
/// undefined.
inline double student_t_two_sided(double level, double degrees_of_freedom) {
  if (!(level > 0 && level < 1) || !(degrees_of_freedom > 0))
    return std::numeric_limits<double>::quiet_NaN();
  double low = 0, high = 1;
  while (student_t_p_value(high, degrees_of_freedom) > 1 - level && high < 1e300) {
    low = high;
    high *= 2;
  }
  // Halving ends at neighbouring numbers: no derivative to go wrong.
  for (double middle = low + (high - low) / 2; low < middle && middle < high;
       middle = low + (high - low) / 2) {
    (student_t_p_value(middle, degrees_of_freedom) > 1 - level ? low : high) = middle;
  }
  return low;
}

}  // namespace proflens::aggregate
