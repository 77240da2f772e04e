#pragma once

#include <cmath>
#include <limits>

#include <proflens/aggregate/geometric_mean.hpp>
#include <proflens/aggregate/moments.hpp>
#include <proflens/aggregate/student_t.hpp>
#include <proflens/interval.hpp>

namespace proflens::aggregate {

/// The difference of two means, whose samples may scatter differently.
struct welch_result {
  double difference = 0;  ///< mean of a - mean of b
  double standard_error = 0;
  double t = 0;
  double degrees_of_freedom = 0;
  double p = 0;  ///< two-sided

  /// That of the difference.
  proflens::interval interval(double level = 0.95) const {
    const double reach =
        standard_error == 0 ? 0 : student_t_two_sided(level, degrees_of_freedom) * standard_error;
    return {difference - reach, difference + reach};
  }
};

/// Welch (1947): t with the degrees of freedom of Satterthwaite. NaN but for the difference where a
/// sample has fewer than two values. Where both are constant, the standard error is 0, t infinite
/// and p 0 if they differ, both NaN if they are equal. All NaN where values were not finite.
inline welch_result welch(const moments& a, const moments& b) {
  const auto na = static_cast<double>(a.count()), nb = static_cast<double>(b.count());
  const double va = a.variance() / na, vb = b.variance() / nb;
  welch_result result;
  result.difference = a.mean() - b.mean();
  result.standard_error = std::sqrt(va + vb);
  result.t = result.difference / result.standard_error;
  // Shares of the variance instead of variances: their squares may underflow.
  const double share = va / (va + vb), rest = vb / (va + vb);
  result.degrees_of_freedom = 1 / (share * share / (na - 1) + rest * rest / (nb - 1));
  result.p = std::isinf(result.t) ? 0 : student_t_p_value(result.t, result.degrees_of_freedom);
  return result;
}

/// How many times larger one is than another.
struct ratio_estimate {
  double value = 0;
  proflens::interval interval;
  double p = 0;  ///< two-sided, of a ratio of 1
};

/// The ratio of two geometric means, by `welch` on the logarithms: for times, whose noise is rather
/// a factor than a summand. NaN where that is.
inline ratio_estimate geometric_ratio(const geometric_mean& a, const geometric_mean& b,
                                      double level = 0.95) {
  const welch_result logarithms = welch(a.logarithms(), b.logarithms());
  const proflens::interval range = logarithms.interval(level);
  return {
      std::exp(logarithms.difference), {std::exp(range.low), std::exp(range.high)}, logarithms.p};
}

}  // namespace proflens::aggregate
