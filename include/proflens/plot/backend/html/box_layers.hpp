#pragma once

#include <proflens/plot/arrange/draw_boxes.hpp>
#include <proflens/plot/backend/html/bar_layers.hpp>
#include <proflens/plot/backend/html/layer_text.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace proflens::plot::html_page {

/// The bodies of boxes, and all that is told of a box.
inline std::string box_bodies(const boxes_mark& m, const layer_source& from) {
  rectangle_columns sides;
  std::vector<double> median, whisker_low, whisker_high, count;
  const double half = m.options.width / 2;
  for (std::size_t i = 0; i < m.boxes.size(); ++i) {
    const aggregate::box& box = m.boxes[i];
    sides.add({m.x[i] - half, m.x[i] + half}, {box.q1, box.q3});
    median.push_back(box.median);
    whisker_low.push_back(box.whisker_low);
    whisker_high.push_back(box.whisker_high);
    count.push_back(static_cast<double>(box.count));
  }
  std::vector<std::string> rows{from.place_hover(m.x), from.hover_text("n", count),
                                from.hover_text("upper whisker", whisker_high),
                                from.hover_text("upper quartile", sides.high),
                                from.hover_text("median", median)};
  if (!m.options.means.empty()) rows.push_back(from.hover_text("mean", m.options.means.numbers()));
  rows.push_back(from.hover_text("lower quartile", sides.low));
  rows.push_back(from.hover_text("lower whisker", whisker_low));
  return rectangles_layer(sides, rows, boxes_rank, from);
}

/// Strokes between places in data units, four numbers each.
struct segment_columns {
  std::vector<double> x1, y1, x2, y2;

  void add(double from_x, double from_y, double to_x, double to_y) {
    x1.push_back(from_x);
    y1.push_back(from_y);
    x2.push_back(to_x);
    y2.push_back(to_y);
  }
  std::string text(const scene::stroke& line) const {
    json_object layer = stroke_layer("segments", line, boxes_rank);
    layer.with_json("x1", exact_column(x1)).with_json("y1", exact_column(y1));
    return layer.with_json("x2", exact_column(x2)).with_json("y2", exact_column(y2)).text();
  }
};

inline std::string whiskers(const boxes_mark& m, const layer_source& from) {
  segment_columns all;
  const double cap = arrange::cap_share * m.options.width / 2;
  for (std::size_t i = 0; i < m.boxes.size(); ++i) {
    const aggregate::box& box = m.boxes[i];
    all.add(m.x[i], box.q1, m.x[i], box.whisker_low);
    all.add(m.x[i] - cap, box.whisker_low, m.x[i] + cap, box.whisker_low);
    all.add(m.x[i], box.q3, m.x[i], box.whisker_high);
    all.add(m.x[i] - cap, box.whisker_high, m.x[i] + cap, box.whisker_high);
  }
  return all.text(from.look.line);
}

inline std::string medians(const boxes_mark& m, const layer_source& from) {
  segment_columns all;
  for (std::size_t i = 0; i < m.boxes.size(); ++i) {
    const double median = m.boxes[i].median;
    all.add(m.x[i] - m.options.width / 2, median, m.x[i] + m.options.width / 2, median);
  }
  return all.text(from.look.median);
}

/// Points that are part of boxes.
inline std::string box_points(const column& x, const column& y, const arrange::point_look& look,
                              const layer_source& from) {
  json_object layer = marker_layer(look.style, look.face, boxes_rank);
  layer.with_json("x", from.coordinate(x.numbers()));
  return layer.with_json("y", from.coordinate(y.numbers())).text();
}

/// Boxes with their whiskers, medians, means and the values beyond the whiskers, or a sample of
/// those.
inline series_text boxes_series(const boxes_mark& m, const layer_source& from) {
  series_text made{.label = m.options.label, .paint = from.look.paint, .layers = {}};
  made.layers = {box_bodies(m, from), whiskers(m, from), medians(m, from)};
  std::vector<double> flier_x, flier_y;
  for (std::size_t i = 0; i < m.boxes.size() && m.options.fliers; ++i) {
    flier_y.insert(flier_y.end(), m.boxes[i].outliers.begin(), m.boxes[i].outliers.end());
    flier_x.resize(flier_y.size(), m.x[i]);
  }
  const std::vector<std::size_t> places = from.sample(flier_x.size());
  made.total = flier_x.size();
  made.shown = places.size();
  made.chosen = "those beyond the whiskers, chosen at random";
  if (!places.empty())
    made.layers.push_back(
        box_points(chosen(flier_x, places), chosen(flier_y, places), from.look.fliers, from));
  if (!m.options.means.empty())
    made.layers.push_back(box_points(m.x, m.options.means, from.look.means, from));
  return made;
}

}  // namespace proflens::plot::html_page
