#pragma once

#include <proflens/plot/arrange/cell_text.hpp>
#include <proflens/plot/backend/html/layer_text.hpp>

#include <cstddef>
#include <string>

namespace proflens::plot::html_page {

/// A heat map as a layer of cells.
inline series_text heat_map_series(const heat_map_mark& m, const layer_source& from) {
  const heat_map_options& o = m.options;
  json_object layer = layer_of("cells", cells_rank);
  layer.with("rows", static_cast<double>(m.rows));
  layer.with("columns", static_cast<double>(m.columns));
  layer.with_json("values", from.coordinate(m.values.numbers()));
  layer.with("value_label", o.value_label);
  layer.with_json("row_names", json_array(o.row_names));
  layer.with_json("column_names", json_array(o.column_names));
  constexpr std::size_t most_annotations = 4096;  // more have no room on a page
  if (o.annotate && m.values.size() <= most_annotations)
    layer.with_json("annotations", json_array(m.values.numbers(), [&](double value) {
                      return json_text(arrange::cell_text(value, o.decimals));
                    }));
  return {.label = {}, .paint = from.look.paint, .layers = {layer.text()}};
}

/// A line across the axes.
inline series_text reference_series(const reference_line_mark& m, const layer_source& from) {
  constexpr const char* names[] = {"horizontal", "vertical", "sloped"};
  json_object layer = stroke_layer("rule", from.look.line, notes_rank);
  layer.with("direction", names[static_cast<std::size_t>(m.direction)]);
  layer.with("at", m.at).with("slope", m.slope).with("text", m.options.text);
  return {.label = m.options.label, .paint = from.look.line.paint, .layers = {layer.text()}};
}

/// A text, and what it tells.
inline series_text note_series(const text_mark& m, const layer_source& from) {
  constexpr const char* horizontal[] = {"left", "center", "right"};
  constexpr const char* vertical[] = {"top", "center", "baseline", "bottom"};
  const text_options& o = m.options;
  json_object layer = layer_of("text", notes_rank);
  layer.with("x", m.x).with("y", m.y).with("content", m.content);
  layer.with("size", o.size.value_or(10)).with("color", from.look.paint);
  layer.with("align_x", horizontal[static_cast<std::size_t>(o.align_x)]);
  layer.with("align_y", vertical[static_cast<std::size_t>(o.align_y)]);
  layer.with("degrees", o.degrees).with("right_by", o.right_by).with("up_by", o.up_by);
  if (o.anchor == y_anchor::frame) layer.with("on_frame", true);
  if (!o.told.empty()) layer.with("told", o.told);
  series_text made{.label = {}, .paint = from.look.paint, .layers = {layer.text()}};
  made.belongs_to = o.belongs_to;
  return made;
}

}  // namespace proflens::plot::html_page
