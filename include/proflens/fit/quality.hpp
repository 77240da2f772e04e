#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <numbers>

namespace proflens::fit {

/// How well a model describes the points it was fitted to, by least squares with normal errors. The
/// names and the conventions are those of `line_fit`: k counts the parameters without the variance
/// of the errors, weights are relative. What is undefined is NaN: whatever needs more points than
/// there are, r2 where all y are equal.
struct fit_quality {
  double sse = 0;                ///< sum of w (y - model)^2
  double residual_variance = 0;  ///< s2 = sse / (n - k)
  double r2 = 0;                 ///< 1 - sse / sum of w (y - mean y)^2
  double adjusted_r2 = 0;        ///< 1 - (1 - r2) (n - 1) / (n - k)
  double rmse = 0;               ///< sqrt(sse / sum of w)
  double log_likelihood = 0;     ///< variance sse / n, plus half the sum of ln w
  double aic = 0;                ///< 2 k - 2 log likelihood
  double aicc = 0;               ///< -2 log likelihood + 2 k n / (n - k - 1)
  double bic = 0;                ///< k ln n - 2 log likelihood

  friend bool operator==(const fit_quality&, const fit_quality&) = default;
};

/// What a quality is made from.
struct quality_sums {
  std::uint64_t n = 0;     ///< points, without those of weight 0
  double parameters = 0;   ///< k
  double sse = 0;          ///< sum of w (y - model)^2
  double total = 0;        ///< sum of w (y - mean y)^2; w y^2 where the model has no intercept
  double weight = 0;       ///< sum of w; n without weights
  double log_weights = 0;  ///< sum of ln w; 0 without weights
  bool intercept = true;   ///< else r2 is about 0 and adjusted by n / (n - k)
};

/// The quality of a model with these sums.
inline fit_quality make_quality(const quality_sums& sums) {
  constexpr double undefined = std::numeric_limits<double>::quiet_NaN();
  const auto n = static_cast<double>(sums.n);
  const double k = sums.parameters;
  const double freedom = n - k;
  fit_quality q{.sse = sums.sse, .rmse = std::sqrt(sums.sse / sums.weight)};
  q.residual_variance = freedom > 0 ? q.sse / freedom : undefined;
  q.r2 = sums.total > 0 ? 1 - q.sse / sums.total : undefined;
  q.adjusted_r2 = freedom > 0 ? 1 - (1 - q.r2) * (sums.intercept ? n - 1 : n) / freedom : undefined;
  q.log_likelihood =
      -n / 2 * (std::log(2 * std::numbers::pi) + std::log(q.sse / n) + 1) + sums.log_weights / 2;
  q.aic = 2 * k - 2 * q.log_likelihood;
  q.aicc = n > k + 1 ? -2 * q.log_likelihood + 2 * k * n / (n - k - 1) : undefined;
  q.bic = k * std::log(n) - 2 * q.log_likelihood;
  return q;
}

/// Whether what is left of the sums is their rounding.
inline bool is_perfect(double sse, double total) {
  return sse <= 64 * std::numeric_limits<double>::epsilon() * total;
}

}  // namespace proflens::fit
