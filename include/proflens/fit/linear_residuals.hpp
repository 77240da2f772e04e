#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

#include <proflens/fit/linear_fit.hpp>
#include <proflens/fit/linear_solution.hpp>
#include <proflens/fit/linear_sums.hpp>
#include <proflens/fit/square_matrix.hpp>

/// The passes over the rows that follow a solution of `fit::linear`.
namespace proflens::fit {

/// Sums over the residuals r of a linear model; d_j is the distance of a column from its mean.
template <std::size_t Columns>
struct linear_residuals {
  double r = 0;                      ///< sum of w r, 0 but for rounding
  std::array<double, Columns> dr{};  ///< sums of w d_j r, 0 but for rounding
  double rr = 0;                     ///< sum of w r^2
  double largest_leverage = 0;
};

/// The residuals of rows about the model through the mean of `m` with the slopes of `solution`.
template <std::size_t Columns, class Rows>
linear_residuals<Columns> residuals_of(const linear_moments<Columns>& m,
                                       const linear_solution<Columns>& solution, const Rows& rows) {
  linear_residuals<Columns> sums;
  std::array<double, Columns> centre{};
  for (std::size_t j = 0; j < Columns; ++j) centre[j] = m.centre(j);
  const double height = m.centre(Columns) + solution.y_shift;
  const double spread = rows.intercept ? 1 / m.weight : 0;
  for (std::size_t i = 0; i < rows.size; ++i) {
    const double w = rows.weight(i);
    if (w == 0) continue;
    const auto values = rows.columns(i);
    std::array<double, Columns> d{};
    double r = rows.y(i) - m.origin[Columns] - height;
    double leverage = spread;
    for (std::size_t j = 0; j < Columns; ++j) {
      d[j] = (values[j] - m.origin[j]) - centre[j];
      r -= solution.slopes[j] * d[j];
    }
    for (std::size_t j = 0; j < Columns; ++j) {
      double inner = 0;
      for (std::size_t k = 0; k < Columns; ++k) inner += solution.inverse[j][k] * d[k];
      leverage += d[j] * inner;
      sums.dr[j] += w * d[j] * r;
    }
    sums.r += w * r;
    sums.rr += w * r * r;
    leverage *= w;
    sums.largest_leverage = leverage > sums.largest_leverage ? leverage : sums.largest_leverage;
  }
  return sums;
}

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
