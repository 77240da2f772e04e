#pragma once

#include <proflens/plot/error.hpp>
#include <proflens/plot/ticks.hpp>

#include <cmath>
#include <string>

namespace proflens::plot {

/// Pixels that a side of a picture may have at most: Cairo's limit.
inline constexpr double most_pixels = 32767;

/// Throws plot::error if this is no resolution in pixels per inch.
inline void require_dpi(double dpi) {
  if (std::isfinite(dpi) && dpi > 0) return;
  throw error("a picture cannot have " + std::to_string(dpi) +
              " dots per inch, expected a finite number above 0; 300 suits print, 100 a screen");
}

/// Throws plot::error as well if a picture of this size, in points, would have no pixels or too
/// many.
inline void require_dpi(double dpi, double width, double height) {
  require_dpi(dpi);
  for (const double side : {width, height}) {
    const double pixels = std::round(side * dpi / 72);
    if (pixels >= 1 && pixels <= most_pixels) continue;
    throw error("a picture whose side is " + plain_number(side / 72, 1) + " inches at " +
                plain_number(dpi, 0) + " dots per inch has " + plain_number(pixels, 0) +
                " pixels there, expected 1 to 32767; change the size or the dpi, or draw shapes: "
                ".pdf or .svg with as many vector_points as there are points");
  }
}

}  // namespace proflens::plot
