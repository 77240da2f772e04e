#pragma once

#include <proflens/plot/arrange/clip.hpp>
#include <proflens/plot/arrange/panel.hpp>
#include <proflens/plot/limits.hpp>
#include <proflens/plot/scene.hpp>

#include <cmath>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace proflens::plot::arrange {

/// How wide the caps of the whiskers are, as a share of the box: matplotlib's.
inline constexpr double cap_share = 0.5;

/// One box on the page.
struct placed_box {
  double left = 0, middle = 0, right = 0;
  double q1 = 0, median = 0, q3 = 0, whisker_low = 0, whisker_high = 0;
};

/// False for a box that has no place: one without values, or one of numbers a scale cannot show.
inline bool shows(const placed_box& b) {
  return std::isfinite(b.middle) && std::isfinite(b.right) && std::isfinite(b.median) &&
         std::isfinite(b.q1) && std::isfinite(b.q3) && std::isfinite(b.whisker_low) &&
         std::isfinite(b.whisker_high);
}

inline placed_box placed(const aggregate::box& box, double x, double width, const panel& p) {
  const auto sx = p.x_scale();
  const auto sy = p.y_scale();
  placed_box b{.left = sx(x - width / 2), .middle = sx(x), .right = sx(x + width / 2)};
  // A logarithmic scale may have no place for the left side.
  if (!std::isfinite(b.left)) b.left = 2 * b.middle - b.right;
  // What lies below a logarithmic axis ends at its edge, as bars do; nothing above it: no box.
  b.q1 = sy.or_low_end(box.q1), b.median = sy.or_low_end(box.median);
  b.q3 = sy.or_low_end(box.q3), b.whisker_low = sy.or_low_end(box.whisker_low);
  b.whisker_high = sy(box.whisker_high);
  return b;
}

/// The box, both whiskers with their caps, then the median on top.
inline void draw_box(const placed_box& b, const appearance& look, const scene::rectangle& area,
                     std::string name, std::vector<scene::item>& out) {
  const auto stroke = [&](double x0, double y0, double x1, double y1, const scene::stroke& line) {
    scene::position from{x0, y0}, to{x1, y1};
    if (clip_segment(from, to, area))
      out.push_back(scene::path{.points = {from, to}, .line = line});
  };
  auto corners =
      clip_polygon({{b.left, b.q3}, {b.right, b.q3}, {b.right, b.q1}, {b.left, b.q1}}, area);
  if (corners.size() > 2)
    out.push_back(scene::path{.points = std::move(corners),
                              .closed = true,
                              .fill = look.paint,
                              .line = look.line,
                              .title = std::move(name)});
  const double cap = cap_share * (b.right - b.left) / 2;
  for (const auto& [from, to] : {std::pair{b.q1, b.whisker_low}, {b.q3, b.whisker_high}}) {
    stroke(b.middle, from, b.middle, to, look.line);
    stroke(b.middle - cap, to, b.middle + cap, to, look.line);
  }
  stroke(b.left, b.median, b.right, b.median, look.median);
}

/// Points in page coordinates.
inline scene::series placed_points(std::vector<double> x, std::vector<double> y,
                                   const point_look& look) {
  scene::series s;
  s.x = std::make_shared<const std::vector<double>>(std::move(x));
  s.y = std::make_shared<const std::vector<double>>(std::move(y));
  s.style = look.style;
  s.face = look.face;
  return s;
}

/// The values beyond the whiskers and the means, as one cloud.
inline void draw_box_points(const boxes_mark& mark, const appearance& look, const panel& p,
                            std::vector<scene::item>& out) {
  const auto sx = p.x_scale();
  const auto sy = p.y_scale();
  std::vector<double> flier_x, flier_y, mean_x, mean_y;
  for (std::size_t i = 0; i < mark.boxes.size(); ++i) {
    const double x = sx(mark.x[i]);
    if (mark.options.fliers) {
      for (const double value : mark.boxes[i].outliers) flier_y.push_back(sy(value));
      flier_x.resize(flier_y.size(), x);
    }
    if (mark.options.means.empty()) continue;
    mean_x.push_back(x);
    mean_y.push_back(sy(mark.options.means[i]));
  }
  scene::cloud cloud{.clip = p.area, .all = {}};
  if (!flier_x.empty()) cloud.all.push_back(placed_points(flier_x, flier_y, look.fliers));
  if (!mean_x.empty()) cloud.all.push_back(placed_points(mean_x, mean_y, look.means));
  if (!cloud.all.empty()) out.push_back(std::move(cloud));
}

/// Box plots as matplotlib draws them; a box that has no place on the scales is left out.
inline void draw_boxes(const boxes_mark& mark, const appearance& look, const panel& p,
                       std::vector<scene::item>& out) {
  out.push_back(scene::begin_clip{p.area});
  for (std::size_t i = 0; i < mark.boxes.size(); ++i) {
    const placed_box box = placed(mark.boxes[i], mark.x[i], mark.options.width, p);
    if (shows(box)) draw_box(box, look, grown(p.area, 100), x_name_at(p, mark.x[i]), out);
  }
  out.push_back(scene::end_clip{});
  draw_box_points(mark, look, p, out);
}

}  // namespace proflens::plot::arrange
