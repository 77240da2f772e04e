#pragma once

#include <proflens/plot/color.hpp>
#include <proflens/plot/mark/y_anchor.hpp>
#include <proflens/plot/scene.hpp>

#include <optional>
#include <string>
#include <vector>

namespace proflens::plot {

enum class line_direction { horizontal, vertical, sloped };

struct reference_line_options {
  std::string label = {};            ///< entry of the legend; empty: none
  std::string text = {};             ///< written along the line; empty: none
  std::optional<color> paint = {};   ///< not given: the text's
  std::optional<double> width = {};  ///< points
  std::vector<double> dashes = {};
  double alpha = 1;
};

/// A line across all of the axes: y = at, x = at, or y = at + slope * x.
struct reference_line_mark {
  line_direction direction = line_direction::horizontal;
  double at = 0;
  double slope = 0;
  reference_line_options options;
};

struct text_options {
  std::optional<double> size = {};  ///< points; not given: that of tick labels
  std::optional<color> paint = {};  ///< not given: the style's
  scene::horizontal align_x = scene::horizontal::left;
  scene::vertical align_y = scene::vertical::baseline;
  double degrees = 0;              ///< counter-clockwise
  double right_by = 0, up_by = 0;  ///< moved by so many points
  /// What .html tells on hover as the text's y, such as "N/A"; empty: the text tells nothing.
  std::string told = {};
  /// The label of an earlier mark that the text is a part of: in .html it is the heading on hover,
  /// and the text goes when that mark is switched off.
  std::string belongs_to = {};
  y_anchor anchor = y_anchor::data;
};

/// A line of text at a place in data units (y: see `text_options::anchor`); left out where that is
/// not finite.
struct text_mark {
  double x = 0, y = 0;
  std::string content;
  text_options options;
};

}  // namespace proflens::plot
