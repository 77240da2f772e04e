#pragma once

#include <proflens/fit/hinge.hpp>
#include <proflens/fit/influence.hpp>
#include <proflens/fit/line.hpp>
#include <proflens/fit/plane.hpp>
#include <proflens/fit/ridge.hpp>
#include <proflens/fit/saturation.hpp>
#include <proflens/fit/warning.hpp>
#include <proflens/workflow/runtime_vs_tokens/fitted_model.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

/// One function for each kind of cost model: fits it to the steps of a regime. All of them throw
/// fit::error with the reason where there is none.
namespace proflens::workflow {

/// How much of a fit is wanted: all of it, or predictions only, for cross-validation.
enum class fit_effort { predictions, all };

inline constexpr fit::equation_options legend_equation{.minus = "\u2212"};

/// Where one step decides the slope over tokens, says so, and bars the model from being chosen if
/// what would be without the step cannot be told at all.
///
/// `own` is the largest leverage of the model, `of_tokens` that of the line. Only the latter bars:
/// a plane whose B and S one step alone tells apart has leverage 1 there, but along S it is as well
/// founded as the line that it competes with.
inline void judge_leverage(fitted_model& model, double own, double of_tokens) {
  const std::string name(fit::warning::one_point_carries_the_slope);
  if (own > 0.99 && !model.warns(name)) model.warnings.push_back(name);
  if (!(of_tokens <= fit::undecidable_leverage))
    model.ineligible = "one step alone decides the slope (leverage 1)";
}

/// The largest leverage of a line over tokens.
inline double leverage_of(const fit::line_fit& line) {
  return std::max(line.leverage(line.x_range.low), line.leverage(line.x_range.high));
}

/// Judges a model of several columns by the line over tokens: where all steps have as many, or one
/// step alone decides its slope, what such a model says of other numbers of tokens is its shape
/// alone, whatever its errors.
inline void judge_tokens(fitted_model& model, const regime_steps& steps) {
  const auto [low, high] = std::ranges::minmax(steps.tokens);
  if (low == high) {
    model.ineligible = one_number_of_tokens(low);
    return;
  }
  const double leverage = leverage_of(fit::line(steps.tokens, steps.runtime_ms));
  judge_leverage(model, leverage, leverage);
}

/// AICc and what follows from it for the choice.
inline void judge_criterion(fitted_model& model, double aicc, double parameters) {
  model.aicc = aicc;
  model.parameter_count = parameters;
  if (std::isnan(aicc) && model.ineligible.empty())
    model.ineligible = std::to_string(model.n) + " steps are too few for AICc";
}

/// Shares a fit among the functions that predict by it.
template <class Fit>
std::shared_ptr<const Fit> shared(Fit fit) {
  return std::make_shared<const Fit>(std::move(fit));
}

/// What a model of tokens alone predicts.
template <class Fit>
void set_functions_of_tokens(fitted_model& model, std::shared_ptr<const Fit> fit) {
  model.predict = [fit](double, double s) { return fit->predict(s); };
  model.mean_interval = [fit](double, double s, double level) {
    return fit->mean_interval(s, level);
  };
  model.prediction_interval = [fit](double, double s, double level) {
    return fit->prediction_interval(s, level);
  };
}

/// What a model of batch size and tokens predicts, whose rows are `terms(b, s)`.
template <class Model>
void set_functions_of_rows(fitted_model& model, std::shared_ptr<const Model> fit) {
  model.uses_batch_size = true;
  model.predict = [fit](double b, double s) { return fit->predict(b, s); };
  model.mean_interval = [fit](double b, double s, double level) {
    return fit->fit.mean_interval(fit->terms(b, s), level);
  };
  model.prediction_interval = [fit](double b, double s, double level) {
    return fit->fit.prediction_interval(fit->terms(b, s), level);
  };
}

inline fitted_model line_model(const fit::line_fit& line) {
  fitted_model model{.kind = runtime_fit::line, .n = line.n};
  model.parameters = {parameter_of("intercept", line.intercept), parameter_of("slope", line.slope)};
  model.equation = fit::equation(line);
  model.legend = [line](double) { return fit::equation(line, legend_equation); };
  model.warnings.assign(line.warnings.begin(), line.warnings.end());
  judge_leverage(model, leverage_of(line), leverage_of(line));
  judge_criterion(model, line.aicc, 2);
  set_functions_of_tokens(model, shared(line));
  return model;
}

/// An equation in tokens alone, with the batch size it holds for.
inline std::string at_batch_size(double batch_size, const std::string& equation) {
  return equation + ", B = " + fit::short_number(batch_size);
}

inline const fit::line_symbols line_names{.x = "S", .y = "T", .unit = "ms"};
inline const fit::linear_symbols plane_names{.columns = {"B", "S"}, .y = "T", .unit = "ms"};

/// In pure decode every request has one token: nothing tells batch size and tokens apart.
inline void require_two_columns(const regime_steps& steps) {
  if (std::ranges::equal(steps.batch_size, steps.tokens))
    throw fit::error("batch size and tokens are the same column");
}

inline fitted_model plane_model(const regime_steps& steps) {
  require_two_columns(steps);
  const auto plane =
      shared(fit::plane(steps.batch_size, steps.tokens, steps.runtime_ms, {}, plane_names));
  const auto& terms = plane->fit.coefficients;
  fitted_model model{.kind = runtime_fit::plane, .n = steps.size()};
  model.parameters = {parameter_of("intercept", terms[0]), parameter_of("per_request", terms[1]),
                      parameter_of("per_token", terms[2])};
  model.equation =
      equation_of({{terms[0].value, ""}, {terms[1].value, "B"}, {terms[2].value, "S"}}, {});
  model.legend = [plane](double b) {
    const auto& c = plane->fit.coefficients;
    return at_batch_size(
        b, equation_of({{c[0].value + c[1].value * b, ""}, {c[2].value, "S"}}, legend_equation));
  };
  model.warnings.assign(plane->fit.warnings.begin(), plane->fit.warnings.end());
  judge_leverage(model, plane->fit.largest_leverage,
                 leverage_of(fit::line(steps.tokens, steps.runtime_ms)));
  judge_criterion(model, plane->fit.quality.aicc, 3);
  set_functions_of_rows(model, plane);
  return model;
}

inline fitted_model hinge_model(const regime_steps& steps, fit_effort effort) {
  const fit::hinge_options how{.draws = effort == fit_effort::all ? std::size_t{999} : 0};
  const auto hinge = shared(fit::hinge(steps.tokens, steps.runtime_ms, line_names, how));
  fitted_model model{.kind = runtime_fit::hinge, .n = steps.size()};
  model.parameters = {parameter_of("intercept", hinge->intercept),
                      parameter_of("slope", hinge->slope),
                      parameter_of("slope_change", hinge->slope_change),
                      {"knee", hinge->knee, hinge->knee_known.ci95}};
  model.equation = fit::equation(*hinge);
  model.legend = [hinge](double) { return fit::equation(*hinge, legend_equation); };
  model.warnings.assign(hinge->warnings.begin(), hinge->warnings.end());
  const double largest =
      std::max(hinge->leverage(hinge->x_range.low), hinge->leverage(hinge->x_range.high));
  judge_leverage(model, largest, largest);
  judge_criterion(model, hinge->quality.aicc, 6);
  set_functions_of_tokens(model, hinge);
  return model;
}

/// The coefficients of the columns as they are, not standardised, behind the intercept.
inline std::vector<equation_term> ridge_terms(const fit::ridge_fit& ridge) {
  constexpr std::array names{"B", "S", "B^2", "B S", "S^2"};
  std::vector<equation_term> terms{{ridge.intercept, ""}};
  for (std::size_t j = 0; j < names.size(); ++j) {
    const auto& [origin, centre, spread, y_origin, y_centre] = ridge.frame;
    const double factor = spread[j] > 0 ? ridge.coefficients[j] / spread[j] : 0;
    terms[0].factor -= factor * (origin[j] + centre[j]);
    terms.push_back({factor, names[j]});
  }
  return terms;
}

inline fitted_model ridge_model(const regime_steps& steps) {
  require_two_columns(steps);
  if (steps.size() < 6)
    throw fit::error("only " + std::to_string(steps.size()) +
                     (steps.size() == 1 ? " step" : " steps") +
                     "; a ridge over five columns needs six");
  const auto ridge = shared(fit::ridge_degree2(steps.batch_size, steps.tokens, steps.runtime_ms));
  fitted_model model{.kind = runtime_fit::ridge, .n = steps.size()};
  constexpr std::array names{"B", "S", "B^2", "B S", "S^2"};
  constexpr interval unknown{std::numeric_limits<double>::quiet_NaN(),
                             std::numeric_limits<double>::quiet_NaN()};
  model.parameters.push_back({"mean", ridge->fit.intercept, unknown});
  for (std::size_t j = 0; j < names.size(); ++j)
    model.parameters.push_back(
        {std::string("standardised ") + names[j], ridge->fit.coefficients[j], unknown});
  const auto terms = ridge_terms(ridge->fit);
  model.equation = equation_of(terms, {});
  model.legend = [terms](double b) {
    const auto f = [&](std::size_t i) { return terms[i].factor; };
    return at_batch_size(
        b, equation_of(
               {{f(0) + f(1) * b + f(3) * b * b, ""}, {f(2) + f(4) * b, "S"}, {f(5), "S\u00b2"}},
               legend_equation));
  };
  model.warnings.assign(ridge->fit.warnings.begin(), ridge->fit.warnings.end());
  judge_tokens(model, steps);
  model.parameter_count = ridge->fit.effective_parameters;
  set_functions_of_rows(model, ridge);
  return model;
}

/// At most so many steps, evenly spaced over the log: a saturation takes a hundred passes.
inline constexpr std::size_t most_steps_of_search = 20'000;

/// So many places of `total`, evenly spaced, ascending.
inline std::vector<std::size_t> evenly_spaced(std::size_t total, std::size_t most) {
  std::vector<std::size_t> places;
  const std::size_t count = std::min(total, most);
  for (std::size_t i = 0; i < count; ++i) places.push_back(i * total / count);
  return places;
}

/// Steps of some places, as columns of their own.
struct copied_steps {
  std::vector<double> batch_size, tokens, runtime_ms;

  copied_steps(const regime_steps& steps, std::span<const std::size_t> places)
      : batch_size(fit::at_places(steps.batch_size, places)),
        tokens(fit::at_places(steps.tokens, places)),
        runtime_ms(fit::at_places(steps.runtime_ms, places)) {}

  regime_steps view() const { return {batch_size, tokens, runtime_ms}; }
};

/// A saturation as a curve over tokens.
inline std::string saturation_at(const fit::saturation_fit& fit, double batch_size) {
  const auto [p, k_b, k_s, w0, w1, t0, t_b, t_s] = fit.values();
  const double b = batch_size / fit.scales.batch_size;
  const double rise = -p * std::expm1(-k_b * b);
  const auto number = [](double value) {
    return fit::short_number(value, {.significant_digits = 3, .minus = legend_equation.minus});
  };
  return "T = " + number(t0 + t_b * b) + " + (" + number(w0 / rise) + " + " + number(w1 / rise) +
         " s)/(1 \u2212 exp(\u2212" + number(k_s) + " s)) + " + number(t_s) + " s ms, s = S/" +
         fit::short_number(fit.scales.tokens);
}

inline fitted_model saturation_model(const regime_steps& steps) {
  require_two_columns(steps);
  const copied_steps some(steps, evenly_spaced(steps.size(), most_steps_of_search));
  auto found = fit::saturation(some.batch_size, some.tokens, some.runtime_ms);
  found.unit = "ms";
  const auto fit = shared(std::move(found));
  fitted_model model{.kind = runtime_fit::saturation, .n = fit->n};
  for (std::size_t k = 0; k < fit->parameters.size(); ++k)
    model.parameters.push_back(
        parameter_of(std::string(fit::saturation_parameters[k]), fit->parameters[k]));
  model.equation = fit::equation(*fit);
  model.legend = [fit](double b) { return at_batch_size(b, saturation_at(*fit, b)); };
  model.warnings.assign(fit->warnings.begin(), fit->warnings.end());
  for (const auto& reason : fit->known.reasons) model.warnings.push_back(reason);
  if (fit->n < steps.size()) model.warnings.push_back("fitted_to_a_sample");
  judge_tokens(model, some.view());
  model.parameter_count = static_cast<double>(fit->known.rank);
  model.uses_batch_size = true;
  model.predict = [fit](double b, double s) { return fit->predict(b, s); };
  model.mean_interval = [fit](double b, double s, double level) {
    return fit->mean_interval(b, s, level);
  };
  model.prediction_interval = [fit](double b, double s, double level) {
    return fit->prediction_interval(b, s, level);
  };
  return model;
}

/// The model of a kind. Throws fit::error with the reason where there is none.
inline fitted_model model_of(runtime_fit kind, const regime_steps& steps, fit_effort effort) {
  switch (kind) {
    case runtime_fit::plane: return plane_model(steps);
    case runtime_fit::hinge: return hinge_model(steps, effort);
    case runtime_fit::ridge: return ridge_model(steps);
    case runtime_fit::saturation: return saturation_model(steps);
    default: return line_model(fit::line(steps.tokens, steps.runtime_ms, line_names));
  }
}

}  // namespace proflens::workflow
