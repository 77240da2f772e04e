#pragma once

#include <proflens/plot/backend/html/layer_text.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace proflens::plot::html_page {

/// A cloud of points, or a sample of it, with all that is told of each.
inline series_text points_series(const points_mark& m, const layer_source& from) {
  const points_options& o = m.options;
  series_text made{.label = o.label, .paint = from.look.paint, .layers = {}};
  made.belongs_to = o.belongs_to;
  const std::vector<std::size_t> places = from.sample(m.x.size());
  made.total = m.x.size();
  made.shown = places.size();
  json_object layer = marker_layer(from.look.marker, from.look.paint, points_rank);
  layer.with_json("x", from.coordinate(chosen(m.x, places).numbers()));
  layer.with_json("y", from.coordinate(chosen(m.y, places).numbers()));
  if (o.anchor == y_anchor::frame) layer.with("on_frame", true);
  if (!o.belongs_to.empty()) layer.with("part", true);
  if (o.values && from.panel.colors) {
    layer.with_json("value", from.coordinate(chosen(*o.values, places).numbers()));
    layer.with("value_label", o.value_label);
  }
  if (!o.told.empty())
    layer.with_json("told",
                    json_array(places, [&](std::size_t i) { return json_text(o.told[i]); }));
  layer.with_json("hover", json_array(o.hover, [&](const hover_column& h) {
                    return from.hover_text(h.name, chosen(h.values, places).numbers());
                  }));
  made.layers.push_back(layer.text());
  return made;
}

/// Upright bars; those of another mark are no part of its picture in the legend.
inline std::string errors_layer(const column& x, const column& low, const column& high, double cap,
                                const scene::stroke& line, bool of_another,
                                const layer_source& from) {
  json_object layer = stroke_layer("errors", line, errors_rank);
  layer.with_json("x", from.coordinate(x.numbers()));
  layer.with_json("low", from.coordinate(low.numbers()));
  layer.with_json("high", from.coordinate(high.numbers())).with("cap", cap);
  if (of_another) layer.with("part", true);
  return layer.text();
}

/// Error bars, or a sample of them.
inline series_text errors_series(const error_bars_mark& m, const layer_source& from) {
  const std::vector<std::size_t> places = from.sample(m.x.size());
  series_text made{.label = m.options.label, .paint = from.look.paint, .layers = {}};
  made.belongs_to = m.options.belongs_to;
  made.total = m.x.size();
  made.shown = places.size();
  made.layers.push_back(errors_layer(chosen(m.x, places), chosen(m.low, places),
                                     chosen(m.high, places), m.options.cap, from.look.line,
                                     !m.options.belongs_to.empty(), from));
  return made;
}

}  // namespace proflens::plot::html_page
