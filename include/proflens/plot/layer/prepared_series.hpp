#pragma once

#include <proflens/plot/layer/band.hpp>
#include <proflens/plot/layer/marker_stamps.hpp>
#include <proflens/plot/layer/pixel_area.hpp>
#include <proflens/plot/point_color.hpp>
#include <proflens/plot/scene.hpp>

#include <cstddef>
#include <vector>

namespace proflens::plot::layer {

/// One series made ready for drawing in pixels of the area; its columns are not copied.
class prepared_series {
 public:
  prepared_series(const scene::series& points, const pixel_area& area, double scale)
      : points_(points),
        stamps_(points.style, face_alpha(points), scale),
        scale_x_(points.scale_x * scale),
        scale_y_(points.scale_y * scale),
        offset_x_(points.offset_x * scale - area.left),
        offset_y_(points.offset_y * scale - area.top),
        face_(light_of(points.face)),
        edge_(light_of(points.style.edge)) {
    if (!colored_by_value(points)) return;
    for (const color& c : *points.colors) colors_.push_back(light_of(c));
  }

  const marker_stamps& stamps() const { return stamps_; }
  std::size_t size() const { return point_count(points_); }
  double x(std::size_t i) const { return (*points_.x)[i] * scale_x_ + offset_x_; }
  double y(std::size_t i) const { return (*points_.y)[i] * scale_y_ + offset_y_; }

  /// Puts all points of which something may be seen into a band that begins `top` pixels below the
  /// upper side of the area; the last point first. Points and values that are not finite are left
  /// out.
  void put_into(band& rows, int top) const {
    const double reach = stamps_.reach() + 1;  // the band looks closer
    const double right = rows.width() + reach, bottom = top + rows.height() + reach;
    for (std::size_t i = size(); i-- > 0;) {
      const double at_y = y(i);
      if (!(at_y >= top - reach && at_y < bottom)) continue;
      const double at_x = x(i);
      if (!(at_x >= -reach && at_x < right)) continue;
      const light* const face = color_of(i);
      if (face) rows.put(stamps_, at_x, at_y, top, *face, edge_);
    }
  }

 private:
  static light light_of(const color& c) {
    return {static_cast<float>(c.red), static_cast<float>(c.green), static_cast<float>(c.blue)};
  }

  const light* color_of(std::size_t i) const {
    if (colors_.empty()) return &face_;
    const std::size_t index = color_index(points_, i);
    return index == left_out ? nullptr : &colors_[index];
  }

  const scene::series& points_;
  marker_stamps stamps_;
  double scale_x_, scale_y_, offset_x_, offset_y_;
  light face_, edge_;
  std::vector<light> colors_;
};

}  // namespace proflens::plot::layer
