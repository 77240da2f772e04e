#pragma once

#include <proflens/plot/arrange/panel.hpp>
#include <proflens/plot/arrange/put_text.hpp>
#include <proflens/plot/arrange/tick_labels.hpp>
#include <proflens/plot/scene.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

namespace proflens::plot::arrange {

/// Room between a note of the ticks and the frame below it, in points.
inline constexpr double note_pad = 3;

/// From the frame to the near side of the tick labels.
inline double tick_reach(const style& s) { return s.tick_length + s.tick_pad; }

/// Four corners, clockwise from the upper left.
inline std::vector<scene::position> corners(const scene::rectangle& r) {
  return {{r.x, r.y}, {r.right(), r.y}, {r.right(), r.bottom()}, {r.x, r.bottom()}};
}

inline scene::path tick_line(scene::position from, scene::position to, const style& s) {
  return {.points = {from, to},
          .line = scene::stroke{.paint = s.foreground, .width = s.tick_width}};
}

inline scene::path frame_line(const scene::rectangle& area, const style& s) {
  return {.points = corners(area),
          .closed = true,
          .line = scene::stroke{.paint = s.foreground, .width = s.frame_width}};
}

inline void draw_grid(const panel& p, const style& s, std::vector<scene::item>& out) {
  if (!p.described->options().grid.value_or(s.grid)) return;
  for (const double value : p.x_ticks.values) {
    const double x = p.x_scale()(value);
    out.push_back(
        scene::path{.points = {{x, p.area.bottom()}, {x, p.area.y}}, .line = s.grid_line});
  }
  for (const double value : p.y_ticks.values) {
    const double y = p.y_scale()(value);
    out.push_back(scene::path{.points = {{p.area.x, y}, {p.area.right(), y}}, .line = s.grid_line});
  }
}

/// Short ticks, outside the frame as the long ones.
inline void draw_minor_ticks(const panel& p, const style& s, std::vector<scene::item>& out) {
  const page_scale sx = p.x_scale(), sy = p.y_scale();
  const double length = 4.0 / 7 * s.tick_length, bottom = p.area.bottom();
  const scene::stroke line{.paint = s.foreground, .width = 0.75 * s.tick_width};
  const auto draw = [&](scene::position from, scene::position to) {
    out.push_back(scene::path{.points = {from, to}, .line = line});
  };
  for (const double x : p.x_ticks.minor) draw({sx(x), bottom}, {sx(x), bottom + length});
  for (const double y : p.y_ticks.minor) draw({p.area.x - length, sy(y)}, {p.area.x, sy(y)});
}

inline void draw_x_ticks(const panel& p, const style& s, const text_measure& measure,
                         std::vector<scene::item>& out) {
  const double bottom = p.area.bottom();
  for (std::size_t i = 0; i < p.x_ticks.values.size(); ++i) {
    const double x = p.x_scale()(p.x_ticks.values[i]);
    out.push_back(tick_line({x, bottom}, {x, bottom + s.tick_length}, s));
    put_x_label(p.x_ticks, i, {x, bottom + tick_reach(s)}, s, measure, out);
  }
}

inline void draw_y_ticks(const panel& p, const style& s, const text_measure& measure,
                         std::vector<scene::item>& out) {
  const double ascent = measure("lp", s.tick_size).ascent;
  for (std::size_t i = 0; i < p.y_ticks.values.size(); ++i) {
    const double y = p.y_scale()(p.y_ticks.values[i]);
    out.push_back(tick_line({p.area.x - s.tick_length, y}, {p.area.x, y}, s));
    if (p.y_ticks.labels[i].empty()) continue;
    const std::string whole = p.y_ticks.whole.empty() ? "" : p.y_ticks.whole[i];
    put_text(p.y_ticks.labels[i], s.tick_size, {p.area.x - tick_reach(s), y + ascent / 2},
             scene::horizontal::right, out, whole, 0, s.foreground);
  }
  if (!p.y_ticks.note.empty())
    put_text(p.y_ticks.note, s.tick_size, {p.area.x, p.area.y - note_pad}, scene::horizontal::left,
             out, {}, 0, s.foreground);
}

}  // namespace proflens::plot::arrange
