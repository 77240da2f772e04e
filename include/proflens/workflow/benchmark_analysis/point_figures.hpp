#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include <proflens/measure/samples.hpp>
#include <proflens/workflow/benchmark_analysis/analyzed_benchmark.hpp>

namespace proflens::workflow {

/// What is told of a point. Times in seconds, memory in MB of 2^20 bytes.
enum class benchmark_metric : std::uint8_t {
  total_latency,
  prefill_time,
  decode_time,
  decode_time_per_token,
  tokens_per_second,
  tokens_per_second_per_sequence,
  prefill_tokens_per_second,
  cpu_memory_mb,
  cpu_peak_memory_mb,
  gpu_memory_mb,
};
inline constexpr std::size_t benchmark_metric_count = 10;

/// As the key in result files.
constexpr std::string_view name_of(benchmark_metric metric) {
  constexpr std::string_view names[benchmark_metric_count] = {"total_latency",
                                                              "prefill_time",
                                                              "decode_time",
                                                              "decode_time_per_token",
                                                              "tokens_per_second",
                                                              "tokens_per_second_per_sequence",
                                                              "prefill_tokens_per_second",
                                                              "cpu_memory_mb",
                                                              "cpu_peak_memory_mb",
                                                              "gpu_memory_mb"};
  return names[static_cast<std::size_t>(metric)];
}

/// What a run knows of a metric; NaN if it does not.
inline double value_of(const transformer_run& run, benchmark_metric metric) {
  constexpr double unknown = transformer_run::undefined;
  switch (metric) {
    case benchmark_metric::total_latency: return run.total_latency;
    case benchmark_metric::prefill_time: return run.prefill_time;
    case benchmark_metric::decode_time: return run.decode_time;
    case benchmark_metric::decode_time_per_token: return run.decode_time_per_token;
    case benchmark_metric::tokens_per_second: return run.tokens_per_second;
    case benchmark_metric::tokens_per_second_per_sequence:
      return run.tokens_per_second_per_sequence;
    case benchmark_metric::prefill_tokens_per_second: return run.prefill_tokens_per_second();
    case benchmark_metric::cpu_memory_mb: return run.cpu_memory_mb.value_or(unknown);
    case benchmark_metric::cpu_peak_memory_mb: return run.cpu_peak_memory_mb.value_or(unknown);
    case benchmark_metric::gpu_memory_mb: return run.gpu_memory_mb.value_or(unknown);
  }
  return unknown;
}

/// The values of those runs that know the metric.
inline std::vector<double> values_of(const std::vector<transformer_run>& runs,
                                     benchmark_metric metric) {
  std::vector<double> values;
  for (const transformer_run& run : runs)
    if (const double value = value_of(run, metric); std::isfinite(value)) values.push_back(value);
  return values;
}

/// The figures of a point, over its runs.
struct point_figures {
  point_key key = {};
  point_status status = point_status::measured;
  std::array<measure::sample_summary, benchmark_metric_count> metrics = {};
  measure::sample_summary step_time = {};                 ///< over all steps of all runs
  double mean_cache_tokens = transformer_run::undefined;  ///< of the steps; see `cache_tokens`

  const measure::sample_summary& of(benchmark_metric metric) const {
    return metrics[static_cast<std::size_t>(metric)];
  }
  double mean(benchmark_metric metric) const { return of(metric).mean; }
  bool knows(benchmark_metric metric) const { return of(metric).n > 0; }
  /// Tokens of the whole batch that are fed to prefill.
  double batched_tokens() const { return static_cast<double>(key.batch_size) * key.input_length; }
};

/// Tokens of each sequence that lie in the cache when a step begins, the steps counted from 0.
inline double cache_tokens(const point_key& key, double step) {
  return static_cast<double>(key.depth) + key.input_length + step;
}

inline point_figures figures_of(const analyzed_point& point) {
  point_figures figures{.key = point.key, .status = point.status};
  for (std::size_t i = 0; i < benchmark_metric_count; ++i)
    figures.metrics[i] =
        measure::samples(values_of(point.runs, static_cast<benchmark_metric>(i))).summary();
  measure::samples steps;
  int most = 0;
  for (const transformer_run& run : point.runs) {
    steps += measure::samples(run.step_times);
    most = std::max(most, run.decode_tokens_count);
  }
  figures.step_time = steps.summary();
  if (most > 0) figures.mean_cache_tokens = cache_tokens(point.key, (most - 1) / 2.0);
  return figures;
}

/// The figures of all points, in their order.
inline std::vector<point_figures> figures_of(const analyzed_benchmark& benchmark) {
  std::vector<point_figures> all;
  for (const analyzed_point& point : benchmark.points) all.push_back(figures_of(point));
  return all;
}

/// The point with the least mean of a metric, or with `largest` the largest; null if none knows it.
inline const point_figures* best_of(const std::vector<point_figures>& all, benchmark_metric metric,
                                    bool largest = false) {
  const point_figures* best = nullptr;
  for (const point_figures& one : all) {
    if (!one.knows(metric)) continue;
    const bool is_better = best == nullptr || (largest ? one.mean(metric) > best->mean(metric)
                                                       : one.mean(metric) < best->mean(metric));
    if (is_better) best = &one;
  }
  return best;
}

}  // namespace proflens::workflow
