#pragma once

#include <proflens/detail/sampled_places.hpp>
#include <proflens/plot/arrange/panel.hpp>
#include <proflens/plot/backend/html/json_text.hpp>
#include <proflens/plot/backend/html/packed_column.hpp>
#include <proflens/plot/backend/html/page_budget.hpp>
#include <proflens/plot/marker_shape.hpp>

#include <cmath>
#include <cstddef>
#include <numeric>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace proflens::plot::html_page {

/// What one mark becomes on the page: a name and what it is drawn with.
struct series_text {
  std::string label;
  color paint;
  std::vector<std::string> layers;   ///< JSON objects
  std::string belongs_to = {};       ///< the label of the series it is a part of, if it says so
  std::size_t shown = 0, total = 0;  ///< points, where only some are kept
  const char* chosen = "chosen at random";
};

/// What is drawn over what, as in `arrange::draw_marks`.
enum rank : int {
  cells_rank,
  bands_rank,
  bars_rank,
  boxes_rank,
  points_rank,
  errors_rank,
  lines_rank,
  line_markers_rank,
  notes_rank
};

inline json_object layer_of(const char* kind, int rank) {
  return json_object().with("kind", kind).with("rank", static_cast<double>(rank));
}

inline json_object stroke_layer(const char* kind, const scene::stroke& line, int rank) {
  json_object layer = layer_of(kind, rank);
  layer.with("color", line.paint).with("alpha", line.paint.alpha);
  layer.with("width", line.width).with_json("dashes", json_array(line.dashes));
  return layer;
}

inline json_object marker_layer(const scene::marker_style& style, const color& face, int rank) {
  json_object layer = layer_of("points", rank);
  std::vector<double> outline;
  for (const scene::position& corner : marker_outline(style.shape)) {
    outline.push_back(corner.x);
    outline.push_back(corner.y);
  }
  layer.with_json("outline", json_array(outline));
  layer.with("size", style.size).with("edge_width", style.edge_width).with("edge", style.edge);
  layer.with("alpha", style.alpha * (face.alpha > 0 ? face.alpha : 1)).with("face", face);
  layer.with("open", face.alpha <= 0);
  return layer;
}

inline std::string name_of(const axis& a, const char* otherwise) {
  return a.label.empty() ? otherwise : a.label;
}

/// What the layers of a mark are written from: its panel, its look and how numbers are kept.
struct layer_source {
  const arrange::panel& panel;
  const arrange::appearance& look;
  const packing& how;

  const axis& x_axis() const { return panel.described->options().x; }
  const axis& y_axis() const { return panel.described->options().y; }

  /// The places of a sample of so many points; all of them where the page holds all.
  std::vector<std::size_t> sample(std::size_t count) const {
    if (how.share < 1) {
      const double kept = std::ceil(how.share * static_cast<double>(count));
      return detail::sampled_places(count, static_cast<std::size_t>(kept));
    }
    std::vector<std::size_t> all(count);
    std::iota(all.begin(), all.end(), std::size_t{0});
    return all;
  }

  std::string coordinate(std::span<const double> numbers) const {
    return how.rounded ? stepped_column(numbers) : exact_column(numbers);
  }

  /// A row of the tooltip, with a number for each point.
  std::string hover_text(const std::string& name, std::span<const double> numbers) const {
    const bool differences = how.rounded && all_whole(numbers);
    return json_object()
        .with("name", name)
        .with_json("column", differences ? difference_column(numbers) : coordinate(numbers))
        .text();
  }

  /// The places along x as a row of the tooltip, by name where the axis has names.
  std::string place_hover(const column& x) const {
    const std::string name = name_of(x_axis(), "x");
    const auto* named = std::get_if<categories>(&x_axis().scale);
    if (named == nullptr) return hover_text(name, x.numbers());
    const auto text_at = [&](double at) {
      const bool known = at >= 0 && at < static_cast<double>(named->names.size());
      return known ? json_text(named->names[static_cast<std::size_t>(at)]) : "\"\"";
    };
    return json_object()
        .with("name", name)
        .with_json("texts", json_array(x.numbers(), text_at))
        .text();
  }
};

/// The numbers at these places; the column itself, shared, where all are chosen.
inline column chosen(const column& all, const std::vector<std::size_t>& places) {
  if (places.size() == all.size()) return all;
  std::vector<double> some;
  some.reserve(places.size());
  for (const std::size_t place : places) some.push_back(all[place]);
  return some;
}

}  // namespace proflens::plot::html_page
