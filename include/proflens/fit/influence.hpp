#pragma once

#include <cstddef>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include <proflens/fit/error.hpp>
#include <proflens/fit/line_fit.hpp>

namespace proflens::fit {

/// What one point does to the line. r is its residual, h its leverage, s2 the residual variance.
struct point_influence {
  double leverage = 0;        ///< h, the diagonal of the hat matrix; their sum is 2
  double cooks_distance = 0;  ///< w r^2 h / (2 s2 (1 - h)^2): how far all fitted values would move
  double loo_residual = 0;    ///< r / (1 - h): y - the line fitted without this point

  friend bool operator==(const point_influence&, const point_influence&) = default;
};

/// Above this leverage the line passes through the point by construction, and what would happen
/// without it cannot be told from rounding.
inline constexpr double undecidable_leverage = 1 - 1e-9;

/// The influence of one point of the fit, O(1). Cook's distance and the left-out residual are NaN
/// above `undecidable_leverage`.
inline point_influence influence_of(const line_fit& fit, double x, double y, double weight = 1) {
  const double h = fit.leverage(x, weight);
  if (!(h <= undecidable_leverage)) {
    return {h, std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::quiet_NaN()};
  }
  const double left_out = fit.residual(x, y) / (1 - h);
  return {h, weight * left_out * left_out * h / (2 * fit.residual_variance), left_out};
}

/// Throws fit::error unless there is a y for each x, and a weight where there are weights.
inline void require_equal_sizes(std::span<const double> x, std::span<const double> y,
                                std::span<const double> w) {
  if (x.size() == y.size() && (w.empty() || w.size() == x.size())) return;
  throw error("x has " + std::to_string(x.size()) + " values, y " + std::to_string(y.size()) +
              (w.empty() ? std::string() : ", w " + std::to_string(w.size())) +
              "; expected equal numbers");
}

/// The influence of each point the fit was made from, in their order; `w` is empty where the fit
/// had no weights. Of a point of weight 0 the left-out residual is just the residual. Throws
/// fit::error where x, y and w differ in size.
inline std::vector<point_influence> influences(const line_fit& fit, std::span<const double> x,
                                               std::span<const double> y,
                                               std::span<const double> w = {}) {
  require_equal_sizes(x, y, w);
  std::vector<point_influence> result;
  result.reserve(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) {
    result.push_back(influence_of(fit, x[i], y[i], w.empty() ? 1 : w[i]));
  }
  return result;
}

}  // namespace proflens::fit
