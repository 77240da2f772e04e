#pragma once

#include <proflens/plot/arrange/distinct_labels.hpp>
#include <proflens/plot/arrange/panel.hpp>
#include <proflens/plot/arrange/text_fit.hpp>
#include <proflens/plot/page_size.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
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

/// What the legend calls a mark; empty for marks that are never in it.
inline std::string label_of(const mark& any) {
  const auto label = [](const auto& m) -> std::string {
    if constexpr (requires { m.options.label; }) return m.options.label;
    return {};
  };
  return std::visit(label, any);
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

/// Columns and rows a room has for legend entries.
struct legend_room {
  std::size_t columns = 1, rows = 1;
};

/// What fits at least: columns whose labels have room for three em, rows of one line.
inline legend_room most_entries(const legend_block& block, page_size room) {
  const auto whole = [](double number) { return static_cast<std::size_t>(std::max(1.0, number)); };
  const double border = 2 * legend_em::border * block.em, row_gap = legend_em::row_gap * block.em;
  const double column_gap = legend_em::column_gap * block.em;
  const double column = (legend_em::handle_width + legend_em::handle_gap + 3) * block.em;
  return {whole((room.width - border + column_gap) / (column + column_gap)),
          whole((room.height - border + row_gap) / (block.row_height + row_gap))};
}

/// Cuts the entries to `most`, the last of them counting those that were cut.
inline void cut_entries(std::vector<legend_entry>& entries, std::size_t most) {
  if (entries.size() <= most) return;
  const std::size_t dropped = entries.size() - most + 1;
  entries.resize(most - 1);
  entries.push_back({"\u2026 " + std::to_string(dropped) + " more", nullptr, nullptr});
}

/// A label cut to a width: of "name: equation" the name alone where that is enough, since half an
/// equation is worse than none; else inside.
inline std::string shortened_label(std::string_view label, double em, double width,
                                   const text_measure& measure) {
  const std::size_t colon = label.rfind(": ");
  if (colon == std::string_view::npos || measure(label, em).width <= width)
    return shortened_inside(label, em, width, measure);
  const std::string_view behind = label.substr(colon);
  const double left = width - measure(behind, em).width;
  std::string cut = shortened_inside(label.substr(0, colon), em, left, measure);
  cut += behind;
  return measure(cut, em).width <= width ? cut : shortened_inside(label, em, width, measure);
}

/// Entries in so many columns, or in as few more as the height of the room asks for; labels
/// shortened to the width of their column, different for different names.
inline legend_block arranged_legend(std::vector<legend_entry> entries, double em, page_size room,
                                    std::size_t columns, const text_measure& measure) {
  const text_extent line = measure("lp", em);
  legend_block block;
  block.em = em;
  block.row_height = line.ascent + line.descent;
  block.ascent = line.ascent;
  const legend_room most = most_entries(block, room);
  cut_entries(entries, most.columns * most.rows);
  const auto divided = [&](std::size_t by) { return (entries.size() + by - 1) / by; };
  columns = std::clamp(columns, divided(most.rows), std::max(divided(most.rows), most.columns));
  block.rows = divided(columns);
  const double gap = legend_em::column_gap * em;
  const double handle = (legend_em::handle_width + legend_em::handle_gap) * em;
  const double width = room.width - 2 * legend_em::border * em + gap;
  const double label = width / static_cast<double>(columns) - gap - handle;
  std::vector<std::string> names;
  for (const legend_entry& entry : entries) {
    names.push_back(entry.label);
    block.labels.push_back(shortened_label(entry.label, em, label, measure));
  }
  make_distinct(block.labels, names, em, label, measure);
  block.entries = std::move(entries);
  block.column_widths = column_widths(block, measure);
  block.size = block_size(block);
  return block;
}

}  // namespace proflens::plot::arrange
