#pragma once

#include <proflens/plot/arrange/clip.hpp>
#include <proflens/plot/arrange/frame.hpp>
#include <proflens/plot/arrange/legend_block.hpp>
#include <proflens/plot/arrange/legend_place.hpp>
#include <proflens/plot/arrange/panel.hpp>
#include <proflens/plot/arrange/put_text.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace proflens::plot::arrange {

/// A cloud of one point that looks like those of the mark.
inline scene::cloud point_handle(const points_mark& mark, const appearance& look,
                                 scene::position at, const scene::rectangle& clip) {
  const auto one = [](double value) { return column({value}).shared(); };
  scene::series s{.x = one(at.x),
                  .y = one(at.y),
                  .style = look.marker,
                  .face = look.paint,
                  .value = nullptr,
                  .colors = nullptr,
                  .label = {}};
  if (mark.options.values) {
    const color_ramp& ramp = mark.options.palette ? mark.options.palette : viridis();
    if (!ramp->empty()) s.face = with_alpha((*ramp)[ramp->size() / 2], 1);
  }
  return {.clip = clip, .all = {std::move(s)}, .handle = true};
}

/// The small picture of a mark; `left` and `baseline` are those of its row.
inline void draw_handle(const legend_entry& entry, double left, double baseline, double em,
                        const scene::rectangle& box, std::vector<scene::item>& out) {
  if (entry.shown == nullptr) return;
  const scene::rectangle patch{left, baseline - legend_em::handle_height * em,
                               legend_em::handle_width * em, legend_em::handle_height * em};
  const double middle = patch.y + patch.height / 2;
  const auto fill = [&] {
    const color paint = with_alpha(entry.look->paint, entry.look->band_alpha);
    out.push_back(scene::path{.points = corners(patch), .closed = true, .fill = paint});
  };
  const auto stroke = [&] {
    out.push_back(scene::path{.points = {{patch.x, middle}, {patch.right(), middle}},
                              .line = entry.look->line});
  };
  if (const auto* points = std::get_if<points_mark>(entry.shown)) {
    const scene::position at{patch.x + patch.width / 2, middle};
    out.push_back(point_handle(*points, *entry.look, at, box));
  } else if (std::holds_alternative<line_mark>(*entry.shown)) {
    stroke();
  } else if (const auto* model = std::get_if<model_mark>(entry.shown)) {
    if (model->options.band) fill();
    stroke();
  } else {
    fill();
  }
}

inline void draw_legend_frame(const scene::rectangle& box, double em,
                              std::vector<scene::item>& out) {
  constexpr double alpha = 0.8;
  out.push_back(scene::path{.points = corners(box),
                            .closed = true,
                            .fill = with_alpha(white, alpha),
                            .line = scene::stroke{.paint = with_alpha(gray(0.8), alpha)},
                            .corner_radius = legend_em::corner * em});
}

inline void draw_legend_block(const legend_block& block, const scene::rectangle& box,
                              std::vector<scene::item>& out) {
  draw_legend_frame(box, block.em, out);
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
             block.entries[i].label);
  }
}

/// With more entries than this the legend leaves the axes and stands on their right.
inline constexpr std::size_t most_entries_inside = 16;

/// A legend for the right side of axes of this height, at most 0.4 as wide as the page and in
/// smaller text, down to 7 pt, if it does not fit otherwise; none if the axes have few entries.
inline std::optional<legend_block> outside_legend(const panel& p, const style& s, double page_width,
                                                  const text_measure& measure) {
  auto entries = legend_entries(p);
  if (entries.size() <= most_entries_inside || p.described->options().legend == legend_place::none)
    return std::nullopt;
  const text_extent line = measure("lp", 1);
  const double row = line.ascent + line.descent + legend_em::row_gap;
  const double fitting = p.area.height / (row * static_cast<double>(entries.size()) + 1);
  const double em = std::min(s.legend_size, std::max(7.0, fitting));
  return arranged_legend(std::move(entries), em, {0.4 * page_width, p.area.height}, 1, measure);
}

/// A legend and its place.
struct placed_legend {
  legend_block block;
  legend_spot spot;
};

inline bool labels_whole(const legend_block& block) {
  for (std::size_t i = 0; i < block.labels.size(); ++i)
    if (block.labels[i] != block.entries[i].label) return false;
  return true;
}

/// The legend that hides nothing: in one column, else in two or three if they keep the labels
/// whole, else the same in smaller text, down to 70 % and 7 pt. If all hide something, the first
/// that no later one more than halves.
inline placed_legend open_legend(const panel& p, const style& s, const scene::rectangle& room,
                                 const occupancy& occupied, const text_measure& measure) {
  const page_size most{0.9 * room.width, room.height};
  const legend_place wanted = p.described->options().legend;
  std::optional<placed_legend> best;
  for (const double share : {1.0, 0.85, 0.7}) {
    const double em = share * s.legend_size;
    if (best && em < 7) break;
    for (std::size_t columns = 1; columns <= 3; ++columns) {
      legend_block block = arranged_legend(legend_entries(p), em, most, columns, measure);
      if (columns > 1 && !labels_whole(block)) break;
      placed_legend here{std::move(block), {}};
      here.spot = open_spot(wanted, here.block.size, room, occupied);
      if (here.spot.hidden == 0) return here;
      if (!best || here.spot.hidden * 2 < best->spot.hidden) best = std::move(here);
    }
  }
  return *best;
}

/// Draws the legend of the axes, where it hides little of `marks`; nothing if no mark has a label
/// or if the legend stands outside.
inline void draw_legend(const panel& p, const std::vector<scene::item>& marks, const style& s,
                        const text_measure& measure, std::vector<scene::item>& out) {
  auto entries = legend_entries(p);
  const legend_place wanted = p.described->options().legend;
  if (entries.empty() || entries.size() > most_entries_inside || wanted == legend_place::none)
    return;
  const scene::rectangle room = grown(p.area, -legend_em::axes_gap * s.legend_size);
  if (const auto corner = fixed_anchor(wanted)) {
    const page_size most{0.9 * room.width, room.height};
    const legend_block block = arranged_legend(std::move(entries), s.legend_size, most, 1, measure);
    draw_legend_block(block, anchored(*corner, block.size, room), out);
    return;
  }
  // Filling the grid takes a pass over all points, so only where the data decide.
  const auto legend = open_legend(p, s, room, occupied(p.area, marks), measure);
  draw_legend_block(legend.block, legend.spot.box, out);
}

}  // namespace proflens::plot::arrange
