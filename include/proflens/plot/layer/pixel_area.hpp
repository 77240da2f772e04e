#pragma once

#include <proflens/plot/canvas.hpp>
#include <proflens/plot/scene.hpp>

#include <algorithm>
#include <cmath>

namespace proflens::plot::layer {

/// A rectangle of whole pixels.
struct pixel_area {
  int left = 0, top = 0, width = 0, height = 0;
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

}  // namespace proflens::plot::layer
