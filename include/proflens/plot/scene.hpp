#pragma once

#include <proflens/plot/color.hpp>
#include <proflens/plot/marker.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

/// What a figure has become once it is laid out: a list of drawings in painter's order, in points
/// (1/72 inch) from the upper left corner, y downwards. Layout makes one scene from a figure and a
/// text measure; every backend only paints it, so that all show the same picture.
namespace proflens::plot::scene {

struct position {
  double x = 0, y = 0;
  friend bool operator==(const position&, const position&) = default;
};

/// Left, top, width and height, in points.
struct rectangle {
  double x = 0, y = 0, width = 0, height = 0;
  double right() const { return x + width; }
  double bottom() const { return y + height; }
  friend bool operator==(const rectangle&, const rectangle&) = default;
};

struct stroke {
  color paint = {};
  double width = 1;                 ///< points
  std::vector<double> dashes = {};  ///< on, off, ... in points; empty: solid
  bool round = false;               ///< round joins and caps; else miter joins and butt caps
};

/// A polyline or polygon, filled, stroked or both.
struct path {
  std::vector<position> points = {};
  bool closed = false;
  std::optional<color> fill = {};
  std::optional<stroke> line = {};
  double corner_radius = 0;  ///< for a closed path of four corners parallel to the axes
  std::string title = {};    ///< the whole name of what it shows, for backends that can keep it
};

enum class horizontal { left, center, right };
enum class vertical { top, center, baseline, bottom };

/// One line of text in UTF-8. `at` is the anchor; the text is turned about it, counter-clockwise.
struct text {
  position at = {};
  std::string content = {};
  double size = 10;  ///< points
  color paint = {};
  horizontal align_x = horizontal::left;
  vertical align_y = vertical::baseline;
  double degrees = 0;
  std::string whole = {};  ///< all of a text that was shortened, for backends that can keep it
};

/// The look of every marker of a cloud. `size` is matplotlib's s: the square of the width, pt^2.
struct marker_style {
  marker shape = marker::circle;
  double size = 36;
  double edge_width = 0.5;  ///< points; 0: no edge
  color edge{1, 1, 1, 1};
  double alpha = 1;  ///< of face and edge
};

/// One series of a point cloud. Points stay in data units (columns shared with the figure, never
/// copied); the affine map takes them into the scene: x * scale_x + offset_x.
struct series {
  std::shared_ptr<const std::vector<double>> x, y;
  double scale_x = 1, offset_x = 0, scale_y = 1, offset_y = 0;
  marker_style style;
  color face;  ///< of all points, unless `value` is given
  /// A value in [0, 1] for each point that picks its colour from `colors` (256 entries); where it
  /// is not finite the point is not drawn.
  std::shared_ptr<const std::vector<float>> value;
  std::shared_ptr<const std::vector<color>> colors;
  std::string label;
};

/// All the points of one axes, drawn together in order of series, then of points, inside `clip`.
struct cloud {
  rectangle clip;
  std::vector<series> all;
  bool handle = false;  ///< a sample in a legend: vector formats never make it a picture
};

/// A vertical colour bar: `colors` from bottom to top, composited over white at `alpha`.
struct gradient {
  rectangle area;
  std::shared_ptr<const std::vector<color>> colors;
  double alpha = 1;
};

/// A grid of colours, row by row from the top, stretched over the area without smoothing: each
/// becomes a rectangle. Where they are smaller than pixels, a pixel shows their mean.
struct image {
  rectangle area;
  std::size_t columns = 0, rows = 0;
  std::shared_ptr<const std::vector<color>> colors;  ///< columns * rows of them
};

/// Everything until the matching `end_clip` is clipped to the rectangle.
struct begin_clip {
  rectangle area;
};
struct end_clip {};

using item = std::variant<path, text, cloud, gradient, image, begin_clip, end_clip>;

struct drawing {
  double width = 0, height = 0;  ///< points
  color background = white;
  std::string title;  ///< for the document's own metadata
  std::vector<item> items;
};

}  // namespace proflens::plot::scene
