#pragma once

#include <proflens/interval.hpp>
#include <proflens/plot/axes.hpp>
#include <proflens/plot/error.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <string>
#include <variant>

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

  data_limits& operator+=(const data_limits& other) {
    x += other.x;
    y += other.y;
    left_out += other.left_out;
    return *this;
  }
};

/// One pass over the points; those with a coordinate that is not finite are left out and counted.
/// Precondition: the columns are of one length.
inline data_limits limits_of(std::span<const double> x, std::span<const double> y) {
  constexpr std::size_t lanes = 8;  // independent of each other: they become vector instructions
  constexpr double infinite = std::numeric_limits<double>::infinity();
  using lane_values = std::array<double, lanes>;
  lane_values x_low, x_high, y_low, y_high, drawn{};
  x_low.fill(infinite), y_low.fill(infinite);
  x_high.fill(-infinite), y_high.fill(-infinite);
  const auto add = [&](std::size_t lane, double at_x, double at_y) {
    const bool ok = (int{drawable(at_x)} & int{drawable(at_y)}) != 0;  // && would branch
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

inline data_limits limits_of(const mark& any) {
  struct visitor {
    data_limits operator()(const points_mark& m) { return limits_of(m.x.numbers(), m.y.numbers()); }
    data_limits operator()(const line_mark& m) { return limits_of(m.x.numbers(), m.y.numbers()); }
    data_limits operator()(const band_mark& m) {
      return limits_of(m.x.numbers(), m.low.numbers()) +=
             limits_of(m.x.numbers(), m.high.numbers());
    }
    data_limits operator()(const error_bars_mark& m) {
      return limits_of(m.x.numbers(), m.low.numbers()) +=
             limits_of(m.x.numbers(), m.high.numbers());
    }
    data_limits operator()(const steps_mark& m) { return limits_of(m.x.numbers(), m.y.numbers()); }
    data_limits operator()(const model_mark&) { return {}; }
    data_limits operator()(const bars_mark&) { return {}; }
    data_limits operator()(const boxes_mark&) { return {}; }
    data_limits operator()(const heat_map_mark&) { return {}; }
    data_limits operator()(const reference_line_mark&) { return {}; }
    data_limits operator()(const text_mark&) { return {}; }
  };
  return std::visit(visitor{}, any);
}

/// How many points of all point clouds have a coordinate, or a value to colour by, that is not
/// finite: they are left out of the figure.
inline std::size_t points_left_out(const axes& described) {
  std::size_t count = 0;
  for (const mark& any : described.marks()) {
    const auto* points = std::get_if<points_mark>(&any);
    if (points == nullptr) continue;
    for (std::size_t i = 0; i < points->x.size(); ++i) {
      const bool valued = !points->options.values || drawable((*points->options.values)[i]);
      count += !(drawable(points->x[i]) && drawable(points->y[i]) && valued);
    }
  }
  return count;
}

/// A range that has a width: where all numbers are equal, `share` of them is added on both sides,
/// and none at all become 0 to 1.
inline interval widened(data_range data, double share) {
  if (data.empty()) return {0, 1};
  const double size = std::max(std::abs(data.low), std::abs(data.high));
  const double width = data.high - data.low;
  if (width > size * 1e-14 && width > 1e-280) return {data.low, data.high};
  if (size <= 1e-280) return {-share, share};
  return {data.low - share * size, data.high + share * size};
}

/// The final limits of an axis: those asked for, else the data's with the margin (a share of their
/// range). Throws plot::error for limits that are not finite or not in order.
inline interval axis_limits(const axis& asked, data_range data, double margin) {
  const auto described = [&] {
    return asked.label.empty() ? "axis" : "axis '" + asked.label + "'";
  };
  for (const auto& limit : {asked.low, asked.high})
    if (limit && !drawable(*limit))
      throw error(described() +
                  ": a limit is not a finite number; leave it out to take the data's");
  if (asked.low && asked.high && !(*asked.low < *asked.high))
    throw error(described() + ": the lower limit " + std::to_string(*asked.low) +
                " must lie below the upper one " + std::to_string(*asked.high));
  const interval wide = widened(data, 0.05);
  const bool none = data.empty();  // then there is nothing a margin would keep off the frame
  const double free = none ? 0 : margin * wide.width();
  interval limits{asked.low.value_or(wide.low - free), asked.high.value_or(wide.high + free)};
  if (limits.low < limits.high) return limits;
  // All data lie on the far side of the one limit that was given.
  const double room = std::max(1.0, std::abs(asked.low.value_or(limits.high)));
  (asked.low ? limits.high : limits.low) = asked.low ? limits.low + room : limits.high - room;
  return limits;
}

}  // namespace proflens::plot
