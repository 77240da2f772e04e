#pragma once

#include <proflens/plot/arrange/draw_bars.hpp>
#include <proflens/plot/arrange/draw_boxes.hpp>
#include <proflens/plot/arrange/draw_curves.hpp>
#include <proflens/plot/arrange/draw_heat_map.hpp>
#include <proflens/plot/arrange/draw_notes.hpp>
#include <proflens/plot/arrange/panel.hpp>
#include <proflens/plot/scene.hpp>

#include <cstddef>
#include <limits>
#include <memory>
#include <utility>
#include <variant>
#include <vector>

namespace proflens::plot::arrange {

/// Each point's place on the colour scale; a point whose value is not finite has none, and no
/// backend draws it.
inline std::shared_ptr<const std::vector<float>> color_places(const column& values,
                                                              const color_scale& scale) {
  const linear_scale place{scale.limits.low, scale.limits.high, 0, 1};
  std::vector<float> places;
  places.reserve(values.size());
  for (const double value : values.numbers())
    places.push_back(drawable(value) ? static_cast<float>(place(value))
                                     : std::numeric_limits<float>::quiet_NaN());
  return std::make_shared<const std::vector<float>>(std::move(places));
}

/// The numbers whose steps are equal on the page: the column itself, shared, or its logarithms.
inline std::shared_ptr<const std::vector<double>> places_of(const column& numbers,
                                                            const page_scale& scale) {
  if (scale.equals_places()) return numbers.shared();
  std::vector<double> places;
  places.reserve(numbers.size());
  for (const double number : numbers.numbers()) places.push_back(scale.place(number));
  return std::make_shared<const std::vector<double>>(std::move(places));
}

/// The points of one mark, in data units or their logarithms.
inline scene::series series_of(const points_mark& mark, const appearance& look, const panel& p) {
  const page_scale sx = p.x_scale(), sy = p.y_scale();
  scene::series s{.x = places_of(mark.x, sx),
                  .y = places_of(mark.y, sy),
                  .scale_x = sx.over_places().factor(),
                  .offset_x = sx.over_places().offset(),
                  .scale_y = sy.over_places().factor(),
                  .offset_y = sy.over_places().offset(),
                  .style = look.marker,
                  .face = look.paint,
                  .value = nullptr,
                  .colors = nullptr,
                  .label = mark.options.label};
  if (mark.options.anchor == y_anchor::frame) {
    s.y = mark.y.shared();
    s.scale_y = -p.area.height;
    s.offset_y = p.area.bottom();
  }
  if (!mark.options.values || !p.colors) return s;
  s.value = color_places(*mark.options.values, *p.colors);
  s.colors = p.colors->ramp;
  return s;
}

inline void draw_heat_maps(const panel& p, const style& s, const text_measure& measure,
                           std::vector<scene::item>& out) {
  for (const mark& any : p.described->marks())
    if (const auto* map = std::get_if<heat_map_mark>(&any)) draw_heat_map(*map, p, s, measure, out);
}

inline void draw_all_boxes(const panel& p, std::vector<scene::item>& out) {
  for (std::size_t i = 0; i < p.looks.size(); ++i)
    if (const auto* boxes = std::get_if<boxes_mark>(&p.described->marks()[i]))
      draw_boxes(*boxes, p.looks[i], p, out);
}

/// Reference lines, then texts over everything; texts may leave the axes.
inline void draw_notes(const panel& p, const style& s, const text_measure& measure,
                       std::vector<scene::item>& out) {
  const auto& marks = p.described->marks();
  for (std::size_t i = 0; i < marks.size(); ++i)
    if (const auto* line = std::get_if<reference_line_mark>(&marks[i]))
      draw_reference_line(*line, p.looks[i], p, s, measure, out);
  for (std::size_t i = 0; i < marks.size(); ++i)
    if (const auto* text = std::get_if<text_mark>(&marks[i]))
      draw_text(*text, p.looks[i], p, s, measure, out);
}

inline void draw_bands(const panel& p, std::vector<scene::item>& out) {
  for (std::size_t i = 0; i < p.looks.size(); ++i) {
    const mark& any = p.described->marks()[i];
    if (const auto* band = std::get_if<band_mark>(&any)) {
      const color paint = with_alpha(p.looks[i].paint, p.looks[i].band_alpha);
      draw_band(band->x.numbers(), band->low.numbers(), band->high.numbers(), paint, p, out);
    } else if (const auto* model = std::get_if<model_mark>(&any)) {
      draw_model_band(*model, p.looks[i], p, out);
    }
  }
}

inline void draw_points(const panel& p, std::vector<scene::item>& out) {
  scene::cloud cloud{.clip = p.area, .all = {}};
  for (std::size_t i = 0; i < p.looks.size(); ++i) {
    const auto* points = std::get_if<points_mark>(&p.described->marks()[i]);
    if (points != nullptr && !points->x.empty())
      cloud.all.push_back(series_of(*points, p.looks[i], p));
  }
  if (!cloud.all.empty()) out.push_back(std::move(cloud));
}

inline void draw_lines(const panel& p, std::vector<scene::item>& out) {
  for (std::size_t i = 0; i < p.looks.size(); ++i) {
    const mark& any = p.described->marks()[i];
    if (const auto* line = std::get_if<line_mark>(&any)) {
      draw_line(line->x.numbers(), line->y.numbers(), p.looks[i].line, p, out);
    } else if (const auto* steps = std::get_if<steps_mark>(&any)) {
      const sampled_curve corners = stepped(*steps);
      draw_line(corners.x, corners.y, p.looks[i].line, p, out);
    } else if (const auto* model = std::get_if<model_mark>(&any)) {
      const sampled_curve curve = sampled(*model, p);
      draw_line(curve.x, curve.y, p.looks[i].line, p, out);
    }
  }
}

/// The markers of lines, on top of them.
inline void draw_line_markers(const panel& p, std::vector<scene::item>& out) {
  scene::cloud cloud{.clip = p.area, .all = {}};
  for (std::size_t i = 0; i < p.looks.size(); ++i) {
    const auto* line = std::get_if<line_mark>(&p.described->marks()[i]);
    if (line != nullptr && line->options.marker && !line->x.empty())
      cloud.all.push_back(series_of({line->x, line->y, {}}, p.looks[i], p));
  }
  if (!cloud.all.empty()) out.push_back(std::move(cloud));
}

/// All marks of the axes: heat maps below bands, bars and boxes below points below lines below
/// notes, whatever their order, so that none hides what it explains.
inline void draw_marks(const panel& p, const style& s, const text_measure& measure,
                       std::vector<scene::item>& out) {
  draw_heat_maps(p, s, measure, out);
  out.push_back(scene::begin_clip{p.area});
  draw_bands(p, out);
  draw_bars(p, out);
  out.push_back(scene::end_clip{});
  draw_all_boxes(p, out);
  draw_points(p, out);
  out.push_back(scene::begin_clip{p.area});
  draw_error_bars(p, out);
  draw_lines(p, out);
  out.push_back(scene::end_clip{});
  draw_line_markers(p, out);
  draw_notes(p, s, measure, out);
}

}  // namespace proflens::plot::arrange
