#pragma once

#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/fisher_f.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <limits>

/// The distributions that tests and intervals need. The only header that names Boost. Each function
/// is NaN where it is undefined (an argument NaN, no degrees of freedom, a level outside (0, 1))
/// instead of throwing: an interval that does not exist is a result like any other. Tails are
/// computed as tails, so that p = 1e-78 is right to its last digits.
namespace proflens::fit::distribution {

/// t with P(T <= t) = p for Student's distribution.
inline double student_t_quantile(double p, double degrees_of_freedom) {
  if (!(p > 0 && p < 1) || !(degrees_of_freedom > 0)) {
    return std::numeric_limits<double>::quiet_NaN();
  }
  return boost::math::quantile(boost::math::students_t(degrees_of_freedom), p);
}

/// t with P(|T| <= t) = level: half the width of a two-sided interval in standard errors.
inline double student_t_two_sided(double level, double degrees_of_freedom) {
  if (!(level > 0 && level < 1) || !(degrees_of_freedom > 0)) {
    return std::numeric_limits<double>::quiet_NaN();
  }
  const boost::math::students_t student(degrees_of_freedom);
  return boost::math::quantile(boost::math::complement(student, (1 - level) / 2));
}

/// P(|T| >= |t|); 0 for an infinite t.
inline double student_t_p_value(double t, double degrees_of_freedom) {
  if (std::isnan(t) || !(degrees_of_freedom > 0)) return std::numeric_limits<double>::quiet_NaN();
  if (std::isinf(t)) return 0;
  const boost::math::students_t student(degrees_of_freedom);
  return 2 * boost::math::cdf(boost::math::complement(student, std::abs(t)));
}

/// P(F >= f) of Fisher's distribution; 0 for an infinite f.
inline double f_upper_tail(double f, double numerator, double denominator) {
  if (!(f >= 0) || !(numerator > 0) || !(denominator > 0)) {
    return std::numeric_limits<double>::quiet_NaN();
  }
  if (std::isinf(f)) return 0;
  return boost::math::cdf(
      boost::math::complement(boost::math::fisher_f(numerator, denominator), f));
}

/// P(X >= x) of the chi-squared distribution; 0 for an infinite x.
inline double chi_squared_upper_tail(double x, double degrees_of_freedom) {
  if (!(x >= 0) || !(degrees_of_freedom > 0)) return std::numeric_limits<double>::quiet_NaN();
  if (std::isinf(x)) return 0;
  return boost::math::cdf(boost::math::complement(boost::math::chi_squared(degrees_of_freedom), x));
}

/// x with P(X <= x) = p for the chi-squared distribution; 0 for p = 0.
inline double chi_squared_quantile(double p, double degrees_of_freedom) {
  if (!(p >= 0 && p < 1) || !(degrees_of_freedom > 0)) {
    return std::numeric_limits<double>::quiet_NaN();
  }
  return boost::math::quantile(boost::math::chi_squared(degrees_of_freedom), p);
}

/// z with P(Z <= z) = p for the standard normal distribution.
inline double normal_quantile(double p) {
  if (!(p > 0 && p < 1)) return std::numeric_limits<double>::quiet_NaN();
  return boost::math::quantile(boost::math::normal(), p);
}

}  // namespace proflens::fit::distribution
