#pragma once

#include <proflens/plot/axes.hpp>
#include <proflens/plot/palette.hpp>
#include <proflens/plot/style.hpp>

#include <cstddef>
#include <variant>
#include <vector>

namespace proflens::plot::arrange {

/// Points that are part of another mark.
struct point_look {
  scene::marker_style style;
  color face;
};

/// What a mark looks like once the style and its place among its like have filled the gaps.
struct appearance {
  color paint;  ///< face of points, colour of a line or band
  scene::marker_style marker;
  scene::stroke line;
  scene::stroke error;  ///< error bars on bars
  double band_alpha = 0;
  scene::stroke median;      ///< of boxes
  point_look fliers, means;  ///< of boxes
};

/// The marker of the series at this place; shifted by one after each round, so that only the
/// hundredth and first series looks like the first.
inline marker series_marker(std::size_t place) {
  return all_markers[(place + place / tab10.size()) % all_markers.size()];
}

inline appearance points_appearance(const points_options& o, const style& s, std::size_t place) {
  appearance look;
  look.paint = o.face.value_or(series_color(place, s.cycle));
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
  look.marker = {.shape = o.marker.value_or(marker::circle),
                 .size = o.marker_size,
                 .edge_width = 0,
                 .edge = s.marker.edge,
                 .alpha = o.alpha};
  return look;
}

inline appearance bars_appearance(const bars_options& o, const style& s, color automatic) {
  appearance look;
  const color face = o.face.value_or(automatic);
  look.paint = with_alpha(face, face.alpha * o.alpha);
  look.line = {.paint = o.edge.value_or(face), .width = o.edge_width};
  look.error = {.paint = s.foreground, .width = s.line_width};
  return look;
}

/// Boxes with a label are filled with the colour of their series; others are hollow.
inline appearance boxes_appearance(const boxes_options& o, const style& s, color automatic) {
  constexpr double width = 1;  // of all lines, in points: matplotlib's
  const bool filled = o.face || !o.label.empty();
  appearance look;
  look.paint = with_alpha(o.face.value_or(filled ? automatic : s.background), o.alpha);
  look.line = {.paint = o.edge.value_or(s.foreground), .width = width};
  look.median = {.paint = o.median.value_or(filled ? s.foreground : series_color(1, s.cycle)),
                 .width = filled ? 1.5 * width : width};
  look.fliers = {{.size = 36, .edge_width = width, .edge = look.line.paint}, s.background};
  look.means = {{.shape = marker::triangle_up, .size = 36, .edge_width = 0},
                filled ? s.foreground : series_color(2, s.cycle)};
  return look;
}

inline appearance reference_appearance(const reference_line_options& o, const style& s) {
  const line_options as_line{.width = o.width, .dashes = o.dashes, .alpha = o.alpha};
  appearance look = line_appearance(as_line, s, o.paint.value_or(s.foreground));
  look.line.round = false;
  return look;
}

/// Gives marks their colours in turn. Points, lines (with models and steps), bands, bars and error
/// bars each count for themselves: the n-th of each has the n-th colour. A model takes a tone
/// nearer to the text's colour, so that it stands out from the points it describes.
class appearance_giver {
 public:
  explicit appearance_giver(const style& s) : style_(s) {}

  appearance operator()(const points_mark& m) {
    return points_appearance(m.options, style_, points_++);
  }
  appearance operator()(const line_mark& m) {
    return line_appearance(m.options, style_, next(lines_));
  }
  appearance operator()(const model_mark& m) {
    return line_appearance(m.options, style_, toward(next(lines_), style_.foreground));
  }
  appearance operator()(const steps_mark& m) {
    const steps_options& o = m.options;
    const line_options as_line{
        .paint = o.paint, .width = o.width, .dashes = o.dashes, .alpha = o.alpha};
    return line_appearance(as_line, style_, next(lines_));
  }
  appearance operator()(const band_mark& m) {
    appearance look;
    look.paint = m.options.paint.value_or(next(bands_));
    look.band_alpha = m.options.alpha.value_or(style_.band_alpha);
    return look;
  }
  appearance operator()(const bars_mark& m) {
    return bars_appearance(m.options, style_, next(bars_));
  }
  appearance operator()(const error_bars_mark& m) {
    const error_bars_options& o = m.options;
    const line_options as_line{.paint = o.paint, .width = o.width, .alpha = o.alpha};
    return line_appearance(as_line, style_, next(errors_));
  }
  appearance operator()(const boxes_mark& m) {
    return boxes_appearance(m.options, style_, next(boxes_));
  }
  appearance operator()(const heat_map_mark&) { return {}; }
  appearance operator()(const reference_line_mark& m) {
    return reference_appearance(m.options, style_);
  }
  appearance operator()(const text_mark& m) {
    appearance look;
    look.paint = m.options.paint.value_or(style_.foreground);
    return look;
  }

 private:
  color next(std::size_t& count) const { return series_color(count++, style_.cycle); }

  const style& style_;
  std::size_t points_ = 0, lines_ = 0, bands_ = 0, bars_ = 0, errors_ = 0, boxes_ = 0;
};

/// The appearance of each mark, in their order.
inline std::vector<appearance> appearances(const std::vector<mark>& marks, const style& s) {
  appearance_giver give(s);
  std::vector<appearance> all;
  for (const mark& any : marks)
    all.push_back(std::visit([&](const auto& m) { return give(m); }, any));
  return all;
}

}  // namespace proflens::plot::arrange
