#pragma once

#include <proflens/detail/isolated.hpp>
#include <proflens/interval.hpp>
#include <proflens/plot/axis_limits.hpp>
#include <proflens/plot/figure.hpp>
#include <proflens/plot/limits.hpp>
#include <proflens/plot/palette.hpp>
#include <proflens/report/number.hpp>
#include <proflens/workflow/plot_csv/missing_rows.hpp>
#include <proflens/workflow/plot_csv/page.hpp>
#include <proflens/workflow/plot_csv/result.hpp>
#include <proflens/workflow/wording.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace proflens::workflow {

/// `Time usage for inference A vs. B`.
inline std::string plot_csv_title(const plot_csv_result& result) {
  std::string title = result.options.is_time ? "Time usage for " : "Memory usage for ";
  title += result.options.is_train ? "training" : "inference";
  for (std::size_t i = 0; i < result.models.size(); ++i)
    title += (i == 0 ? " " : " vs. ") + detail::isolated(result.models[i]);
  return title;
}

/// `bert - bsz: 8`, and what of the series is not drawn at its value: `(2 N/A, 1 <= 0)`.
inline std::string legend_label(const benchmark_series& series, const plot_csv_options& options) {
  std::size_t missing = 0, off_scale = 0;
  for (const auto& point : series.points) {
    missing += point.missing;
    off_scale += off_scale_of(point, options);
  }
  std::string text = detail::isolated(series.model) +
                     (options.plot_along_batch ? " - len: " : " - bsz: ") +
                     std::to_string(series.inner);
  std::string left_out;
  if (missing > 0) left_out = report::rounded(missing) + " N/A";
  if (off_scale > 0)
    left_out += (left_out.empty() ? "" : ", ") + report::rounded(off_scale) + " \u2264 0";
  return left_out.empty() ? text : text + " (" + left_out + ")";
}

/// Limits with a margin at both ends, shares of the range they enclose, as the axis sees it; within
/// what an axis can have.
inline interval widened_limits(plot::data_range data, bool logarithmic, double below,
                               double above) {
  constexpr double most = plot::largest_drawable;
  if (logarithmic) {
    // Also of numbers that differ by their rounding only: the limits must not coincide.
    const bool one = !(std::log10(data.high) - std::log10(data.low) > 1e-9);
    const double low = std::log10(data.low) - (one ? std::log10(2.0) : 0);
    const double high = std::log10(data.high) + (one ? std::log10(2.0) : 0);
    const double range = high - low;
    return {std::max(std::pow(10, low - below * range), 1 / most),
            std::min(std::pow(10, high + above * range), most)};
  }
  const interval wide = plot::widened(data, 0.05);
  return {std::max(wide.low - below * wide.width(), -most),
          std::min(wide.high + above * wide.width(), most)};
}

/// Draws the table's series; knows the room the marks at the edges need. These stand on the frame,
/// tell what the table holds, and belong to the line of their series.
class benchmark_drawing {
 public:
  explicit benchmark_drawing(const plot_csv_result& result)
      : result_(result), logarithmic_(!result.options.no_log_scale), missing_(result.series) {
    for (const auto& series : result.series) {
      labels_.push_back(legend_label(series, result.options));
      for (const auto& point : series.points) add_to_limits(point);
    }
    const double above = 0.05 + missing_.room();
    const double below = result.counts.off_scale + result.counts.bounds > 0 ? 0.12 : 0.05;
    x_limits_ = widened_limits(x_, logarithmic_, 0.05, 0.05);
    y_limits_ = y_.empty() ? between_names : widened_limits(y_, logarithmic_, below, above);
  }

  plot::figure figure() {
    const benchmark_page page = benchmark_page_for(labels_);
    plot::figure drawing{.title = plot_csv_title(result_), .size = page.size};
    auto& axes = drawing.axes({.x = x_axis(), .y = y_axis(), .legend = page.legend});
    for (std::size_t i = 0; i < result_.series.size(); ++i) draw(axes, result_.series[i], i);
    missing_.draw_counts(axes);
    if (y_.empty())
      axes.text(
          middle_x(), 0.5, nothing_to_see(),
          {.align_x = plot::scene::horizontal::center, .align_y = plot::scene::vertical::center});
    return drawing;
  }

 private:
  static constexpr std::size_t most_ticks = 12;
  static constexpr interval between_names{0.25, 0.75};  // no tick stands there

  void add_to_limits(const benchmark_point& point) {
    x_.add(point.x);
    const auto add = [&](double y) {
      if (!is_off_scale(y, result_.options)) y_.add(y);
    };
    if (point.values > 0) add(point.mean), add(point.least), add(point.largest);
    if (point.bound) add(*point.bound);
  }

  plot::axis_scale scale() const {
    if (logarithmic_) return plot::logarithmic{};
    return plot::linear{};
  }

  plot::axis x_axis() const {
    return {.label = result_.options.plot_along_batch ? "batch_size" : "in #tokens",
            .low = x_limits_.low,
            .high = x_limits_.high,
            .scale = scale(),
            .ticks_at = ticks_where_data_are()};
  }

  plot::axis y_axis() const {
    plot::axis y{.label = result_.options.is_time ? "Time in s" : "Memory in MB",
                 .low = y_limits_.low,
                 .high = y_limits_.high,
                 .scale = scale()};
    if (y_.empty()) y.scale = plot::categories{.names = {""}};  // no value, so no number
    return y;
  }

  /// Every x that occurs, if these are few; labels that would run into each other are left out on a
  /// logarithmic axis, on a linear one round numbers are better then. Empty: as the axis likes.
  std::vector<double> ticks_where_data_are() const {
    std::set<double> occurring;
    for (const auto& series : result_.series)
      for (const auto& point : series.points) occurring.insert(point.x);
    if (occurring.size() > most_ticks) return {};
    constexpr double least_gap = 0.07;  // of the axis: the room of four digits
    const auto place = [&](double x) { return logarithmic_ ? std::log10(x) : x; };
    const double range = place(x_limits_.high) - place(x_limits_.low);
    std::vector<double> ticks;
    for (const double x : occurring)
      if (ticks.empty() || place(x) - place(ticks.back()) >= least_gap * range) ticks.push_back(x);
    if (!logarithmic_ && ticks.size() < occurring.size()) return {};
    return ticks;
  }

  void draw(plot::axes& axes, const benchmark_series& series, std::size_t place) {
    const plot::color paint = plot::series_color(place);
    const plot::marker shape =
        plot::all_markers[place / plot::tab10.size() % plot::all_markers.size()];
    std::vector<double> x, y;
    for (const auto& point : series.points) {
      const bool has_place = point.values > 0 && !is_off_scale(point.mean, result_.options);
      x.push_back(point.x);  // the line breaks where there is no value
      y.push_back(has_place ? point.mean : benchmark_point::undefined);
    }
    axes.line(std::move(x), std::move(y),
              {.label = labels_[place],
               .paint = paint,
               .dashes = {5.55, 2.4},  // matplotlib's "--" at a width of 1.5 pt
               .marker = shape});
    draw_spread(axes, series, paint, labels_[place]);
    draw_bounds(axes, series, paint, shape, labels_[place]);
    draw_off_scale(axes, series, paint, labels_[place]);
    missing_.draw(axes, series, paint, labels_[place]);
  }

  /// Bars over the numbers of points that have several.
  void draw_spread(plot::axes& axes, const benchmark_series& series, plot::color paint,
                   const std::string& label) const {
    std::vector<double> x, low, high;
    for (const auto& point : series.points) {
      if (point.values < 2 || is_off_scale(point.mean, result_.options)) continue;
      x.push_back(point.x);
      low.push_back(point.least);  // also where a logarithmic axis has no place for it
      high.push_back(point.largest);
    }
    if (!x.empty())
      axes.intervals(std::move(x), std::move(low), std::move(high),
                     {.paint = paint, .belongs_to = label});
  }

  /// Open markers with an arrow down where only a bound is known.
  void draw_bounds(plot::axes& axes, const benchmark_series& series, plot::color paint,
                   plot::marker shape, const std::string& label) const {
    std::vector<double> x, y;
    std::vector<std::string> told;
    for (const auto& point : series.points) {
      if (!point.bound || is_off_scale(*point.bound, result_.options)) continue;
      x.push_back(point.x);
      y.push_back(*point.bound);
      told.push_back(as_bound(*point.bound));
      axes.text(point.x, *point.bound, "\u2193",
                {.size = 12,
                 .paint = paint,
                 .align_x = plot::scene::horizontal::center,
                 .align_y = plot::scene::vertical::top,
                 .up_by = -2,
                 .belongs_to = label});
    }
    if (x.empty()) return;
    axes.points(std::move(x), std::move(y),
                {.face = plot::white,
                 .shape = shape,
                 .size = 36,
                 .edge_width = 1.5,
                 .edge = paint,
                 .told = std::move(told),
                 .belongs_to = label});
  }

  /// Triangles at the bottom edge, where a logarithmic axis would need minus infinity.
  void draw_off_scale(plot::axes& axes, const benchmark_series& series, plot::color paint,
                      const std::string& label) const {
    std::vector<double> x;
    std::vector<std::string> told;
    for (const auto& point : series.points) {
      if (off_scale_of(point, result_.options) == 0) continue;
      x.push_back(point.x);
      told.push_back(off_scale_text(point));
    }
    if (x.empty()) return;
    std::vector<double> y(x.size(), 0.03);  // of the height of the axes
    axes.points(std::move(x), std::move(y),
                {.face = paint,
                 .shape = plot::marker::triangle_down,
                 .size = 50,
                 .told = std::move(told),
                 .belongs_to = label,
                 .anchor = plot::y_anchor::frame});
  }

  static std::string as_bound(double value) { return "< " + report::exact(value); }

  /// What of a point has no place: `-3`, `< 0`, or both.
  std::string off_scale_text(const benchmark_point& point) const {
    std::string text;
    if (is_off_scale(point.mean, result_.options)) text = report::exact(point.mean);
    if (point.bound && is_off_scale(*point.bound, result_.options))
      text += (text.empty() ? "" : ", ") + as_bound(*point.bound);
    return text;
  }

  double middle_x() const {
    if (logarithmic_) return std::sqrt(x_limits_.low * x_limits_.high);
    return (x_limits_.low + x_limits_.high) / 2;
  }

  std::string nothing_to_see() const {
    const benchmark_counts& counts = result_.counts;
    std::string text = "No value to draw: " + counted(counts.rows, "row", "rows");
    if (counts.missing > 0) text += ", " + report::rounded(counts.missing) + " N/A";
    if (counts.off_scale > 0) text += ", " + report::rounded(counts.off_scale) + " \u2264 0";
    return text;
  }

  const plot_csv_result& result_;
  bool logarithmic_;
  plot::data_range x_, y_;
  interval x_limits_, y_limits_;
  std::vector<std::string> labels_;
  missing_rows missing_;
};

/// Time or memory over lengths or batch sizes, a dashed line with markers for each model and inner
/// value. What cannot stand at its value is marked: crosses at the top (no result; of more than 12
/// series their number), triangles at the bottom (zero and less on a logarithmic axis), open
/// markers (bounds). A legend of more than a few names stands beside the axes, on a larger page.
inline plot::figure figure(const plot_csv_result& result) {
  return benchmark_drawing(result).figure();
}

}  // namespace proflens::workflow
