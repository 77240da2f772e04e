#pragma once

#include <proflens/interval.hpp>
#include <proflens/plot/color.hpp>
#include <proflens/plot/column.hpp>
#include <proflens/plot/marker.hpp>

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace proflens::plot {

/// Asks for the band in which the mean lies with this probability, such as 0.95.
struct confidence {
  double level;
  constexpr explicit confidence(double probability) : level(probability) {}
};

struct line_options {
  std::string label = {};
  std::optional<color> paint = {};
  std::optional<double> width = {};  ///< points
  std::vector<double> dashes = {};   ///< on, off, ... in points; empty: solid
  double alpha = 1;
  /// Draws the model's `mean_interval(x, level)` as a band; only for a line given by a model.
  std::optional<confidence> band = {};
  /// Where a model is drawn, such as the range of x it was fitted to; not given: all over the axes.
  std::optional<interval> over = {};
  /// Stands at every point of a line given by columns, in the line's colour; not given: none.
  std::optional<plot::marker> marker = {};
  double marker_size = 49;  ///< pt^2; matplotlib's markers of 6 pt with their edge
};

/// A polyline; it breaks where a coordinate is not finite.
struct line_mark {
  column x, y;
  line_options options;
};

/// A curve y(x), sampled when the figure is laid out: over the limits of x, or `options.over`.
struct model_mark {
  std::function<double(double)> curve;
  std::function<interval(double, double)> mean_interval;  ///< of x and level; may be empty
  line_options options;
};

/// Where the level of a step changes: `post` keeps y from its own x to the next (a Pareto front, a
/// queue's length), `pre` from the x before it to its own.
enum class step_where { post, pre };

struct steps_options {
  std::string label = {};
  std::optional<color> paint = {};
  std::optional<double> width = {};  ///< points
  std::vector<double> dashes = {};
  double alpha = 1;
  step_where where = step_where::post;
};

/// A polyline that is level between its points; it breaks where a coordinate is not finite. Takes
/// its colour from the lines.
struct steps_mark {
  column x, y;
  steps_options options;
};

}  // namespace proflens::plot
