#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <proflens/plot/figure.hpp>
#include <proflens/plot/palette.hpp>
#include <proflens/workflow/benchmark_analysis/comparison.hpp>

namespace proflens::workflow {

/// The ratios of one metric, a place for each point, the colour and marker of its candidate.
inline void draw_ratios(plot::axes& axes, const std::vector<benchmark_comparison>& all,
                        benchmark_metric metric) {
  for (std::size_t i = 0; i < all.size(); ++i) {
    std::vector<std::string> names;
    std::vector<double> ratios, low, high;
    const bool with_output = has_several_outputs(all[i].times);
    for (const compared_time& one : all[i].times) {
      if (one.metric != metric || !std::isfinite(one.ratio)) continue;
      names.push_back(short_text(one.key, with_output));
      ratios.push_back(one.ratio);
      low.push_back(one.ci95.low);
      high.push_back(one.ci95.high);
    }
    if (names.empty()) continue;
    const plot::column places = axes.places(names);
    const plot::color paint = plot::series_color(i);
    const std::string label = std::filesystem::path(all[i].candidate).stem().string();
    axes.points(places, std::move(ratios),
                {.label = label, .face = paint, .shape = plot::all_markers[i % 10]});
    axes.intervals(places, std::move(low), std::move(high), {.paint = paint, .belongs_to = label});
  }
  for (const double bound : {0.97, 1.03})
    axes.horizontal_line(bound, {.paint = plot::gray(0.6), .dashes = {3, 3}});
  axes.horizontal_line(1, {.paint = plot::gray(0.4)});
}

/// Ratios of times with their intervals, a panel for each metric that was judged; dashed lines
/// bound what counts as the same.
inline plot::figure comparison_figure(const std::vector<benchmark_comparison>& all) {
  std::vector<benchmark_metric> metrics;
  std::size_t most = 0;
  for (const benchmark_comparison& comparison : all) {
    for (const compared_time& one : comparison.times)
      if (std::ranges::count(metrics, one.metric) == 0) metrics.push_back(one.metric);
    most = std::max(most, comparison.times.size());
  }
  std::ranges::sort(metrics);
  const double width = std::clamp(2.5 + 0.1 * static_cast<double>(most), 10.0, 24.0);
  const std::string baseline =
      all.empty() ? "" : std::filesystem::path(all.front().baseline).stem().string();
  plot::figure drawing{
      .title = "Time as a multiple of that of " + baseline + ", 95 % intervals",
      .size = plot::inches(
          width, 0.5 + 3.2 * static_cast<double>(std::max<std::size_t>(metrics.size(), 1)))};
  for (const benchmark_metric metric : metrics) {
    auto& axes = drawing.axes({.x = {}, .y = {std::string(name_of(metric))}});
    draw_ratios(axes, all, metric);
  }
  if (metrics.empty())
    drawing.axes().text(0.5, 0.5, "No point was measured by both",
                        {.align_x = plot::scene::horizontal::center});
  return drawing;
}

}  // namespace proflens::workflow
