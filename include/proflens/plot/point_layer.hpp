#pragma once

#include <proflens/plot/canvas.hpp>
#include <proflens/plot/point_band.hpp>
#include <proflens/plot/point_color.hpp>
#include <proflens/plot/scene.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <future>
#include <thread>
#include <vector>

/// Clouds of many points. Every marker has its own place to 1/16 of a pixel, its smooth outline,
/// its edge and its opacity; the picture is that of painting all in turn. Ten million points take
/// well below a second, because markers that nothing can be seen of are not drawn.
namespace proflens::plot {

struct point_layer_options {
  double dpi = 100;      ///< pixels per inch; the scene is in points, 72 to an inch
  unsigned threads = 0;  ///< 0: as many as the machine has; the result is the same for any number
};

namespace layer {

/// A rectangle of whole pixels.
struct pixel_area {
  int left = 0, top = 0, width = 0, height = 0;
};

/// One series made ready for drawing in pixels of the area; its columns are not copied.
class prepared_series {
 public:
  prepared_series(const scene::series& points, const pixel_area& area, double scale)
      : points_(points),
        stamps_(points.style, points.face.alpha, scale),
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
  void put_into(point_band& band, int top) const {
    const double reach = stamps_.reach();
    const double right = band.width() + reach, bottom = band.height() + reach;
    for (std::size_t i = size(); i-- > 0;) {
      const double at_y = y(i) - top;
      if (!(at_y >= -reach && at_y < bottom)) continue;
      const double at_x = x(i);
      if (!(at_x >= -reach && at_x < right)) continue;
      const light* const face = color_of(i);
      if (face) band.put(stamps_, at_x, at_y, *face, edge_);
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

/// A cloud cut into bands of rows, one for each thread.
class prepared_cloud {
 public:
  prepared_cloud(const scene::cloud& cloud, const pixel_area& area, double scale) : area_(area) {
    for (const auto& points : cloud.all) {
      series_.emplace_back(points, area, scale);
      reach_ = std::max(reach_, series_.back().stamps().reach());
    }
  }

  void paint(const canvas& target, unsigned threads) const {
    const std::vector<int> cuts = cut(threads);
    std::vector<point_band> bands;
    for (std::size_t i = 0; i + 1 < cuts.size(); ++i) {
      bands.emplace_back(area_.width, cuts[i + 1] - cuts[i], reach_);
    }
    const auto work = [&](std::size_t i) {
      for (std::size_t s = series_.size(); s-- > 0;) {
        bands[i].begin_series(static_cast<std::uint16_t>(s % 65535 + 1));
        series_[s].put_into(bands[i], cuts[i]);
      }
      bands[i].composite(target, area_.left, area_.top + cuts[i]);
    };
    std::vector<std::future<void>> others;
    for (std::size_t i = 1; i < bands.size(); ++i) {
      others.push_back(std::async(std::launch::async, work, i));
    }
    work(0);
    for (auto& other : others) other.get();
  }

 private:
  /// Rows at which to cut so that every band has about the same number of markers.
  std::vector<int> cut(unsigned threads) const {
    const std::vector<std::size_t> until = markers_until_row();
    std::vector<int> cuts{0};
    for (unsigned i = 1; i < threads; ++i) {
      const std::size_t share = until.back() * i / threads;
      const auto at = std::lower_bound(until.begin(), until.end(), share) - until.begin();
      const int row = static_cast<int>(at) * row_step;
      if (row > cuts.back() && row < area_.height) cuts.push_back(row);
    }
    cuts.push_back(area_.height);
    return cuts;
  }

  /// A sample of the markers, counted from the top down in steps of 8 rows.
  std::vector<std::size_t> markers_until_row() const {
    std::vector<std::size_t> count(static_cast<std::size_t>(area_.height / row_step + 1));
    for (const auto& points : series_) {
      const std::size_t stride = points.size() / 20000 + 1;
      for (std::size_t i = 0; i < points.size(); i += stride) {
        const double y = points.y(i);
        if (y >= 0 && y < area_.height) count[static_cast<std::size_t>(y) / row_step] += stride;
      }
    }
    for (std::size_t i = 1; i < count.size(); ++i) count[i] += count[i - 1];
    return count;
  }

  static constexpr int row_step = 8;
  pixel_area area_;
  int reach_ = 0;
  std::deque<prepared_series> series_;
};

/// The pixels of the canvas inside the clip, whose sides are rounded to whole pixels.
inline pixel_area area_of(const scene::rectangle& clip, double scale, const canvas& target) {
  const auto inside = [](double side, int size) {
    return static_cast<int>(std::clamp(std::round(side), 0.0, static_cast<double>(size)));
  };
  const int left = inside(clip.x * scale, target.width);
  const int top = inside(clip.y * scale, target.height);
  return {left, top, inside(clip.right() * scale, target.width) - left,
          inside(clip.bottom() * scale, target.height) - top};
}

}  // namespace layer

/// Paints the points of a cloud onto `target`, whose upper left corner is that of the scene. Points
/// are drawn in order of series, then of points, the face first and its edge on top, both with the
/// marker's opacity; what is outside the clip, or not finite, is not drawn. Throws std::bad_alloc.
inline void paint_points(const scene::cloud& cloud, const canvas& target,
                         const point_layer_options& options) {
  const double scale = options.dpi / 72;
  const layer::pixel_area area = layer::area_of(cloud.clip, scale, target);
  if (area.width <= 0 || area.height <= 0) return;
  const unsigned threads =
      options.threads ? options.threads : std::max(1u, std::thread::hardware_concurrency());
  layer::prepared_cloud(cloud, area, scale).paint(target, threads);
}

/// The same as a picture of its own, of the size of the clip, transparent where there are no
/// points.
inline raster rasterize(scene::cloud cloud, const point_layer_options& options) {
  const double scale = options.dpi / 72;
  raster result;
  result.left = static_cast<int>(std::round(cloud.clip.x * scale));
  result.top = static_cast<int>(std::round(cloud.clip.y * scale));
  result.width = static_cast<int>(std::round(cloud.clip.right() * scale)) - result.left;
  result.height = static_cast<int>(std::round(cloud.clip.bottom() * scale)) - result.top;
  if (result.width <= 0 || result.height <= 0) return {result.left, result.top, 0, 0, {}};
  result.pixels.resize(static_cast<std::size_t>(result.width) *
                       static_cast<std::size_t>(result.height));
  const double left = result.left / scale, top = result.top / scale;
  cloud.clip = {0, 0, result.width / scale, result.height / scale};
  for (auto& points : cloud.all) {
    points.offset_x -= left;
    points.offset_y -= top;
  }
  paint_points(cloud, result.view(), options);
  return result;
}

}  // namespace proflens::plot
