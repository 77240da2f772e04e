#pragma once

#include <proflens/plot/arrange/draw_curves.hpp>
#include <proflens/plot/arrange/panel.hpp>
#include <proflens/plot/backend/html/layer_text.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <iterator>
#include <utility>
#include <vector>

namespace proflens::plot::html_page {

inline json_object line_layer(const column& x, const column& y, const layer_source& from) {
  json_object layer = stroke_layer("line", from.look.line, lines_rank);
  layer.with_json("x", from.coordinate(x.numbers()));
  return layer.with_json("y", from.coordinate(y.numbers()));
}

inline json_object band_layer(const column& x, const column& low, const column& high,
                              const layer_source& from) {
  json_object layer = layer_of("band", bands_rank);
  layer.with("color", from.look.paint).with("alpha", from.look.band_alpha);
  layer.with_json("x", from.coordinate(x.numbers()));
  layer.with_json("low", from.coordinate(low.numbers()));
  return layer.with_json("high", from.coordinate(high.numbers()));
}

/// Notes that of a curve's points only these are kept.
inline void note_thinned(series_text& made, std::size_t shown, std::size_t total,
                         const char* what) {
  made.shown = shown;
  made.total = total;
  made.chosen = what;
}

/// A polyline with its markers; a long one without the points that do not shape it.
inline series_text line_series(const line_mark& m, const layer_source& from) {
  series_text made{.label = m.options.label, .paint = from.look.paint, .layers = {}};
  column x = m.x, y = m.y;
  const std::size_t most = m.options.marker ? from.how.longest_curve / 2 : from.how.longest_curve;
  if (x.size() > most) {
    const auto places = outline_places(x.numbers(), y.numbers(), most);
    x = chosen(m.x, places);
    y = chosen(m.y, places);
    note_thinned(made, places.size(), m.x.size(),
                 m.options.marker ? "with their markers: the extremes of every stretch of the line"
                                  : "the extremes of every stretch of the line");
  }
  made.layers.push_back(line_layer(x, y, from).text());
  if (!m.options.marker) return made;
  json_object marks = marker_layer(from.look.marker, from.look.paint, line_markers_rank);
  marks.with_json("x", from.coordinate(x.numbers()));
  marks.with_json("y", from.coordinate(y.numbers()));
  made.layers.push_back(marks.text());
  return made;
}

/// Places along x for a model: equally far apart on a linear axis, and on a logarithmic one, so
/// that both look smooth; also beyond what the page shows at first, for a reader who looks there.
inline std::vector<double> model_places(const model_mark& m, interval shown) {
  const double width = shown.width();
  const interval span = arrange::model_span(m, {shown.low - width, shown.high + width});
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

/// A model with its band, sampled.
inline series_text model_series(const model_mark& m, const layer_source& from) {
  series_text made{.label = m.options.label, .paint = from.look.paint, .layers = {}};
  const std::vector<double> x = model_places(m, from.panel.x);
  std::vector<double> y, low, high;
  for (const double at : x) {
    y.push_back(m.curve(at));
    if (!m.options.band) continue;
    const interval mean = m.mean_interval(at, m.options.band->level);
    low.push_back(mean.low);
    high.push_back(mean.high);
  }
  made.layers.push_back(line_layer(x, std::move(y), from).with("curve", true).text());
  if (m.options.band)
    made.layers.push_back(
        band_layer(x, std::move(low), std::move(high), from).with("curve", true).text());
  return made;
}

/// Steps as the polyline of their corners; many without those that do not shape them.
inline series_text steps_series(const steps_mark& m, const layer_source& from) {
  series_text made{.label = m.options.label, .paint = from.look.paint, .layers = {}};
  steps_mark kept = m;
  if (2 * m.x.size() > from.how.longest_curve) {
    const auto places = outline_places(m.x.numbers(), m.y.numbers(), from.how.longest_curve / 2);
    kept.x = chosen(m.x, places);
    kept.y = chosen(m.y, places);
    note_thinned(made, places.size(), m.x.size(), "the extremes of every stretch of the steps");
  }
  arrange::sampled_curve corners = arrange::stepped(kept);
  made.layers.push_back(
      line_layer(std::move(corners.x), std::move(corners.y), from).with("level", true).text());
  return made;
}

/// The area between two curves; a long one without the points that do not shape either.
inline series_text band_series(const band_mark& m, const layer_source& from) {
  series_text made{.label = m.options.label, .paint = from.look.paint, .layers = {}};
  column x = m.x, low = m.low, high = m.high;
  if (x.size() > from.how.longest_curve) {
    const std::size_t half = from.how.longest_curve / 2;
    const auto lower = outline_places(x.numbers(), low.numbers(), half);
    const auto upper = outline_places(x.numbers(), high.numbers(), half);
    std::vector<std::size_t> places;
    std::set_union(lower.begin(), lower.end(), upper.begin(), upper.end(),
                   std::back_inserter(places));
    x = chosen(m.x, places);
    low = chosen(m.low, places);
    high = chosen(m.high, places);
    note_thinned(made, places.size(), m.x.size(), "the extremes of every stretch of the band");
  }
  made.layers.push_back(band_layer(x, low, high, from).text());
  return made;
}

}  // namespace proflens::plot::html_page
