#pragma once

#include <proflens/plot/arrange/distinct_labels.hpp>
#include <proflens/plot/arrange/panel.hpp>
#include <proflens/plot/arrange/put_text.hpp>
#include <proflens/plot/arrange/text_fit.hpp>
#include <proflens/plot/axis_ticks.hpp>
#include <proflens/plot/style.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace proflens::plot::arrange {

inline double line_height(double size, const text_measure& measure) {
  const text_extent extent = measure("lp", size);
  return extent.ascent + extent.descent;
}

inline double widest(const std::vector<std::string>& labels, double size,
                     const text_measure& measure) {
  double width = 0;
  for (const std::string& label : labels) width = std::max(width, measure(label, size).width);
  return width;
}

/// Sine and cosine of the angle by which the labels of ticks are turned.
struct turn {
  double sine = 0, cosine = 1;

  explicit turn(const tick_row& row)
      : sine(std::sin(row.degrees * std::numbers::pi / 180)),
        cosine(row.degrees == 90 ? 0 : std::cos(row.degrees * std::numbers::pi / 180)) {}
};

/// How far the labels of x reach down from their upper edge.
inline double label_depth(const tick_row& row, double size, const text_measure& measure) {
  const double width = widest(row.labels, size, measure);
  if (width == 0 && !row.labels.empty()) return 0;
  const turn t(row);
  return t.sine * width + t.cosine * line_height(size, measure);
}

/// Shortens the labels to a width, inside, where names of one family are alike; names that differ
/// have labels that differ.
inline void shorten_labels(tick_row& row, double size, double width, const text_measure& measure) {
  row.whole = row.labels;
  for (std::string& label : row.labels) label = shortened_inside(label, size, width, measure);
  make_distinct(row.labels, row.whole, size, width, measure);
}

/// The least turn, of 0, 30, 45 and 90 degrees, that lets names of this width stand `step` apart.
inline double fitting_turn(double width, double step, double height) {
  if (width + 0.5 * height <= step) return 0;
  for (const double degrees : {30.0, 45.0})
    if (1.1 * height <= step * std::sin(degrees * std::numbers::pi / 180)) return degrees;
  return 90;
}

/// Leaves out all names but every n-th, with their ticks, so that what stays has room for itself.
inline void thin_names(tick_row& row, double step, double needed) {
  if (!(step > 0) || needed <= step) return;
  const auto count = static_cast<double>(row.labels.size());
  const auto every = static_cast<std::size_t>(std::min(std::ceil(needed / step), count + 1));
  tick_row fewer{.values = {}, .labels = {}, .note = {}};
  fewer.degrees = row.degrees;
  for (std::size_t i = 0; i < row.labels.size(); i += every) {
    fewer.values.push_back(row.values[i]);
    fewer.labels.push_back(row.labels[i]);
    fewer.whole.push_back(row.whole[i]);
  }
  row = std::move(fewer);
}

/// Turns and shortens the names along x until they stand beside each other.
inline void fit_x_names(tick_row& row, const categories& names, const panel& p, const style& s,
                        const text_measure& measure) {
  const double height = line_height(s.tick_size, measure);
  const double step = p.area.width / std::max(p.x.width(), 1.0);
  shorten_labels(row, s.tick_size, p.longest_x_name, measure);
  const double width = widest(row.labels, s.tick_size, measure);
  const bool asked = names.degrees && std::isfinite(*names.degrees);
  row.degrees = asked ? std::clamp(*names.degrees, 0.0, 90.0) : fitting_turn(width, step, height);
  const double sine = turn(row).sine;
  if (sine > 0.1) {  // a turned name has more room
    row.labels = row.whole;
    shorten_labels(row, s.tick_size, p.longest_x_name / sine, measure);
  }
  const double needed = sine > 0.1 ? 1.1 * height / sine : width + 0.3 * height;
  thin_names(row, step, asked && sine <= 0.1 ? 0 : needed);
}

/// True if a label would touch the one before it.
inline bool x_labels_touch(const tick_row& row, const panel& p, const style& s,
                           const text_measure& measure) {
  const page_scale scale = p.x_scale();
  for (std::size_t i = 1; i < row.labels.size(); ++i) {
    const double apart = std::abs(scale(row.values[i]) - scale(row.values[i - 1]));
    const double both =
        measure(row.labels[i], s.tick_size).width + measure(row.labels[i - 1], s.tick_size).width;
    if (apart < both / 2 + 0.4 * s.tick_size) return true;
  }
  return false;
}

/// Ticks of x as if the axis were shorter, until their labels have room.
inline void thin_x_ticks(panel& p, const style& s, const text_measure& measure) {
  const axis& x = p.described->options().x;
  constexpr double least = 10;  // points; an interval needs more
  for (double length = p.area.width; length > least; length *= 0.8) {
    p.x_ticks = axis_ticks(x, p.x, length, s.tick_size, 3);
    if (!x_labels_touch(p.x_ticks, p, s, measure)) return;
  }
}

/// Leaves out labels that would touch the one before them; their ticks stay.
inline void part_x_labels(tick_row& row, const panel& p, const style& s,
                          const text_measure& measure) {
  const page_scale scale = p.x_scale();
  const double gap = 0.4 * s.tick_size;
  std::size_t kept = 0;
  for (std::size_t i = 1; i < row.labels.size(); ++i) {
    const double apart = std::abs(scale(row.values[i]) - scale(row.values[kept]));
    const double both =
        measure(row.labels[i], s.tick_size).width + measure(row.labels[kept], s.tick_size).width;
    if (apart < both / 2 + gap) {
      row.labels[i].clear();
    } else {
      kept = i;
    }
  }
}

inline void leave_out_labels(tick_row& row) {
  row.labels.assign(row.values.size(), "");
  row.note.clear();
  row.degrees = 0;
}

inline const categories* names_of(const axis& along) {
  const auto* names = std::get_if<categories>(&along.scale);
  return names != nullptr && !names->names.empty() ? names : nullptr;
}

/// Ticks for the area the panel has now, and what of their labels has room.
inline void choose_ticks(panel& p, const style& s, const text_measure& measure) {
  const axes_options& o = p.described->options();
  p.x_ticks = axis_ticks(o.x, p.x, p.area.width, s.tick_size, 3);
  p.y_ticks = axis_ticks(o.y, p.y, p.area.height, s.tick_size, 2);
  if (const categories* names = names_of(o.x)) {
    fit_x_names(p.x_ticks, *names, p, s, measure);
  } else if (!std::holds_alternative<linear>(o.x.scale) || o.x.unit || !o.x.ticks_at.empty()) {
    part_x_labels(p.x_ticks, p, s, measure);
  } else {
    thin_x_ticks(p, s, measure);
    part_x_labels(p.x_ticks, p, s, measure);  // where even the fewest touch
  }
  if (names_of(o.y) != nullptr) {
    shorten_labels(p.y_ticks, s.tick_size, p.longest_y_name, measure);
    thin_names(p.y_ticks, p.area.height / std::max(p.y.width(), 1.0),
               measure("lp", s.tick_size).ascent);
  }
  if (p.colors)
    p.color_ticks = ticks(p.colors->limits, p.area.height, s.tick_size, 2, p.colors->integer);
  if (p.hide_x_ticks) leave_out_labels(p.x_ticks);
  if (p.hide_y_ticks) leave_out_labels(p.y_ticks);
}

/// A label of x under its tick; turned, its end stands there.
inline void put_x_label(const tick_row& row, std::size_t i, scene::position top, const style& s,
                        const text_measure& measure, std::vector<scene::item>& out) {
  if (row.labels[i].empty()) return;
  const turn t(row);
  const double ascent = measure("lp", s.tick_size).ascent;
  const std::string whole = row.whole.empty() ? "" : row.whole[i];
  const bool level = row.degrees == 0;
  const scene::position at{top.x + t.sine * ascent / 2, top.y + t.cosine * ascent};
  put_text(row.labels[i], s.tick_size, at,
           level ? scene::horizontal::center : scene::horizontal::right, out, whole, row.degrees,
           s.foreground);
}

}  // namespace proflens::plot::arrange
