#pragma once

#include <cstddef>
#include <span>
#include <string>

#include <proflens/aggregate/of.hpp>
#include <proflens/fit/error.hpp>
#include <proflens/fit/least_squares.hpp>
#include <proflens/fit/line_fit.hpp>
#include <proflens/fit/line_scan.hpp>
#include <proflens/fit/line_sums.hpp>
#include <proflens/point.hpp>

/// `fit::line`: a straight line by least squares. From sums in one pass and constant memory; from
/// arrays in two passes, where the residuals are taken about the line itself, so that they keep
/// their digits even where they are 1e-9 of y.
///
/// All of them throw fit::error, with a reason to be read by a user, where there is no line: fewer
/// than two points, all x equal, a value that is not finite, a negative weight, all weights 0.
namespace proflens::fit {

/// The line through what was summed, in one pass, possibly in pieces.
inline line_fit line(const line_moments& moments, const line_symbols& symbols = {}) {
  require_line(moments, symbols);
  return complete(solve(moments), symbols);
}
inline line_fit line(const line_sums& sums, const line_symbols& symbols = {}) {
  return line(sums.moments(), symbols);
}

/// The line through what `aggregate::of(projection, line_sums{})` took. A projection may say how
/// the line is to be written by static members `x_symbol`, `y_symbol` (text) and `y_unit` (unit).
template <class Projection>
line_fit line(const aggregate::of<Projection, line_sums>& projected) {
  line_symbols symbols;
  if constexpr (requires { Projection::x_symbol; }) symbols.x = Projection::x_symbol;
  if constexpr (requires { Projection::y_symbol; }) symbols.y = Projection::y_symbol;
  if constexpr (requires { Projection::y_unit; }) symbols.unit = Projection::y_unit.symbol;
  return line(projected.value, symbols);
}

/// The line through `n` points, whose coordinates `x(i)` and `y(i)` give.
template <class X, class Y>
line_fit line_through(const X& x, const Y& y, std::size_t n, const line_symbols& symbols) {
  const line_moments moments = scan_moments(x, y, n);
  require_line(moments, symbols);
  const line_solution rough = solve(moments);
  return complete(refined(rough, scan_residuals(x, y, n, moments, rough.slope)), symbols);
}

/// The line through the points of two arrays of equal size.
inline line_fit line(std::span<const double> x, std::span<const double> y,
                     const line_symbols& symbols = {}) {
  if (x.size() != y.size()) {
    throw error("x has " + std::to_string(x.size()) + " values, y " + std::to_string(y.size()));
  }
  return line_through([x](std::size_t i) { return x[i]; }, [y](std::size_t i) { return y[i]; },
                      x.size(), symbols);
}

inline line_fit line(std::span<const point> points, const line_symbols& symbols = {}) {
  return line_through([points](std::size_t i) { return points[i].x; },
                      [points](std::size_t i) { return points[i].y; }, points.size(), symbols);
}

/// The line through weighted points: w is inversely proportional to the variance of y. Only the
/// proportions of the weights matter; a point of weight 0 is left out.
inline line_fit line(std::span<const double> x, std::span<const double> y,
                     std::span<const double> w, const line_symbols& symbols = {}) {
  if (x.size() != y.size() || x.size() != w.size()) {
    throw error("x has " + std::to_string(x.size()) + " values, y " + std::to_string(y.size()) +
                ", w " + std::to_string(w.size()));
  }
  line_sums sums;
  for (std::size_t i = 0; i < x.size(); ++i) sums(x[i], y[i], w[i]);
  if (sums.count() == 0 && !x.empty()) throw error("all weights are 0; a line needs two points");
  const line_moments m = sums.moments();
  require_line(m, symbols);

  const line_solution rough = solve(m);
  residual_sums residuals;
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (w[i] == 0) continue;
    const double d = (x[i] - m.origin.x) - rough.centre.x;
    const double r = (y[i] - m.origin.y) - rough.centre.y - rough.slope * d;
    residuals.r += w[i] * r;
    residuals.dr += w[i] * d * r;
    residuals.rr += w[i] * r * r;
  }
  return complete(refined(rough, residuals), symbols);
}

}  // namespace proflens::fit
