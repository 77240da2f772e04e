#pragma once

#include <proflens/plot/arrange/clip.hpp>
#include <proflens/plot/arrange/frame.hpp>
#include <proflens/plot/arrange/legend_block.hpp>
#include <proflens/plot/arrange/legend_handle.hpp>
#include <proflens/plot/arrange/legend_place.hpp>
#include <proflens/plot/arrange/panel.hpp>
#include <proflens/plot/arrange/put_text.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace proflens::plot::arrange {

inline void draw_legend_frame(const scene::rectangle& box, double em, const style& s,
                              std::vector<scene::item>& out) {
  out.push_back(scene::path{.points = corners(box),
                            .closed = true,
                            .fill = s.legend_face,
                            .line = scene::stroke{.paint = s.legend_edge},
                            .corner_radius = legend_em::corner * em});
}

inline void draw_legend_block(const legend_block& block, const scene::rectangle& box,
                              const style& s, std::vector<scene::item>& out) {
  draw_legend_frame(box, block.em, s, out);
  const double top = box.y + legend_em::border * block.em + block.ascent;
  const double step = block.row_height + legend_em::row_gap * block.em;
  double left = box.x + legend_em::border * block.em;
  for (std::size_t i = 0; i < block.entries.size(); ++i) {
    const std::size_t row = i % block.rows;
    if (i > 0 && row == 0)
      left += block.column_widths[i / block.rows - 1] + legend_em::column_gap * block.em;
    const double baseline = top + static_cast<double>(row) * step;
    draw_handle(block.entries[i], left, baseline, block.em, box, out);
    const double text = left + (legend_em::handle_width + legend_em::handle_gap) * block.em;
    put_text(block.labels[i], block.em, {text, baseline}, scene::horizontal::left, out,
             block.entries[i].label, 0, s.foreground);
  }
}

/// With more entries than this the legend leaves the axes and stands on their right.
inline constexpr std::size_t most_entries_inside = 16;

/// True if the legend stands outside whatever the axes show.
inline bool always_outside(const panel& p) {
  return p.described->options().legend == legend_place::outside ||
         legend_entries(p).size() > most_entries_inside;
}

inline bool labels_whole(const legend_block& block) {
  for (std::size_t i = 0; i < block.labels.size(); ++i)
    if (block.labels[i] != block.entries[i].label) return false;
  return true;
}

/// The least size of a legend's text that is tried, in points.
inline constexpr double least_legend_text = 7;

/// A legend for the right side of axes of this height, at most 0.4 as wide as the page and in
/// smaller text, down to 7 pt, if it or its labels do not fit otherwise; none for axes without any.
inline std::optional<legend_block> outside_legend(const panel& p, const style& s, double page_width,
                                                  const text_measure& measure) {
  auto entries = legend_entries(p);
  if (entries.empty() || p.described->options().legend == legend_place::none) return std::nullopt;
  const text_extent line = measure("lp", 1);
  const double row = line.ascent + line.descent + legend_em::row_gap;
  // As many columns as the smallest text needs, and the largest text that fits into these.
  const auto count = static_cast<double>(entries.size());
  const double columns = std::max(1.0, std::ceil(count * row * least_legend_text / p.area.height));
  const double fitting = p.area.height / (row * std::ceil(count / columns) + 1);
  const page_size room{0.4 * page_width, p.area.height};
  for (double em = std::min(s.legend_size, std::max(least_legend_text, fitting));; em -= 0.5) {
    em = std::max(em, std::min(s.legend_size, least_legend_text));
    legend_block block =
        arranged_legend(entries, em, room, static_cast<std::size_t>(columns), measure);
    if (em <= least_legend_text || labels_whole(block)) return block;
  }
}

/// A legend and its place.
struct placed_legend {
  legend_block block;
  legend_spot spot;
};

/// True for a legend so large that it must not lie on data: above a quarter of the axes.
inline bool is_large(const legend_block& block, const panel& p) {
  return block.size.width * block.size.height > 0.25 * p.area.width * p.area.height;
}

/// The legend that hides nothing: in one column, else in two or three if they keep the labels
/// whole, else the same in smaller text, down to 70 % and 7 pt. If all hide something, the first
/// that no later one more than halves, but a large one in the smallest text.
inline placed_legend open_legend(const panel& p, const style& s, const scene::rectangle& room,
                                 const occupancy& occupied, const text_measure& measure) {
  const page_size most{0.9 * room.width, room.height};
  const legend_place wanted = p.described->options().legend;
  std::optional<placed_legend> best;
  for (const double share : {1.0, 0.85, 0.7}) {
    const double em = share * s.legend_size;
    if (best && em < least_legend_text) break;
    for (std::size_t columns = 1; columns <= 3; ++columns) {
      legend_block block = arranged_legend(legend_entries(p), em, most, columns, measure);
      if (columns > 1 && !labels_whole(block)) break;
      placed_legend here{std::move(block), {}};
      here.spot = open_spot(wanted, here.block.size, room, occupied);
      if (here.spot.hidden == 0) return here;
      const bool less = !best || here.spot.hidden * 2 < best->spot.hidden;
      if (less || (is_large(best->block, p) && em < best->block.em)) best = std::move(here);
    }
  }
  return *best;
}

/// True if the legend hides a part of `marks` at the best of its places.
inline bool legend_would_hide(const panel& p, const std::vector<scene::item>& marks, const style& s,
                              const text_measure& measure) {
  if (p.described->options().legend != legend_place::best || legend_entries(p).empty())
    return false;
  const scene::rectangle room = grown(p.area, -legend_em::axes_gap * s.legend_size);
  return open_legend(p, s, room, occupied(p.area, marks), measure).spot.hidden > 0;
}

/// True if the data decide the place of the legend, and it could be large.
inline bool may_be_large(const panel& p, const style& s, const text_measure& measure) {
  auto entries = legend_entries(p);
  const legend_place wanted = p.described->options().legend;
  if (entries.empty() || wanted == legend_place::none || fixed_anchor(wanted)) return false;
  const page_size most{0.9 * p.area.width, p.area.height};
  return is_large(arranged_legend(std::move(entries), s.legend_size, most, 1, measure), p);
}

/// True if the legend is large and lies on a part of `marks`, whatever its text and place.
inline bool legend_covers(const panel& p, const std::vector<scene::item>& marks, const style& s,
                          const text_measure& measure) {
  const scene::rectangle room = grown(p.area, -legend_em::axes_gap * s.legend_size);
  const auto legend = open_legend(p, s, room, occupied(p.area, marks), measure);
  return legend.spot.hidden > 0 && is_large(legend.block, p);
}

/// Draws the legend of the axes inside them, where it hides little of `marks`; nothing if no mark
/// has a label or if it always stands outside.
inline void draw_legend(const panel& p, const std::vector<scene::item>& marks, const style& s,
                        const text_measure& measure, std::vector<scene::item>& out) {
  auto entries = legend_entries(p);
  const legend_place wanted = p.described->options().legend;
  if (entries.empty() || wanted == legend_place::none || always_outside(p)) return;
  const scene::rectangle room = grown(p.area, -legend_em::axes_gap * s.legend_size);
  if (const auto corner = fixed_anchor(wanted)) {
    const page_size most{0.9 * room.width, room.height};
    const legend_block block = arranged_legend(std::move(entries), s.legend_size, most, 1, measure);
    draw_legend_block(block, anchored(*corner, block.size, room), s, out);
    return;
  }
  // Filling the grid takes a pass over all points, so only where the data decide.
  const auto legend = open_legend(p, s, room, occupied(p.area, marks), measure);
  draw_legend_block(legend.block, legend.spot.box, s, out);
}

}  // namespace proflens::plot::arrange
