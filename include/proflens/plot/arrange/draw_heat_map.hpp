#pragma once

#include <proflens/plot/arrange/cell_text.hpp>
#include <proflens/plot/arrange/clip.hpp>
#include <proflens/plot/arrange/panel.hpp>
#include <proflens/plot/palette.hpp>
#include <proflens/plot/scene.hpp>
#include <proflens/plot/style.hpp>
#include <proflens/plot/text_measure.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace proflens::plot::arrange {

/// Heat maps of more cells become one image; of fewer, a shape for each cell, which stays crisp
/// where a viewer smooths images.
inline constexpr std::size_t most_cell_shapes = 4096;

/// The ground of cells without a value, and the strokes on it.
inline constexpr color no_value_ground = gray(0.9), no_value_stroke = gray(0.6);

/// Where the cells of a heat map begin and end on the page, in the order of rows and columns.
struct cell_edges {
  std::vector<double> x, y;

  /// Precondition: r and c are those of a cell.
  scene::rectangle cell(std::size_t r, std::size_t c, std::size_t columns = 1) const {
    const auto [left, right] = std::minmax(x[c], x[c + columns]);
    const auto [top, bottom] = std::minmax(y[r], y[r + 1]);
    return {left, top, right - left, bottom - top};
  }
};

inline cell_edges edges_of(const heat_map_mark& mark, const panel& p) {
  const auto sx = p.x_scale();
  const auto sy = p.y_scale();
  cell_edges edges;
  for (std::size_t c = 0; c <= mark.columns; ++c)
    edges.x.push_back(sx(static_cast<double>(c) - 0.5));
  for (std::size_t r = 0; r <= mark.rows; ++r) edges.y.push_back(sy(static_cast<double>(r) - 0.5));
  return edges;
}

/// The colour of a value; that of the nearest end of the ramp beyond the limits. Precondition: the
/// value is drawable.
inline const color& cell_color(double value, const color_scale& scale) {
  const double share = (value - scale.limits.low) / scale.limits.width();
  const auto count = static_cast<double>(scale.ramp->size());
  return (*scale.ramp)[static_cast<std::size_t>(std::clamp(share * count, 0.0, count - 1))];
}

/// A shape for each cell that meets the area; far ends are cut away. It reaches under its
/// neighbours to come, so that no seam shows.
inline void draw_cell_shapes(const heat_map_mark& mark, const cell_edges& edges,
                             const color_scale& colors, const scene::rectangle& area,
                             std::vector<scene::item>& out) {
  for (std::size_t r = 0; r < mark.rows; ++r) {
    for (std::size_t c = 0; c < mark.columns; ++c) {
      const double value = mark.values[r * mark.columns + c];
      const double right = edges.x[std::min(c + 2, mark.columns)];
      const double bottom = edges.y[std::min(r + 2, mark.rows)];
      auto corners = clip_polygon(
          {{edges.x[c], edges.y[r]}, {right, edges.y[r]}, {right, bottom}, {edges.x[c], bottom}},
          area);
      if (corners.size() < 3) continue;
      out.push_back(
          scene::path{.points = std::move(corners),
                      .closed = true,
                      .fill = drawable(value) ? cell_color(value, colors) : no_value_ground});
    }
  }
}

/// All cells as one image. Precondition: they are of one size on the page.
inline void draw_cell_image(const heat_map_mark& mark, const cell_edges& edges,
                            const color_scale& colors, std::vector<scene::item>& out) {
  const bool leftward = edges.x.back() < edges.x.front(), upward = edges.y.back() < edges.y.front();
  std::vector<color> cells;
  cells.reserve(mark.values.size());
  for (std::size_t i = 0; i < mark.rows; ++i) {
    const std::size_t r = upward ? mark.rows - 1 - i : i;
    for (std::size_t j = 0; j < mark.columns; ++j) {
      const std::size_t c = leftward ? mark.columns - 1 - j : j;
      const double value = mark.values[r * mark.columns + c];
      cells.push_back(drawable(value) ? cell_color(value, colors) : no_value_ground);
    }
  }
  const auto [left, right] = std::minmax(edges.x.front(), edges.x.back());
  const auto [top, bottom] = std::minmax(edges.y.front(), edges.y.back());
  out.push_back(
      scene::image{.area = {left, top, right - left, bottom - top},
                   .columns = mark.columns,
                   .rows = mark.rows,
                   .colors = std::make_shared<const std::vector<color>>(std::move(cells))});
}

/// Strokes from lower left to upper right that go on from one area to the next.
inline void hatch(const scene::rectangle& run, const scene::rectangle& shown,
                  std::vector<scene::item>& out) {
  const double left = std::max(run.x, shown.x), top = std::max(run.y, shown.y);
  const scene::rectangle area{left, top, std::min(run.right(), shown.right()) - left,
                              std::min(run.bottom(), shown.bottom()) - top};
  if (!(area.width > 0 && area.height > 0)) return;
  constexpr double apart = 5;  // points, along x
  const double first = std::ceil((area.x + area.y) / apart) * apart;
  for (double sum = first; sum < area.right() + area.bottom(); sum += apart) {
    scene::position from{sum - area.bottom(), area.bottom()}, to{sum - area.y, area.y};
    if (clip_segment(from, to, area))
      out.push_back(scene::path{.points = {from, to},
                                .line = scene::stroke{.paint = no_value_stroke, .width = 0.8}});
  }
}

/// The runs of cells without a value, row by row, up to as many as one can tell apart.
inline std::vector<scene::rectangle> missing_runs(const heat_map_mark& mark,
                                                  const cell_edges& edges) {
  std::vector<scene::rectangle> runs;
  for (std::size_t r = 0; r < mark.rows; ++r) {
    for (std::size_t c = 0, end = 0; c < mark.columns; c = end + 1) {
      for (end = c; end < mark.columns && !drawable(mark.values[r * mark.columns + end]);) ++end;
      if (end > c) runs.push_back(edges.cell(r, c, end - c));
      if (runs.size() > most_cell_shapes) return runs;
    }
  }
  return runs;
}

/// The values in their cells, all of one size, black or white by the colour below them; none where
/// they do not fit.
inline void draw_cell_texts(const heat_map_mark& mark, const cell_edges& edges,
                            const color_scale& colors, const style& s, const text_measure& measure,
                            std::vector<scene::item>& out) {
  std::vector<std::string> texts;
  for (const double value : mark.values.numbers())
    texts.push_back(cell_text(value, mark.options.decimals));
  scene::rectangle least = edges.cell(0, 0);
  for (std::size_t c = 1; c < mark.columns; ++c)
    least.width = std::min(least.width, edges.cell(0, c).width);
  for (std::size_t r = 1; r < mark.rows; ++r)
    least.height = std::min(least.height, edges.cell(r, 0).height);
  const auto size = cell_text_size(texts, least.width, least.height, s, measure);
  if (!size) return;
  const double down = measure("lp", *size).ascent / 2;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (texts[i].empty()) continue;
    const scene::rectangle cell = edges.cell(i / mark.columns, i % mark.columns);
    out.push_back(scene::text{.at = {cell.x + cell.width / 2, cell.y + cell.height / 2 + down},
                              .content = std::move(texts[i]),
                              .size = *size,
                              .paint = readable_on(cell_color(mark.values[i], colors)),
                              .align_x = scene::horizontal::center,
                              .align_y = scene::vertical::baseline,
                              .degrees = 0,
                              .whole = {}});
  }
}

/// Cells, hatching where there is no value, and the values as text. A cell that a scale has no
/// place for is left out.
inline void draw_heat_map(const heat_map_mark& mark, const panel& p, const style& s,
                          const text_measure& measure, std::vector<scene::item>& out) {
  const cell_edges edges = edges_of(mark, p);
  const auto placed = [](const std::vector<double>& all) {
    return std::all_of(all.begin(), all.end(), [](double at) { return std::isfinite(at); });
  };
  if (mark.values.empty() || !p.colors || !placed(edges.x) || !placed(edges.y)) return;
  out.push_back(scene::begin_clip{p.area});
  if (mark.values.size() <= most_cell_shapes) {
    draw_cell_shapes(mark, edges, *p.colors, grown(p.area, 100), out);
  } else {
    draw_cell_image(mark, edges, *p.colors, out);
  }
  for (const scene::rectangle& run : missing_runs(mark, edges)) hatch(run, p.area, out);
  if (mark.options.annotate && mark.values.size() <= most_cell_shapes)
    draw_cell_texts(mark, edges, *p.colors, s, measure, out);
  out.push_back(scene::end_clip{});
}

}  // namespace proflens::plot::arrange
