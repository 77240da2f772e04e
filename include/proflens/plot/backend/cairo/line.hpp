#pragma once

#include <proflens/plot/scene.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

/// What makes long lines cheap: Cairo takes quadratic time for a path that it strokes in one go.
namespace proflens::plot::cairo {

using line_points = std::vector<scene::position>;

/// Where x never falls and a column of pixels holds many points, only the first, lowest, highest
/// and last of them can be seen. `column` is the width of a pixel. Returns nothing if all points
/// are needed.
inline line_points thinned(const line_points& points, double column) {
  line_points kept;
  for (std::size_t begin = 0, end = 0; begin < points.size(); begin = end) {
    const double cell = std::floor(points[begin].x / column);
    std::size_t low = begin, high = begin;
    for (end = begin + 1; end < points.size(); ++end) {
      if (!(points[end].x >= points[end - 1].x)) return {};
      if (std::floor(points[end].x / column) != cell) break;
      if (points[end].y < points[low].y) low = end;
      if (points[end].y > points[high].y) high = end;
    }
    const auto [nearer, farther] = std::minmax(low, high);
    for (const std::size_t i : {begin, nearer, farther, end - 1}) {
      if (kept.empty() || !(kept.back() == points[i])) kept.push_back(points[i]);
    }
  }
  return kept;
}

/// A piece of a line, and the length of the line before it.
struct line_piece {
  line_points points;
  double begins_at = 0;
};

inline double distance(scene::position a, scene::position b) {
  return std::hypot(b.x - a.x, b.y - a.y);
}

/// The point from a to b, `length` behind their middle (before it if negative), but inside.
inline scene::position near_middle(scene::position a, scene::position b, double length) {
  const double whole = distance(a, b);
  const double share = whole > 0 ? std::clamp(0.5 + length / whole, 0.0, 1.0) : 0.5;
  return {a.x + (b.x - a.x) * share, a.y + (b.y - a.y) * share};
}

/// Cuts a line into pieces of about 32 points. They are cut in the middle of two points, so that
/// every join is whole, and overlap by `overlap`, so that no seam shows.
inline std::vector<line_piece> pieces(const line_points& points, double overlap) {
  constexpr std::size_t most = 32;
  std::vector<line_piece> result(1);
  double length = 0;
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (i > 0 && result.back().points.size() >= most) {
      const auto a = points[i - 1], b = points[i];
      result.back().points.push_back(near_middle(a, b, overlap / 2));
      const auto start = near_middle(a, b, -overlap / 2);
      result.push_back({{start}, length + distance(a, start)});
    }
    if (i > 0) length += distance(points[i - 1], points[i]);
    result.back().points.push_back(points[i]);
  }
  return result;
}

}  // namespace proflens::plot::cairo
