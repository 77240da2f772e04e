#pragma once

#include <proflens/detail/sampled_places.hpp>
#include <proflens/plot/arrange/cell_text.hpp>
#include <proflens/plot/arrange/draw_marks.hpp>
#include <proflens/plot/arrange/panel.hpp>
#include <proflens/plot/backend/html/json_text.hpp>
#include <proflens/plot/backend/html/packed_column.hpp>
#include <proflens/plot/bar_place.hpp>
#include <proflens/plot/marker_shape.hpp>

#include <cmath>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace proflens::plot::html_page {

/// How the points of a page are kept, decided for all of them together.
struct packing {
  bool rounded = false;  ///< coordinates to 16 bits
  double share = 1;      ///< of the points of every series that are kept
};

/// A series as the page draws it: a name and what it is drawn with.
struct series_text {
  std::string label;
  color paint;
  std::vector<std::string> layers;   ///< JSON objects
  std::size_t shown = 0, total = 0;  ///< points, where only some are kept
  const char* chosen = "chosen at random";
};

/// Lines of more points than this are thinned.
inline constexpr std::size_t longest_line = 100'000;

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

/// Writes what one mark is drawn with, a JSON object for each layer; all numbers in data units.
class layer_writer {
 public:
  layer_writer(const arrange::panel& panel, const arrange::appearance& look,
               const std::vector<placed_bar>& bars, const packing& how)
      : panel_(panel), look_(look), bars_(bars), how_(how) {}

  series_text operator()(const points_mark& m) {
    const points_options& o = m.options;
    series_text made{.label = o.label, .paint = look_.paint, .layers = {}};
    made.total = made.shown = m.x.size();
    std::vector<std::size_t> places;
    if (how_.share < 1) {
      places = detail::sampled_places(m.x.size(), kept(m.x.size()));
      made.shown = places.size();
    }
    const auto chosen = [&](const column& all) {
      if (how_.share >= 1) return all;
      std::vector<double> some;
      some.reserve(places.size());
      for (const std::size_t place : places) some.push_back(all[place]);
      return column(std::move(some));
    };
    json_object layer = marker_layer(look_.marker, look_.paint, points_rank);
    layer.with_json("x", coordinate(chosen(m.x).numbers()));
    layer.with_json("y", coordinate(chosen(m.y).numbers()));
    if (o.values && panel_.colors) {
      layer.with_json("value", coordinate(chosen(*o.values).numbers()));
      layer.with("value_label", o.value_label);
    }
    layer.with_json("hover", json_array(o.hover, [&](const hover_column& h) {
                      return hover_text(h.name, chosen(h.values).numbers());
                    }));
    made.layers.push_back(layer.text());
    return made;
  }

  series_text operator()(const line_mark& m) {
    if (m.x.size() > longest_line) return thinned(m);
    series_text made{.label = m.options.label, .paint = look_.paint, .layers = {}};
    made.layers.push_back(line_layer(m.x.numbers(), m.y.numbers()).text());
    if (m.options.marker) {
      json_object marks = marker_layer(look_.marker, look_.paint, line_markers_rank);
      marks.with_json("x", coordinate(m.x.numbers())).with_json("y", coordinate(m.y.numbers()));
      made.layers.push_back(marks.text());
    }
    return made;
  }

  /// A model is sampled beyond what the page shows at first, for a reader who looks there.
  series_text operator()(const model_mark& m) {
    series_text made{.label = m.options.label, .paint = look_.paint, .layers = {}};
    const std::vector<double> x = sampled_places(m);
    std::vector<double> y, low, high;
    for (const double at : x) {
      y.push_back(m.curve(at));
      if (!m.options.band) continue;
      const interval mean = m.mean_interval(at, m.options.band->level);
      low.push_back(mean.low);
      high.push_back(mean.high);
    }
    made.layers.push_back(line_layer(x, y).with("curve", true).text());
    if (m.options.band) made.layers.push_back(band_layer(x, low, high).with("curve", true).text());
    return made;
  }

  series_text operator()(const steps_mark& m) {
    series_text made{.label = m.options.label, .paint = look_.paint, .layers = {}};
    std::vector<double> x, y;
    for (std::size_t i = 0; i < m.x.size(); ++i) {
      const bool post = m.options.where == step_where::post;
      if (i > 0) x.push_back(post ? m.x[i] : m.x[i - 1]);
      if (i > 0) y.push_back(post ? m.y[i - 1] : m.y[i]);
      x.push_back(m.x[i]);
      y.push_back(m.y[i]);
    }
    made.layers.push_back(line_layer(x, y).with("level", true).text());
    return made;
  }

  series_text operator()(const band_mark& m) {
    return {.label = m.options.label,
            .paint = look_.paint,
            .layers = {band_layer(m.x.numbers(), m.low.numbers(), m.high.numbers()).text()}};
  }

  series_text operator()(const error_bars_mark& m) {
    return {.label = m.options.label,
            .paint = look_.paint,
            .layers = {errors_layer(m.x.numbers(), m.low.numbers(), m.high.numbers(), m.options.cap,
                                    look_.line)}};
  }

  series_text operator()(const bars_mark& m) {
    series_text made{.label = m.options.label, .paint = look_.paint, .layers = {}};
    std::vector<double> left, right, low, high, middle, error_low, error_high;
    for (const placed_bar& bar : bars_) {
      left.push_back(bar.left);
      right.push_back(bar.right);
      low.push_back(std::min(bar.from, bar.to));
      high.push_back(std::max(bar.from, bar.to));
      middle.push_back(bar.middle());
      error_low.push_back(bar.error.low);
      error_high.push_back(bar.error.high);
    }
    std::vector<std::string> rows{place_hover(m.x),
                                  hover_text(name_of(y_axis(), "y"), m.height.numbers())};
    if (!m.options.error.empty()) rows.push_back(hover_text("\u00b1", m.options.error.numbers()));
    made.layers.push_back(rectangles_layer(left, right, low, high, rows, bars_rank));
    if (!m.options.error.empty())
      made.layers.push_back(errors_layer(middle, error_low, error_high, 3, look_.error));
    return made;
  }

  series_text operator()(const boxes_mark& m) {
    series_text made{.label = m.options.label, .paint = look_.paint, .layers = {}};
    made.layers.push_back(box_bodies(m));
    made.layers.push_back(whiskers(m));
    made.layers.push_back(medians(m));
    std::vector<double> flier_x, flier_y;
    for (std::size_t i = 0; i < m.boxes.size() && m.options.fliers; ++i) {
      flier_y.insert(flier_y.end(), m.boxes[i].outliers.begin(), m.boxes[i].outliers.end());
      flier_x.resize(flier_y.size(), m.x[i]);
    }
    const auto dots = [&](std::span<const double> x, std::span<const double> y,
                          const arrange::point_look& dot) {
      json_object layer = marker_layer(dot.style, dot.face, boxes_rank);
      layer.with_json("x", coordinate(x)).with_json("y", coordinate(y));
      made.layers.push_back(layer.text());
    };
    if (!flier_x.empty()) dots(flier_x, flier_y, look_.fliers);
    if (!m.options.means.empty()) dots(m.x.numbers(), m.options.means.numbers(), look_.means);
    return made;
  }

  series_text operator()(const heat_map_mark& m) {
    const heat_map_options& o = m.options;
    json_object layer = layer_of("cells", cells_rank);
    layer.with("rows", static_cast<double>(m.rows));
    layer.with("columns", static_cast<double>(m.columns));
    layer.with_json("values", coordinate(m.values.numbers()));
    layer.with_json("row_names", json_array(o.row_names));
    layer.with_json("column_names", json_array(o.column_names));
    if (o.annotate && m.values.size() <= 4096)
      layer.with_json("annotations", json_array(m.values.numbers(), [&](double value) {
                        return json_text(arrange::cell_text(value, o.decimals));
                      }));
    return {.label = {}, .paint = look_.paint, .layers = {layer.text()}};
  }

  series_text operator()(const reference_line_mark& m) {
    constexpr const char* names[] = {"horizontal", "vertical", "sloped"};
    json_object layer = stroke_layer("rule", look_.line, notes_rank);
    layer.with("direction", names[static_cast<std::size_t>(m.direction)]);
    layer.with("at", m.at).with("slope", m.slope).with("text", m.options.text);
    return {.label = m.options.label, .paint = look_.line.paint, .layers = {layer.text()}};
  }

  series_text operator()(const text_mark& m) {
    constexpr const char* horizontal[] = {"left", "center", "right"};
    constexpr const char* vertical[] = {"top", "center", "baseline", "bottom"};
    const text_options& o = m.options;
    json_object layer = layer_of("text", notes_rank);
    layer.with("x", m.x).with("y", m.y).with("content", m.content);
    layer.with("size", o.size.value_or(10)).with("color", look_.paint);
    layer.with("align_x", horizontal[static_cast<std::size_t>(o.align_x)]);
    layer.with("align_y", vertical[static_cast<std::size_t>(o.align_y)]);
    layer.with("degrees", o.degrees).with("right_by", o.right_by).with("up_by", o.up_by);
    return {.label = {}, .paint = look_.paint, .layers = {layer.text()}};
  }

 private:
  /// A line of more points than a screen can show, without those that do not shape it.
  series_text thinned(const line_mark& m) {
    const auto places = outline_places(m.y.numbers(), longest_line);
    std::vector<double> x, y;
    for (const std::size_t place : places) {
      x.push_back(m.x[place]);
      y.push_back(m.y[place]);
    }
    series_text made{.label = m.options.label, .paint = look_.paint, .layers = {}};
    made.layers.push_back(line_layer(x, y).text());
    made.shown = places.size();
    made.total = m.x.size();
    made.chosen = "the extremes of every stretch of the line";
    return made;
  }

  const axis& x_axis() const { return panel_.described->options().x; }
  const axis& y_axis() const { return panel_.described->options().y; }
  static std::string name_of(const axis& a, const char* otherwise) {
    return a.label.empty() ? otherwise : a.label;
  }

  std::size_t kept(std::size_t count) const {
    return static_cast<std::size_t>(std::ceil(how_.share * static_cast<double>(count)));
  }

  std::string coordinate(std::span<const double> numbers) const {
    return how_.rounded ? stepped_column(numbers) : exact_column(numbers);
  }

  std::string hover_text(const std::string& name, std::span<const double> numbers) const {
    const bool differences = how_.rounded && all_whole(numbers);
    return json_object()
        .with("name", name)
        .with_json("column", differences ? difference_column(numbers) : coordinate(numbers))
        .text();
  }

  /// The places along x, by name where the axis has names.
  std::string place_hover(const column& x) const {
    const std::string name = name_of(x_axis(), "x");
    const auto* named = std::get_if<categories>(&x_axis().scale);
    if (named == nullptr) return hover_text(name, x.numbers());
    return json_object()
        .with("name", name)
        .with_json("texts",
                   json_array(x.numbers(),
                              [&](double at) {
                                const bool known =
                                    at >= 0 && at < static_cast<double>(named->names.size());
                                return known ? json_text(named->names[static_cast<std::size_t>(at)])
                                             : "\"\"";
                              }))
        .text();
  }

  json_object marker_layer(const scene::marker_style& style, const color& face, int rank) const {
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

  static json_object layer_of(const char* kind, int rank) {
    return json_object().with("kind", kind).with("rank", static_cast<double>(rank));
  }

  static json_object stroke_layer(const char* kind, const scene::stroke& line, int rank) {
    json_object layer = layer_of(kind, rank);
    layer.with("color", line.paint).with("alpha", line.paint.alpha);
    layer.with("width", line.width).with_json("dashes", json_array(line.dashes));
    return layer;
  }

  json_object line_layer(std::span<const double> x, std::span<const double> y) const {
    json_object layer = stroke_layer("line", look_.line, lines_rank);
    layer.with_json("x", coordinate(x)).with_json("y", coordinate(y));
    return layer;
  }

  json_object band_layer(std::span<const double> x, std::span<const double> low,
                         std::span<const double> high) const {
    json_object layer = layer_of("band", bands_rank);
    layer.with("color", look_.paint).with("alpha", look_.band_alpha);
    layer.with_json("x", coordinate(x)).with_json("low", coordinate(low));
    layer.with_json("high", coordinate(high));
    return layer;
  }

  std::string errors_layer(std::span<const double> x, std::span<const double> low,
                           std::span<const double> high, double cap,
                           const scene::stroke& line) const {
    json_object layer = stroke_layer("errors", line, errors_rank);
    layer.with_json("x", coordinate(x)).with_json("low", coordinate(low));
    return layer.with_json("high", coordinate(high)).with("cap", cap).text();
  }

  std::string rectangles_layer(std::span<const double> left, std::span<const double> right,
                               std::span<const double> low, std::span<const double> high,
                               const std::vector<std::string>& rows, int rank) const {
    json_object layer = stroke_layer("rectangles", look_.line, rank);
    layer.with("fill", look_.paint);
    layer.with_json("left", exact_column(left)).with_json("right", exact_column(right));
    layer.with_json("low", exact_column(low)).with_json("high", exact_column(high));
    layer.with_json("hover", json_array(rows, [](const std::string& row) { return row; }));
    return layer.text();
  }

  std::string box_bodies(const boxes_mark& m) const {
    std::vector<double> left, right, low, high, median, mean, whisker_low, whisker_high, count;
    for (std::size_t i = 0; i < m.boxes.size(); ++i) {
      const aggregate::box& box = m.boxes[i];
      left.push_back(m.x[i] - m.options.width / 2);
      right.push_back(m.x[i] + m.options.width / 2);
      low.push_back(box.q1);
      high.push_back(box.q3);
      median.push_back(box.median);
      whisker_low.push_back(box.whisker_low);
      whisker_high.push_back(box.whisker_high);
      count.push_back(static_cast<double>(box.count));
    }
    std::vector<std::string> rows{place_hover(m.x), hover_text("n", count),
                                  hover_text("upper whisker", whisker_high),
                                  hover_text("upper quartile", high), hover_text("median", median)};
    if (!m.options.means.empty()) rows.push_back(hover_text("mean", m.options.means.numbers()));
    rows.push_back(hover_text("lower quartile", low));
    rows.push_back(hover_text("lower whisker", whisker_low));
    return rectangles_layer(left, right, low, high, rows, boxes_rank);
  }

  /// Strokes between places in data units, four numbers each.
  struct segments {
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

  std::string whiskers(const boxes_mark& m) const {
    segments all;
    const double cap = arrange::cap_share * m.options.width / 2;
    for (std::size_t i = 0; i < m.boxes.size(); ++i) {
      const aggregate::box& box = m.boxes[i];
      all.add(m.x[i], box.q1, m.x[i], box.whisker_low);
      all.add(m.x[i] - cap, box.whisker_low, m.x[i] + cap, box.whisker_low);
      all.add(m.x[i], box.q3, m.x[i], box.whisker_high);
      all.add(m.x[i] - cap, box.whisker_high, m.x[i] + cap, box.whisker_high);
    }
    return all.text(look_.line);
  }

  std::string medians(const boxes_mark& m) const {
    segments all;
    for (std::size_t i = 0; i < m.boxes.size(); ++i) {
      const double median = m.boxes[i].median;
      all.add(m.x[i] - m.options.width / 2, median, m.x[i] + m.options.width / 2, median);
    }
    return all.text(look_.median);
  }

  /// Equally far apart on a linear axis, and on a logarithmic one, so that both look smooth.
  std::vector<double> sampled_places(const model_mark& m) const {
    const double width = panel_.x.width();
    const interval wide{panel_.x.low - width, panel_.x.high + width};
    const interval span = arrange::model_span(m, wide);
    std::vector<double> x;
    if (!(span.low < span.high)) return x;
    constexpr int count = 512;
    const double least = span.low > 0 ? span.low : span.high * 1e-6;
    for (int i = 0; i <= count; ++i) {
      const double share = static_cast<double>(i) / count;
      x.push_back(span.low * (1 - share) + span.high * share);
      if (span.high > 0)
        x.push_back(std::clamp(least * std::pow(span.high / least, share), least, span.high));
    }
    std::sort(x.begin(), x.end());
    x.erase(std::unique(x.begin(), x.end()), x.end());
    return x;
  }

  const arrange::panel& panel_;
  const arrange::appearance& look_;
  const std::vector<placed_bar>& bars_;
  const packing& how_;
};

}  // namespace proflens::plot::html_page
