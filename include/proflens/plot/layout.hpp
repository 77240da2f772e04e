#pragma once

#include <proflens/plot/arrange/draw_marks.hpp>
#include <proflens/plot/arrange/frame.hpp>
#include <proflens/plot/arrange/legend.hpp>
#include <proflens/plot/arrange/panel.hpp>
#include <proflens/plot/arrange/shared_axes.hpp>
#include <proflens/plot/arrange/surroundings.hpp>
#include <proflens/plot/error.hpp>
#include <proflens/plot/figure.hpp>
#include <proflens/plot/scene.hpp>
#include <proflens/plot/text_measure.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <iterator>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace proflens::plot {

namespace arrange {

/// A figure half laid out: panels row by row, and the texts around each.
struct page {
  scene::rectangle inside;  ///< what is left within the free border
  text_block title;
  std::size_t columns = 1, rows = 1;
  std::vector<panel> panels;
  std::vector<surrounding_texts> texts;
};

inline page described_page(const figure& f, const text_measure& measure) {
  page made;
  const style& s = f.style;
  made.inside = {s.pad, s.pad, f.size.width - 2 * s.pad, f.size.height - 2 * s.pad};
  made.title = fitted_block(f.title, s.title_size, made.inside.width, 3, s, measure);
  made.columns = std::clamp<std::size_t>(f.columns, 1, std::max<std::size_t>(f.grid.size(), 1));
  made.rows = std::max<std::size_t>((f.grid.size() + made.columns - 1) / made.columns, 1);
  const double title = made.title.height > 0 ? made.title.height + s.title_pad : 0;
  const page_size room{made.inside.width / static_cast<double>(made.columns),
                       (made.inside.height - title) / static_cast<double>(made.rows)};
  for (const plot::axes& described : f.grid) made.panels.push_back(described_panel(described, s));
  share_axes(made.panels, f, made.columns);
  for (panel& added : made.panels) {
    added.area = {0, 0, 0.8 * room.width, 0.8 * room.height};  // a first guess, mended below
    added.longest_x_name = 0.35 * room.height;
    added.longest_y_name = 0.35 * room.width;
    made.texts.push_back(fitted_texts(added, s, room, measure));
  }
  return made;
}

/// The widest border of each row and column of the grid: their panels keep in line.
struct grid_borders {
  std::vector<border> column, row;

  double width() const {
    double sum = 0;
    for (const border& b : column) sum += b.left + b.right;
    return sum;
  }
  double height() const {
    double sum = 0;
    for (const border& b : row) sum += b.top + b.bottom;
    return sum;
  }
};

inline grid_borders measured_borders(const page& p, const style& s, const text_measure& measure) {
  grid_borders grid{.column = std::vector<border>(p.columns), .row = std::vector<border>(p.rows)};
  for (std::size_t i = 0; i < p.panels.size(); ++i) {
    const border needed = border_of(p.panels[i], p.texts[i], s, measure);
    border& column = grid.column[i % p.columns];
    border& row = grid.row[i / p.columns];
    column.left = std::max(column.left, needed.left);
    column.right = std::max(column.right, needed.right);
    row.top = std::max(row.top, needed.top);
    row.bottom = std::max(row.bottom, needed.bottom);
  }
  return grid;
}

/// Gives every panel the same area, as large as the borders leave it. Throws plot::error if that
/// is next to nothing.
inline void place_panels(page& p, const grid_borders& grid, const style& s) {
  const double title = p.title.height > 0 ? p.title.height + s.title_pad : 0;
  const auto columns = static_cast<double>(p.columns), rows = static_cast<double>(p.rows);
  const double width = (p.inside.width - grid.width() - (columns - 1) * s.pad) / columns;
  const double height = (p.inside.height - title - grid.height() - (rows - 1) * s.pad) / rows;
  constexpr double least = 10;
  if (!(width >= least) || !(height >= least))
    throw error("figure of " + plain_number(p.inside.width + 2 * s.pad, 0) + " x " +
                plain_number(p.inside.height + 2 * s.pad, 0) +
                " pt is too small for its texts; make it larger or the texts of its style smaller");
  double y = p.inside.y + title;
  for (std::size_t r = 0; r < p.rows; ++r) {
    double x = p.inside.x;
    for (std::size_t c = 0; c < p.columns; ++c) {
      const std::size_t i = r * p.columns + c;
      if (i < p.panels.size())
        p.panels[i].area = {x + grid.column[c].left, y + grid.row[r].top, width, height};
      x += grid.column[c].left + width + grid.column[c].right + s.pad;
    }
    y += grid.row[r].top + height + grid.row[r].bottom + s.pad;
  }
}

/// Whether the legend of a panel has to stand outside; once there it stays.
inline bool goes_outside(const panel& p, const surrounding_texts& texts, const style& s,
                         const text_measure& measure) {
  if (texts.legend || always_outside(p)) return true;
  const auto& all = p.described->marks();
  const bool bars = std::any_of(all.begin(), all.end(), [](const mark& any) {
    return std::holds_alternative<bars_mark>(any);
  });
  const bool large = may_be_large(p, s, measure);
  if (!bars && !large) return false;  // the rest takes a pass over all points
  std::vector<scene::item> marks;
  draw_marks(p, s, measure, marks);
  return (bars && legend_would_hide(p, marks, s, measure)) ||
         (large && legend_covers(p, marks, s, measure));
}

/// Ticks depend on the area, the area on the labels of the ticks: three rounds settle it.
inline void settle(page& p, const style& s, const text_measure& measure) {
  for (int round = 0; round < 3; ++round) {
    for (std::size_t i = 0; i < p.panels.size(); ++i) {
      choose_ticks(p.panels[i], s, measure);
      const double width = p.inside.width / static_cast<double>(p.columns);
      if (goes_outside(p.panels[i], p.texts[i], s, measure))
        p.texts[i].legend = outside_legend(p.panels[i], s, width, measure);
    }
    place_panels(p, measured_borders(p, s, measure), s);
  }
}

/// One panel with everything in and around it, in painter's order.
inline void draw_panel(const panel& p, const surrounding_texts& texts, const style& s,
                       const text_measure& measure, const scene::rectangle& inside,
                       std::vector<scene::item>& out) {
  draw_grid(p, s, out);
  std::vector<scene::item> marks;
  draw_marks(p, s, measure, marks);
  std::vector<scene::item> legend;
  if (!texts.legend) draw_legend(p, marks, s, measure, legend);
  std::move(marks.begin(), marks.end(), std::back_inserter(out));
  draw_surroundings(p, texts, s, measure, inside, out);
  std::move(legend.begin(), legend.end(), std::back_inserter(out));
}

}  // namespace arrange

/// Lays a figure out: limits, ticks, margins, legend and colour bars are decided, every mark is
/// placed. All texts of the result are anchored at their baseline. Points are not copied: the
/// scene shares the figure's columns.
/// Throws plot::error if a limit is not finite or not below its other one, or if the figure is
/// too small for its texts.
inline scene::drawing layout(const figure& described, const text_measure& measure) {
  const style& s = described.style;
  arrange::page page = arrange::described_page(described, measure);
  arrange::settle(page, s, measure);
  scene::drawing drawing{.width = described.size.width,
                         .height = described.size.height,
                         .background = s.background,
                         .title = described.title,
                         .items = {}};
  // The title of a figure of one panel stands over its axes, else in the middle of the page.
  const scene::rectangle& over = page.panels.size() == 1 ? page.panels[0].area : page.inside;
  arrange::put_block(page.title,
                     arrange::kept_inside(over.x + over.width / 2, page.title.width, page.inside.x,
                                          page.inside.right()),
                     page.inside.y, drawing.items);
  for (std::size_t i = 0; i < page.panels.size(); ++i)
    arrange::draw_panel(page.panels[i], page.texts[i], s, measure, page.inside, drawing.items);
  return drawing;
}

}  // namespace proflens::plot
