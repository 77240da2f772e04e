#pragma once

#include <proflens/plot/canvas.hpp>
#include <proflens/plot/scene.hpp>

namespace proflens::plot {

struct point_layer_options {
  double dpi = 100;      ///< pixels per inch; the scene is in points, 72 to an inch
  unsigned threads = 0;  ///< 0: as many as the machine has; the result is the same for any number
};

/// Paints the points of a cloud onto `target`, whose upper left corner is that of the scene.
inline void paint_points(const scene::cloud& cloud, const canvas& target,
                         const point_layer_options& options);

/// The same as a picture of its own, transparent where there are no points.
inline raster rasterize(const scene::cloud& cloud, const point_layer_options& options);

}  // namespace proflens::plot
