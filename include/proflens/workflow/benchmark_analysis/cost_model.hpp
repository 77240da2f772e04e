#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <proflens/fit/linear_model.hpp>
#include <proflens/report/number.hpp>
#include <proflens/workflow/benchmark_analysis/point_figures.hpp>

namespace proflens::workflow {

/// A cost model fitted to the means of points, in milliseconds, or why there is none.
struct benchmark_cost_model {
  std::string name = {};  ///< "prefill, batch size 4"
  std::optional<fit::linear_fit> fit = {};
  std::string note = {};  ///< why there is no fit, or what was left out of it
};

/// One mean: where it was measured, and the milliseconds.
struct cost_sample {
  double batch = 0;
  double tokens = 0;  ///< of a sequence: fed, or in the cache
  double ms = 0;
};

/// "[1.2, 3.4]".
inline std::string interval_text(const interval& of) {
  return "[" + report::rounded(of.low) + ", " + report::rounded(of.high) + "]";
}

/// T = a + b x, or with the square T = a + b x + c x^2, of a size x of each sample. c is dropped
/// where its 95 % interval contains 0, or where the sizes do not tell it from b.
template <class Size>
benchmark_cost_model curve_of(const std::string& name, const std::vector<cost_sample>& samples,
                              const Size& size, std::array<std::string, 2> columns,
                              bool with_square) {
  std::vector<double> x, ms;
  for (const cost_sample& one : samples) {
    x.push_back(size(one));
    ms.push_back(one.ms);
  }
  benchmark_cost_model model{.name = name};
  const fit::linear_symbols both{{columns[0], columns[1]}, "T", "ms"},
      first{{columns[0]}, "T", "ms"};
  try {
    if (with_square) {
      std::vector<double> square;
      for (const cost_sample& one : samples) square.push_back(size(one) * one.tokens);
      const auto terms = [](double linear, double squared) { return std::array{linear, squared}; };
      auto found = fit::linear(terms, fit::inputs(x, square), ms, {}, both).fit;
      const interval c = found.coefficients[2].ci95;
      if (found.rank == 3 && !c.contains(0)) {
        model.fit = std::move(found);
        return model;
      }
      model.note =
          found.rank < 3
              ? columns[1] + " was dropped: the points do not tell it from " + columns[0]
              : columns[1] + " was dropped: its interval, " + interval_text(c) + ", contains 0";
    }
    const auto term = [](double linear) { return std::array{linear}; };
    model.fit = fit::linear(term, fit::inputs(x), ms, {}, first).fit;
  } catch (const fit::error& none) {
    model.note = "not identifiable: " + std::string(none.what());
  }
  return model;
}

/// How many different numbers of tokens there are.
inline std::size_t distinct_tokens(const std::vector<cost_sample>& samples) {
  std::set<double> seen;
  for (const cost_sample& one : samples) seen.insert(one.tokens);
  return seen.size();
}

inline std::size_t distinct_batches(const std::vector<cost_sample>& samples) {
  std::set<double> seen;
  for (const cost_sample& one : samples) seen.insert(one.batch);
  return seen.size();
}

inline benchmark_cost_model not_identifiable(std::string name, std::size_t lengths) {
  return {std::move(name), std::nullopt,
          "not identifiable: " + std::to_string(lengths) +
              (lengths == 1 ? " length" : " different lengths") + "; at least 4 are needed"};
}

/// The samples of each batch size.
inline std::map<double, std::vector<cost_sample>> by_batch(const std::vector<cost_sample>& all) {
  std::map<double, std::vector<cost_sample>> result;
  for (const cost_sample& one : all) result[one.batch].push_back(one);
  return result;
}

/// Prefill of a batch size over the input length L, a + b L + c L^2 from five different lengths,
/// a + b L from four; and of two batch sizes or more a + b BL + c BL^2 of all.
inline std::vector<benchmark_cost_model> prefill_models(const std::vector<cost_sample>& all) {
  std::vector<benchmark_cost_model> models;
  for (const auto& [batch, samples] : by_batch(all)) {
    const std::string name = "prefill, batch size " + report::exact(batch);
    const std::size_t lengths = distinct_tokens(samples);
    if (lengths < 4)
      models.push_back(not_identifiable(name, lengths));
    else
      models.push_back(curve_of(
          name, samples, [](const cost_sample& one) { return one.tokens; }, {"L", "L^2"},
          lengths > 4));
  }
  if (distinct_batches(all) < 2) return models;
  const std::string name = "prefill, all";
  if (all.size() < 4)
    models.push_back({name, std::nullopt, "not identifiable: fewer than 4 points"});
  else
    models.push_back(curve_of(
        name, all, [](const cost_sample& one) { return one.batch * one.tokens; }, {"BL", "BL^2"},
        all.size() > 4));
  return models;
}

/// A step of all batch sizes over B and L, a + b B + c BL. c is dropped where its 95 % interval
/// contains 0, or where the points do not tell it from b.
inline benchmark_cost_model pooled_step_model(const std::vector<cost_sample>& all) {
  benchmark_cost_model model{.name = "step, all"};
  std::vector<double> batch, both, ms;
  for (const cost_sample& one : all) {
    batch.push_back(one.batch);
    both.push_back(one.batch * one.tokens);
    ms.push_back(one.ms);
  }
  try {
    const auto two = [](double b, double bl) { return std::array{b, bl}; };
    auto found = fit::linear(two, fit::inputs(batch, both), ms, {}, {{"B", "BL"}, "T", "ms"}).fit;
    const interval c = found.coefficients[2].ci95;
    if (found.rank < 3) {
      model.note = "BL was dropped: the points do not tell it from B";
      model.fit = std::move(found);
    } else if (c.contains(0)) {
      model.note = "BL was dropped: its interval, " + interval_text(c) + ", contains 0";
      const auto one = [](double b) { return std::array{b}; };
      model.fit = fit::linear(one, fit::inputs(batch), ms, {}, {{"B"}, "T", "ms"}).fit;
    } else {
      model.fit = std::move(found);
    }
  } catch (const fit::error& none) {
    model.note = "not identifiable: " + std::string(none.what());
  }
  return model;
}

/// A step over L, the tokens that lie in the cache: a + b L for each batch size with four different
/// lengths, else of the steps inside of its runs, if these are known; and of two batch sizes or
/// more `pooled_step_model`.
inline std::vector<benchmark_cost_model> step_models(const std::vector<cost_sample>& all,
                                                     const std::vector<cost_sample>& inside = {}) {
  const auto tokens = [](const cost_sample& one) { return one.tokens; };
  const auto steps = by_batch(inside);
  std::vector<benchmark_cost_model> models;
  for (const auto& [batch, samples] : by_batch(all)) {
    const std::string name = "step, batch size " + report::exact(batch);
    const std::size_t lengths = distinct_tokens(samples);
    const auto of_batch = steps.find(batch);
    if (lengths >= 4) {
      models.push_back(curve_of(name, samples, tokens, {"L", ""}, false));
    } else if (of_batch != steps.end() && distinct_tokens(of_batch->second) >= 4) {
      models.push_back(curve_of(name, of_batch->second, tokens, {"L", ""}, false));
      models.back().note +=
          "of steps inside of runs, which are not independent: the intervals are too narrow";
    } else {
      models.push_back(not_identifiable(name, lengths));
    }
  }
  if (distinct_batches(all) > 1) models.push_back(pooled_step_model(all));
  return models;
}

/// The mean prefill of each point that begins with an empty cache.
inline std::vector<cost_sample> prefill_samples(const std::vector<point_figures>& all) {
  std::vector<cost_sample> samples;
  for (const point_figures& one : all)
    if (one.key.depth == 0 && one.knows(benchmark_metric::prefill_time))
      samples.push_back({static_cast<double>(one.key.batch_size),
                         static_cast<double>(one.key.input_length),
                         1e3 * one.mean(benchmark_metric::prefill_time)});
  return samples;
}

/// The mean step of each point, at the mean of the tokens in the cache: steps of one point are not
/// independent, and a mean is what a line through them would go by. Where the steps are not known,
/// the decode time per token, which is their mean.
inline std::vector<cost_sample> step_samples(const std::vector<point_figures>& all) {
  std::vector<cost_sample> samples;
  for (const point_figures& one : all) {
    const double seconds = one.step_time.n > 0 ? one.step_time.mean
                                               : one.mean(benchmark_metric::decode_time_per_token);
    if (std::isfinite(seconds) && std::isfinite(one.mean_cache_tokens))
      samples.push_back(
          {static_cast<double>(one.key.batch_size), one.mean_cache_tokens, 1e3 * seconds});
  }
  return samples;
}

/// The mean over the runs of a point of each of their steps.
inline std::vector<cost_sample> samples_inside(const analyzed_benchmark& benchmark) {
  std::vector<cost_sample> samples;
  for (const analyzed_point& point : benchmark.points) {
    std::size_t steps = point.runs.empty() ? 0 : point.runs.front().step_times.size();
    for (const transformer_run& run : point.runs) steps = std::min(steps, run.step_times.size());
    for (std::size_t i = 0; i < steps; ++i) {
      double seconds = 0;
      for (const transformer_run& run : point.runs) seconds += run.step_times[i];
      samples.push_back({static_cast<double>(point.key.batch_size),
                         cache_tokens(point.key, static_cast<double>(i)),
                         1e3 * seconds / static_cast<double>(point.runs.size())});
    }
  }
  return samples;
}

/// The cost models of prefill, and those of a step where decode times are sound.
inline std::vector<benchmark_cost_model> cost_models(const analyzed_benchmark& benchmark,
                                                     const std::vector<point_figures>& figures) {
  auto models = prefill_models(prefill_samples(figures));
  if (!benchmark.is_decode_sound()) return models;
  for (auto& model : step_models(step_samples(figures), samples_inside(benchmark)))
    models.push_back(std::move(model));
  return models;
}

}  // namespace proflens::workflow
