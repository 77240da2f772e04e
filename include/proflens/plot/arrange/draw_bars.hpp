#pragma once

#include <proflens/plot/arrange/clip.hpp>
#include <proflens/plot/arrange/panel.hpp>
#include <proflens/plot/bar_place.hpp>
#include <proflens/plot/limits.hpp>
#include <proflens/plot/scene.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <span>
#include <utility>
#include <variant>
#include <vector>

namespace proflens::plot::arrange {

/// A bar on the page, far ends cut away; none if it has no place there.
inline std::optional<scene::path> bar_shape(const placed_bar& bar, const appearance& look,
                                            const panel& p) {
  const page_scale sx = p.x_scale(), sy = p.y_scale();
  const double left = sx(bar.left), right = sx(bar.right);
  const double from = sy.or_low_end(bar.from), to = sy.or_low_end(bar.to);
  for (const double edge : {left, right, from, to})
    if (!drawable(edge)) return std::nullopt;
  const auto area = grown(p.area, 100);
  auto corners = clip_polygon({{left, to}, {right, to}, {right, from}, {left, from}}, area);
  if (corners.size() < 3) return std::nullopt;
  scene::path shape{.points = std::move(corners), .closed = true, .fill = look.paint};
  if (look.line.width > 0) shape.line = look.line;
  shape.title = x_name_at(p, bar.middle());
  return shape;
}

/// An upright line with caps at its ends, which do not grow with the page.
inline void draw_error_bar(double x, interval ends, double cap, const scene::stroke& line,
                           const panel& p, std::vector<scene::item>& out) {
  const double across = p.x_scale()(x);
  const double low = p.y_scale().or_low_end(ends.low), high = p.y_scale()(ends.high);
  if (!drawable(across) || !drawable(low) || !drawable(high)) return;
  const auto area = grown(p.area, 100);
  const auto stroke = [&](scene::position from, scene::position to, double width) {
    if (!clip_segment(from, to, area)) return;
    out.push_back(scene::path{.points = {from, to},
                              .line = scene::stroke{.paint = line.paint, .width = width}});
  };
  stroke({across, low}, {across, high}, line.width);
  if (cap <= 0) return;
  for (const double end : {low, high})
    stroke({across - cap, end}, {across + cap, end}, std::min(1.0, line.width));
}

/// All bars of the axes, then their error bars, so that no pile hides the errors of another.
inline void draw_bars(const panel& p, std::vector<scene::item>& out) {
  const auto bars = placed_bars(p.described->marks());
  for (std::size_t m = 0; m < bars.size(); ++m)
    for (const placed_bar& bar : bars[m])
      if (auto shape = bar_shape(bar, p.looks[m], p)) out.push_back(std::move(*shape));
  for (std::size_t m = 0; m < bars.size(); ++m)
    for (const placed_bar& bar : bars[m])
      draw_error_bar(bar.middle(), bar.error, 3, p.looks[m].error, p, out);
}

inline void draw_error_bars(const panel& p, std::vector<scene::item>& out) {
  for (std::size_t m = 0; m < p.looks.size(); ++m) {
    const auto* bars = std::get_if<error_bars_mark>(&p.described->marks()[m]);
    for (std::size_t i = 0; bars != nullptr && i < bars->x.size(); ++i)
      draw_error_bar(bars->x[i], {bars->low[i], bars->high[i]}, bars->options.cap, p.looks[m].line,
                     p, out);
  }
}

}  // namespace proflens::plot::arrange
