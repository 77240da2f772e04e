#pragma once

#include <proflens/fit/cross_validation.hpp>
#include <proflens/fit/equation.hpp>
#include <proflens/fit/errors.hpp>
#include <proflens/fit/estimate.hpp>
#include <proflens/fit/inverse.hpp>
#include <proflens/interval.hpp>
#include <proflens/workflow/runtime_vs_tokens/options.hpp>

#include <cmath>
#include <cstddef>
#include <functional>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace proflens::workflow {

/// The steps of a regime as columns of one length, in the order of the files.
struct regime_steps {
  std::span<const double> batch_size, tokens, runtime_ms;

  std::size_t size() const { return tokens.size(); }
};

/// A parameter of a model; its interval is NaN where the data do not determine it.
struct model_parameter {
  std::string name;
  double value = 0;
  interval ci95{};
};

/// A cost model of a regime, whatever its kind: T in ms from batch size B and tokens S.
struct fitted_model {
  runtime_fit kind = runtime_fit::none;
  std::string reason{};      ///< why it could not be fitted; else empty
  std::string ineligible{};  ///< why it may not be chosen as the best; else empty
  std::size_t n = 0;         ///< steps it was fitted to
  std::vector<model_parameter> parameters{};
  std::string equation{};
  bool uses_batch_size = false;
  /// The criterion of choice; NaN for those that are judged by cross-validation alone.
  double aicc = std::numeric_limits<double>::quiet_NaN();
  double parameter_count = 0;  ///< what the criterion counts
  fit::errors errors{};        ///< over the steps of the regime
  fit::cross_validation kfold{}, time_ordered{};
  std::vector<std::string> warnings{};  ///< names of fit/warning.hpp

  std::function<double(double batch_size, double tokens)> predict{};
  /// The curve over tokens at a batch size as an equation to typeset.
  std::function<std::string(double batch_size)> legend{};
  /// Where the true mean lies, and one more step, with a probability.
  std::function<interval(double batch_size, double tokens, double level)> mean_interval{},
      prediction_interval{};

  bool fitted() const { return reason.empty(); }
  std::string_view name() const { return name_of(kind); }
  bool warns(std::string_view warning) const {
    for (const auto& name : warnings)
      if (name == warning) return true;
    return false;
  }
};

/// A term of an equation: a factor and what it multiplies; nothing for a constant.
struct equation_term {
  double factor = 0;
  std::string of{};
};

/// "T = 6.106 + 0.03025 B + 0.003931 S ms".
inline std::string equation_of(const std::vector<equation_term>& terms,
                               const fit::equation_options& options) {
  std::string text = "T = ";
  bool first = true;
  for (const auto& [factor, of] : terms) {
    if (!first) text += factor < 0 ? " " + std::string(options.minus) + " " : " + ";
    text += fit::short_number(first ? factor : std::abs(factor), options);
    if (!of.empty()) text += " " + of;
    first = false;
  }
  return text + " ms";
}

/// Why nothing is known of how run time depends on tokens.
inline std::string one_number_of_tokens(double tokens) {
  return "S is " + fit::number_text(tokens) + " in all steps: nothing is known of other numbers";
}

/// A parameter that is an estimate.
inline model_parameter parameter_of(std::string name, const fit::estimate& from) {
  return {std::move(name), from.value, from.ci95};
}

}  // namespace proflens::workflow
