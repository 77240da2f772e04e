#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <proflens/fit/column_matrix.hpp>
#include <proflens/fit/distribution.hpp>
#include <proflens/fit/equation.hpp>
#include <proflens/fit/estimate.hpp>
#include <proflens/fit/quality.hpp>
#include <proflens/fit/saturation_model.hpp>
#include <proflens/interval.hpp>

namespace proflens::fit {

/// Which parameters the data tell apart: the singular values of the derivatives of the model by the
/// logarithms of those parameters that do not stand at a bound.
struct identifiability {
  std::vector<double> singular_values{};  ///< in units of y, descending
  std::size_t rank = 0;                   ///< those above 1e-8 of the largest
  /// One sentence for each combination of parameters that is not known to a factor of e, such as
  /// "P, w0, w1: scaling them together changes nothing". Empty where all are known.
  std::vector<std::string> reasons{};

  friend bool operator==(const identifiability&, const identifiability&) = default;
};

/// The saturating cost model of `saturation_model.hpp`, fitted by `fit::saturation`.
///
/// Its parameters are not identifiable: only w0 / P and w1 / P have a meaning, and others may have
/// none in the data at hand; see `known`. Predictions and their intervals do not suffer from that.
/// Intervals are those of the linear approximation; parameters at a bound count as fixed.
struct saturation_fit {
  std::uint64_t n = 0;
  saturation_scales scales{};
  /// In the order of `saturation_parameters`. Errors are NaN for a parameter that stands at a bound
  /// or that the data do not determine.
  std::array<estimate, 8> parameters{};
  std::array<bool, 8> at_bound{};
  identifiability known{};
  fit_quality quality{};   ///< with as many parameters as `known.rank`
  bool converged = false;  ///< whether the best of the starts came to rest
  interval batch_size_range{}, tokens_range{};
  std::string y_symbol = "T", unit{};
  std::vector<std::string_view> warnings{};  ///< names of fit/warning.hpp

  /// Columns v_i / s_i of the singular value decomposition, to which predictions are projected: the
  /// variance of the model is the residual variance times the squared length of the projection.
  column_matrix spread{};

  double degrees_of_freedom() const {
    return static_cast<double>(n) - static_cast<double>(known.rank);
  }

  /// The values of the parameters.
  std::array<double, 8> values() const {
    std::array<double, 8> all{};
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = parameters[i].value;
    return all;
  }

  /// The model at a batch size and a number of tokens.
  double predict(double batch_size, double tokens) const {
    const std::array<double, 8> all = values();
    return saturation_curve(all).value(batch_size / scales.batch_size, tokens / scales.tokens);
  }
  double operator()(double batch_size, double tokens) const { return predict(batch_size, tokens); }

  /// The standard error of the model there.
  double standard_error(double batch_size, double tokens) const {
    const std::array<double, 8> all = values();
    std::array<double, 8> gradient{};
    saturation_curve(all).value(batch_size / scales.batch_size, tokens / scales.tokens, gradient);
    for (std::size_t i = 0; i < 8; ++i) gradient[i] *= all[i];
    double squares = 0;
    for (std::size_t j = 0; j < spread.columns; ++j) {
      const double part = inner_product(gradient, spread.column(j));
      squares += part * part;
    }
    return std::sqrt(quality.residual_variance * squares);
  }

  /// The interval that holds the true model with probability `level`, about.
  interval mean_interval(double batch_size, double tokens, double level = 0.95) const {
    return around(batch_size, tokens, standard_error(batch_size, tokens), level);
  }

  /// The interval that holds one more observation with probability `level`, about.
  interval prediction_interval(double batch_size, double tokens, double level = 0.95) const {
    const double error = standard_error(batch_size, tokens);
    return around(batch_size, tokens, std::sqrt(quality.residual_variance + error * error), level);
  }

 private:
  interval around(double batch_size, double tokens, double error, double level) const {
    const double reach = distribution::student_t_two_sided(level, degrees_of_freedom()) * error;
    const double height = predict(batch_size, tokens);
    return {height - reach, height + reach};
  }
};

/// The model as text, with P taken into w0 and w1: "T = 7.88 + (0.26 + 10.1 s) / ((1 - exp(-3.04
/// b)) (1 - exp(-2.5 s))) + 0.426 b + 1.17 s ms, b = B / 66, s = S / 2178".
inline std::string equation(const saturation_fit& fit,
                            const equation_options& options = {.significant_digits = 3}) {
  const auto number = [&](double value) { return short_number(value, options); };
  const auto [p, k_b, k_s, w0, w1, t0, t_b, t_s] = fit.values();
  const std::string minus(options.minus);
  const auto rise = [&](double rate, const char* of) {
    return "(1 " + minus + " exp(" + minus + number(rate) + " " + of + "))";
  };
  return fit.y_symbol + " = " + number(t0) + " + (" + number(w0 / p) + " + " + number(w1 / p) +
         " s) / (" + rise(k_b, "b") + " " + rise(k_s, "s") + ") + " + number(t_b) + " b + " +
         number(t_s) + " s" + (fit.unit.empty() ? "" : " " + fit.unit) + ", b = B / " +
         short_number(fit.scales.batch_size) + ", s = S / " + short_number(fit.scales.tokens);
}

/// The model with its quality in one line.
inline std::string summary(const saturation_fit& fit) {
  return equation(fit) + "   R2 " + short_number(fit.quality.r2, {.significant_digits = 3}) +
         "   n " + std::to_string(fit.n);
}

}  // namespace proflens::fit
