#pragma once

#include <array>

namespace proflens::plot {

/// The ten marker shapes, in the order in which series take them: matplotlib's o s ^ D v < > p * h.
enum class marker {
  circle,
  square,
  triangle_up,
  diamond,
  triangle_down,
  triangle_left,
  triangle_right,
  pentagon,
  star,
  hexagon
};

inline constexpr std::array all_markers{
    marker::circle,        marker::square,        marker::triangle_up,    marker::diamond,
    marker::triangle_down, marker::triangle_left, marker::triangle_right, marker::pentagon,
    marker::star,          marker::hexagon};

}  // namespace proflens::plot
