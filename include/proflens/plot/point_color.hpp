#pragma once

#include <proflens/plot/scene.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace proflens::plot {

/// The number of points; 0 if a column is missing.
inline std::size_t point_count(const scene::series& points) {
  return points.x && points.y ? std::min(points.x->size(), points.y->size()) : 0;
}

/// Says `left_out` for a point that is not drawn because its value is not finite or is missing.
inline constexpr std::size_t left_out = static_cast<std::size_t>(-1);

/// Whether the points of a series get their colours by value.
inline bool colored_by_value(const scene::series& points) {
  return points.value && points.colors && !points.colors->empty();
}

/// Which of the series' colours point i has: value 0 the first, 1 the last, in equal steps as in
/// matplotlib. Precondition: colored_by_value(points).
inline std::size_t color_index(const scene::series& points, std::size_t i) {
  if (i >= points.value->size()) return left_out;
  const double value = (*points.value)[i];
  if (!std::isfinite(value)) return left_out;
  const auto count = static_cast<double>(points.colors->size());
  return static_cast<std::size_t>(std::clamp(value * count, 0.0, count - 1));
}

/// The opacity of the face's own colour, which multiplies the marker's. Where values pick the
/// colours it is 1 whatever the palette says, so that the palette alone says what a value is.
inline double face_alpha(const scene::series& points) {
  return colored_by_value(points) ? 1 : points.face.alpha;
}

/// The face of point i; null if it is left out.
inline const color* face_of(const scene::series& points, std::size_t i) {
  if (!colored_by_value(points)) return &points.face;
  const std::size_t index = color_index(points, i);
  return index == left_out ? nullptr : &(*points.colors)[index];
}

}  // namespace proflens::plot
