#pragma once

#include <proflens/aggregate/extrema.hpp>
#include <proflens/aggregate/moments.hpp>
#include <proflens/aggregate/quantile.hpp>
#include <proflens/workflow/runtime_vs_tokens/model_choice.hpp>
#include <proflens/workflow/runtime_vs_tokens/result.hpp>

#include <span>
#include <vector>

namespace proflens::workflow {

/// Smallest, largest, mean and deviation in one pass.
struct spread {
  aggregate::extrema range;
  aggregate::moments moments;

  explicit spread(std::span<const double> values) {
    for (const double value : values) {
      range(value);
      moments(value);
    }
  }
};

/// Minimum, maximum, mean and median; all NaN for no values.
inline size_statistics summarise_sizes(std::span<const double> values) {
  const spread of(values);
  return {of.range.minimum(), of.range.maximum(), of.moments.mean(), aggregate::median(values)};
}

/// What the summary says of run times; all NaN for no values.
inline runtime_statistics summarise_runtimes(std::span<const double> values) {
  const spread of(values);
  const auto quantiles = aggregate::quantiles(values, {0.5, 0.9, 0.95, 0.99});
  return {
      of.range.minimum(), of.range.maximum(), of.moments.mean(), of.moments.standard_deviation(),
      quantiles[0],       quantiles[1],       quantiles[2],      quantiles[3]};
}

/// The steps of one selection, as columns of their own.
struct selected_steps {
  std::vector<double> tokens, runtime_ms, batch_size;
};

inline selected_steps select_steps(const step_columns& steps, step_selection selection) {
  selected_steps chosen;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (!selects(selection, steps.regime[i])) continue;
    chosen.tokens.push_back((*steps.tokens)[i]);
    chosen.runtime_ms.push_back((*steps.runtime_ms)[i]);
    chosen.batch_size.push_back((*steps.batch_size)[i]);
  }
  return chosen;
}

/// The line with the names of its own in the summary.
inline fitted_line fitted_line_of(const regime_steps& steps, const fitted_model& model) {
  return {.line = fit::line(steps.tokens, steps.runtime_ms, line_names),
          .mean_absolute_error_ms = model.errors.mae,
          .mean_absolute_percentage_error = model.errors.mape_percent};
}

/// Fits what was asked for, chooses, and inverts the chosen model.
inline void add_fits(regime_summary& summary, const regime_steps& steps,
                     const runtime_vs_tokens_options& options) {
  summary.models = fit_models(options.fit, steps);
  for (const fitted_model& model : summary.models) {
    if (model.kind != runtime_fit::line) continue;
    if (model.fitted()) summary.line = fitted_line_of(steps, model);
    summary.line_reason = model.reason;
  }
  if (options.fit == runtime_fit::best) summary.best = choose_model(summary.models);
  // They are as many as steps, and only the choice needs them.
  for (fitted_model& model : summary.models) {
    model.kfold.residuals = {};
    model.time_ordered.residuals = {};
  }
  if (options.sla_ms && summary.shown() != nullptr)
    summary.sla =
        service_level_of(*summary.shown(), steps, summary.batch_size.median, *options.sla_ms);
}

inline regime_summary summarise(const regime_steps& steps,
                                const runtime_vs_tokens_options& options) {
  regime_summary summary{.n = steps.size(),
                         .tokens = summarise_sizes(steps.tokens),
                         .batch_size = summarise_sizes(steps.batch_size),
                         .runtime_ms = summarise_runtimes(steps.runtime_ms)};
  if (options.fit != runtime_fit::none) add_fits(summary, steps, options);
  return summary;
}

/// The summary of the steps of one selection.
inline regime_summary summarise(const step_columns& steps, step_selection selection,
                                const runtime_vs_tokens_options& options) {
  if (selection == step_selection::all)
    return summarise({*steps.batch_size, *steps.tokens, *steps.runtime_ms}, options);
  const selected_steps chosen = select_steps(steps, selection);
  return summarise({chosen.batch_size, chosen.tokens, chosen.runtime_ms}, options);
}

}  // namespace proflens::workflow
