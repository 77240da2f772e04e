#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>

#include <proflens/interval.hpp>
#include <proflens/point.hpp>

namespace proflens::fit {

/// All that a straight line needs to know of its points: counts, means and centred second moments.
///
/// Everything is relative to `origin`, the first point taken: differences to it are exact or nearly
/// so, which keeps the spread of time stamps at 1.7e9 that a plain sum of squares loses. Scaling x,
/// y or the weights by a power of two scales each member to the bit (but `log_weights`).
struct line_moments {
  std::uint64_t count = 0;  ///< points; those of weight 0 are left out
  double weight = 0;        ///< sum of the weights w; NaN if one was negative or not finite
  double log_weights = 0;   ///< sum of ln w
  point origin{};           ///< the first point
  point sum{};              ///< sums of w (x - origin.x) and w (y - origin.y)
  double xx = 0;            ///< sum of w (x - mean x)^2
  double xy = 0;            ///< sum of w (x - mean x) (y - mean y)
  double yy = 0;            ///< sum of w (y - mean y)^2
  interval x_range{std::numeric_limits<double>::infinity(),
                   -std::numeric_limits<double>::infinity()};  ///< smallest and largest x

  /// The weighted mean, relative to `origin`; not defined without points.
  constexpr point centre() const { return {sum.x / weight, sum.y / weight}; }

  /// Joins the moments of other points: Pébay (2008), Formulas for robust, one-pass parallel
  /// computation of covariances. The two means meet through the difference of the two origins.
  constexpr line_moments& operator+=(const line_moments& other) {
    if (other.count == 0) return *this;
    if (count == 0) return *this = other;
    const point shift{other.origin.x - origin.x, other.origin.y - origin.y};
    const double dx = shift.x + (other.centre().x - centre().x);
    const double dy = shift.y + (other.centre().y - centre().y);
    const double between = weight * (other.weight / (weight + other.weight));
    xx += other.xx + dx * dx * between;
    xy += other.xy + dx * dy * between;
    yy += other.yy + dy * dy * between;
    sum.x += other.sum.x + other.weight * shift.x;
    sum.y += other.sum.y + other.weight * shift.y;
    count += other.count;
    weight += other.weight;
    log_weights += other.log_weights;
    x_range = {std::min(x_range.low, other.x_range.low),
               std::max(x_range.high, other.x_range.high)};
    return *this;
  }

  friend constexpr bool operator==(const line_moments&, const line_moments&) = default;
};

/// Plain sums of up to `capacity` points about the first of them, the fast way to line_moments.
///
/// Subtracting squares of sums is safe here and only here: the origin is one of the points, so a
/// spread much smaller than the distance to it cannot occur; the relative error of `xx` and `yy`
/// stays below capacity times the rounding unit, 6e-14.
struct line_block {
  static constexpr std::size_t capacity = 512;

  std::uint64_t count = 0;
  point origin{};
  double x = 0, y = 0, xx = 0, xy = 0, yy = 0;
  interval x_range{std::numeric_limits<double>::infinity(),
                   -std::numeric_limits<double>::infinity()};

  constexpr void add(double x_value, double y_value) {
    if (count == 0) origin = {x_value, y_value};
    const double dx = x_value - origin.x;
    const double dy = y_value - origin.y;
    ++count;
    x += dx;
    y += dy;
    xx += dx * dx;
    xy += dx * dy;
    yy += dy * dy;
    x_range = {std::min(x_range.low, x_value), std::max(x_range.high, x_value)};
  }

  /// The centred moments, each point with weight 1.
  constexpr line_moments moments() const {
    if (count == 0) return {};
    const auto n = static_cast<double>(count);
    return {.count = count,
            .weight = n,
            .origin = origin,
            .sum = {x, y},
            .xx = xx - x * (x / n),
            .xy = xy - x * (y / n),
            .yy = yy - y * (y / n),
            .x_range = x_range};
  }

  friend constexpr bool operator==(const line_block&, const line_block&) = default;
};

}  // namespace proflens::fit
