#pragma once

#include <cmath>
#include <span>

#include <proflens/fit/reweighted_line.hpp>

namespace proflens::fit {

/// Huber's M-estimator (1964): residuals beyond `tuning` scales count by their sign alone. 1.345
/// keeps 95 % of the efficiency of least squares where errors are normal.
struct huber_estimator {
  double tuning = 1.345;

  double weight(double r) const { return std::abs(r) <= tuning ? 1 : tuning / std::abs(r); }
  /// The derivative of r weight(r).
  double slope(double r) const { return std::abs(r) <= tuning ? 1 : 0; }
};

/// The line by Huber's M-estimator. Resists wild y, not wild x. Throws fit::error as `theil_sen`.
inline reweighted_line huber(std::span<const double> x, std::span<const double> y,
                             const line_symbols& symbols = {}, double tuning = 1.345) {
  return reweight(x, y, huber_estimator{tuning}, symbols);
}

}  // namespace proflens::fit
