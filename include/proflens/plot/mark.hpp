#pragma once

#include <proflens/plot/color.hpp>
#include <proflens/plot/column.hpp>
#include <proflens/plot/mark/bars.hpp>
#include <proflens/plot/mark/boxes.hpp>
#include <proflens/plot/mark/error_bars.hpp>
#include <proflens/plot/mark/heat_map.hpp>
#include <proflens/plot/mark/line.hpp>
#include <proflens/plot/mark/note.hpp>
#include <proflens/plot/mark/y_anchor.hpp>
#include <proflens/plot/marker.hpp>

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace proflens::plot {

/// A number of each point that is not drawn but told on hover in .html, such as the id of a batch.
struct hover_column {
  std::string name;
  column values;
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
  bool integer_values = false;   ///< whole numbers only: the colour bar has no ticks between
  std::vector<hover_column> hover = {};
  /// What .html tells on hover instead of the y of each point, such as "N/A", "-3" or "< 0.001";
  /// empty: the number. As many as there are points.
  std::vector<std::string> told = {};
  /// The label of an earlier mark that these points are a part of, though they have a look of their
  /// own: in .html it is their heading on hover, and they go when it is switched off.
  std::string belongs_to = {};
  y_anchor anchor = y_anchor::data;
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

/// The area between two curves over x; it breaks where a coordinate is not finite.
struct band_mark {
  column x, low, high;
  band_options options;
};

/// Everything axes can show. A new mark is a struct (in `plot/mark/`), a function of `axes` that
/// adds it and an overload in `arrange/draw_marks.hpp` that draws it.
using mark =
    std::variant<points_mark, line_mark, band_mark, model_mark, steps_mark, error_bars_mark,
                 bars_mark, boxes_mark, heat_map_mark, reference_line_mark, text_mark>;

}  // namespace proflens::plot
