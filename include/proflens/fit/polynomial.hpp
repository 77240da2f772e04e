#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <vector>

#include <proflens/fit/linear_model.hpp>

namespace proflens::fit {

/// The powers 1 to `Degree` of the distance from a centre.
template <std::size_t Degree>
struct polynomial_terms {
  double centre = 0;

  std::array<double, Degree> operator()(double x) const {
    std::array<double, Degree> powers{};
    double power = 1;
    for (double& value : powers) value = power *= x - centre;
    return powers;
  }
  friend bool operator==(const polynomial_terms&, const polynomial_terms&) = default;
};

/// y = a0 + a1 x + a2 x^2 ... Computed, and predicted, in powers of the distance from the middle of
/// the data, which loses nothing at time stamps; the parameters are those of the powers of x.
template <std::size_t Degree>
struct polynomial_fit {
  linear_model<polynomial_terms<Degree>, 1> model;  ///< about the middle of the data
  std::vector<estimate> coefficients{};             ///< a0, a1, ...
  square_matrix covariance{};                       ///< of the coefficients

  double predict(double x) const { return model.predict(x); }
  double operator()(double x) const { return predict(x); }
  interval mean_interval(double x) const { return model.mean_interval(x); }
  interval prediction_interval(double x) const { return model.prediction_interval(x); }
  bool extrapolates(double x) const { return model.extrapolates(x); }
};

/// The matrix that turns coefficients of powers of (x - centre) into those of powers of x, by the
/// binomial theorem.
inline square_matrix from_centred_powers(std::size_t degree, double centre) {
  square_matrix expansion(degree + 1);
  for (std::size_t power = 0; power <= degree; ++power) {
    double factor = 1;  // binomial(power, i) (-centre)^(power - i), from i = power down
    for (std::size_t i = power + 1; i-- > 0;) {
      expansion(i, power) = factor;
      factor *= -centre * static_cast<double>(i) / static_cast<double>(power - i + 1);
    }
  }
  return expansion;
}

/// The polynomial of a degree through points, by (weighted) least squares. Throws fit::error where
/// `fit::linear` does; with fewer different x than parameters the highest powers are left out:
/// their parameters are 0 without errors (NaN), and `warnings` says rank_deficient.
template <std::size_t Degree>
polynomial_fit<Degree> polynomial(std::span<const double> x, std::span<const double> y,
                                  const linear_options& options = {},
                                  const linear_symbols& symbols = {}) {
  if (x.empty())
    throw error("no points; " + std::to_string(Degree + 1) + " parameters need as many");
  const auto [low, high] = std::ranges::minmax_element(x);
  const polynomial_terms<Degree> terms{options.intercept ? *low + (*high - *low) / 2 : 0};
  polynomial_fit<Degree> result{linear(terms, inputs(x), y, options, symbols)};
  const linear_fit& centred = result.model.fit;
  const square_matrix expansion = from_centred_powers(Degree, terms.centre);
  result.covariance = square_matrix(Degree + 1);
  for (std::size_t i = 0; i <= Degree; ++i) {
    double value = 0;
    for (std::size_t j = i; j <= Degree; ++j) {
      value += expansion(i, j) * centred.coefficients[j].value;
    }
    for (std::size_t k = 0; k <= Degree; ++k) {
      for (std::size_t a = i; a <= Degree; ++a) {
        for (std::size_t b = k; b <= Degree; ++b) {
          result.covariance(i, k) += expansion(i, a) * centred.covariance(a, b) * expansion(k, b);
        }
      }
    }
    const bool left_out = std::isnan(centred.coefficients[i].standard_error);
    const double error =
        left_out ? std::numeric_limits<double>::quiet_NaN() : std::sqrt(result.covariance(i, i));
    result.coefficients.push_back(make_estimate(value, error, centred.degrees_of_freedom()));
  }
  return result;
}

/// "T = 1 + 2 L + 3 L^2 ms": the name of x is that of the first column.
template <std::size_t Degree>
std::string equation(const polynomial_fit<Degree>& fit, const equation_options& options = {}) {
  const linear_symbols& symbols = fit.model.fit.symbols;
  std::vector<equation_term> terms;
  for (std::size_t power = 0; power <= Degree; ++power) {
    std::string name = power == 0 ? "" : symbols.columns.empty() ? "x" : symbols.columns[0];
    if (power > 1) name.append("^").append(std::to_string(power));
    terms.push_back({fit.coefficients[power].value, name});
  }
  return equation_text(symbols.y, terms, symbols.unit, options);
}
template <std::size_t Degree>
std::string summary(const polynomial_fit<Degree>& fit) {
  return equation(fit) + quality_text(fit.model.fit.quality, fit.model.fit.n);
}

}  // namespace proflens::fit
