#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <proflens/plot/figure.hpp>
#include <proflens/workflow/benchmark_analysis/benchmark_grid.hpp>

/// Figures over the grid of batch sizes and input lengths.
namespace proflens::workflow {

/// What a panel shows: a metric, times a factor.
struct grid_panel {
  benchmark_metric metric = benchmark_metric::total_latency;
  std::string label = {};
  double factor = 1;
};

/// Means as cells, a row for each batch size; what was not measured is hatched.
inline plot::figure heat_map_figure(const benchmark_grid& grid, const grid_panel& shown,
                                    const plot::color_ramp& palette, std::string title) {
  std::vector<double> values;
  std::vector<std::string> batches, lengths;
  for (const int batch : grid.batches()) {
    batches.push_back(std::to_string(batch));
    for (const int length : grid.lengths()) {
      const point_figures* found = grid.find(batch, length, shown.metric);
      values.push_back(found == nullptr ? transformer_run::undefined
                                        : shown.factor * found->mean(shown.metric));
    }
  }
  for (const int length : grid.lengths()) lengths.push_back(std::to_string(length));
  const double width = 2.4 + 0.62 * static_cast<double>(lengths.size());
  const double height = 1.6 + 0.42 * static_cast<double>(batches.size());
  plot::figure drawing{.title = std::move(title),
                       .size = plot::inches(figure_side(width, 5.5), figure_side(height, 3.2))};
  drawing.axes({.x = {"input length (tokens)"}, .y = {"batch size"}})
      .heat_map(batches.size(), lengths.size(), std::move(values),
                {.row_names = batches,
                 .column_names = lengths,
                 .palette = palette,
                 .value_label = shown.label,
                 .annotate = true});
  return drawing;
}

/// A panel for each of `panels` that is known, with a line for each input length over batch sizes,
/// or for each batch size over lengths. The legend stands beside the last panel of the first row.
inline plot::figure scaling_figure(const benchmark_grid& grid, bool over_batches,
                                   const std::vector<grid_panel>& panels, std::size_t columns,
                                   std::string title) {
  std::vector<grid_panel> known;
  for (const grid_panel& panel : panels)
    if (grid.knows(panel.metric)) known.push_back(panel);
  const std::size_t across = std::min(columns, known.size());
  const std::size_t rows = (known.size() + across - 1) / across;
  plot::figure drawing{.title = std::move(title),
                       .size = plot::inches(4.3 * static_cast<double>(across) + 1.2,
                                            3.4 * static_cast<double>(rows) + 0.3),
                       .columns = across};
  for (std::size_t i = 0; i < known.size(); ++i) {
    const grid_panel& shown = known[i];
    const bool has_legend = i + 1 == across;
    auto& axes =
        drawing.axes({.x = over_batches ? axis_of_counts("batch size", grid.batches())
                                        : axis_of_counts("input length (tokens)", grid.lengths()),
                      .y = axis_for(shown.label, means_of(grid, shown.metric, shown.factor)),
                      .legend = has_legend ? plot::legend_place::outside : plot::legend_place::none,
                      .grid = true});
    draw_series(axes, grid_series_of(grid, over_batches, shown.metric), shown.metric, shown.factor);
  }
  return drawing;
}

inline plot::figure batch_size_figure(const benchmark_grid& grid) {
  using metric = benchmark_metric;
  return scaling_figure(
      grid, true,
      {{metric::total_latency, "total latency (ms)", 1e3},
       {metric::tokens_per_second, "throughput (tokens/s)", 1},
       {metric::prefill_time, "prefill (ms)", 1e3},
       {metric::decode_time_per_token, "decode per token (ms)", 1e3},
       {metric::tokens_per_second_per_sequence, "throughput per sequence (tokens/s)", 1},
       {metric::decode_time, "decode (ms)", 1e3}},
      3, "Scaling with the batch size");
}

inline plot::figure input_length_figure(const benchmark_grid& grid) {
  using metric = benchmark_metric;
  return scaling_figure(grid, false,
                        {{metric::total_latency, "total latency (ms)", 1e3},
                         {metric::tokens_per_second, "throughput (tokens/s)", 1},
                         {metric::prefill_time, "prefill (ms)", 1e3},
                         {metric::decode_time_per_token, "decode per token (ms)", 1e3}},
                        2, "Scaling with the input length");
}

inline plot::figure memory_figure(const benchmark_grid& grid) {
  using metric = benchmark_metric;
  return scaling_figure(grid, false,
                        {{metric::cpu_memory_mb, "resident (MB)", 1},
                         {metric::cpu_peak_memory_mb, "peak of the run (MB)", 1},
                         {metric::gpu_memory_mb, "device memory (MB)", 1}},
                        3, "Memory");
}

}  // namespace proflens::workflow
