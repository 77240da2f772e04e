#pragma once

#include <proflens/aggregate/extrema.hpp>
#include <proflens/aggregate/moments.hpp>
#include <proflens/aggregate/quantile.hpp>
#include <proflens/fit/error.hpp>
#include <proflens/fit/errors.hpp>
#include <proflens/workflow/runtime_vs_tokens/result.hpp>

#include <span>

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

/// Fits a line of run time over tokens; throws fit::error with the reason where there is none.
inline fitted_line fit_runtime_line(std::span<const double> tokens,
                                    std::span<const double> runtime_ms) {
  fitted_line fitted{.line = fit::line(tokens, runtime_ms, {.x = "S", .y = "T", .unit = "ms"})};
  const fit::errors errors = fit::errors_of(fitted.line, tokens, runtime_ms);
  fitted.mean_absolute_error_ms = errors.mae;
  fitted.mean_absolute_percentage_error = errors.mape_percent;
  return fitted;
}

inline regime_summary summarise(std::span<const double> tokens, std::span<const double> runtime_ms,
                                std::span<const double> batch_size, runtime_fit wanted) {
  regime_summary summary{.n = tokens.size(),
                         .tokens = summarise_sizes(tokens),
                         .batch_size = summarise_sizes(batch_size),
                         .runtime_ms = summarise_runtimes(runtime_ms)};
  if (wanted == runtime_fit::none) return summary;
  try {
    summary.line = fit_runtime_line(tokens, runtime_ms);
  } catch (const fit::error& reason) {
    summary.line_reason = reason.what();
  }
  return summary;
}

/// The summary of the steps of one selection.
inline regime_summary summarise(const step_columns& steps, step_selection selection,
                                runtime_fit wanted) {
  if (selection == step_selection::all)
    return summarise(*steps.tokens, *steps.runtime_ms, *steps.batch_size, wanted);
  const selected_steps chosen = select_steps(steps, selection);
  return summarise(chosen.tokens, chosen.runtime_ms, chosen.batch_size, wanted);
}

}  // namespace proflens::workflow
