#pragma once

#include <proflens/plot/figure.hpp>
#include <proflens/report/table.hpp>
#include <proflens/workflow/error.hpp>
#include <proflens/workflow/runtime_vs_tokens/figure.hpp>
#include <proflens/workflow/runtime_vs_tokens/result.hpp>

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

/// What a cost model leaves unexplained: measured run time less predicted, step by step.
namespace proflens::workflow {

/// The residuals of one configuration, for the steps of the figure's regime and the model shown.
struct residual_columns {
  std::vector<std::size_t> places;  ///< of the steps, in the order of the files
  std::vector<double> predicted_ms, residual_ms;
};

/// Empty where the regime has no model.
inline residual_columns residuals_of(const configuration_result& shown, step_selection regime) {
  residual_columns found;
  const fitted_model* model = shown.regime(regime).shown();
  if (model == nullptr) return found;
  const step_columns& steps = shown.steps;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (!selects(regime, steps.regime[i])) continue;
    const double predicted = model->predict((*steps.batch_size)[i], (*steps.tokens)[i]);
    found.places.push_back(i);
    found.predicted_ms.push_back(predicted);
    found.residual_ms.push_back((*steps.runtime_ms)[i] - predicted);
  }
  return found;
}

/// Throws workflow::error where no configuration has a model, hence no residuals.
inline void require_residuals(const runtime_vs_tokens_result& result) {
  for (const auto& shown : result.configurations)
    if (shown.regime(result.options.regime).shown() != nullptr) return;
  throw error("there are no residuals: no configuration has a model of the regime " +
              std::string(name_of(result.options.regime)) + " (--fit asks for one)");
}

/// Residuals over predicted run times, a series for each configuration. A good model leaves a band
/// of even height about 0.
inline plot::figure residual_figure(const runtime_vs_tokens_result& result,
                                    hover_details details = hover_details::none) {
  require_residuals(result);
  const runtime_vs_tokens_options& options = result.options;
  plot::figure drawing{
      .title = options.title, .size = plot::inches(7, 6), .style = figure_style(options)};
  auto& axes = drawing.axes({.x = {.label = "Predicted Run Time (ms)"},
                             .y = {.label = "Residual (ms)"},
                             .legend = plot::legend_place::upper_left_unless_hiding});
  for (const auto& shown : result.configurations) {
    residual_columns found = residuals_of(shown, options.regime);
    const fitted_model* model = shown.regime(options.regime).shown();
    plot::points_options look{.label =
                                  shown.name + (model ? ": " + std::string(model->name()) : "")};
    if (details == hover_details::batches) {
      const auto at_places = [&](const auto& values) {
        std::vector<double> some;
        for (const std::size_t i : found.places) some.push_back(static_cast<double>(values[i]));
        return some;
      };
      look.hover = {{"batch id", at_places(shown.steps.batch_id)},
                    {"tokens", at_places(*shown.steps.tokens)},
                    {"batch size", at_places(*shown.steps.batch_size)}};
    }
    axes.points(std::move(found.predicted_ms), std::move(found.residual_ms), std::move(look));
  }
  axes.horizontal_line(0);
  return drawing;
}

/// The same as a table, with what identifies each step.
inline report::table residual_table(const runtime_vs_tokens_result& result) {
  require_residuals(result);
  report::table table({{"configuration", ""},
                       {"model", ""},
                       {"batch_id", ""},
                       {"batch_size", ""},
                       {"tokens", ""},
                       {"runtime_ms", ""},
                       {"predicted_ms", ""},
                       {"residual_ms", ""}});
  for (const auto& shown : result.configurations) {
    const residual_columns found = residuals_of(shown, result.options.regime);
    const fitted_model* model = shown.regime(result.options.regime).shown();
    for (std::size_t k = 0; k < found.places.size(); ++k) {
      const std::size_t i = found.places[k];
      table.add({shown.name, model->name(), shown.steps.batch_id[i], (*shown.steps.batch_size)[i],
                 (*shown.steps.tokens)[i], (*shown.steps.runtime_ms)[i], found.predicted_ms[k],
                 found.residual_ms[k]});
    }
  }
  return table;
}

}  // namespace proflens::workflow
