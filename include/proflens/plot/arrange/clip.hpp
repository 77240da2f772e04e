#pragma once

#include <proflens/plot/scene.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

namespace proflens::plot::arrange {

// Backends clip to the pixel; here only what lies far outside is cut away, because their number
// formats overflow (Cairo at 2^23 units), and where a coordinate is not finite.

/// Where the way from a to b crosses a side of a rectangle, of which they are `da` and `db` away on
/// different sides. Both ends may be far outside: weights do not cancel as a + t (b - a) does.
inline double crossing(double a, double da, double b, double db) {
  if (a == b) return a;                                      // weights add up to 1 but for rounding
  const double size = std::max(std::abs(da), std::abs(db));  // differences of 1e300 may overflow
  const double weight_a = db / size, weight_b = da / size;
  return a * (weight_a / (weight_a - weight_b)) - b * (weight_b / (weight_a - weight_b));
}

/// Cuts the segment at a side, where the coordinate `along` is `side` and the inside has the sign
/// `inward`; false: nothing is left.
inline bool cut_segment(scene::position& from, scene::position& to, double scene::position::*along,
                        double side, double inward) {
  const auto across = along == &scene::position::x ? &scene::position::y : &scene::position::x;
  const double before = inward * (from.*along - side), after = inward * (to.*along - side);
  if (before < 0 && after < 0) return false;
  if (before >= 0 && after >= 0) return true;
  scene::position& outside = before < 0 ? from : to;
  const double cut = crossing(from.*across, before, to.*across, after);
  outside.*along = side;
  outside.*across = cut;
  return true;
}

/// The part of a segment inside the rectangle, cut at one side after the other; false: none.
inline bool clip_segment(scene::position& from, scene::position& to, const scene::rectangle& area) {
  using position = scene::position;
  return cut_segment(from, to, &position::x, area.x, 1) &&
         cut_segment(from, to, &position::x, area.right(), -1) &&
         cut_segment(from, to, &position::y, area.y, 1) &&
         cut_segment(from, to, &position::y, area.bottom(), -1);
}

/// The pieces of a polyline inside the rectangle.
inline std::vector<std::vector<scene::position>> clip_polyline(
    const std::vector<scene::position>& line, const scene::rectangle& area) {
  const auto finite = [](scene::position p) { return std::isfinite(p.x) && std::isfinite(p.y); };
  std::vector<std::vector<scene::position>> pieces;
  bool connected = false;
  for (std::size_t i = 1; i < line.size(); ++i) {
    scene::position from = line[i - 1], to = line[i];
    const bool visible = finite(from) && finite(to) && clip_segment(from, to, area);
    if (visible) {
      if (!connected || pieces.back().back() != from) pieces.push_back({from});
      pieces.back().push_back(to);
    }
    connected = visible;
  }
  return pieces;
}

/// The part of a polygon inside the rectangle (Sutherland and Hodgman 1974). Precondition: finite.
inline std::vector<scene::position> clip_polygon(std::vector<scene::position> polygon,
                                                 const scene::rectangle& area) {
  const auto cut = [&polygon](double scene::position::*along, double side, double inward) {
    std::vector<scene::position> kept;
    for (std::size_t i = 0; i < polygon.size(); ++i) {
      scene::position a = polygon[i], b = polygon[(i + 1) % polygon.size()];
      const bool a_inside = inward * (a.*along - side) >= 0;
      const bool b_inside = inward * (b.*along - side) >= 0;
      if (a_inside) kept.push_back(a);
      if (a_inside == b_inside) continue;
      cut_segment(a, b, along, side, inward);
      kept.push_back(a_inside ? b : a);
    }
    polygon = std::move(kept);
  };
  using position = scene::position;
  cut(&position::x, area.x, 1);
  cut(&position::x, area.right(), -1);
  cut(&position::y, area.y, 1);
  cut(&position::y, area.bottom(), -1);
  return polygon;
}

/// The rectangle with `margin` points added on every side.
inline scene::rectangle grown(const scene::rectangle& area, double margin) {
  return {area.x - margin, area.y - margin, area.width + 2 * margin, area.height + 2 * margin};
}

}  // namespace proflens::plot::arrange
