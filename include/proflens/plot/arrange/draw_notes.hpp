#pragma once

#include <proflens/plot/arrange/clip.hpp>
#include <proflens/plot/arrange/panel.hpp>
#include <proflens/plot/scene.hpp>
#include <proflens/plot/style.hpp>
#include <proflens/plot/text_measure.hpp>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>
#include <utility>
#include <vector>

namespace proflens::plot::arrange {

/// From an anchor down to the baseline of a line of text. The middle is that of an "l", so that
/// numbers stand in the middle of where they are put.
inline double baseline_below(scene::vertical anchor, const text_extent& extent) {
  switch (anchor) {
    case scene::vertical::top: return extent.ascent;
    case scene::vertical::center: return extent.ascent / 2;
    case scene::vertical::baseline: return 0;
    case scene::vertical::bottom: return -extent.descent;
  }
  return 0;
}

/// The same text anchored at its baseline, as all texts of a scene are.
inline scene::text on_baseline(scene::text text, const text_measure& measure) {
  const double down = baseline_below(text.align_y, measure(text.content, text.size));
  const double turned = text.degrees * std::numbers::pi / 180;
  text.at = {text.at.x + down * std::sin(turned), text.at.y + down * std::cos(turned)};
  text.align_y = scene::vertical::baseline;
  return text;
}

/// A text mark; none if its place is not inside the axes.
inline void draw_text(const text_mark& mark, const appearance& look, const panel& p, const style& s,
                      const text_measure& measure, std::vector<scene::item>& out) {
  const bool on_frame = mark.options.anchor == y_anchor::frame;
  const scene::position at{p.x_scale()(mark.x), on_frame ? p.area.bottom() - mark.y * p.area.height
                                                         : p.y_scale()(mark.y)};
  constexpr double rounding = 0.01;
  const scene::rectangle room = grown(p.area, rounding);
  const bool inside =
      at.x >= room.x && at.x <= room.right() && at.y >= room.y && at.y <= room.bottom();
  if (!inside || mark.content.empty()) return;  // also for what is not a number
  const text_options& o = mark.options;
  out.push_back(on_baseline({.at = {at.x + o.right_by, at.y - o.up_by},
                             .content = mark.content,
                             .size = o.size.value_or(s.tick_size),
                             .paint = look.paint,
                             .align_x = o.align_x,
                             .align_y = o.align_y,
                             .degrees = o.degrees,
                             .whole = {}},
                            measure));
}

/// The ends of a reference line that is level or upright, from left to right or from bottom to top.
inline std::pair<scene::position, scene::position> level_ends(const reference_line_mark& mark,
                                                              const panel& p) {
  if (mark.direction == line_direction::horizontal) {
    const double y = p.y_scale()(mark.at);
    return {{p.area.x, y}, {p.area.right(), y}};
  }
  const double x = p.x_scale()(mark.at);
  return {{x, p.area.bottom()}, {x, p.area.y}};
}

/// Where a reference line runs on the page, inside the axes; what is sloped bends where a scale is
/// not linear.
inline std::vector<scene::position> reference_line(const reference_line_mark& mark,
                                                   const panel& p) {
  std::vector<scene::position> line;
  if (mark.direction == line_direction::sloped) {
    const auto sx = p.x_scale();
    const auto sy = p.y_scale();
    for (int i = 0; i < model_samples; ++i) {
      const double x = p.area.x + p.area.width * i / (model_samples - 1);
      line.push_back({x, sy(mark.at + mark.slope * sx.inverse(x))});
    }
  } else {
    const auto [from, to] = level_ends(mark, p);
    line = {from, to};
  }
  auto pieces = clip_polyline(line, p.area);
  if (pieces.empty()) return {};
  const auto longest = std::max_element(pieces.begin(), pieces.end(), [](auto& a, auto& b) {
    return std::abs(a.back().x - a.front().x) < std::abs(b.back().x - b.front().x);
  });
  return std::move(*longest);
}

/// The text of a reference line: just above its far end, turned as the line runs there, and as far
/// back as it has to be to stay inside the axes.
inline void draw_line_text(const std::string& content, std::vector<scene::position> line,
                           const appearance& look, const panel& p, const style& s,
                           const text_measure& measure, std::vector<scene::item>& out) {
  if (line.back().x < line.front().x) std::reverse(line.begin(), line.end());
  const scene::position to = line.back(), from = line[line.size() - 2];
  const double turned = std::atan2(from.y - to.y, to.x - from.x);
  const double along_x = std::cos(turned), along_y = -std::sin(turned);
  const text_extent extent = measure(content, s.tick_size);
  const double pad = s.tick_pad, up = pad + extent.descent, top = up + extent.ascent;
  double back = pad;
  if (along_y < -1e-6) back = std::max(back, (p.area.y + pad - (to.y - top * along_x)) / -along_y);
  if (along_x > 1e-6)
    back = std::max(back, (to.x + top * along_y + pad - p.area.right()) / along_x);
  out.push_back(scene::text{
      .at = {to.x - back * along_x + up * along_y, to.y - back * along_y - up * along_x},
      .content = content,
      .size = s.tick_size,
      .paint = look.paint,
      .align_x = scene::horizontal::right,
      .align_y = scene::vertical::baseline,
      .degrees = turned * 180 / std::numbers::pi,
      .whole = {}});
}

/// A line across the axes and what is written along it; nothing if it does not pass them.
inline void draw_reference_line(const reference_line_mark& mark, const appearance& look,
                                const panel& p, const style& s, const text_measure& measure,
                                std::vector<scene::item>& out) {
  auto line = reference_line(mark, p);
  if (line.size() < 2) return;
  out.push_back(scene::path{.points = line, .line = look.line});
  if (!mark.options.text.empty())
    draw_line_text(mark.options.text, std::move(line), look, p, s, measure, out);
}

}  // namespace proflens::plot::arrange
