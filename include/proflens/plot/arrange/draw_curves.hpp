#pragma once

#include <proflens/plot/arrange/clip.hpp>
#include <proflens/plot/arrange/panel.hpp>
#include <proflens/plot/arrange/thinned_line.hpp>
#include <proflens/plot/scene.hpp>

#include <cstddef>
#include <limits>
#include <span>
#include <utility>
#include <vector>

namespace proflens::plot::arrange {

/// What lies this far outside the axes is cut away, in points; more than any line is wide.
inline constexpr double clip_margin = 100;

/// The area between two curves, one polygon for each run of finite values.
inline void draw_band(std::span<const double> x, std::span<const double> low,
                      std::span<const double> high, color paint, const panel& p,
                      std::vector<scene::item>& out) {
  const page_scale sx = p.x_scale(), sy = p.y_scale();
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
    const double across = sx(x[i]);
    if (!drawable(across) || !drawable(low[i]) || !drawable(high[i])) {
      finish();
      continue;
    }
    forth.push_back({across, sy.or_low_end(high[i])});
    back.push_back({across, sy.or_low_end(low[i])});
  }
  finish();
}

/// Lines of more points than this are drawn by those that can be seen.
inline constexpr std::size_t short_line = 10'000;

/// A polyline in data units.
inline void draw_line(std::span<const double> x, std::span<const double> y, scene::stroke line,
                      const panel& p, std::vector<scene::item>& out) {
  const page_scale sx = p.x_scale(), sy = p.y_scale();
  const bool is_long = x.size() > short_line;
  std::vector<scene::position> points;
  thinned_line fewer;
  constexpr double nowhere = std::numeric_limits<double>::quiet_NaN();  // breaks the line
  for (std::size_t i = 0; i < x.size(); ++i) {
    const scene::position at = drawable(x[i]) && drawable(y[i])
                                   ? scene::position{sx(x[i]), sy(y[i])}
                                   : scene::position{nowhere, nowhere};
    is_long ? fewer(at) : points.push_back(at);
  }
  if (is_long) points = fewer.take();
  line.round = line.dashes.empty();  // round caps would close the gaps between dashes
  for (auto& piece : clip_polyline(points, grown(p.area, clip_margin)))
    out.push_back(scene::path{.points = std::move(piece), .line = line});
}

/// Places over the limits of x, and a model's values there.
struct sampled_curve {
  std::vector<double> x, y;
};

inline sampled_curve sampled(const model_mark& model, const panel& p) {
  sampled_curve curve;
  const interval span = model_span(model, p.x);
  for (int i = 0; i < model_samples && span.low <= span.high; ++i) {
    curve.x.push_back(sample_place(span, i, p.described->options().x));
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
    x.push_back(sample_place(span, i, p.described->options().x));
    const interval mean = model.mean_interval(x.back(), model.options.band->level);
    low.push_back(mean.low);
    high.push_back(mean.high);
  }
  draw_band(x, low, high, with_alpha(look.paint, look.band_alpha), p, out);
}

/// The points of a line that is level between its own.
inline sampled_curve stepped(const steps_mark& mark) {
  sampled_curve line;
  const auto add = [&](double x, double y) {
    line.x.push_back(x);
    line.y.push_back(y);
  };
  const bool post = mark.options.where == step_where::post;
  for (std::size_t i = 0; i < mark.x.size(); ++i) {
    if (i > 0) add(post ? mark.x[i] : mark.x[i - 1], post ? mark.y[i - 1] : mark.y[i]);
    add(mark.x[i], mark.y[i]);
  }
  return line;
}

}  // namespace proflens::plot::arrange
