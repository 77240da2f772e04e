#pragma once

#include <algorithm>
#include <array>
#include <cstddef>

#include "proflens/fit/line_moments.hpp"
#include "proflens/point.hpp"

/// The two passes over arrays that `fit::line` makes. Eight independent sums run side by side,
/// because a compiler may not reorder one sum into vector registers; the result depends on the data
/// alone, not on the machine's vector length.
namespace proflens::fit {

inline constexpr std::size_t lanes = 8;

/// One sum per lane.
struct lane_sums {
  std::array<double, lanes> value{};

  constexpr double total() const {
    const auto& v = value;
    return ((v[0] + v[4]) + (v[2] + v[6])) + ((v[1] + v[5]) + (v[3] + v[7]));
  }
};

/// The sums of up to `line_block::capacity` points; `x(i)` and `y(i)` give coordinates.
template <class X, class Y>
line_block scan_block(const X& x, const Y& y, std::size_t begin, std::size_t end) {
  line_block block{.count = end - begin, .origin = {x(begin), y(begin)}};
  lane_sums sx, sy, sxx, sxy, syy;
  const point origin = block.origin;
  const auto add = [&](std::size_t i, std::size_t lane) {
    const double dx = x(i) - origin.x;
    const double dy = y(i) - origin.y;
    sx.value[lane] += dx;
    sy.value[lane] += dy;
    sxx.value[lane] += dx * dx;
    sxy.value[lane] += dx * dy;
    syy.value[lane] += dy * dy;
  };
  std::size_t i = begin;
  for (; i + lanes <= end; i += lanes) {
    for (std::size_t lane = 0; lane < lanes; ++lane) add(i + lane, lane);
  }
  for (; i < end; ++i) add(i, i % lanes);
  for (std::size_t k = begin; k < end; ++k) {
    block.x_range = {std::min(block.x_range.low, x(k)), std::max(block.x_range.high, x(k))};
  }
  block.x = sx.total();
  block.y = sy.total();
  block.xx = sxx.total();
  block.xy = sxy.total();
  block.yy = syy.total();
  return block;
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
  lane_sums sr, sdr, srr;
  const auto add = [&](std::size_t i, std::size_t lane) {
    const double d = (x(i) - origin.x) - centre.x;
    const double r = (y(i) - origin.y) - centre.y - slope * d;
    sr.value[lane] += r;
    sdr.value[lane] += d * r;
    srr.value[lane] += r * r;
  };
  std::size_t i = 0;
  for (; i + lanes <= n; i += lanes) {
    for (std::size_t lane = 0; lane < lanes; ++lane) add(i + lane, lane);
  }
  for (; i < n; ++i) add(i, i % lanes);
  return {sr.total(), sdr.total(), srr.total()};
}

}  // namespace proflens::fit
