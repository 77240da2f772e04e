#pragma once

#include <proflens/fit/choice.hpp>
#include <proflens/fit/cross_validation.hpp>
#include <proflens/fit/errors.hpp>
#include <proflens/fit/warning.hpp>
#include <proflens/workflow/runtime_vs_tokens/fitted_model.hpp>
#include <proflens/workflow/runtime_vs_tokens/runtime_models.hpp>

#include <string>
#include <vector>

/// Fits the models that were asked for to the steps of a regime, cross-validates and chooses.
namespace proflens::workflow {

/// Cross-validates one kind of model: five folds, point i in fold i mod 5, or five windows in time.
/// Of more steps than `most_steps_of_search` so many are taken, evenly spaced.
inline fit::cross_validation cross_validated(runtime_fit kind, const regime_steps& steps,
                                             bool in_time) {
  const auto validate = [&](const regime_steps& some) -> fit::cross_validation {
    try {
      const auto plan = in_time ? fit::time_ordered(some.size()) : fit::k_fold(some.size());
      return fit::cross_validate(some.runtime_ms, plan, [&](std::span<const std::size_t> training) {
        const copied_steps known(some, training);
        const fitted_model model = model_of(kind, known.view(), fit_effort::predictions);
        return [predict = model.predict, some](std::size_t i) {
          return predict(some.batch_size[i], some.tokens[i]);
        };
      });
    } catch (const fit::error& why) {
      return {.reason = why.what()};
    }
  };
  if (steps.size() <= most_steps_of_search) return validate(steps);
  const copied_steps some(steps, evenly_spaced(steps.size(), most_steps_of_search));
  return validate(some.view());
}

/// A model of a kind with its errors, or the reason why there is none.
inline fitted_model fit_model(runtime_fit kind, const regime_steps& steps) {
  fitted_model model{.kind = kind};
  if (steps.size() == 0) {
    model.reason = "no steps";
    return model;
  }
  try {
    model = model_of(kind, steps, fit_effort::all);
  } catch (const fit::error& why) {
    model.reason = why.what();
    return model;
  }
  fit::error_sums sums;
  for (std::size_t i = 0; i < steps.size(); ++i)
    sums(steps.runtime_ms[i], model.predict(steps.batch_size[i], steps.tokens[i]));
  model.errors = sums.result();
  model.kfold = cross_validated(kind, steps, false);
  model.time_ordered = cross_validated(kind, steps, true);
  return model;
}

/// The models that `wanted` stands for.
inline std::vector<fitted_model> fit_models(runtime_fit wanted, const regime_steps& steps) {
  std::vector<fitted_model> models;
  for (const runtime_fit kind : all_runtime_models)
    if (wanted == kind || wanted == runtime_fit::best) models.push_back(fit_model(kind, steps));
  return models;
}

/// The best of the models, and why; no name if none may be chosen.
inline fit::choice choose_model(const std::vector<fitted_model>& models) {
  std::vector<fit::candidate> candidates;
  std::string barred;
  for (const fitted_model& model : models) {
    if (!model.fitted() || !model.ineligible.empty()) {
      barred += (barred.empty() ? "" : "; ") + std::string(model.name()) + ": " +
                (model.fitted() ? model.ineligible : model.reason);
      continue;
    }
    candidates.push_back({.name = model.name(),
                          .aicc = model.aicc,
                          .parameters = model.parameter_count,
                          .perfect = model.warns(fit::warning::perfect_fit),
                          .residuals = model.time_ordered.residuals});
  }
  fit::choice chosen = fit::choose(candidates);
  if (chosen.name.empty() && !barred.empty()) chosen.reason += " (" + barred + ")";
  return chosen;
}

}  // namespace proflens::workflow
