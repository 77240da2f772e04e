#pragma once

#include <proflens/plot/arrange/panel.hpp>
#include <proflens/plot/axis_limits.hpp>
#include <proflens/plot/error.hpp>
#include <proflens/plot/figure.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace proflens::plot::arrange {

/// Throws plot::error if two axes that share limits place their numbers in different ways.
inline void require_one_scale(const axis& first, const axis& other, const std::string& which) {
  const auto* names = std::get_if<categories>(&first.scale);
  const auto* others = std::get_if<categories>(&other.scale);
  const bool alike = first.scale.index() == other.scale.index() && first.reversed == other.reversed;
  if (alike && (names == nullptr || names->names == others->names)) return;
  throw error("shared axes: every " + which + " must have the same scale and names; those of '" +
              first.label + "' and '" + other.label + "' differ");
}

/// The axis all panels share: limits that are not given are those of the first panel that has any.
inline axis common_axis(const std::vector<panel>& panels, axis axes_options::*which) {
  axis common = panels.front().described->options().*which;
  for (const panel& p : panels) {
    const axis& other = p.described->options().*which;
    require_one_scale(common, other, which == &axes_options::x ? "x" : "y");
    if (!common.low) common.low = other.low;
    if (!common.high) common.high = other.high;
  }
  return common;
}

/// Gives all panels the same limits of x, of y or of both, from the data of all, and leaves out
/// tick labels, and labels that say the same, between neighbours.
inline void share_axes(std::vector<panel>& panels, const figure& f, std::size_t columns) {
  if (panels.empty() || !(f.share_x || f.share_y)) return;
  data_limits all;
  for (const panel& p : panels) all += p.data;
  if (f.share_x) {
    const interval x =
        axis_limits(common_axis(panels, &axes_options::x), all.x, f.style.margin, all.edges_x);
    for (panel& p : panels) p.x = x;
  }
  if (f.share_y) {
    for (const panel& p : panels)
      if (only_models(p)) all.y += model_range(*p.described, p.x);
    const interval y =
        axis_limits(common_axis(panels, &axes_options::y), all.y, f.style.margin, all.edges_y);
    for (panel& p : panels) p.y = y;
  }
  const auto label = [&](std::size_t i, axis axes_options::*which) -> const std::string& {
    return (panels[i].described->options().*which).label;
  };
  for (std::size_t i = 0; i < panels.size(); ++i) {
    panel& p = panels[i];
    p.hide_x_ticks = f.share_x && i + columns < panels.size();
    p.hide_y_ticks = f.share_y && i % columns != 0;
    p.hide_x_label =
        p.hide_x_ticks && label(i, &axes_options::x) == label(i + columns, &axes_options::x);
    p.hide_y_label = p.hide_y_ticks && label(i, &axes_options::y) == label(i - 1, &axes_options::y);
  }
}

}  // namespace proflens::plot::arrange
