#pragma once

#include <proflens/plot/arrange/clip.hpp>
#include <proflens/plot/arrange/frame.hpp>
#include <proflens/plot/arrange/legend_place.hpp>
#include <proflens/plot/arrange/panel.hpp>
#include <proflens/plot/arrange/put_text.hpp>
#include <proflens/plot/arrange/text_fit.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace proflens::plot::arrange {

/// Lengths of a legend in em of its text: matplotlib's.
namespace legend_em {
inline constexpr double border = 0.4, row_gap = 0.5, handle_width = 2, handle_height = 0.7,
                        handle_gap = 0.8, column_gap = 2, axes_gap = 0.5, corner = 0.2;
}

/// One row: a label and the mark it stands for; none for the row that counts what did not fit.
struct legend_entry {
  std::string label;
  const mark* shown = nullptr;
  const appearance* look = nullptr;
};

inline const std::string& label_of(const mark& any) {
  return std::visit([](const auto& m) -> const std::string& { return m.options.label; }, any);
}

inline std::vector<legend_entry> legend_entries(const panel& p) {
  std::vector<legend_entry> entries;
  const auto& marks = p.described->marks();
  for (std::size_t i = 0; i < marks.size(); ++i)
    if (!label_of(marks[i]).empty())
      entries.push_back({label_of(marks[i]), &marks[i], &p.looks[i]});
  return entries;
}

/// A legend ready to be placed: entries column by column.
struct legend_block {
  std::vector<legend_entry> entries;
  std::vector<std::string> labels;  ///< shortened
  std::size_t rows = 0;
  std::vector<double> column_widths;
  double em = 0, row_height = 0, ascent = 0;
  page_size size;
};

inline std::vector<double> column_widths(const legend_block& block, const text_measure& measure) {
  std::vector<double> widths;
  for (std::size_t i = 0; i < block.labels.size(); ++i) {
    if (i % block.rows == 0) widths.push_back(0);
    const double text = measure(block.labels[i], block.em).width;
    const double handle = (legend_em::handle_width + legend_em::handle_gap) * block.em;
    widths.back() = std::max(widths.back(), handle + text);
  }
  return widths;
}

inline page_size block_size(const legend_block& block) {
  const auto rows = static_cast<double>(block.rows);
  double width = (2 * legend_em::border +
                  legend_em::column_gap * static_cast<double>(block.column_widths.size() - 1)) *
                 block.em;
  for (const double column : block.column_widths) width += column;
  return {width, rows * block.row_height +
                     (2 * legend_em::border + legend_em::row_gap * (rows - 1)) * block.em};
}

/// Entries in as few columns as the height allows, labels shortened to the room of their column.
/// What fits nowhere is counted in a last row.
inline legend_block arranged_legend(std::vector<legend_entry> entries, const style& s,
                                    page_size room, const text_measure& measure) {
  const double em = s.legend_size;
  const text_extent line = measure("lp", em);
  legend_block block{.entries = {},
                     .labels = {},
                     .rows = 0,
                     .column_widths = {},
                     .em = em,
                     .row_height = line.ascent + line.descent,
                     .ascent = line.ascent,
                     .size = {}};
  const double border = 2 * legend_em::border * em;
  const double row = block.row_height + legend_em::row_gap * em;
  const double handle = (legend_em::handle_width + legend_em::handle_gap) * em;
  const double gap = legend_em::column_gap * em;
  const double least_column = handle + 3 * em + gap;
  const auto whole = [](double number) { return static_cast<std::size_t>(std::max(1.0, number)); };
  const std::size_t most_rows = whole((room.height - border + legend_em::row_gap * em) / row);
  const std::size_t most_columns = whole((room.width - border + gap) / least_column);
  if (const std::size_t capacity = most_rows * most_columns; entries.size() > capacity) {
    const std::size_t dropped = entries.size() - capacity + 1;
    entries.resize(capacity - 1);
    entries.push_back({"\u2026 " + std::to_string(dropped) + " more", nullptr, nullptr});
  }
  const std::size_t columns = (entries.size() + most_rows - 1) / most_rows;
  block.rows = (entries.size() + columns - 1) / columns;
  const double label = (room.width - border + gap) / static_cast<double>(columns) - gap - handle;
  for (const legend_entry& entry : entries)
    block.labels.push_back(shortened(entry.label, em, label, measure));
  block.entries = std::move(entries);
  block.column_widths = column_widths(block, measure);
  block.size = block_size(block);
  return block;
}

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
    if (!ramp->empty()) s.face = (*ramp)[ramp->size() / 2];
  }
  return {.clip = clip, .all = {std::move(s)}};
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

/// Draws the legend of the axes, where it hides little of `marks`; nothing if no mark has a label.
inline void draw_legend(const panel& p, const std::vector<scene::item>& marks, const style& s,
                        const text_measure& measure, std::vector<scene::item>& out) {
  auto entries = legend_entries(p);
  const legend_place wanted = p.described->options().legend;
  if (entries.empty() || wanted == legend_place::none) return;
  const scene::rectangle room = grown(p.area, -legend_em::axes_gap * s.legend_size);
  const page_size most{0.9 * room.width, room.height};
  const legend_block block = arranged_legend(std::move(entries), s, most, measure);
  const auto grid = [&] { return occupied(p.area, marks); };
  draw_legend_block(block, legend_box(wanted, block.size, room, grid), out);
}

}  // namespace proflens::plot::arrange
