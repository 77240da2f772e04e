#pragma once

namespace proflens::plot {

/// A colour in sRGB, each part from 0 to 1, not premultiplied.
struct color {
  double red = 0;
  double green = 0;
  double blue = 0;
  double alpha = 1;

  friend constexpr bool operator==(const color&, const color&) = default;
};

/// The same colour at another opacity.
constexpr color with_alpha(color c, double alpha) { return {c.red, c.green, c.blue, alpha}; }

inline constexpr color black{0, 0, 0};
inline constexpr color white{1, 1, 1};

}  // namespace proflens::plot
