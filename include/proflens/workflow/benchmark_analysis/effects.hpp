#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <proflens/report/number.hpp>
#include <proflens/report/table.hpp>
#include <proflens/workflow/benchmark_analysis/point_figures.hpp>

/// What batch size and input length do, and what to make of it.
namespace proflens::workflow {

/// Points that differ in batch size only, or in input length only, in the order of that.
struct point_series {
  std::string name = {};  ///< what they share: "128", or "128 + 50" with the output length
  std::vector<const point_figures*> points = {};
};

/// The points with a total latency, for each input length over batch sizes, or the other way.
inline std::vector<point_series> series_of(const std::vector<point_figures>& all,
                                           bool over_batches) {
  std::map<std::pair<int, int>, std::vector<const point_figures*>> shared;
  for (const point_figures& one : all)
    if (one.knows(benchmark_metric::total_latency) && one.key.depth == 0)
      shared[{over_batches ? one.key.input_length : one.key.batch_size, one.key.output_length}]
          .push_back(&one);
  const bool with_output = has_several_outputs(all);
  std::vector<point_series> result;
  for (auto& [key, points] : shared)
    if (points.size() > 1)
      result.push_back(
          {std::to_string(key.first) + (with_output ? " + " + std::to_string(key.second) : ""),
           std::move(points)});
  return result;
}

/// "2.13 x".
inline std::string times_text(double ratio) {
  return std::isfinite(ratio) ? report::rounded(ratio, 3) + " \u00d7" : "-";
}

/// From the least to the largest batch size of each input length, as factors.
inline report::table batch_effect_table(const std::vector<point_figures>& all) {
  using metric = benchmark_metric;
  report::table table({{has_several_outputs(all) ? "input + output length" : "input length", ""},
                       {"batch sizes", ""},
                       {"throughput", ""},
                       {"total latency", ""},
                       {"decode per token", ""},
                       {"prefill", ""}});
  for (const auto& [length, points] : series_of(all, true)) {
    const point_figures &first = *points.front(), &last = *points.back();
    const auto factor = [&](metric of) { return times_text(last.mean(of) / first.mean(of)); };
    table.add({length,
               std::to_string(first.key.batch_size) + " to " + std::to_string(last.key.batch_size),
               factor(metric::tokens_per_second), factor(metric::total_latency),
               factor(metric::decode_time_per_token), factor(metric::prefill_time)});
  }
  return table;
}

/// From the least to the largest input length of each batch size, as factors.
inline report::table length_effect_table(const std::vector<point_figures>& all) {
  using metric = benchmark_metric;
  report::table table({{has_several_outputs(all) ? "batch size + output length" : "batch size", ""},
                       {"input lengths", ""},
                       {"total latency", ""},
                       {"prefill", ""},
                       {"decode per token", ""},
                       {"share of prefill", ""}});
  for (const auto& [batch, points] : series_of(all, false)) {
    const point_figures &first = *points.front(), &last = *points.back();
    const auto factor = [&](metric of) { return times_text(last.mean(of) / first.mean(of)); };
    const auto share = [](const point_figures& of) {
      const double part = of.mean(metric::prefill_time) / of.mean(metric::total_latency);
      return std::isfinite(part) ? report::rounded(100 * part, 2) + " %" : std::string("-");
    };
    table.add(
        {batch,
         std::to_string(first.key.input_length) + " to " + std::to_string(last.key.input_length),
         factor(metric::total_latency), factor(metric::prefill_time),
         factor(metric::decode_time_per_token), share(first) + " to " + share(last)});
  }
  return table;
}

/// Those points that no other beats in both total latency and throughput, by latency; without those
/// that begin with tokens in the cache.
inline std::vector<const point_figures*> pareto_front(const std::vector<point_figures>& all) {
  using metric = benchmark_metric;
  std::vector<const point_figures*> front;
  for (const point_figures& one : all)
    if (one.key.depth == 0 && one.knows(metric::total_latency) &&
        one.knows(metric::tokens_per_second))
      front.push_back(&one);
  std::ranges::sort(front, [](const point_figures* a, const point_figures* b) {
    const double left = a->mean(metric::total_latency), right = b->mean(metric::total_latency);
    if (left != right) return left < right;
    return a->mean(metric::tokens_per_second) > b->mean(metric::tokens_per_second);
  });
  double best = -1;
  std::erase_if(front, [&](const point_figures* one) {
    const double throughput = one->mean(metric::tokens_per_second);
    const bool is_beaten = throughput <= best;
    best = std::max(best, throughput);
    return is_beaten;
  });
  return front;
}

/// The largest batch size of a series up to which each step to the next pays: throughput grows by a
/// quarter at least of what the batch size does.
inline const point_figures* last_that_pays(const std::vector<const point_figures*>& series) {
  constexpr double least_share = 0.25;
  const point_figures* last = series.front();
  for (std::size_t i = 1; i < series.size(); ++i) {
    const double batch = static_cast<double>(series[i]->key.batch_size) / last->key.batch_size - 1;
    const double gain = series[i]->mean(benchmark_metric::tokens_per_second) /
                            last->mean(benchmark_metric::tokens_per_second) -
                        1;
    if (!(gain >= least_share * batch)) break;
    last = series[i];
  }
  return last;
}

/// How far a larger batch pays, for each input length.
inline std::vector<std::string> batch_recommendations(const std::vector<point_figures>& all) {
  using metric = benchmark_metric;
  const auto ratio = [](const point_figures& of, const point_figures& to, metric what) {
    return times_text(of.mean(what) / to.mean(what));
  };
  const std::string where = has_several_outputs(all) ? "Input + output length " : "Input length ";
  std::vector<std::string> said;
  for (const auto& [length, points] : series_of(all, true)) {
    const point_figures& knee = *last_that_pays(points);
    const point_figures& least = *points.front();
    const std::string last = std::to_string(knee.key.batch_size);
    if (&knee == points.back())
      said.push_back(where + length +
                     ": throughput still grows at the largest batch size measured, " + last +
                     "; a larger one may pay.");
    else if (&knee == &least)
      said.push_back(where + length + ": a batch larger than " + last +
                     " costs latency and gains little throughput.");
    else
      said.push_back(where + length + ": beyond batch size " + last +
                     " throughput gains less than a quarter of what the batch grows by, and "
                     "latency pays for it; at " +
                     last + " throughput is " + ratio(knee, least, metric::tokens_per_second) +
                     " that of batch size " + std::to_string(least.key.batch_size) + ", latency " +
                     ratio(knee, least, metric::total_latency) + ".");
  }
  return said;
}

/// What to choose, and what that costs.
inline std::vector<std::string> recommendations(const std::vector<point_figures>& all) {
  using metric = benchmark_metric;
  const auto ms = [](double seconds) { return report::rounded(1e3 * seconds, 3) + " ms"; };
  const bool with_output = has_several_outputs(all);
  const auto place = [&](const point_figures& of) {
    return "batch size " + std::to_string(of.key.batch_size) + " at input length " +
           std::to_string(of.key.input_length) +
           (with_output ? " and output length " + std::to_string(of.key.output_length) : "");
  };
  std::vector<std::string> said;
  const point_figures* quick = best_of(all, metric::total_latency);
  const point_figures* most = best_of(all, metric::tokens_per_second, true);
  if (quick != nullptr && most != nullptr && quick != most) {
    said.push_back(
        "For throughput take " + place(*most) + ": " +
        report::rounded(most->mean(metric::tokens_per_second), 3) + " tokens/s, " +
        times_text(most->mean(metric::tokens_per_second) / quick->mean(metric::tokens_per_second)) +
        " that of the quickest point; the price is a latency of " +
        ms(most->mean(metric::total_latency)) + ", " +
        times_text(most->mean(metric::total_latency) / quick->mean(metric::total_latency)) +
        " as long.");
    said.push_back("For latency take " + place(*quick) + ": " +
                   ms(quick->mean(metric::total_latency)) + "; the price is throughput, " +
                   report::rounded(quick->mean(metric::tokens_per_second), 3) + " tokens/s.");
  } else if (quick != nullptr && most != nullptr) {
    said.push_back("Throughput and latency agree: both are best with " + place(*quick) + ".");
  }
  for (std::string& one : batch_recommendations(all)) said.push_back(std::move(one));
  return said;
}

}  // namespace proflens::workflow
