#pragma once

#include <algorithm>
#include <cstddef>

#include <proflens/fit/lanes.hpp>
#include <proflens/fit/line_moments.hpp>
#include <proflens/point.hpp>

/// The two passes over arrays that `fit::line` makes, by eight sums side by side (`lanes.hpp`).
namespace proflens::fit {

/// The sums of 1 to `line_block::capacity` points; `x(i)` and `y(i)` give coordinates.
template <class X, class Y>
line_block scan_block(const X& x, const Y& y, std::size_t begin, std::size_t end) {
  const point origin{x(begin), y(begin)};
  lane_values sx{}, sy{}, sxx{}, sxy{}, syy{}, low, high;
  low.fill(origin.x);
  high.fill(origin.x);
  for_lanes(begin, end, [&](std::size_t i, std::size_t lane) {
    const double dx = x(i) - origin.x;
    const double dy = y(i) - origin.y;
    sx[lane] += dx;
    sy[lane] += dy;
    sxx[lane] += dx * dx;
    sxy[lane] += dx * dy;
    syy[lane] += dy * dy;
  });
  // In a loop of its own, or the sums do not all fit into registers.
  for_lanes(begin, end, [&](std::size_t i, std::size_t lane) {
    const double value = x(i);
    low[lane] = value < low[lane] ? value : low[lane];
    high[lane] = value > high[lane] ? value : high[lane];
  });
  return {.count = end - begin,
          .origin = origin,
          .x = total(sx),
          .y = total(sy),
          .xx = total(sxx),
          .xy = total(sxy),
          .yy = total(syy),
          .x_range = {*std::ranges::min_element(low), *std::ranges::max_element(high)}};
}

/// The moments of `n` points.
template <class X, class Y>
line_moments scan_moments(const X& x, const Y& y, std::size_t n) {
  line_moments all;
  for (std::size_t begin = 0; begin < n; begin += line_block::capacity) {
    all += scan_block(x, y, begin, std::min(n, begin + line_block::capacity)).moments();
  }
  return all;
}

/// Sums over the residuals r of a line; d is the distance of x from the mean.
struct residual_sums {
  double r = 0;   ///< sum of w r, 0 but for rounding
  double dr = 0;  ///< sum of w d r, 0 but for rounding
  double rr = 0;  ///< sum of w r^2
};

/// The residuals of `n` points about the line through the mean of `moments` with `slope`.
template <class X, class Y>
residual_sums scan_residuals(const X& x, const Y& y, std::size_t n, const line_moments& moments,
                             double slope) {
  const point origin = moments.origin;
  const point centre = moments.centre();
  lane_values sr{}, sdr{}, srr{};
  for_lanes(0, n, [&](std::size_t i, std::size_t lane) {
    const double d = (x(i) - origin.x) - centre.x;
    const double r = (y(i) - origin.y) - centre.y - slope * d;
    sr[lane] += r;
    sdr[lane] += d * r;
    srr[lane] += r * r;
  });
  return {total(sr), total(sdr), total(srr)};
}

}  // namespace proflens::fit
