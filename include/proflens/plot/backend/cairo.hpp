#pragma once

// The only header that names Cairo, Pango and libpng (component `cairo`).

#include <proflens/plot/scene.hpp>

#include <string>

namespace proflens::plot {

/// A PNG file of the drawing, 8 bits RGB, with its resolution.
inline std::string png(const scene::drawing& picture, double dpi);

/// A PDF file of one page: text and lines as vectors, large clouds of points as an image.
inline std::string pdf(const scene::drawing& picture);

}  // namespace proflens::plot
