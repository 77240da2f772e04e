#pragma once

#include <proflens/interval.hpp>
#include <proflens/plot/axes.hpp>
#include <proflens/plot/bar_place.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <variant>
#include <vector>

namespace proflens::plot {

/// Larger numbers count as infinite: sums of limits and margins must not overflow.
inline constexpr double largest_drawable = 1e300;

inline bool drawable(double value) { return std::abs(value) <= largest_drawable; }

/// The least and the largest of some numbers; at first of none.
struct data_range {
  double low = std::numeric_limits<double>::infinity();
  double high = -std::numeric_limits<double>::infinity();

  bool empty() const { return !(low <= high); }
  void add(double value) {
    low = value < low ? value : low;
    high = value > high ? value : high;
  }
  data_range& operator+=(const data_range& other) {
    low = std::min(low, other.low);
    high = std::max(high, other.high);
    return *this;
  }
};

/// What the points of a mark span, and how many of them cannot be drawn.
struct data_limits {
  data_range x, y;
  std::size_t left_out = 0;
  /// Edges that margins do not cross, such as the base of bars: matplotlib's sticky edges.
  std::vector<double> edges_x = {}, edges_y = {};

  data_limits& operator+=(const data_limits& other) {
    x += other.x;
    y += other.y;
    left_out += other.left_out;
    edges_x.insert(edges_x.end(), other.edges_x.begin(), other.edges_x.end());
    edges_y.insert(edges_y.end(), other.edges_y.begin(), other.edges_y.end());
    return *this;
  }
};

/// The least numbers that have a place on the axes.
struct least_places {
  double x = -largest_drawable, y = -largest_drawable;

  bool holds(double at_x, double at_y) const {
    return x <= at_x && at_x <= largest_drawable && y <= at_y && at_y <= largest_drawable;
  }
};

inline double least_place(const axis& a) {
  return is_logarithmic(a) ? 1 / largest_drawable : -largest_drawable;
}
inline least_places least_of(const axes_options& o) { return {least_place(o.x), least_place(o.y)}; }

/// One pass over the points; those with a coordinate that has no place are left out and counted.
/// Precondition: the columns are of one length.
inline data_limits limits_of(std::span<const double> x, std::span<const double> y,
                             least_places least = {}) {
  constexpr std::size_t lanes = 8;  // independent of each other: they become vector instructions
  constexpr double infinite = std::numeric_limits<double>::infinity();
  using lane_values = std::array<double, lanes>;
  lane_values x_low, x_high, y_low, y_high, drawn{};
  x_low.fill(infinite), y_low.fill(infinite);
  x_high.fill(-infinite), y_high.fill(-infinite);
  const auto add = [&](std::size_t lane, double at_x, double at_y) {
    const bool ok = (int{at_x >= least.x} & int{at_x <= largest_drawable} & int{at_y >= least.y} &
                     int{at_y <= largest_drawable}) != 0;  // && would branch
    const double low_x = ok ? at_x : infinite, high_x = ok ? at_x : -infinite;
    const double low_y = ok ? at_y : infinite, high_y = ok ? at_y : -infinite;
    // Each line becomes one vector instruction; std::min would not, it takes references.
    x_low[lane] = low_x < x_low[lane] ? low_x : x_low[lane];
    x_high[lane] = high_x > x_high[lane] ? high_x : x_high[lane];
    y_low[lane] = low_y < y_low[lane] ? low_y : y_low[lane];
    y_high[lane] = high_y > y_high[lane] ? high_y : y_high[lane];
    drawn[lane] += ok ? 1.0 : 0.0;
  };
  const std::size_t whole = x.size() / lanes * lanes;
  for (std::size_t i = 0; i < whole; i += lanes)
    for (std::size_t lane = 0; lane < lanes; ++lane) add(lane, x[i + lane], y[i + lane]);
  for (std::size_t i = whole; i < x.size(); ++i) add(i - whole, x[i], y[i]);

  data_limits limits{.x = {}, .y = {}, .left_out = x.size()};
  for (std::size_t lane = 0; lane < lanes; ++lane) {
    limits.x += {x_low[lane], x_high[lane]};
    limits.y += {y_low[lane], y_high[lane]};
    limits.left_out -= static_cast<std::size_t>(drawn[lane]);
  }
  return limits;
}

/// What bars span, with their error bars; margins do not cross their base.
inline data_limits limits_of(const bars_mark& bars, const std::vector<placed_bar>& placed,
                             least_places least) {
  data_limits limits;
  for (const placed_bar& bar : placed) {
    if (!least.holds(bar.left, bar.to)) {
      ++limits.left_out;
      continue;
    }
    limits += limits_of(std::array{bar.left, bar.right}, std::array{bar.to, bar.to}, least);
    for (const double y : {bar.from, bar.error.low, bar.error.high})
      if (least.holds(bar.left, y)) limits.y.add(y);
  }
  limits.edges_y.push_back(bars.options.base);
  return limits;
}

/// Boxes with all that is drawn of them; half a width is left free beside each.
inline data_limits boxes_limits(const boxes_mark& given, least_places least) {
  data_limits limits;
  const auto add = [&](double x, double y) {
    if (!least.holds(x, y)) return;
    for (const double side : {x - given.options.width, x, x + given.options.width})
      if (least.holds(side, y)) limits.x.add(side);
    limits.y.add(y);
  };
  for (std::size_t i = 0; i < given.boxes.size(); ++i) {
    const aggregate::box& box = given.boxes[i];
    for (const double y : {box.whisker_low, box.q1, box.q3, box.whisker_high}) add(given.x[i], y);
    if (given.options.fliers && !box.outliers.empty())
      for (const double y : {box.outliers.front(), box.outliers.back()}) add(given.x[i], y);
    if (!given.options.means.empty()) add(given.x[i], given.options.means[i]);
  }
  return limits;
}

/// All cells; no margin goes beyond them.
inline data_limits heat_map_limits(const heat_map_mark& given) {
  if (given.values.empty()) return {};
  const double right = static_cast<double>(given.columns) - 0.5;
  const double bottom = static_cast<double>(given.rows) - 0.5;
  return {
      .x = {-0.5, right}, .y = {-0.5, bottom}, .edges_x = {-0.5, right}, .edges_y = {-0.5, bottom}};
}

/// A level or upright line takes part in the limits it crosses, a sloped one in none.
inline data_limits reference_limits(const reference_line_mark& given, least_places least) {
  data_limits limits;
  if (given.direction == line_direction::horizontal && least.holds(1, given.at))
    limits.y.add(given.at);
  if (given.direction == line_direction::vertical && least.holds(given.at, 1))
    limits.x.add(given.at);
  return limits;
}

/// Both ends of a model that is drawn over a range of its own; one drawn all over the axes takes no
/// part in their limits.
inline data_limits model_limits(const model_mark& given, least_places least) {
  data_limits limits;
  if (!given.options.over) return limits;
  for (const double x : {given.options.over->low, given.options.over->high}) {
    const double y = given.curve(x);
    if (!least.holds(x, y)) continue;
    limits.x.add(x);
    limits.y.add(y);
  }
  return limits;
}

/// What a mark spans for itself; bars depend on each other and are not among them.
inline data_limits limits_of(const mark& any, least_places least = {}) {
  struct visitor {
    least_places least;
    data_limits curves(const column& x, const column& low, const column& high) const {
      return limits_of(x.numbers(), low.numbers(), least) +=
             limits_of(x.numbers(), high.numbers(), least);
    }
    data_limits operator()(const points_mark& m) {
      return m.options.anchor == y_anchor::data ? curve(m.x, m.y) : across(m.x);
    }
    data_limits operator()(const line_mark& m) { return curve(m.x, m.y); }
    data_limits operator()(const steps_mark& m) { return curve(m.x, m.y); }
    data_limits operator()(const band_mark& m) { return curves(m.x, m.low, m.high); }
    data_limits operator()(const error_bars_mark& m) { return curves(m.x, m.low, m.high); }
    data_limits operator()(const model_mark& m) { return model_limits(m, least); }
    data_limits operator()(const bars_mark&) { return {}; }
    data_limits operator()(const boxes_mark& m) { return boxes_limits(m, least); }
    data_limits operator()(const heat_map_mark& m) { return heat_map_limits(m); }
    data_limits operator()(const reference_line_mark& m) { return reference_limits(m, least); }
    data_limits operator()(const text_mark&) { return {}; }
    /// Of points on the frame only their places along x count.
    data_limits across(const column& x) const {
      data_limits limits = limits_of(x.numbers(), x.numbers(), {least.x, least.x});
      limits.y = {};
      return limits;
    }
    data_limits curve(const column& x, const column& y) const {
      return limits_of(x.numbers(), y.numbers(), least);
    }
  };
  return std::visit(visitor{least}, any);
}

/// What all marks of the axes span.
inline data_limits limits_of(const axes& described) {
  const least_places least = least_of(described.options());
  const auto bars = placed_bars(described.marks());
  data_limits all;
  for (std::size_t i = 0; i < bars.size(); ++i) {
    const mark& any = described.marks()[i];
    if (const auto* given = std::get_if<bars_mark>(&any)) {
      all += limits_of(*given, bars[i], least);
    } else {
      all += limits_of(any, least);
    }
  }
  return all;
}

}  // namespace proflens::plot
