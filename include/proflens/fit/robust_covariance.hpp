#pragma once

#include <cstddef>
#include <limits>
#include <vector>

#include <proflens/fit/linear_fit.hpp>
#include <proflens/fit/square_matrix.hpp>

/// Standard errors of `fit::linear` that hold where the variance depends on the columns.
namespace proflens::fit {

/// How the standard errors are computed. Those of White (1980) and MacKinnon and White (1985) hold
/// where the variance depends on the columns: hc0 as it stands, hc1 times n / (n - k), hc2 divides
/// squared residuals by 1 - leverage, hc3 by its square.
enum class standard_errors { classical, hc0, hc1, hc2, hc3 };

/// What a squared residual of this leverage counts.
inline double robust_factor(standard_errors kind, double leverage) {
  if (kind == standard_errors::hc2) return 1 / (1 - leverage);
  if (kind == standard_errors::hc3) return 1 / ((1 - leverage) * (1 - leverage));
  return 1;
}

/// The covariance of height and slopes of `fit`, in the basis of its frame, from its rows; NaN
/// where a leverage of 1 leaves hc2 or hc3 undefined.
template <class Rows>
square_matrix robust_covariance(const linear_fit& fit, const Rows& rows, standard_errors kind) {
  const std::size_t size = fit.coefficients.size();
  square_matrix covariance(size);
  std::vector<double> influence(size);
  for (std::size_t i = 0; i < rows.size; ++i) {
    const double w = rows.weight(i);
    if (w == 0) continue;
    const auto values = rows.columns(i);
    const std::vector<double> u = fit.from_centre(values);
    const double leverage = w * fit.frame.inverse.form(u);
    const double r = leverage > 1 - 1e-9 ? std::numeric_limits<double>::quiet_NaN()
                                         : w * fit.residual(values, rows.y(i));
    for (std::size_t a = 0; a < size; ++a) {
      influence[a] = 0;
      for (std::size_t b = 0; b < size; ++b) influence[a] += fit.frame.inverse(a, b) * u[b] * r;
    }
    const double factor = robust_factor(kind, leverage);
    for (std::size_t a = 0; a < size; ++a) {
      for (std::size_t b = 0; b < size; ++b)
        covariance(a, b) += factor * influence[a] * influence[b];
    }
  }
  if (kind == standard_errors::hc1) {
    for (double& value : covariance.values)
      value *= static_cast<double>(fit.n) / fit.degrees_of_freedom();
  }
  return covariance;
}

}  // namespace proflens::fit
