#pragma once

#include <proflens/plot/backend/html/layer_text.hpp>
#include <proflens/plot/backend/html/point_layers.hpp>
#include <proflens/plot/bar_place.hpp>

#include <algorithm>
#include <string>
#include <vector>

namespace proflens::plot::html_page {

/// The sides of bars or of the bodies of boxes.
struct rectangle_columns {
  std::vector<double> left, right, low, high;

  void add(interval x, interval y) {
    left.push_back(x.low);
    right.push_back(x.high);
    low.push_back(y.low);
    high.push_back(y.high);
  }
};

/// Filled rectangles, and what the tooltip tells of each: `rows`, JSON objects.
inline std::string rectangles_layer(const rectangle_columns& sides,
                                    const std::vector<std::string>& rows, int rank,
                                    const layer_source& from) {
  json_object layer = stroke_layer("rectangles", from.look.line, rank);
  layer.with("fill", from.look.paint);
  layer.with_json("left", from.coordinate(sides.left));
  layer.with_json("right", from.coordinate(sides.right));
  layer.with_json("low", from.coordinate(sides.low));
  layer.with_json("high", from.coordinate(sides.high));
  layer.with_json("hover", json_array(rows, [](const std::string& row) { return row; }));
  return layer.text();
}

/// Bars where `placed_bars` says that they stand, with their error bars.
inline series_text bars_series(const bars_mark& m, const std::vector<placed_bar>& placed,
                               const layer_source& from) {
  series_text made{.label = m.options.label, .paint = from.look.paint, .layers = {}};
  rectangle_columns sides;
  std::vector<double> middle, error_low, error_high;
  for (const placed_bar& bar : placed) {
    sides.add({bar.left, bar.right}, {std::min(bar.from, bar.to), std::max(bar.from, bar.to)});
    middle.push_back(bar.middle());
    error_low.push_back(bar.error.low);
    error_high.push_back(bar.error.high);
  }
  std::vector<std::string> rows{from.place_hover(m.x),
                                from.hover_text(name_of(from.y_axis(), "y"), m.height.numbers())};
  const bool errors = !m.options.error.empty();
  if (errors) rows.push_back(from.hover_text("\u00b1", m.options.error.numbers()));
  made.layers.push_back(rectangles_layer(sides, rows, bars_rank, from));
  constexpr double cap = 3;  // points
  if (errors)
    made.layers.push_back(
        errors_layer(middle, error_low, error_high, cap, from.look.error, true, from));
  return made;
}

}  // namespace proflens::plot::html_page
