#pragma once

#include <proflens/plot/error.hpp>
#include <proflens/plot/mark.hpp>

#include <cmath>
#include <concepts>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace proflens::plot {

/// One direction of axes. A limit that is not given comes from the data, with a margin.
struct axis {
  std::string label = {};
  std::optional<double> low = {};
  std::optional<double> high = {};
};

/// Where the legend stands inside its axes. `best` is the first of matplotlib's nine places that
/// hides the least; `upper_left_unless_hiding` stays at the upper left unless it would hide data
/// there and hides less, if possible nothing, elsewhere.
enum class legend_place {
  none,
  best,
  upper_left_unless_hiding,
  upper_left,
  upper_right,
  lower_right,
  lower_left
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
    require_within(options.size, 0, 1e6, "points: the size of a marker (pt^2)");
    require_within(options.alpha, 0, 1, "points: alpha");
    require_within(options.edge_width, 0, 1e3, "points: the width of an edge (pt)");
    require_color(options.face, "points: the face");
    require_color(options.edge, "points: the edge");
    if (options.palette)
      for (const color& each : *options.palette) require_color(each, "points: the palette");
    marks_.emplace_back(points_mark{std::move(x), std::move(y), std::move(options)});
    return *this;
  }

  /// Adds a polyline through the points in their order. Throws plot::error if the columns differ
  /// in length, for a colour or alpha that cannot be drawn, or if a band is asked for: only a model
  /// has one.
  axes& line(column x, column y, line_options options = {}) {
    require_equal(x.size(), y.size(), "line: x and y");
    require_paint(options.paint, options.alpha, "line");
    if (options.band) throw error("line: columns have no confidence band; add one with axes.band");
    marks_.emplace_back(line_mark{std::move(x), std::move(y), std::move(options)});
    return *this;
  }

  /// Adds a model, sampled over the limits of x; copied into the figure. With `options.band` it
  /// needs `model.mean_interval(x, level)` with members low and high, else throws plot::error, as
  /// for a colour or alpha that cannot be drawn.
  template <curve Model>
  axes& line(Model model, line_options options = {}) {
    require_paint(options.paint, options.alpha, "line");
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

  const axes_options& options() const { return options_; }
  axes_options& options() { return options_; }
  const std::vector<mark>& marks() const { return marks_; }

 private:
  static void require_equal(std::size_t first, std::size_t second, const char* what) {
    if (first == second) return;
    throw error(std::string(what) + " must have the same length, found " + std::to_string(first) +
                " and " + std::to_string(second));
  }

  static void require_within(std::optional<double> number, double low, double high,
                             const char* what) {
    if (!number || (low <= *number && *number <= high)) return;
    throw error(std::string(what) + " must lie between " + std::to_string(low) + " and " +
                std::to_string(high) + ", found " + std::to_string(*number));
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

  axes_options options_;
  std::vector<mark> marks_;
};

}  // namespace proflens::plot
