#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include <proflens/plot/figure.hpp>
#include <proflens/plot/palette.hpp>
#include <proflens/report/number.hpp>
#include <proflens/unit.hpp>
#include <proflens/workflow/stage_profiling/profile.hpp>
#include <proflens/workflow/stage_profiling/profile_report_tables.hpp>

/// latency_by_bytes.png: whether latency is a line over bytes, for each stage on each unit.
namespace proflens::workflow {

/// The units of the pictures in the order of their colours: those with points, then those of which
/// everything failed.
inline std::vector<std::string> drawn_units(const stage_profile& of) {
  std::vector<std::string> units = of.units;
  for (const record::stage_time& failed : of.failures)
    if (std::ranges::find(units, failed.unit) == units.end()) units.push_back(failed.unit);
  return units;
}

inline bool has_failure(const stage_profile& of, const std::string& unit, int stage) {
  return std::ranges::any_of(of.failures, [&](const record::stage_time& one) {
    return one.unit == unit && one.stage == stage;
  });
}

/// A line of a stage with its band, as a plot takes it.
struct stage_curve {
  stage_fit fit = {};

  double predict(double bytes) const { return fit.predict(bytes); }
  /// Of 95 %, as all intervals of a profile.
  interval mean_interval(double bytes, double /*level*/) const { return fit.mean_interval(bytes); }
};

/// What the legend tells of a unit: "CPU: 4,768 MB/s", "GPU: not identifiable", "NPU: failed".
inline std::string legend_text(const stage_profile& of, const std::string& unit, int stage) {
  const stage_fit* fit = of.find(unit, stage);
  const bool has_failed = has_failure(of, unit, stage);
  if (fit == nullptr) return unit + (has_failed ? ": failed" : ": not measured");
  const std::string found = fit->identifiable ? report::rounded(fit->bandwidth, 3) + " MB/s"
                                              : std::string("not identifiable");
  return unit + ": " + found + (has_failed ? ", some failed" : "");
}

/// What an axis over these numbers is: logarithmic where they reach over more than a decade and a
/// half, as small ones would be lost on a linear one, which begins at 0.
inline plot::axis axis_over(std::string label, const std::vector<double>& numbers,
                            unit measured_in) {
  double least = std::numeric_limits<double>::infinity(), most = 0;
  for (const double one : numbers) {
    least = std::min(least, one);
    most = std::max(most, one);
  }
  plot::axis axis{std::move(label)};
  if (measured_in != unit::none) axis.unit = measured_in;
  if (least > 0 && most > 31.6 * least) {
    axis.scale = plot::logarithmic{};
  } else if (!numbers.empty() && least >= 0 && most > 0) {
    axis.low = 0;
  }
  return axis;
}

/// Points, line and band of a unit; a line that gives no bandwidth is dashed.
inline void draw_unit(plot::axes& axes, const stage_profile& of, const std::string& unit, int stage,
                      std::size_t place) {
  std::vector<double> bytes, ms;
  for (const profiled_point& point : of.points) {
    if (point.measured.unit != unit || point.measured.stage != stage) continue;
    bytes.push_back(point.bytes);
    ms.push_back(point.split.total_ms);
  }
  const plot::color paint = plot::series_color(place);
  axes.points(std::move(bytes), std::move(ms),
              {.label = legend_text(of, unit, stage),
               .face = paint,
               .shape = plot::all_markers[place % plot::all_markers.size()],
               .size = 22.0,
               .alpha = 0.8});
  const stage_fit* fit = of.find(unit, stage);
  if (fit == nullptr || !fit->line.is_known()) return;
  plot::line_options look{.paint = plot::darker(paint, 0.75), .over = fit->bytes_range};
  if (std::isfinite(fit->frame.t95 * fit->frame.height_variance))
    look.band = plot::confidence(0.95);
  if (!fit->identifiable) look.dashes = {4, 3};
  axes.line(stage_curve{*fit}, std::move(look));
}

/// A panel for each stage with the medians of all units over the bytes, their lines and 95 % bands.
inline plot::figure latency_figure(const stage_profile& of) {
  plot::figure drawing{
      .title = "Latency over bytes in and out: medians, weighted lines, 95 % bands",
      .size = plot::inches(15, 7.2),
      .columns = 4};
  const std::vector<std::string> units = drawn_units(of);
  for (int stage = 1; stage <= 7; ++stage) {
    std::vector<double> bytes, ms;
    for (const profiled_point& point : of.points) {
      if (point.measured.stage != stage) continue;
      bytes.push_back(point.bytes);
      ms.push_back(point.split.total_ms);
    }
    auto& axes = drawing.axes({.x = axis_over("bytes", bytes, unit::byte),
                               .y = axis_over("latency (ms)", ms, unit::none),
                               .title = stage_text(stage),
                               .grid = true});
    for (std::size_t i = 0; i < units.size(); ++i) draw_unit(axes, of, units[i], stage, i);
  }
  return drawing;
}

}  // namespace proflens::workflow
