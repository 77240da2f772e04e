#pragma once

#include <proflens/fit/distribution.hpp>
#include <proflens/interval.hpp>

namespace proflens::fit {

/// A parameter of a model, how well it is known, and whether it differs from 0. All but the value
/// are NaN without degrees of freedom. Where the standard error is 0 (points exactly on a line), t
/// is infinite and p 0; for a value of 0 both are NaN then.
struct estimate {
  double value = 0;
  double standard_error = 0;
  double t = 0;                   ///< value / standard_error
  double p = 0;                   ///< two-sided, Student
  double degrees_of_freedom = 0;  ///< of the residual variance
  interval ci95{};                ///< 95 % confidence interval

  /// value -+ t(level, degrees of freedom) * standard error, level in (0, 1).
  interval confidence_interval(double level) const {
    const double reach =
        distribution::student_t_two_sided(level, degrees_of_freedom) * standard_error;
    return {value - reach, value + reach};
  }

  friend bool operator==(const estimate&, const estimate&) = default;
};

/// The estimate born complete from its value and standard error.
inline estimate make_estimate(double value, double standard_error, double degrees_of_freedom) {
  estimate result{.value = value,
                  .standard_error = standard_error,
                  .t = value / standard_error,
                  .degrees_of_freedom = degrees_of_freedom};
  result.p = distribution::student_t_p_value(result.t, degrees_of_freedom);
  result.ci95 = result.confidence_interval(0.95);
  return result;
}

}  // namespace proflens::fit
