#pragma once

#include <proflens/plot/arrange/occupancy.hpp>
#include <proflens/plot/axes.hpp>
#include <proflens/plot/page_size.hpp>
#include <proflens/plot/scene.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>

namespace proflens::plot::arrange {

/// A place inside axes by the share of the free room left of it and above it.
struct anchor {
  double across = 0, down = 0;
};

namespace place {
inline constexpr anchor upper_left{0, 0}, upper_right{1, 0}, lower_left{0, 1}, lower_right{1, 1},
    center_left{0, 0.5}, center_right{1, 0.5}, upper_center{0.5, 0}, lower_center{0.5, 1},
    center{0.5, 0.5};
}  // namespace place

inline scene::rectangle anchored(anchor a, page_size size, const scene::rectangle& room) {
  return {room.x + a.across * (room.width - size.width),
          room.y + a.down * (room.height - size.height), size.width, size.height};
}

/// The nine places in the order in which equal ones are preferred: matplotlib's for `best`.
inline std::array<anchor, 9> anchors(legend_place wanted) {
  if (wanted == legend_place::best)
    return {place::upper_right,  place::upper_left,   place::lower_left,
            place::lower_right,  place::center_right, place::center_left,
            place::lower_center, place::upper_center, place::center};
  return {place::upper_left,   place::upper_right,  place::lower_right,
          place::lower_left,   place::center_right, place::center_left,
          place::upper_center, place::lower_center, place::center};
}

/// Any place that hides nothing, as near to the wanted corner as possible.
inline std::optional<scene::rectangle> free_place(page_size size, const scene::rectangle& room,
                                                  const occupancy& occupied) {
  const double down = room.height - size.height, across = room.width - size.width;
  std::optional<scene::rectangle> nearest;
  double least = std::numeric_limits<double>::infinity();
  for (double y = 0; y <= down; y += occupancy::cell) {
    for (double x = 0; x <= across && x + y < least; x += occupancy::cell) {
      const scene::rectangle box{room.x + x, room.y + y, size.width, size.height};
      if (occupied.hidden_by(box) != 0) continue;
      nearest = box;
      least = x + y;
    }
  }
  return nearest;
}

/// A place for a legend and how much data it hides there.
struct legend_spot {
  scene::rectangle box;
  std::uint64_t hidden = 0;
};

/// The one of the nine places that hides least. If all hide something, any free place; if there
/// is none, the upper left is left only for a place that hides less than half as much.
inline legend_spot open_spot(legend_place wanted, page_size size, const scene::rectangle& room,
                             const occupancy& occupied) {
  const auto spot = [&](const scene::rectangle& box) {
    return legend_spot{box, occupied.hidden_by(box)};
  };
  const auto places = anchors(wanted);
  const legend_spot first = spot(anchored(places.front(), size, room));
  legend_spot best = first;
  for (const anchor a : places) {
    const legend_spot here = spot(anchored(a, size, room));
    if (here.hidden < best.hidden) best = here;
  }
  if (best.hidden == 0) return best;
  if (const auto free = free_place(size, room, occupied)) return {*free, 0};
  const bool stay = wanted == legend_place::upper_left_unless_hiding;
  return stay && best.hidden * 2 > first.hidden ? first : best;
}

/// The corner that was asked for whatever it hides; none if the data decide.
inline std::optional<anchor> fixed_anchor(legend_place wanted) {
  switch (wanted) {
    case legend_place::upper_left: return place::upper_left;
    case legend_place::upper_right: return place::upper_right;
    case legend_place::lower_right: return place::lower_right;
    case legend_place::lower_left: return place::lower_left;
    case legend_place::none:
    case legend_place::outside:
    case legend_place::best:
    case legend_place::upper_left_unless_hiding: break;
  }
  return std::nullopt;
}

}  // namespace proflens::plot::arrange
