#pragma once

#include <proflens/plot/arrange/clip.hpp>
#include <proflens/plot/arrange/panel.hpp>
#include <proflens/plot/scene.hpp>

#include <cstddef>
#include <limits>
#include <memory>
#include <span>
#include <utility>
#include <variant>
#include <vector>

namespace proflens::plot::arrange {

/// What lies this far outside the axes is cut away, in points; more than any line is wide.
inline constexpr double clip_margin = 100;

/// The area between two curves, one polygon for each run of finite values.
inline void draw_band(std::span<const double> x, std::span<const double> low,
                      std::span<const double> high, color paint, const panel& p,
                      std::vector<scene::item>& out) {
  const linear_scale sx = p.x_scale(), sy = p.y_scale();
  const auto area = grown(p.area, clip_margin);
  std::vector<scene::position> forth, back;
  const auto finish = [&] {
    forth.insert(forth.end(), back.rbegin(), back.rend());
    auto polygon = clip_polygon(std::move(forth), area);
    if (polygon.size() > 2)
      out.push_back(scene::path{.points = std::move(polygon), .closed = true, .fill = paint});
    forth.clear();
    back.clear();
  };
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (!drawable(x[i]) || !drawable(low[i]) || !drawable(high[i])) {
      finish();
      continue;
    }
    forth.push_back({sx(x[i]), sy(high[i])});
    back.push_back({sx(x[i]), sy(low[i])});
  }
  finish();
}

/// A polyline in data units.
inline void draw_line(std::span<const double> x, std::span<const double> y,
                      const scene::stroke& line, const panel& p, std::vector<scene::item>& out) {
  const linear_scale sx = p.x_scale(), sy = p.y_scale();
  std::vector<scene::position> points;
  points.reserve(x.size());
  constexpr double nowhere = std::numeric_limits<double>::quiet_NaN();  // breaks the line
  for (std::size_t i = 0; i < x.size(); ++i)
    points.push_back(drawable(x[i]) && drawable(y[i]) ? scene::position{sx(x[i]), sy(y[i])}
                                                      : scene::position{nowhere, nowhere});
  for (auto& piece : clip_polyline(points, grown(p.area, clip_margin)))
    out.push_back(scene::path{.points = std::move(piece), .line = line});
}

/// Places over the limits of x, and a model's values there.
struct sampled_curve {
  std::vector<double> x, y;
};

inline sampled_curve sampled(const model_mark& model, interval limits) {
  sampled_curve curve;
  const interval span = model_span(model, limits);
  for (int i = 0; i < model_samples && span.low <= span.high; ++i) {
    curve.x.push_back(sample_place(span, i));
    curve.y.push_back(model.curve(curve.x.back()));
  }
  return curve;
}

inline void draw_model_band(const model_mark& model, const appearance& look, const panel& p,
                            std::vector<scene::item>& out) {
  if (!model.options.band) return;
  std::vector<double> x, low, high;
  const interval span = model_span(model, p.x);
  for (int i = 0; i < model_samples && span.low <= span.high; ++i) {
    x.push_back(sample_place(span, i));
    const interval mean = model.mean_interval(x.back(), model.options.band->level);
    low.push_back(mean.low);
    high.push_back(mean.high);
  }
  draw_band(x, low, high, with_alpha(look.paint, look.band_alpha), p, out);
}

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

/// The points of one mark, still in data units.
inline scene::series series_of(const points_mark& mark, const appearance& look, const panel& p) {
  const linear_scale sx = p.x_scale(), sy = p.y_scale();
  scene::series s{.x = mark.x.shared(),
                  .y = mark.y.shared(),
                  .scale_x = sx.factor(),
                  .offset_x = sx.offset(),
                  .scale_y = sy.factor(),
                  .offset_y = sy.offset(),
                  .style = look.marker,
                  .face = look.paint,
                  .value = nullptr,
                  .colors = nullptr,
                  .label = mark.options.label};
  if (!mark.options.values || !p.colors) return s;
  s.value = color_places(*mark.options.values, *p.colors);
  s.colors = p.colors->ramp;
  return s;
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
    } else if (const auto* model = std::get_if<model_mark>(&any)) {
      const sampled_curve curve = sampled(*model, p.x);
      draw_line(curve.x, curve.y, p.looks[i].line, p, out);
    }
  }
}

/// All marks of the axes: bands below points below lines, whatever their order, so that none hides
/// what it explains.
inline void draw_marks(const panel& p, std::vector<scene::item>& out) {
  out.push_back(scene::begin_clip{p.area});
  draw_bands(p, out);
  out.push_back(scene::end_clip{});
  draw_points(p, out);
  out.push_back(scene::begin_clip{p.area});
  draw_lines(p, out);
  out.push_back(scene::end_clip{});
}

}  // namespace proflens::plot::arrange
