#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <proflens/plot/axes.hpp>
#include <proflens/plot/palette.hpp>
#include <proflens/workflow/benchmark_analysis/point_figures.hpp>

namespace proflens::workflow {

/// The points of a benchmark as a grid of batch sizes and input lengths, in rising order. Points
/// that begin with tokens in the cache, or without input, are no part of it.
class benchmark_grid {
 public:
  explicit benchmark_grid(const std::vector<point_figures>& all) {
    std::set<int> batches, lengths;
    for (const point_figures& one : all) {
      if (one.key.depth > 0 || one.key.input_length == 0) continue;
      points_.push_back(&one);
      at_[{one.key.batch_size, one.key.input_length}].push_back(&one);
      batches.insert(one.key.batch_size);
      lengths.insert(one.key.input_length);
    }
    batches_.assign(batches.begin(), batches.end());
    lengths_.assign(lengths.begin(), lengths.end());
  }

  const std::vector<int>& batches() const { return batches_; }
  const std::vector<int>& lengths() const { return lengths_; }
  /// In their order.
  const std::vector<const point_figures*>& points() const { return points_; }

  /// The point that knows a metric, the first of several output lengths; null if there is none.
  const point_figures* find(int batch, int length, benchmark_metric metric) const {
    const auto found = at_.find({batch, length});
    if (found == at_.end()) return nullptr;
    for (const point_figures* one : found->second)
      if (one->knows(metric)) return one;
    return nullptr;
  }

  bool has_several_outputs() const {
    return std::ranges::any_of(points_, [&](const point_figures* one) {
      return one->key.output_length != points_.front()->key.output_length;
    });
  }

  bool knows(benchmark_metric metric) const {
    return std::ranges::any_of(points_, [&](const auto* one) { return one->knows(metric); });
  }

 private:
  std::vector<const point_figures*> points_;
  std::map<std::pair<int, int>, std::vector<const point_figures*>> at_;
  std::vector<int> batches_, lengths_;
};

/// The side of a figure in inches: what its content asks for, within what is still a picture, also
/// at the finest resolution. What finds no room then is left out by the marks and ticks.
inline double figure_side(double asked, double least) { return std::clamp(asked, least, 24.0); }

/// A row or a column of the grid: what is drawn over `x`.
struct grid_series {
  std::string label = {};
  std::vector<double> x = {};
  std::vector<const point_figures*> points = {};
};

/// A series over batch sizes for each input length, or over lengths for each batch size.
inline std::vector<grid_series> grid_series_of(const benchmark_grid& grid, bool over_batches,
                                               benchmark_metric metric) {
  std::vector<grid_series> all;
  for (const int of : over_batches ? grid.lengths() : grid.batches()) {
    grid_series& series = all.emplace_back();
    series.label = (over_batches ? "length " : "batch ") + std::to_string(of);
    for (const int x : over_batches ? grid.batches() : grid.lengths()) {
      const point_figures* found =
          over_batches ? grid.find(x, of, metric) : grid.find(of, x, metric);
      if (found == nullptr) continue;
      series.x.push_back(x);
      series.points.push_back(found);
    }
  }
  return all;
}

/// Whether values span more than a decade and a half, and so want a logarithmic axis.
inline bool spans_decades(const std::vector<double>& values) {
  double low = std::numeric_limits<double>::infinity(), high = 0;
  for (const double value : values) {
    if (!std::isfinite(value)) continue;
    if (value <= 0) return false;
    low = std::min(low, value);
    high = std::max(high, value);
  }
  return high > low * std::pow(10, 1.5);
}

/// An axis for some values; the ticks of a logarithmic one at powers of `base`.
inline plot::axis axis_for(std::string label, const std::vector<double>& values, double base = 10) {
  plot::axis result{.label = std::move(label)};
  if (spans_decades(values)) result.scale = plot::logarithmic{base};
  return result;
}

/// An axis of batch sizes or lengths, with a tick at each while these are few.
inline plot::axis axis_of_counts(std::string label, const std::vector<int>& counts) {
  plot::axis result = axis_for(std::move(label), {counts.begin(), counts.end()}, 2);
  constexpr std::size_t few = 6;
  if (counts.size() <= few) result.ticks_at.assign(counts.begin(), counts.end());
  if (counts.size() < 2 || spans_decades({counts.begin(), counts.end()})) return result;
  // Labels of doublings run into each other at the low end of a linear axis.
  if (counts.back() > 8 * counts.front()) result.ticks_at.clear();
  return result;
}

/// A colour for a place in an order: viridis without its lightest part.
inline plot::color ordered_color(std::size_t place, std::size_t count) {
  const auto& ramp = *plot::viridis();
  const double share = count < 2 ? 0 : static_cast<double>(place) / static_cast<double>(count - 1);
  return ramp[static_cast<std::size_t>(0.88 * share * static_cast<double>(ramp.size() - 1))];
}

/// Lines through the means of a metric, times a factor, with bars of one standard deviation where
/// there are several runs.
inline void draw_series(plot::axes& axes, const std::vector<grid_series>& all,
                        benchmark_metric metric, double factor) {
  for (std::size_t i = 0; i < all.size(); ++i) {
    const grid_series& series = all[i];
    if (series.points.empty()) continue;
    std::vector<double> mean, x_of_errors, low, high;
    for (std::size_t k = 0; k < series.points.size(); ++k) {
      const measure::sample_summary& of = series.points[k]->of(metric);
      mean.push_back(factor * of.mean);
      if (!(of.std > 0)) continue;
      x_of_errors.push_back(series.x[k]);
      low.push_back(factor * std::max(of.mean - of.std, of.mean * 1e-3));  // a place on a log axis
      high.push_back(factor * (of.mean + of.std));
    }
    const plot::color paint = ordered_color(i, all.size());
    axes.line(series.x, std::move(mean),
              {.label = series.label,
               .paint = paint,
               .marker = plot::all_markers[i % plot::all_markers.size()],
               .marker_size = 25});
    if (!x_of_errors.empty())
      axes.intervals(std::move(x_of_errors), std::move(low), std::move(high),
                     {.paint = paint, .belongs_to = series.label});
  }
}

/// All means of a metric that a panel shows.
inline std::vector<double> means_of(const benchmark_grid& grid, benchmark_metric metric,
                                    double factor) {
  std::vector<double> values;
  for (const point_figures* one : grid.points())
    if (one->knows(metric)) values.push_back(factor * one->mean(metric));
  return values;
}

}  // namespace proflens::workflow
