#pragma once

#include <proflens/interval.hpp>
#include <proflens/plot/color.hpp>
#include <proflens/plot/column.hpp>
#include <proflens/plot/marker.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace proflens::plot {

/// The colours a number runs through, from low to high; what `viridis()` returns.
using color_ramp = std::shared_ptr<const std::vector<color>>;

/// Asks for the band in which the mean lies with this probability, such as 0.95.
struct confidence {
  double level;
  constexpr explicit confidence(double probability) : level(probability) {}
};

/// How points look. What is not given comes from the figure's style, colour and marker from the
/// place of the series among those of its axes.
struct points_options {
  std::string label = {};  ///< entry of the legend; empty: none
  std::optional<color> face = {};
  std::optional<marker> shape = {};
  std::optional<double> size = {};   ///< pt^2, the square of the marker's width (matplotlib's s)
  std::optional<double> alpha = {};  ///< of face and edge
  std::optional<double> edge_width = {};
  std::optional<color> edge = {};
  /// A number for each point that picks its colour from `palette`, whose own opacity does not
  /// count; the axes get a colour bar.
  std::optional<column> values = {};
  color_ramp palette = {};       ///< null: viridis
  std::string value_label = {};  ///< beside the colour bar
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
};

struct band_options {
  std::string label = {};
  std::optional<color> paint = {};
  std::optional<double> alpha = {};
};

/// A point cloud. `x`, `y` and the values, if any, are of one length.
struct points_mark {
  column x, y;
  points_options options;
};

/// A polyline; it breaks where a coordinate is not finite.
struct line_mark {
  column x, y;
  line_options options;
};

/// The area between two curves over x; it breaks where a coordinate is not finite.
struct band_mark {
  column x, low, high;
  band_options options;
};

/// A curve y(x), sampled when the figure is laid out: over the limits of x, or `options.over`.
struct model_mark {
  std::function<double(double)> curve;
  std::function<interval(double, double)> mean_interval;  ///< of x and level; may be empty
  line_options options;
};

/// Everything axes can show. A new mark is a struct here, a function of `axes` that adds it and an
/// overload in `arrange/draw_marks.hpp` that draws it.
using mark = std::variant<points_mark, line_mark, band_mark, model_mark>;

}  // namespace proflens::plot
