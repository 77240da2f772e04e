#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <proflens/fit/equation.hpp>
#include <proflens/fit/error.hpp>
#include <proflens/fit/line.hpp>
#include <proflens/plot/figure.hpp>
#include <proflens/plot/palette.hpp>
#include <proflens/workflow/benchmark_analysis/benchmark_grid.hpp>
#include <proflens/workflow/benchmark_analysis/effects.hpp>

/// Figures of what time is made of, and of what it buys.
namespace proflens::workflow {

/// Points of the grid that know two metrics.
inline std::vector<const point_figures*> points_with(const benchmark_grid& grid,
                                                     benchmark_metric first,
                                                     benchmark_metric second) {
  std::vector<const point_figures*> found;
  for (const point_figures* one : grid.points())
    if (one->knows(first) && one->knows(second)) found.push_back(one);
  return found;
}

/// Prefill and decode on top of each other for each point, with the standard deviation of the total
/// if all points have one, and the share of prefill.
inline plot::figure breakdown_figure(const benchmark_grid& grid) {
  using metric = benchmark_metric;
  const auto points = points_with(grid, metric::prefill_time, metric::decode_time);
  const bool with_output = grid.has_several_outputs();
  std::vector<std::string> names;
  std::vector<double> prefill, decode, share, errors;
  for (const point_figures* one : points) {
    const double before = one->mean(metric::prefill_time), after = one->mean(metric::decode_time);
    names.push_back(short_text(one->key, with_output));
    prefill.push_back(1e3 * before);
    decode.push_back(1e3 * after);
    const double error = one->of(metric::total_latency).std;
    if (error > 0) errors.push_back(1e3 * error);
    share.push_back(100 * before / (before + after));
  }
  const double width = figure_side(1.2 + 0.17 * static_cast<double>(points.size()), 7);
  plot::figure drawing{.title = "Prefill and decode: batch size \u00d7 input length",
                       .size = plot::inches(width, 7.5)};
  auto& times = drawing.axes({.x = {}, .y = {"time (ms)"}});
  times.bars(names, prefill, {.label = "prefill", .face = plot::tab10[1]});
  if (errors.size() < points.size()) errors.clear();
  times.bars(
      names, decode,
      {.label = "decode", .face = plot::tab10[0], .stacked = true, .error = std::move(errors)});
  auto& shares = drawing.axes({.x = {}, .y = {"share of prefill (%)", 0, 100}});
  shares.bars(names, share, {.face = plot::tab10[1]});
  return drawing;
}

/// The values of all runs of points with the same batch size, or the same length, as boxes.
inline void draw_boxes(plot::axes& axes, const analyzed_benchmark& benchmark,
                       const std::vector<int>& groups, bool by_batch, benchmark_metric metric,
                       double factor) {
  std::vector<std::string> names;
  std::vector<plot::column> columns;
  for (const int group : groups) {
    std::vector<double> values;
    for (const analyzed_point& point : benchmark.points) {
      if ((by_batch ? point.key.batch_size : point.key.input_length) != group) continue;
      for (const double value : values_of(point.runs, metric)) values.push_back(factor * value);
    }
    if (values.empty()) continue;
    names.push_back(std::to_string(group));
    columns.emplace_back(std::move(values));
  }
  if (!names.empty())
    axes.boxes(names, columns, {.face = plot::toward(plot::tab10[0], plot::white)});
}

/// A point for each of the grid, latency against throughput, in the colour of its batch size.
inline void draw_points_by_batch(plot::axes& axes, const benchmark_grid& grid) {
  using metric = benchmark_metric;
  for (std::size_t i = 0; i < grid.batches().size(); ++i) {
    std::vector<double> latency, throughput;
    for (const point_figures* one :
         points_with(grid, metric::total_latency, metric::tokens_per_second)) {
      if (one->key.batch_size != grid.batches()[i]) continue;
      latency.push_back(1e3 * one->mean(metric::total_latency));
      throughput.push_back(one->mean(metric::tokens_per_second));
    }
    if (!latency.empty())
      axes.points(std::move(latency), std::move(throughput),
                  {.label = "batch " + std::to_string(grid.batches()[i]),
                   .face = ordered_color(i, grid.batches().size()),
                   .shape = plot::all_markers[i % plot::all_markers.size()]});
  }
}

/// The points that no other beats, joined, above all others in grey; the ends are named.
inline void draw_front(plot::axes& axes, const benchmark_grid& grid,
                       const std::vector<point_figures>& all) {
  using metric = benchmark_metric;
  axes.points(means_of(grid, metric::total_latency, 1e3),
              means_of(grid, metric::tokens_per_second, 1),
              {.label = "all points", .face = plot::gray(0.75), .shape = plot::marker::circle});
  std::vector<double> latency, throughput;
  const auto front = pareto_front(all);
  for (const point_figures* one : front) {
    latency.push_back(1e3 * one->mean(metric::total_latency));
    throughput.push_back(one->mean(metric::tokens_per_second));
  }
  axes.steps(latency, throughput, {.label = "Pareto front", .paint = plot::tab10[3]});
  axes.points(latency, throughput, {.face = plot::tab10[3], .shape = plot::marker::circle});
  for (std::size_t i = 0; i < front.size(); i += std::max<std::size_t>(front.size() - 1, 1))
    axes.text(latency[i], throughput[i], short_text(front[i]->key, grid.has_several_outputs()),
              {.align_x = i == 0 ? plot::scene::horizontal::left : plot::scene::horizontal::right,
               .right_by = i == 0 ? 6.0 : -8.0,
               .up_by = i == 0 ? -10.0 : 0.0});
}

/// Boxes of latency by batch size and of throughput by length, latency against throughput, and
/// those points that no other beats in both.
inline plot::figure performance_figure(const analyzed_benchmark& benchmark,
                                       const std::vector<point_figures>& all) {
  using metric = benchmark_metric;
  const benchmark_grid grid(all);
  const auto latencies = means_of(grid, metric::total_latency, 1e3);
  const auto throughputs = means_of(grid, metric::tokens_per_second, 1);
  plot::figure drawing{
      .title = "Latency and throughput", .size = plot::inches(11, 7.6), .columns = 2};
  auto& by_batch =
      drawing.axes({.x = {"batch size"}, .y = axis_for("total latency (ms)", latencies)});
  draw_boxes(by_batch, benchmark, grid.batches(), true, metric::total_latency, 1e3);
  auto& by_length = drawing.axes(
      {.x = {"input length (tokens)"}, .y = axis_for("throughput (tokens/s)", throughputs)});
  draw_boxes(by_length, benchmark, grid.lengths(), false, metric::tokens_per_second, 1);
  const auto trade_off = [&]() -> plot::axes& {
    return drawing.axes({.x = axis_for("total latency (ms)", latencies),
                         .y = axis_for("throughput (tokens/s)", throughputs),
                         .grid = true});
  };
  draw_points_by_batch(trade_off(), grid);
  draw_front(trade_off(), grid, all);
  return drawing;
}

/// A time against the tokens of the whole batch, with the line of the least relative squares
/// through the means, and its band.
inline void draw_time_over_tokens(plot::axes& axes, const benchmark_grid& grid,
                                  benchmark_metric metric) {
  std::vector<double> tokens, ms;
  for (const point_figures* one : grid.points()) {
    if (!one->knows(metric)) continue;
    tokens.push_back(one->batched_tokens());
    ms.push_back(1e3 * one->mean(metric));
  }
  axes.options().x = axis_for("batch size \u00d7 input length (tokens)", tokens, 10);
  axes.options().y.scale = axis_for("", ms).scale;
  axes.points(tokens, ms, {.label = "means of points"});
  if (tokens.size() < 3 || !(std::ranges::min(ms) > 0)) return;
  try {
    std::vector<double> weights;  // errors of times are relative, and all sizes count alike
    for (const double one : ms) weights.push_back(1 / (one * one));
    const fit::line_fit line = fit::line(tokens, ms, weights, fit::line_symbols{"BL", "T", "ms"});
    const auto [low, high] = std::ranges::minmax(tokens);
    axes.line(line, {.label = fit::equation(line),
                     .paint = plot::tab10[3],
                     .band = plot::confidence(0.95),
                     .over = interval{low, high}});
  } catch (const fit::error&) {  // all points have one number of tokens: no line to draw
  }
}

/// Prefill and decode time against the tokens of the whole batch.
inline plot::figure batched_tokens_figure(const benchmark_grid& grid) {
  std::vector<std::pair<benchmark_metric, const char*>> known;
  if (grid.knows(benchmark_metric::prefill_time))
    known.emplace_back(benchmark_metric::prefill_time, "prefill (ms)");
  if (grid.knows(benchmark_metric::decode_time))
    known.emplace_back(benchmark_metric::decode_time, "decode (ms)");
  plot::figure drawing{
      .title = "Time against batched tokens: line of least relative squares, 95 % band",
      .size = plot::inches(5.5 * static_cast<double>(known.size()), 4.3),
      .columns = known.size()};
  for (const auto& [metric, label] : known) {
    auto& axes = drawing.axes({.y = {label}, .grid = true});
    draw_time_over_tokens(axes, grid, metric);
  }
  return drawing;
}

}  // namespace proflens::workflow
