#pragma once

#include <proflens/plot/axes.hpp>
#include <proflens/plot/bar_place.hpp>
#include <proflens/plot/limits.hpp>

#include <cmath>
#include <cstddef>
#include <variant>

namespace proflens::plot {

/// Counts what of a mark is left out of the figure, wholly or in part, because a number of its has
/// no place on its axis. A NaN in a line or band is no such thing: it breaks them on purpose.
struct left_out_count {
  least_places least;

  std::size_t operator()(const points_mark& m) const {
    const bool on_frame = m.options.anchor == y_anchor::frame;
    std::size_t count = 0;
    for (std::size_t i = 0; i < m.x.size(); ++i) {
      const bool valued = !m.options.values || drawable((*m.options.values)[i]);
      const bool placed =
          on_frame ? least.holds(m.x[i], 1) && drawable(m.y[i]) : least.holds(m.x[i], m.y[i]);
      count += !(placed && valued);
    }
    return count;
  }

  std::size_t operator()(const line_mark& m) const { return of_curve(m.x, m.y); }
  std::size_t operator()(const steps_mark& m) const { return of_curve(m.x, m.y); }

  /// The lower curve may lie below a logarithmic axis: the band runs to the frame.
  std::size_t operator()(const band_mark& m) const {
    std::size_t count = 0;
    for (std::size_t i = 0; i < m.x.size(); ++i) {
      const bool breaks = std::isnan(m.x[i]) || std::isnan(m.low[i]) || std::isnan(m.high[i]);
      count += !breaks && !(least.holds(m.x[i], m.high[i]) && drawable(m.low[i]));
    }
    return count;
  }

  /// So may the lower end of an error bar.
  std::size_t operator()(const error_bars_mark& m) const {
    std::size_t count = 0;
    for (std::size_t i = 0; i < m.x.size(); ++i)
      count += !(least.holds(m.x[i], m.high[i]) && drawable(m.low[i]));
    return count;
  }

  /// Boxes, and of those with a place along x the values beyond the whiskers and the means.
  std::size_t operator()(const boxes_mark& m) const {
    std::size_t count = 0;
    for (std::size_t i = 0; i < m.boxes.size(); ++i) {
      count += !is_whole(m.boxes[i], m.x[i]);
      if (!least.holds(m.x[i], 1)) continue;
      if (m.options.fliers)
        for (const double y : m.boxes[i].outliers) count += !least.holds(m.x[i], y);
      const bool has_mean = !m.options.means.empty() && !std::isnan(m.options.means[i]);
      count += has_mean && !least.holds(m.x[i], m.options.means[i]);
    }
    return count;
  }

  // Bars depend on each other; cells without a value are hatched and counted by the colour bar.
  std::size_t operator()(const bars_mark&) const { return 0; }
  std::size_t operator()(const heat_map_mark&) const { return 0; }
  std::size_t operator()(const model_mark&) const { return 0; }
  std::size_t operator()(const reference_line_mark&) const { return 0; }
  std::size_t operator()(const text_mark&) const { return 0; }

 private:
  bool is_whole(const aggregate::box& b, double x) const {
    const auto holds = [&](double y) { return least.holds(x, y); };
    return holds(b.whisker_low) && holds(b.q1) && holds(b.median) && holds(b.q3) &&
           holds(b.whisker_high);
  }

  std::size_t of_curve(const column& x, const column& y) const {
    std::size_t count = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
      const bool breaks = std::isnan(x[i]) || std::isnan(y[i]);
      count += !breaks && !least.holds(x[i], y[i]);
    }
    return count;
  }
};

/// How many points, points of lines and bands, bars, error bars, boxes, their means and values
/// beyond their whiskers the axes cannot show, wholly or in part: a coordinate has no place on its
/// axis (it is not finite, or not positive on a logarithmic one), or a value to colour by is not
/// finite.
inline std::size_t points_left_out(const axes& described) {
  const left_out_count count_of{least_of(described.options())};
  const auto bars = placed_bars(described.marks());
  std::size_t count = 0;
  for (std::size_t i = 0; i < bars.size(); ++i) {
    count += std::visit(count_of, described.marks()[i]);
    for (const placed_bar& bar : bars[i]) count += !count_of.least.holds(bar.left, bar.to);
  }
  return count;
}

}  // namespace proflens::plot
