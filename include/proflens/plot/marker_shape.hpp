#pragma once

#include <proflens/plot/marker.hpp>
#include <proflens/plot/scene.hpp>

#include <array>
#include <cmath>
#include <span>

/// The outlines of the ten markers, as matplotlib 3 draws them for the same size.
namespace proflens::plot {

/// The factor that takes an outline to a marker of `size` (pt^2): its width in points.
inline double marker_width(double size) { return std::sqrt(size); }

/// The circle has no corners; this is its radius at width 1.
inline constexpr double unit_circle_radius = 0.5;

namespace outline {
// matplotlib's MarkerStyle paths times their scale, y turned downwards. Polygons of radius 1/2 have
// their corners at cos and sin of multiples of 18 degrees, halved.
using corner = scene::position;
inline constexpr double sin18 = 0.1545084972, cos18 = 0.4755282581;
inline constexpr double sin54 = 0.4045084972, cos54 = 0.2938926261;
inline constexpr double star_ratio = 0.381966;  ///< inner radius of the star to its outer one
inline constexpr double cos30 = 0.4330127019;
inline constexpr double half_diagonal = 0.7071067812;

inline constexpr std::array square{corner{-0.5, -0.5}, corner{0.5, -0.5}, corner{0.5, 0.5},
                                   corner{-0.5, 0.5}};
inline constexpr std::array triangle_up{corner{0, -0.5}, corner{0.5, 0.5}, corner{-0.5, 0.5}};
inline constexpr std::array triangle_down{corner{0, 0.5}, corner{-0.5, -0.5}, corner{0.5, -0.5}};
inline constexpr std::array triangle_left{corner{-0.5, 0}, corner{0.5, -0.5}, corner{0.5, 0.5}};
inline constexpr std::array triangle_right{corner{0.5, 0}, corner{-0.5, 0.5}, corner{-0.5, -0.5}};
inline constexpr std::array diamond{corner{0, -half_diagonal}, corner{half_diagonal, 0},
                                    corner{0, half_diagonal}, corner{-half_diagonal, 0}};
inline constexpr std::array pentagon{corner{0, -0.5}, corner{cos18, -sin18}, corner{cos54, sin54},
                                     corner{-cos54, sin54}, corner{-cos18, -sin18}};
inline constexpr double in_x54 = star_ratio * cos54, in_y54 = star_ratio * sin54;
inline constexpr double in_x18 = star_ratio * cos18, in_y18 = star_ratio * sin18;
inline constexpr std::array star{corner{0, -0.5},        corner{in_x54, -in_y54},
                                 corner{cos18, -sin18},  corner{in_x18, in_y18},
                                 corner{cos54, sin54},   corner{0, star_ratio / 2},
                                 corner{-cos54, sin54},  corner{-in_x18, in_y18},
                                 corner{-cos18, -sin18}, corner{-in_x54, -in_y54}};
inline constexpr std::array hexagon{corner{0, -0.5}, corner{cos30, -0.25}, corner{cos30, 0.25},
                                    corner{0, 0.5},  corner{-cos30, 0.25}, corner{-cos30, -0.25}};
}  // namespace outline

/// The corners of a marker of width 1 (size 1) about the origin, y downwards, clockwise on the
/// screen, not closed; multiply by `marker_width(size)`. Empty for the circle. The edge of a marker
/// is stroked on this outline with round joins, half of its width inside and half outside.
inline std::span<const scene::position> marker_outline(marker shape) {
  switch (shape) {
    case marker::circle: return {};
    case marker::square: return outline::square;
    case marker::triangle_up: return outline::triangle_up;
    case marker::diamond: return outline::diamond;
    case marker::triangle_down: return outline::triangle_down;
    case marker::triangle_left: return outline::triangle_left;
    case marker::triangle_right: return outline::triangle_right;
    case marker::pentagon: return outline::pentagon;
    case marker::star: return outline::star;
    case marker::hexagon: return outline::hexagon;
  }
  return {};
}

}  // namespace proflens::plot
