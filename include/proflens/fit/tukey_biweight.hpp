#pragma once

#include <cmath>
#include <span>

#include <proflens/fit/reweighted_line.hpp>

namespace proflens::fit {

/// Tukey's biweight (Beaton and Tukey 1974): residuals beyond `tuning` scales do not count at all.
/// 4.685 keeps 95 % of the efficiency of least squares where errors are normal.
struct biweight_estimator {
  double tuning = 4.685;

  double weight(double r) const {
    const double part = r / tuning;
    return std::abs(part) < 1 ? (1 - part * part) * (1 - part * part) : 0;
  }
  /// The derivative of r weight(r).
  double slope(double r) const {
    const double square = r / tuning * (r / tuning);
    return square < 1 ? (1 - square) * (1 - 5 * square) : 0;
  }
};

/// The line by Tukey's biweight. What it settles on depends on where it begins, ordinary least
/// squares. Throws fit::error as `theil_sen`, and where no two different x keep a weight.
inline reweighted_line tukey_biweight(std::span<const double> x, std::span<const double> y,
                                      const line_symbols& symbols = {}, double tuning = 4.685) {
  return reweight(x, y, biweight_estimator{tuning}, symbols);
}

}  // namespace proflens::fit
