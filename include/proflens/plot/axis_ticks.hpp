#pragma once

#include <proflens/interval.hpp>
#include <proflens/plot/axis.hpp>
#include <proflens/plot/log_ticks.hpp>
#include <proflens/plot/ticks.hpp>
#include <proflens/plot/time_ticks.hpp>
#include <proflens/plot/unit_ticks.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <variant>
#include <vector>

namespace proflens::plot {

/// Every name that stands inside the limits, at its place.
inline tick_row category_ticks(const categories& all, interval limits) {
  tick_row row;
  for (std::size_t i = 0; i < all.names.size(); ++i) {
    const auto place = static_cast<double>(i);
    if (place < limits.low || place > limits.high) continue;
    row.values.push_back(place);
    row.labels.push_back(all.names[i]);
  }
  return row;
}

/// The ticks that were asked for, as far as they stand inside the limits, each labelled for itself.
inline tick_row asked_ticks(const axis& along, interval limits) {
  tick_row row;
  const double slack = is_logarithmic(along) ? 0 : 1e-9 * limits.width();
  for (const double value : along.ticks_at) {
    if (!(limits.low - slack <= value && value <= limits.high + slack)) continue;
    row.values.push_back(value);
    row.labels.push_back(along.unit ? number_in(value, *along.unit) : single_number(value));
  }
  return row;
}

/// The ticks of an axis by its scale, as many as fit into `length` points with text of this size;
/// `size_factor` is 3 along x and 2 along y. Precondition: the limits have places on the axis.
inline tick_row axis_ticks(const axis& along, interval limits, double length, double text_size,
                           double size_factor) {
  if (!along.ticks_at.empty()) return asked_ticks(along, limits);
  const int most = tick_space(length, text_size, size_factor);
  // Labels with units and dates are wider than plain numbers.
  const auto fewer = [&](double factor) {
    return size_factor > 2 ? tick_space(length, text_size, factor) : most;
  };
  if (const auto* log = std::get_if<logarithmic>(&along.scale)) {
    tick_row row = log_ticks(limits, log->base, along.unit ? fewer(4) : most);
    for (std::size_t i = 0; along.unit && i < row.values.size(); ++i)
      row.labels[i] = number_in(row.values[i], *along.unit);
    return row;
  }
  if (const auto* names = std::get_if<categories>(&along.scale); names && !names->names.empty())
    return category_ticks(*names, limits);
  if (std::holds_alternative<durations>(along.scale)) return duration_ticks(limits, fewer(4.5));
  if (std::holds_alternative<dates>(along.scale)) {
    const bool times = limits.width() < 2 * day_seconds;
    return date_ticks(limits, fewer(times ? 5.5 : 6.5));
  }
  if (along.unit) {
    const int few = fewer(4);
    return labelled_in(along.integer ? whole_tick_values(limits, few) : tick_values(limits, few),
                       limits, *along.unit);
  }
  return ticks(limits, length, text_size, size_factor, along.integer);
}

}  // namespace proflens::plot
