#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <string_view>
#include <vector>

#include <proflens/fit/distribution.hpp>
#include <proflens/fit/equation.hpp>
#include <proflens/fit/estimate.hpp>
#include <proflens/fit/line.hpp>
#include <proflens/fit/robust_line.hpp>
#include <proflens/fit/warning.hpp>

/// Lines whose points weigh less the farther they lie off: M-estimates, by reweighting.
namespace proflens::fit {

/// A line by an M-estimator, complete. Made by `fit::huber` and `fit::tukey_biweight`.
struct reweighted_line {
  line_fit line{};                ///< the least squares of the last step; its errors don't hold
  estimate intercept{};           ///< with errors that hold
  estimate slope{};               ///< for large n: Huber (1981) 7.6, as statsmodels' H1
  double scale = 0;               ///< median |residual| / 0.6745; for normal errors their deviation
  std::vector<double> weights{};  ///< of the last step, 0 to 1
  int steps = 0;
  std::vector<std::string_view> warnings{};  ///< names of fit/warning.hpp

  double predict(double x) const { return line.predict(x); }
  double operator()(double x) const { return predict(x); }
  double residual(double x, double y) const { return line.residual(x, y); }

  friend bool operator==(const reweighted_line&, const reweighted_line&) = default;
};

inline constexpr int most_reweighting_steps = 2000;

/// The residuals of a line, divided by `scale`.
inline std::vector<double> scaled_residuals(const line_fit& line, std::span<const double> x,
                                            std::span<const double> y, double scale) {
  std::vector<double> residuals(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) residuals[i] = line.residual(x[i], y[i]) / scale;
  return residuals;
}

/// median |residual| / 0.6745, about 0.
inline double residual_scale(const line_fit& line, std::span<const double> x,
                             std::span<const double> y) {
  std::vector<double> sizes = scaled_residuals(line, x, y, 1);
  for (double& size : sizes) size = std::abs(size);
  return median_in_place(sizes) / distribution::normal_quantile(0.75);
}

/// The errors of slope and intercept from psi(r) = r weight(r) and its derivative: the variance of
/// psi over the square of its mean slope, times (X'X)^-1, with Huber's factor for small samples.
template <class Estimator>
void add_errors(reweighted_line& fit, std::span<const double> x, std::span<const double> y,
                const Estimator& estimator) {
  const auto n = static_cast<double>(x.size());
  double psi = 0, slope = 0, slopes = 0;
  for (const double r : scaled_residuals(fit.line, x, y, fit.scale)) {
    psi += r * estimator.weight(r) * (r * estimator.weight(r));
    slope += estimator.slope(r);
    slopes += estimator.slope(r) * estimator.slope(r);
  }
  const double mean = slope / n;
  const double factor = 1 + 2 / n * (slopes / n - mean * mean) / (mean * mean);
  const double deviation = factor * fit.scale * std::sqrt(psi / (n - 2)) / mean;
  // (X'X)^-1 of all points alike.
  line_sums sums;
  for (std::size_t i = 0; i < x.size(); ++i) sums(x[i], y[i]);
  const line_moments m = sums.moments();
  const double mean_x = m.origin.x + m.centre().x;
  const double of_slope = deviation / std::sqrt(m.xx);
  const double of_intercept = deviation * std::sqrt(1 / n + mean_x * (mean_x / m.xx));
  fit.slope = make_estimate(fit.line.slope.value, of_slope, n - 2);
  fit.intercept = make_estimate(fit.line.intercept.value, of_intercept, n - 2);
}

/// How far apart two lines are over the range of x, at most.
inline double distance_between(const line_fit& a, const line_fit& b) {
  return std::max(std::abs(a.predict(a.x_range.low) - b.predict(a.x_range.low)),
                  std::abs(a.predict(a.x_range.high) - b.predict(a.x_range.high)));
}

/// Reweights from ordinary least squares until the line moves no more, by 1e-12 of the scale or the
/// rounding of y. Where more than half the points lie on one line to rounding, the scale is 0: that
/// line is the answer, with the warning perfect_fit and errors of 0. Throws as `fit::line` does.
template <class Estimator>
reweighted_line reweight(std::span<const double> x, std::span<const double> y,
                         const Estimator& estimator, const line_symbols& symbols) {
  require_robust_line(x, y, symbols);
  reweighted_line fit{.line = line(x, y, symbols), .weights = std::vector<double>(x.size(), 1.0)};
  const auto [low, high] = std::ranges::minmax_element(y);
  const double rounding =
      16 * std::numeric_limits<double>::epsilon() * std::max(std::abs(*low), std::abs(*high));
  bool settled = false;
  while (!settled && fit.steps < most_reweighting_steps) {
    fit.scale = residual_scale(fit.line, x, y);
    if (fit.scale <= rounding) {
      fit.scale = 0;
      fit.warnings.push_back(warning::perfect_fit);
      fit.slope = make_estimate(fit.line.slope.value, 0, static_cast<double>(x.size()) - 2);
      fit.intercept = make_estimate(fit.line.intercept.value, 0, static_cast<double>(x.size()) - 2);
      return fit;
    }
    const std::vector<double> residuals = scaled_residuals(fit.line, x, y, fit.scale);
    std::ranges::transform(residuals, fit.weights.begin(),
                           [&](double r) { return estimator.weight(r); });
    line_fit next = line(x, y, std::span<const double>(fit.weights), symbols);
    settled = distance_between(next, fit.line) <= 1e-12 * fit.scale + rounding;
    fit.line = std::move(next);
    ++fit.steps;
  }
  if (!settled) fit.warnings.push_back(warning::not_converged);
  add_errors(fit, x, y, estimator);
  return fit;
}

/// "T = 17.97 + 2.507 S ms".
inline std::string equation(const reweighted_line& fit, const equation_options& options = {}) {
  return equation(fit.line, options);
}

/// "T = 17.97 + 2.507 S ms   slope 95 % [1.89, 3.13]   n 101".
inline std::string summary(const reweighted_line& fit) {
  return equation(fit) + slope_text(fit.slope.ci95) + "   n " + std::to_string(fit.weights.size());
}

}  // namespace proflens::fit
