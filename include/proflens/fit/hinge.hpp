#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include <proflens/fit/error.hpp>
#include <proflens/fit/estimate.hpp>
#include <proflens/fit/hinge_fit.hpp>
#include <proflens/fit/hinge_profile.hpp>
#include <proflens/fit/quality.hpp>
#include <proflens/fit/sup_f.hpp>
#include <proflens/fit/warning.hpp>
#include <proflens/interval.hpp>

/// `fit::hinge`: a continuous line of two pieces by least squares, its knee searched from the fifth
/// point to the fifth from the end. The search is exact and costs O(n) after sorting.
namespace proflens::fit {

struct hinge_options {
  /// Straight lines simulated for the p value of the test against a line; 0: no test.
  std::size_t draws = 999;
  std::uint64_t seed = 1;
};

/// The two pieces that meet at a knee: the lines of their own, bent until they meet.
struct hinge_pieces {
  double height = 0;  ///< at the knee
  double left_slope = 0, right_slope = 0;
};

inline hinge_pieces joined_pieces(const side_moments& left, const side_moments& right,
                                  double knee) {
  const double from_left = left.spread(knee), from_right = right.spread(knee);
  const double pull = (left.line(knee) - right.line(knee)) / (from_left + from_right);
  return {left.line(knee) - pull * from_left, left.slope() - pull * ((knee - left.x) / left.xx),
          right.slope() + pull * ((knee - right.x) / right.xx)};
}

/// The interval of the knee by inverting its profile; see `knee_interval`. Relative to the origin.
inline knee_interval known_knee(const hinge_profile& profile, double knee, double sse) {
  const double freedom = profile.whole().n - 4;
  const double t = distribution::student_t_two_sided(0.95, freedom);
  const std::vector<interval> pieces = profile.below(sse * (1 + t * t / freedom));
  const interval searched = profile.knee_range();
  // Where the points lie on the hinge to rounding, the set may be empty.
  if (pieces.empty()) return {{knee, knee}, true};
  knee_interval known{{std::min(knee, pieces.front().low), std::max(knee, pieces.back().high)},
                      pieces.size() == 1};
  constexpr double infinite = std::numeric_limits<double>::infinity();
  if (known.ci95.low <= searched.low) known.ci95.low = -infinite;
  if (known.ci95.high >= searched.high) known.ci95.high = infinite;
  return known;
}

inline void add_warnings(hinge_fit& fit, double total) {
  if (is_perfect(fit.quality.sse, total)) fit.warnings.push_back(warning::perfect_fit);
  if (fit.against_line.p > 0.05) fit.warnings.push_back(warning::no_better_than_a_line);
  if (!fit.knee_known.bounded()) fit.warnings.push_back(warning::knee_is_unbounded);
  if (!fit.knee_known.connected) fit.warnings.push_back(warning::knee_is_ambiguous);
  if (std::max(fit.leverage(fit.x_range.low), fit.leverage(fit.x_range.high)) > 0.99) {
    fit.warnings.push_back(warning::one_point_carries_the_slope);
  }
}

/// Intercept, slopes and their errors: see `hinge_fit`.
inline void add_estimates(hinge_fit& fit, const hinge_pieces& pieces) {
  const auto& [origin, corner, left, right] = fit.frame;
  const double s2 = fit.quality.residual_variance, freedom = fit.degrees_of_freedom();
  const double from_zero = origin.x + left.x;
  const double at_zero = origin.y + (corner.y - pieces.left_slope * (origin.x + corner.x));
  fit.intercept = make_estimate(
      at_zero, std::sqrt(s2 / left.n + from_zero * from_zero * (s2 / left.xx)), freedom);
  fit.slope = make_estimate(pieces.left_slope, std::sqrt(s2 / left.xx), freedom);
  fit.slope_change = make_estimate(pieces.right_slope - pieces.left_slope,
                                   std::sqrt(s2 / left.xx + s2 / right.xx), freedom);
}

/// The hinge of a profile; `null` is the distribution of the test, if there is to be one.
inline hinge_fit hinge(const hinge_profile& profile, const sup_f_distribution* null,
                       const line_symbols& symbols = {}) {
  const side_moments& whole = profile.whole();
  if (is_perfect(whole.sse(), whole.yy)) {
    throw error("the points lie on a straight line; there is no knee to be found");
  }
  const hinge_profile::optimum best = profile.best();
  const side_moments &left = profile.left(best.segment), &right = profile.right(best.segment);
  const hinge_pieces pieces = joined_pieces(left, right, best.knee);
  const auto shifted = [&](double x) { return profile.origin().x + x; };

  hinge_fit fit{.n = static_cast<std::uint64_t>(whole.n), .knee = shifted(best.knee)};
  fit.knee_known = known_knee(profile, best.knee, best.sse);
  fit.knee_known.ci95 = {shifted(fit.knee_known.ci95.low), shifted(fit.knee_known.ci95.high)};
  fit.knee_searched = {shifted(profile.knee_range().low), shifted(profile.knee_range().high)};
  fit.quality = make_quality(
      {.n = fit.n, .parameters = 6, .sse = best.sse, .total = whole.yy, .weight = whole.n});
  fit.quality.residual_variance = best.sse / fit.degrees_of_freedom();
  fit.quality.adjusted_r2 = 1 - (1 - fit.quality.r2) * (whole.n - 1) / fit.degrees_of_freedom();
  fit.sse_line = whole.sse();
  fit.x_range = {shifted(profile.places().front().x), shifted(profile.places().back().x)};
  fit.symbols = symbols;
  fit.frame = {profile.origin(), {best.knee, pieces.height}, left, right};
  fit.against_line = {sup_f(fit.sse_line, best.sse, whole.n),
                      std::numeric_limits<double>::quiet_NaN(), 0};
  if (null != nullptr) fit.against_line = null->test(fit.against_line.f);
  add_estimates(fit, pieces);
  add_warnings(fit, whole.yy);
  return fit;
}

/// The hinge through the points of two arrays of equal size, in any order.
///
/// Throws fit::error, with a reason to be read by a user, where there is none: fewer than ten
/// points, fewer than four different x, no room between x[4] and x[n-5] (0-based, sorted) where two
/// different x are on each side, points on a straight line, a value that is not finite.
inline hinge_fit hinge(std::span<const double> x, std::span<const double> y,
                       const line_symbols& symbols = {}, const hinge_options& options = {}) {
  const hinge_profile profile(x, y, symbols.x);
  if (options.draws == 0) return hinge(profile, nullptr, symbols);
  const sup_f_distribution null(profile, options.draws, options.seed);
  return hinge(profile, &null, symbols);
}

}  // namespace proflens::fit
