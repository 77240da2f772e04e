#pragma once

#include <proflens/plot/axes.hpp>
#include <proflens/plot/palette.hpp>
#include <proflens/plot/style.hpp>

#include <cstddef>
#include <variant>
#include <vector>

namespace proflens::plot::arrange {

/// What a mark looks like once the style and its place among its like have filled the gaps.
struct appearance {
  color paint;  ///< face of points, colour of a line or band
  scene::marker_style marker;
  scene::stroke line;
  double band_alpha = 0;
};

/// The marker of the series at this place; shifted by one after each round, so that only the
/// hundredth and first series looks like the first.
inline marker series_marker(std::size_t place) {
  return all_markers[(place + place / tab10.size()) % all_markers.size()];
}

inline appearance points_appearance(const points_options& o, const style& s, std::size_t place) {
  appearance look;
  look.paint = o.face.value_or(series_color(place));
  look.marker = {.shape = o.shape.value_or(series_marker(place)),
                 .size = o.size.value_or(s.marker.size),
                 .edge_width = o.edge_width.value_or(s.marker.edge_width),
                 .edge = o.edge.value_or(s.marker.edge),
                 .alpha = o.alpha.value_or(s.marker.alpha)};
  return look;
}

inline appearance line_appearance(const line_options& o, const style& s, color automatic) {
  appearance look;
  look.paint = o.paint.value_or(automatic);
  look.line = {.paint = with_alpha(look.paint, look.paint.alpha * o.alpha),
               .width = o.width.value_or(s.line_width),
               .dashes = o.dashes,
               .round = o.dashes.empty()};  // round caps would close the gaps between dashes
  look.band_alpha = s.band_alpha;
  return look;
}

/// The appearance of each mark, in their order. Points, lines (with models) and bands each count
/// for themselves: the n-th of each has the n-th colour. A model takes the darker tone, so that it
/// stands out from the points it describes.
inline std::vector<appearance> appearances(const std::vector<mark>& marks, const style& s) {
  std::size_t points = 0, lines = 0, bands = 0;
  std::vector<appearance> all;
  for (const mark& any : marks) {
    if (const auto* p = std::get_if<points_mark>(&any)) {
      all.push_back(points_appearance(p->options, s, points++));
    } else if (const auto* l = std::get_if<line_mark>(&any)) {
      all.push_back(line_appearance(l->options, s, series_color(lines++)));
    } else if (const auto* m = std::get_if<model_mark>(&any)) {
      all.push_back(line_appearance(m->options, s, darker(series_color(lines++))));
    } else if (const auto* b = std::get_if<band_mark>(&any)) {
      all.emplace_back();
      all.back().paint = b->options.paint.value_or(series_color(bands++));
      all.back().band_alpha = b->options.alpha.value_or(s.band_alpha);
    }
  }
  return all;
}

}  // namespace proflens::plot::arrange
