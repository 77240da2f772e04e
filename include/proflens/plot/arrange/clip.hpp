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

/// The part of a segment inside the rectangle, cut side by side (Sutherland and Hodgman 1974),
/// which puts the cut exactly on the side however far away the ends lie; false: none.
inline bool clip_segment(scene::position& from, scene::position& to, const scene::rectangle& area) {
  using position = scene::position;
  // Keeps where `along` is at least `side`, or at most where `sign` is -1.
  const auto cut = [&](double position::*along, double position::*across, double side,
                       double sign) {
    const bool from_in = sign * (from.*along) >= sign * side;
    const bool to_in = sign * (to.*along) >= sign * side;
    if (from_in && to_in) return true;
    if (!from_in && !to_in) return false;
    const double share = (side - from.*along) / (to.*along - from.*along);
    position& outer = from_in ? to : from;
    outer.*across = from.*across + share * (to.*across - from.*across);
    outer.*along = side;
    return true;
  };
  return cut(&position::x, &position::y, area.x, 1) &&
         cut(&position::x, &position::y, area.right(), -1) &&
         cut(&position::y, &position::x, area.y, 1) &&
         cut(&position::y, &position::x, area.bottom(), -1) && std::isfinite(from.x + to.x) &&
         std::isfinite(from.y + to.y);
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
  const auto cut = [&polygon](auto distance) {  // of a point from a side; inside: not negative
    std::vector<scene::position> kept;
    for (std::size_t i = 0; i < polygon.size(); ++i) {
      const scene::position a = polygon[i], b = polygon[(i + 1) % polygon.size()];
      const double da = distance(a), db = distance(b);
      if (da >= 0) kept.push_back(a);
      if ((da < 0) != (db < 0)) {
        const double t = da / (da - db);
        kept.push_back({a.x + t * (b.x - a.x), a.y + t * (b.y - a.y)});
      }
    }
    polygon = std::move(kept);
  };
  using position = scene::position;
  cut([&](position p) { return p.x - area.x; });
  cut([&](position p) { return area.right() - p.x; });
  cut([&](position p) { return p.y - area.y; });
  cut([&](position p) { return area.bottom() - p.y; });
  return polygon;
}

/// The rectangle with `margin` points added on every side.
inline scene::rectangle grown(const scene::rectangle& area, double margin) {
  return {area.x - margin, area.y - margin, area.width + 2 * margin, area.height + 2 * margin};
}

}  // namespace proflens::plot::arrange
