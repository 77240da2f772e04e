#pragma once

#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include <proflens/report/number.hpp>
#include <proflens/report/table.hpp>
#include <proflens/workflow/benchmark_analysis/analyzed_benchmark.hpp>
#include <proflens/workflow/benchmark_analysis/cost_model.hpp>
#include <proflens/workflow/benchmark_analysis/point_figures.hpp>

/// The tables of a report; times in milliseconds.
namespace proflens::workflow {

/// "12.3 +- 0.4", the standard deviation only of several runs; empty where nothing is known.
inline report::cell mean_cell(const measure::sample_summary& of, double factor = 1) {
  if (of.n == 0) return {};
  const std::string mean = report::rounded(of.mean * factor);
  return std::isnan(of.std) ? mean : mean + " \u00b1 " + report::rounded(of.std * factor, 2);
}

inline report::cell known_cell(double value) {
  return std::isnan(value) ? report::cell{} : report::cell{value};
}

/// All points that were measured.
inline report::table point_table(const analyzed_benchmark& benchmark,
                                 const std::vector<point_figures>& all) {
  using metric = benchmark_metric;
  report::table table({{"point", ""},
                       {"runs", ""},
                       {"total", "ms"},
                       {"prefill", "ms"},
                       {"decode per token", "ms"},
                       {"tokens", "1/s"},
                       {"tokens per sequence", "1/s"},
                       {"prefill tokens", "1/s"}});
  const bool with_output = has_several_outputs(all);
  for (std::size_t i = 0; i < all.size(); ++i) {
    const point_figures& one = all[i];
    if (one.status != point_status::measured) continue;
    table.add({text_of(one.key, benchmark.source, with_output), benchmark.points[i].runs.size(),
               mean_cell(one.of(metric::total_latency), 1e3),
               mean_cell(one.of(metric::prefill_time), 1e3),
               mean_cell(one.of(metric::decode_time_per_token), 1e3),
               mean_cell(one.of(metric::tokens_per_second)),
               mean_cell(one.of(metric::tokens_per_second_per_sequence)),
               mean_cell(one.of(metric::prefill_tokens_per_second))});
  }
  return table;
}

/// The steps of those points whose step times are known.
inline report::table step_table(const analyzed_benchmark& benchmark,
                                const std::vector<point_figures>& all) {
  report::table table({{"point", ""},
                       {"steps", ""},
                       {"mean", "ms"},
                       {"p50", "ms"},
                       {"p90", "ms"},
                       {"p99", "ms"},
                       {"max", "ms"}});
  const bool with_output = has_several_outputs(all);
  for (const point_figures& one : all) {
    const measure::sample_summary& steps = one.step_time;
    if (steps.n == 0) continue;
    table.add({text_of(one.key, benchmark.source, with_output), steps.n, 1e3 * steps.mean,
               1e3 * steps.median, 1e3 * steps.p90, 1e3 * steps.p99, 1e3 * steps.max});
  }
  return table;
}

/// The best points by their means, with the spread over their runs.
inline report::table best_table(const analyzed_benchmark& benchmark,
                                const std::vector<point_figures>& all) {
  report::table table({{"", ""},
                       {"point", ""},
                       {"mean", ""},
                       {"std", ""},
                       {"least", ""},
                       {"largest", ""},
                       {"runs", ""}});
  const bool with_output = has_several_outputs(all);
  const auto add = [&](const char* what, benchmark_metric metric, bool largest, double factor) {
    const point_figures* best = best_of(all, metric, largest);
    if (best == nullptr) return;
    const measure::sample_summary& of = best->of(metric);
    table.add({what, text_of(best->key, benchmark.source, with_output), factor * of.mean,
               known_cell(factor * of.std), factor * of.min, factor * of.max, of.n});
  };
  add("highest throughput (tokens/s)", benchmark_metric::tokens_per_second, true, 1);
  add("lowest total latency (ms)", benchmark_metric::total_latency, false, 1e3);
  add("lowest time to first token (ms)", benchmark_metric::prefill_time, false, 1e3);
  add("lowest decode time per token (ms)", benchmark_metric::decode_time_per_token, false, 1e3);
  add("highest prefill throughput (tokens/s)", benchmark_metric::prefill_tokens_per_second, true,
      1);
  return table;
}

/// The models with the 95 % intervals of their parameters.
inline report::table model_table(const std::vector<benchmark_cost_model>& models) {
  report::table table({{"model", ""},
                       {"equation", ""},
                       {"95 % intervals of the parameters", ""},
                       {"R2", ""},
                       {"points", ""},
                       {"note", ""}});
  for (const benchmark_cost_model& model : models) {
    if (!model.fit) {
      table.add({model.name, {}, {}, {}, {}, model.note});
      continue;
    }
    std::string intervals;
    for (const fit::estimate& parameter : model.fit->coefficients)
      if (!std::isnan(parameter.standard_error))
        intervals += (intervals.empty() ? "" : ", ") + interval_text(parameter.ci95);
    table.add({model.name, fit::equation(*model.fit), intervals, known_cell(model.fit->quality.r2),
               model.fit->n, model.note});
  }
  return table;
}

/// The points that were not measured, with their reasons.
inline report::table left_out_table(const analyzed_benchmark& benchmark) {
  report::table table({{"point", ""}, {"", ""}, {"reason", ""}});
  const bool with_output = has_several_outputs(benchmark.points);
  for (const analyzed_point& point : benchmark.points)
    if (point.status != point_status::measured)
      table.add(
          {text_of(point.key, benchmark.source, with_output), name_of(point.status), point.reason});
  return table;
}

inline report::table description_table(const analyzed_benchmark& benchmark) {
  report::table table({{"", ""}, {"value", ""}});
  for (const measure::named_value& one : benchmark.description) table.add({one.name, one.value});
  return table;
}

}  // namespace proflens::workflow
