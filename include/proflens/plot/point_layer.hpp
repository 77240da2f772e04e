#pragma once

#include <proflens/plot/canvas.hpp>
#include <proflens/plot/dpi.hpp>
#include <proflens/plot/layer/pixel_area.hpp>
#include <proflens/plot/layer/prepared_cloud.hpp>
#include <proflens/plot/scene.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <thread>

/// Clouds of many points. Every marker has its own place to 1/16 of a pixel, its smooth outline,
/// its edge and its opacity; the picture is that of painting all in turn. Ten million points take
/// well below a second, because markers that nothing can be seen of are not drawn.
namespace proflens::plot {

struct point_layer_options {
  double dpi = 100;      ///< pixels per inch; the scene is in points, 72 to an inch
  unsigned threads = 0;  ///< 0: as many as the machine has; the result is the same for any number
};

/// Paints the points of a cloud onto `target`, whose upper left corner is that of the scene. Points
/// are drawn in order of series, then of points, the face first and its edge on top, both with the
/// marker's opacity; what is outside the clip, or not finite, is not drawn. Throws plot::error if
/// the dpi are no finite number above 0, and std::bad_alloc.
inline void paint_points(const scene::cloud& cloud, const canvas& target,
                         const point_layer_options& options) {
  require_dpi(options.dpi);
  const double scale = options.dpi / 72;
  const layer::pixel_area area = layer::area_of(cloud.clip, scale, target);
  if (area.width <= 0 || area.height <= 0) return;
  const unsigned threads =
      options.threads ? options.threads : std::max(1u, std::thread::hardware_concurrency());
  layer::prepared_cloud(cloud, area, scale).paint(target, threads);
}

/// The same as a picture of its own, of the size of the clip, transparent where there are no
/// points. Throws also for a clip of no pixel or of more than 32767 in one direction.
inline raster rasterize(scene::cloud cloud, const point_layer_options& options) {
  const bool has_area = cloud.clip.width > 0 && cloud.clip.height > 0;
  has_area ? require_dpi(options.dpi, cloud.clip.width, cloud.clip.height)
           : require_dpi(options.dpi);
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
