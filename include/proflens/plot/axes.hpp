#pragma once

#include <proflens/plot/axis.hpp>
#include <proflens/plot/error.hpp>
#include <proflens/plot/mark.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <optional>
#include <ranges>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace proflens::plot {

/// Where the legend stands: inside its axes, or `outside` on their right, where it also goes if it
/// has more than 16 entries, or if bars leave no room for it at the `best` place. `best` is the
/// first of matplotlib's nine places that hides the least; `upper_left_unless_hiding` stays at the
/// upper left unless it would hide data there and hides less, if possible nothing, elsewhere.
enum class legend_place {
  none,
  best,
  upper_left_unless_hiding,
  upper_left,
  upper_right,
  lower_right,
  lower_left,
  outside
};

struct axes_options {
  axis x = {};
  axis y = {};
  std::string title = {};
  legend_place legend = legend_place::best;
  std::optional<bool> grid = {};  ///< not given: the style says
};

/// A function of one number, called as `model(x)` or `model.predict(x)`.
template <class Model>
concept curve = requires(const Model& model, double x) {
  { model(x) } -> std::convertible_to<double>;
}
|| requires(const Model& model, double x) {
  { model.predict(x) } -> std::convertible_to<double>;
};

/// A name of an axis of categories.
template <class Text>
concept name_of_place = std::convertible_to<Text, std::string_view>;

/// Names of an axis of categories, such as a vector of strings.
template <class Range>
concept name_range =
    std::ranges::input_range<Range> && name_of_place<std::ranges::range_value_t<Range>>;

/// A pair of scales and the marks drawn on them. Marks are kept as data; nothing is drawn before
/// `layout`. Marks that share a place in their order share a colour: the third line has the colour
/// of the third points, so that a model matches its data.
class axes {
 public:
  explicit axes(axes_options options = {}) : options_(std::move(options)) {}

  /// Adds a point cloud. Throws plot::error if the columns differ in length, or for a size, alpha,
  /// edge width or colour that cannot be drawn.
  axes& points(column x, column y, points_options options = {}) {
    require_equal(x.size(), y.size(), "points: x and y");
    if (options.values) require_equal(x.size(), options.values->size(), "points: x and values");
    for (const hover_column& told : options.hover)
      require_equal(x.size(), told.values.size(), "points: x and a column for hover");
    if (!options.told.empty())
      require_equal(x.size(), options.told.size(), "points: x and told texts");
    require_within(options.size, 0, largest_marker, "points: the size of a marker (pt^2)");
    require_within(options.alpha, 0, 1, "points: alpha");
    require_within(options.edge_width, 0, widest_stroke, "points: the width of an edge (pt)");
    require_color(options.face, "points: the face");
    require_color(options.edge, "points: the edge");
    require_palette(options.palette, "points: the palette");
    marks_.emplace_back(points_mark{std::move(x), std::move(y), std::move(options)});
    return *this;
  }

  /// Adds a polyline through the points in their order. Throws plot::error if the columns differ
  /// in length, for a colour or alpha that cannot be drawn, or if a band is asked for: only a model
  /// has one.
  axes& line(column x, column y, line_options options = {}) {
    require_equal(x.size(), y.size(), "line: x and y");
    require_line(options, "line");
    require_within(options.marker_size, 0, largest_marker, "line: the size of a marker (pt^2)");
    if (options.band) throw error("line: columns have no confidence band; add one with axes.band");
    marks_.emplace_back(line_mark{std::move(x), std::move(y), std::move(options)});
    return *this;
  }

  /// Adds a model, sampled over the limits of x; copied into the figure. With `options.band` it
  /// needs `model.mean_interval(x, level)` with members low and high, else throws plot::error, as
  /// for a colour or alpha that cannot be drawn.
  template <curve Model>
  axes& line(Model model, line_options options = {}) {
    require_line(options, "line");
    model_mark added{.curve = {}, .mean_interval = {}, .options = std::move(options)};
    if constexpr (requires { model.mean_interval(0.0, 0.95).low; }) {
      added.mean_interval = [model](double x, double level) {
        const auto mean = model.mean_interval(x, level);
        return interval{mean.low, mean.high};
      };
    }
    if (added.options.band && !added.mean_interval)
      throw error("line: a band was asked for, but the model has no mean_interval(x, level)");
    added.curve = [model = std::move(model)](double x) -> double {
      if constexpr (requires { model(x); }) {
        return model(x);
      } else {
        return model.predict(x);
      }
    };
    marks_.emplace_back(std::move(added));
    return *this;
  }

  /// Adds the area between two curves. Throws plot::error if the columns differ in length, or for a
  /// colour or alpha that cannot be drawn.
  axes& band(column x, column low, column high, band_options options = {}) {
    require_equal(x.size(), low.size(), "band: x and low");
    require_equal(x.size(), high.size(), "band: x and high");
    require_paint(options.paint, options.alpha, "band");
    marks_.emplace_back(
        band_mark{std::move(x), std::move(low), std::move(high), std::move(options)});
    return *this;
  }

  /// Adds a line that is level between its points. Throws plot::error if the columns differ in
  /// length, or for a colour, alpha or width that cannot be drawn.
  axes& steps(column x, column y, steps_options options = {}) {
    require_equal(x.size(), y.size(), "steps: x and y");
    require_line(options, "steps");
    marks_.emplace_back(steps_mark{std::move(x), std::move(y), std::move(options)});
    return *this;
  }

  /// Adds error bars that reach `error` below and above y. Throws plot::error if the columns differ
  /// in length, or for a colour, alpha or size that cannot be drawn.
  axes& error_bars(const column& x, const column& y, const column& error,
                   error_bars_options options = {}) {
    require_equal(y.size(), error.size(), "error_bars: y and error");
    std::vector<double> low, high;
    for (std::size_t i = 0; i < y.size(); ++i) {
      low.push_back(y[i] - error[i]);
      high.push_back(y[i] + error[i]);
    }
    return intervals(x, std::move(low), std::move(high), std::move(options));
  }

  /// Adds error bars from `low` to `high`, such as quartiles. Throws plot::error if the columns
  /// differ in length, or for a colour, alpha or size that cannot be drawn.
  axes& intervals(column x, column low, column high, error_bars_options options = {}) {
    require_equal(x.size(), low.size(), "error bars: x and low");
    require_equal(x.size(), high.size(), "error bars: x and high");
    require_within(options.cap, 0, widest_stroke, "error bars: the cap (pt)");
    require_within(options.width, 0, widest_stroke, "error bars: the width (pt)");
    require_paint(options.paint, options.alpha, "error bars");
    marks_.emplace_back(
        error_bars_mark{std::move(x), std::move(low), std::move(high), std::move(options)});
    return *this;
  }

  /// Adds bars at numbers: beside the bars that are there, or with `options.stacked` on top of
  /// them. Throws plot::error if the columns differ in length, the width is not positive, the base
  /// is not finite, or for a colour, alpha or edge that cannot be drawn.
  axes& bars(column x, column height, bars_options options = {}) {
    require_equal(x.size(), height.size(), "bars: x and height");
    if (!options.error.empty()) require_equal(x.size(), options.error.size(), "bars: x and error");
    require_within(options.width, 1e-12, 1e12, "bars: the width");
    require_within(options.base, -1e300, 1e300, "bars: the base");
    require_within(options.edge_width, 0, widest_stroke, "bars: the width of an edge (pt)");
    require_paint(options.face, options.alpha, "bars: the face");
    require_color(options.edge, "bars: the edge");
    marks_.emplace_back(bars_mark{std::move(x), std::move(height), std::move(options)});
    return *this;
  }

  /// Adds bars at names: the axis of x becomes one of categories, and learns the names it does not
  /// have yet.
  template <name_range Names>
  axes& bars(const Names& names, column height, bars_options options = {}) {
    return bars(places(names), std::move(height), std::move(options));
  }
  /// The same for names in braces.
  template <name_of_place Name, std::size_t Count>
  axes& bars(const Name (&names)[Count], column height, bars_options options = {}) {
    return bars(places(names), std::move(height), std::move(options));
  }

  /// Adds finished boxes at numbers. Throws plot::error if x, boxes and means, if any, differ in
  /// number, the width is not positive, or for a colour or alpha that cannot be drawn.
  axes& boxes(column x, std::vector<aggregate::box> boxes, boxes_options options = {}) {
    require_equal(x.size(), boxes.size(), "boxes: x and boxes");
    if (!options.means.empty()) require_equal(x.size(), options.means.size(), "boxes: x and means");
    require_within(options.width, 1e-12, 1e12, "boxes: the width");
    require_paint(options.face, options.alpha, "boxes: the face");
    require_color(options.edge, "boxes: the edge");
    require_color(options.median, "boxes: the median");
    marks_.emplace_back(boxes_mark{std::move(x), std::move(boxes), std::move(options)});
    return *this;
  }

  /// Adds finished boxes at names of the axis of x, as `bars` does.
  template <name_range Names>
  axes& boxes(const Names& names, std::vector<aggregate::box> boxes, boxes_options options = {}) {
    return this->boxes(places(names), std::move(boxes), std::move(options));
  }

  /// Adds the boxes of these values, a column for each name. Throws proflens::error for a NaN.
  template <name_range Names>
  axes& boxes(const Names& names, const std::vector<column>& values, boxes_options options = {}) {
    std::vector<aggregate::box> made;
    for (const column& each : values) made.push_back(aggregate::box_of(each.numbers()));
    return boxes(names, std::move(made), std::move(options));
  }

  /// Adds a matrix, row by row, the first at the top. Names make the axes ones of categories.
  /// Throws plot::error if there are not rows * columns values, or not as many names, or for a
  /// palette with a colour that cannot be drawn.
  axes& heat_map(std::size_t rows, std::size_t columns, column values,
                 heat_map_options options = {}) {
    require_equal(rows * columns, values.size(), "heat_map: rows * columns and values");
    const auto name = [](const std::vector<std::string>& names, std::size_t count, axis& along) {
      if (!names.empty()) along.scale = categories{.names = names, .degrees = {}};
      constexpr std::size_t few = 10;  // more ticks than these find round numbers on their own
      for (std::size_t i = 0; names.empty() && count <= few && i < count; ++i)
        along.ticks_at.push_back(static_cast<double>(i));
    };
    if (!options.row_names.empty())
      require_equal(rows, options.row_names.size(), "heat_map: rows and row names");
    if (!options.column_names.empty())
      require_equal(columns, options.column_names.size(), "heat_map: columns and column names");
    require_palette(options.palette, "heat_map: the palette");
    name(options.row_names, rows, options_.y);
    name(options.column_names, columns, options_.x);
    options_.y.reversed = true;
    marks_.emplace_back(heat_map_mark{rows, columns, std::move(values), std::move(options)});
    return *this;
  }

  /// Adds a line at this y across the axes. Throws plot::error for a colour, alpha or width that
  /// cannot be drawn, as all reference lines do.
  axes& horizontal_line(double y, reference_line_options options = {}) {
    return reference_line({line_direction::horizontal, y, 0, std::move(options)});
  }

  /// Adds a line at this x across the axes.
  axes& vertical_line(double x, reference_line_options options = {}) {
    return reference_line({line_direction::vertical, x, 0, std::move(options)});
  }

  /// Adds y = intercept + slope * x across the axes; it does not change their limits.
  axes& sloped_line(double intercept, double slope, reference_line_options options = {}) {
    return reference_line({line_direction::sloped, intercept, slope, std::move(options)});
  }

  /// Adds a line of text at a place in data units, or with `options.anchor` on the frame. Throws
  /// plot::error for a colour, size, angle or shift that cannot be drawn.
  axes& text(double x, double y, std::string content, text_options options = {}) {
    require_color(options.paint, "text: the paint");
    require_within(options.size, 0, 1e3, "text: the size (pt)");
    require_within(options.degrees, -1e6, 1e6, "text: the angle (degrees)");
    require_within(options.right_by, -1e6, 1e6, "text: the shift to the right (pt)");
    require_within(options.up_by, -1e6, 1e6, "text: the shift upwards (pt)");
    marks_.emplace_back(text_mark{x, y, std::move(content), std::move(options)});
    return *this;
  }

  /// Where these names stand along x: the axis becomes one of categories, names it does not have
  /// yet are added behind those it has.
  template <name_range Names>
  column places(const Names& names) {
    if (!std::holds_alternative<categories>(options_.x.scale)) options_.x.scale = categories{};
    auto& known = std::get<categories>(options_.x.scale).names;
    std::vector<double> found;
    for (const std::string_view name : names) {
      const auto at = std::find(known.begin(), known.end(), name);
      found.push_back(static_cast<double>(at - known.begin()));
      if (at == known.end()) known.emplace_back(name);
    }
    return found;
  }

  const axes_options& options() const { return options_; }
  axes_options& options() { return options_; }
  const std::vector<mark>& marks() const { return marks_; }

 private:
  static constexpr double largest_marker = 1e6;  // pt^2
  static constexpr double widest_stroke = 1e3;   // pt

  axes& reference_line(reference_line_mark added) {
    require_line(added.options, "reference line");
    marks_.emplace_back(std::move(added));
    return *this;
  }

  static void require_equal(std::size_t first, std::size_t second, const char* what) {
    if (first == second) return;
    throw error(std::string(what) + " must have the same length, found " + std::to_string(first) +
                " and " + std::to_string(second));
  }

  static void require_within(std::optional<double> number, double low, double high,
                             const char* what) {
    if (!number || (low <= *number && *number <= high)) return;
    throw error(std::string(what) + " must lie between " + written(low) + " and " + written(high) +
                ", found " + written(*number));
  }

  /// The shortest text of a number: std::to_string writes 1e-12 as 0.000000.
  static std::string written(double number) {
    char text[32];
    return {text, std::to_chars(text, text + sizeof text, number).ptr};
  }

  static void require_color(const std::optional<color>& paint, const char* what) {
    if (!paint) return;
    for (const double part : {paint->red, paint->green, paint->blue, paint->alpha})
      if (!std::isfinite(part))
        throw error(std::string(what) + " has a colour with a part that is not a finite number; " +
                    "give red, green, blue and alpha from 0 to 1");
  }

  static void require_paint(const std::optional<color>& paint, std::optional<double> alpha,
                            const std::string& what) {
    require_color(paint, what.c_str());
    require_within(alpha, 0, 1, (what + ": alpha").c_str());
  }

  static void require_palette(const color_ramp& palette, const char* what) {
    if (palette == nullptr) return;
    for (const color& each : *palette) require_color(each, what);
  }

  /// Of everything that is drawn as a line.
  template <class Options>
  static void require_line(const Options& options, const std::string& what) {
    require_paint(options.paint, options.alpha, what);
    require_within(options.width, 0, widest_stroke, (what + ": the width (pt)").c_str());
    for (const double length : options.dashes)
      require_within(length, 0, 1e6, (what + ": the length of a dash (pt)").c_str());
  }

  axes_options options_;
  std::vector<mark> marks_;
};

}  // namespace proflens::plot
