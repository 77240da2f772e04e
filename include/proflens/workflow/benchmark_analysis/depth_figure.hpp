#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <proflens/plot/figure.hpp>
#include <proflens/workflow/benchmark_analysis/analyzed_benchmark.hpp>
#include <proflens/workflow/benchmark_analysis/benchmark_grid.hpp>

/// The figure of points that have no place in the grid of batch sizes and input lengths.
namespace proflens::workflow {

/// Whether a point begins with tokens in the cache, or has no input: llama-bench's decode.
inline bool is_beside_grid(const point_figures& one) {
  return one.key.depth > 0 || one.key.input_length == 0;
}

/// The points that know a metric, over the tokens in the cache before, a series for each shape.
inline std::vector<grid_series> depth_series_of(const std::vector<point_figures>& all,
                                                benchmark_source source, benchmark_metric metric) {
  std::map<point_key, grid_series> shapes;
  for (const point_figures& one : all) {
    if (!one.knows(metric)) continue;
    point_key shape = one.key;
    shape.depth = 0;
    grid_series& series = shapes[shape];
    series.label = text_of(shape, source, true);
    series.x.push_back(one.key.depth);
    series.points.push_back(&one);
  }
  std::vector<grid_series> result;
  for (auto& [shape, series] : shapes) result.push_back(std::move(series));
  return result;
}

/// What prefill, a step of decoding and both together take over the tokens in the cache before: a
/// panel for each that is known, a line for each shape.
inline plot::figure depth_figure(const std::vector<point_figures>& all, benchmark_source source) {
  using metric = benchmark_metric;
  plot::figure drawing{.title = "Tokens in the cache before, and time"};
  for (const auto& [shown, label] :
       {std::pair(metric::prefill_time, "prefill (ms)"),
        std::pair(metric::decode_time_per_token, "decode per token (ms)"),
        std::pair(metric::total_latency, "total latency (ms)")}) {
    const auto series = depth_series_of(all, source, shown);
    if (series.empty()) continue;
    std::vector<double> ms;
    for (const grid_series& one : series)
      for (const point_figures* point : one.points) ms.push_back(1e3 * point->mean(shown));
    auto& axes =
        drawing.axes({.x = {"tokens in the cache"}, .y = axis_for(label, ms), .grid = true});
    draw_series(axes, series, shown, 1e3);
  }
  drawing.columns = drawing.grid.size();
  drawing.size =
      plot::inches(5.0 * static_cast<double>(std::max<std::size_t>(drawing.columns, 1)), 4);
  return drawing;
}

}  // namespace proflens::workflow
