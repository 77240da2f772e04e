#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <proflens/aggregate/bootstrap_ratio.hpp>
#include <proflens/aggregate/geometric_mean.hpp>
#include <proflens/aggregate/welch.hpp>
#include <proflens/interval.hpp>
#include <proflens/workflow/benchmark_analysis/point_figures.hpp>

namespace proflens::workflow {

enum class benchmark_verdict : std::uint8_t { same, faster, slower, unclear };

constexpr std::string_view name_of(benchmark_verdict verdict) {
  constexpr std::string_view names[] = {"same", "faster", "slower", "unclear"};
  return names[static_cast<std::size_t>(verdict)];
}

/// Two samples of a time at one point.
struct compared_time {
  point_key key = {};
  benchmark_metric metric = benchmark_metric::total_latency;
  std::size_t baseline_runs = 0;
  std::size_t candidate_runs = 0;
  double ratio = transformer_run::undefined;  ///< of geometric means: candidate / baseline
  interval ci95 = {transformer_run::undefined, transformer_run::undefined};
  std::string_view method = {};  ///< "welch", "bootstrap"; empty: no interval
  benchmark_verdict verdict = benchmark_verdict::unclear;
};

/// Of the candidate: `same` if the ratio of times lies in 0.97 to 1.03 for sure, else `faster` or
/// `slower` if it is not 1 for sure, else `unclear`, also without an interval.
inline benchmark_verdict verdict_of(const interval& ratio) {
  if (std::isnan(ratio.low) || std::isnan(ratio.high)) return benchmark_verdict::unclear;
  if (ratio.low >= 0.97 && ratio.high <= 1.03) return benchmark_verdict::same;
  if (ratio.high < 1) return benchmark_verdict::faster;
  if (ratio.low > 1) return benchmark_verdict::slower;
  return benchmark_verdict::unclear;
}

/// Compares two samples of times: by Welch on their logarithms where one of them has fewer than 15
/// values, else by bootstrap; without an interval where one has fewer than two.
inline compared_time compared(const std::vector<double>& baseline,
                              const std::vector<double>& candidate) {
  constexpr std::size_t enough_for_bootstrap = 15;
  const auto geometric = [](std::span<const double> values) {
    aggregate::geometric_mean mean;
    for (const double value : values) mean(value);
    return mean;
  };
  compared_time result;
  result.baseline_runs = baseline.size();
  result.candidate_runs = candidate.size();
  const std::size_t fewer = std::min(baseline.size(), candidate.size());
  const auto before = geometric(baseline), after = geometric(candidate);
  result.ratio = after.value() / before.value();
  if (before.rejected() + after.rejected() > 0 || fewer < 2) return result;
  if (fewer < enough_for_bootstrap) {
    result.method = "welch";
    result.ci95 = aggregate::geometric_ratio(after, before).interval;
  } else {
    result.method = "bootstrap";
    const auto mean = [&](std::span<const double> values) { return geometric(values).value(); };
    result.ci95 = aggregate::bootstrap_ratio_of(mean, candidate, baseline).interval;
  }
  result.verdict = verdict_of(result.ci95);
  return result;
}

/// The times that two benchmarks are judged by: only prefill where the decode of one of them
/// contains a second prefill and that of the other does not.
inline std::vector<benchmark_metric> judged_metrics(const analyzed_benchmark& baseline,
                                                    const analyzed_benchmark& candidate) {
  if (baseline.is_decode_sound() != candidate.is_decode_sound())
    return {benchmark_metric::prefill_time};
  return {benchmark_metric::total_latency, benchmark_metric::prefill_time,
          benchmark_metric::decode_time_per_token};
}

/// A benchmark beside the one it is compared with.
struct benchmark_comparison {
  std::string baseline = {};   ///< its file
  std::string candidate = {};  ///< its file
  std::vector<compared_time> times = {};
  std::size_t unmatched = 0;  ///< measured points that only one of them has
  /// What the files say differently of model, settings and machine: "threads: 1, 2".
  std::vector<std::string> differences = {};

  std::size_t count(benchmark_verdict verdict) const {
    return static_cast<std::size_t>(std::ranges::count(times, verdict, &compared_time::verdict));
  }
};

/// What both descriptions name and say differently; not what differs between any two runs.
inline std::vector<std::string> differences_of(const analyzed_benchmark& baseline,
                                               const analyzed_benchmark& candidate) {
  constexpr std::string_view always[] = {"time", "load_average", "memory_available_bytes"};
  std::vector<std::string> all;
  if (baseline.model != candidate.model)
    all.push_back("model: " + baseline.model + ", " + candidate.model);
  for (const measure::named_value& before : baseline.description) {
    const auto after =
        std::ranges::find(candidate.description, before.name, &measure::named_value::name);
    if (after == candidate.description.end() || after->value == before.value) continue;
    if (std::ranges::count(always, before.name) > 0 || before.name == "model.name") continue;
    all.push_back(before.name + ": " + before.value + ", " + after->value);
  }
  return all;
}

/// Compares the points that both have measured.
inline benchmark_comparison compare(const analyzed_benchmark& baseline,
                                    const analyzed_benchmark& candidate) {
  benchmark_comparison result{.baseline = baseline.file, .candidate = candidate.file};
  result.differences = differences_of(baseline, candidate);
  const auto matching = [](const analyzed_benchmark& in, const analyzed_point& point) {
    const auto found = std::ranges::find(in.points, point.key, &analyzed_point::key);
    return found == in.points.end() || found->runs.empty() ? nullptr : &*found;
  };
  for (const analyzed_point& before : baseline.points) {
    if (before.runs.empty()) continue;
    const analyzed_point* after = matching(candidate, before);
    result.unmatched += after == nullptr;
    if (after == nullptr) continue;
    for (const benchmark_metric metric : judged_metrics(baseline, candidate)) {
      const auto a = values_of(before.runs, metric), b = values_of(after->runs, metric);
      if (a.empty() || b.empty()) continue;
      compared_time one = compared(a, b);
      one.key = before.key;
      one.metric = metric;
      result.times.push_back(one);
    }
  }
  for (const analyzed_point& after : candidate.points)
    result.unmatched += !after.runs.empty() && matching(baseline, after) == nullptr;
  return result;
}

}  // namespace proflens::workflow
