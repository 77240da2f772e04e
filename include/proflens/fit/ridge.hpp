#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <vector>

#include <proflens/fit/error.hpp>
#include <proflens/fit/linear_fit.hpp>
#include <proflens/fit/linear_model.hpp>
#include <proflens/fit/linear_solution.hpp>
#include <proflens/fit/linear_sums.hpp>
#include <proflens/fit/quality.hpp>
#include <proflens/fit/singular_values.hpp>
#include <proflens/fit/warning.hpp>

namespace proflens::fit {

/// A linear model whose slopes are held back: it minimises |y - mean y - Z c|^2 + alpha |c|^2,
/// where Z are the columns less their means, divided by their standard deviations (of the
/// population, 1/n). The intercept, the mean of y, is not held back. Hoerl and Kennard (1970).
///
/// A ridge is biased on purpose. Its intervals hold where the model it was drawn to would lie, not
/// where the truth is; k is the trace of the hat matrix. There are none (NaN) where that is n.
struct ridge_fit {
  std::uint64_t n = 0;
  double alpha = 0;
  double intercept = 0;                ///< the mean of y
  std::vector<double> coefficients{};  ///< c, of the standardised columns; 0 for a constant one
  square_matrix covariance{};          ///< of c
  double effective_parameters = 0;     ///< k: 1 to columns + 1
  fit_quality quality{};
  linear_symbols symbols{};
  std::vector<std::string_view> warnings{};  ///< names of fit/warning.hpp

  /// How columns are standardised: (value - origin - centre) / spread.
  struct standard {
    std::vector<double> origin{}, centre{}, spread{};
    double y_origin = 0, y_centre = 0;

    friend bool operator==(const standard&, const standard&) = default;
  } frame{};

  double degrees_of_freedom() const { return static_cast<double>(n) - effective_parameters; }

  /// A row of columns as multiples of their standard deviations from the mean; 0 for a constant
  /// one.
  std::vector<double> standardised(std::span<const double> row) const {
    std::vector<double> z;
    z.reserve(row.size());
    for (std::size_t j = 0; j < row.size(); ++j) {
      const double d = (row[j] - frame.origin[j]) - frame.centre[j];
      z.push_back(frame.spread[j] > 0 ? d / frame.spread[j] : 0);
    }
    return z;
  }
  double predict(std::span<const double> row) const {
    return frame.y_origin + (frame.y_centre + rise(row));
  }
  double residual(std::span<const double> row, double y) const {
    return (y - frame.y_origin) - frame.y_centre - rise(row);
  }
  interval mean_interval(std::span<const double> row, double level = 0.95) const {
    return around(row, mean_variance(row), level);
  }
  interval prediction_interval(std::span<const double> row, double level = 0.95) const {
    return around(row, quality.residual_variance + mean_variance(row), level);
  }

  friend bool operator==(const ridge_fit&, const ridge_fit&) = default;

 private:
  double rise(std::span<const double> row) const {
    const std::vector<double> z = standardised(row);
    double total = 0;
    for (std::size_t j = 0; j < z.size(); ++j) total += coefficients[j] * z[j];
    return total;
  }
  double mean_variance(std::span<const double> row) const {
    return quality.residual_variance / static_cast<double>(n) + covariance.form(standardised(row));
  }
  interval around(std::span<const double> row, double variance, double level) const {
    const double reach =
        distribution::student_t_two_sided(level, degrees_of_freedom()) * std::sqrt(variance);
    return {predict(row) - reach, predict(row) + reach};
  }
};

struct ridge_options {
  double alpha = 1;  ///< 0 or more; not divided by n
};

/// The coefficients from moments: in the eigenvectors of Z'Z the columns are apart from each other,
/// and alpha is added to each eigenvalue. Directions without any spread stay out where alpha is 0.
template <std::size_t Columns>
ridge_fit ridge_of_moments(const linear_moments<Columns>& m, double alpha) {
  const auto spreads = spreads_of(m);
  const singular_values eigen = singular_values_of(correlations(m));
  const double least = 1e-14 * eigen.values[0] * m.weight;
  ridge_fit fit{.n = m.count,
                .alpha = alpha,
                .intercept = m.origin[Columns] + m.centre(Columns),
                .coefficients = std::vector<double>(Columns, 0.0),
                .covariance = square_matrix(Columns),
                .effective_parameters = 1};
  for (std::size_t i = 0; i < Columns; ++i) {
    const double value = eigen.values[i] * m.weight;
    const double held = value + alpha > least ? 1 / (value + alpha) : 0;
    const std::span<const double> axis = eigen.directions.column(i);
    double along = 0;
    for (std::size_t j = 0; j < Columns; ++j) {
      if (spreads[j] > 0) along += axis[j] * (m.products[Columns][j] / spreads[j]);
    }
    fit.effective_parameters += value * held;
    for (std::size_t j = 0; j < Columns; ++j) {
      fit.coefficients[j] += axis[j] * (held * along);
      for (std::size_t k = 0; k < Columns; ++k) {
        fit.covariance(j, k) += axis[j] * (value * held * held) * axis[k];
      }
    }
  }
  fit.frame = {.origin = {m.origin.begin(), m.origin.begin() + Columns},
               .centre = {},
               .spread = {spreads.begin(), spreads.end()},
               .y_origin = m.origin[Columns],
               .y_centre = m.centre(Columns)};
  for (std::size_t j = 0; j < Columns; ++j) fit.frame.centre.push_back(m.centre(j));
  return fit;
}

/// A ridge that knows its terms, and so predicts from inputs.
template <class Terms, std::size_t Inputs>
using ridge_model = model_of_terms<Terms, Inputs, ridge_fit>;

/// Fits `terms`, functions of the inputs at a point given as an array, to y. Throws fit::error for
/// no points, arrays of unequal size, a value that is not finite, an alpha below 0 or not finite.
template <class Terms, std::size_t Inputs>
ridge_model<Terms, Inputs> ridge(const Terms& terms,
                                 const std::array<std::span<const double>, Inputs>& inputs,
                                 std::span<const double> y, const ridge_options& options = {},
                                 const linear_symbols& symbols = {}) {
  if (!(options.alpha >= 0) || !std::isfinite(options.alpha)) {
    throw error("alpha of a ridge is 0 or more and finite");
  }
  require_equal_sizes(inputs, y, {});
  const auto columns = [&](std::size_t i) {
    return std::apply([&](const auto&... input) { return terms(input[i]...); }, inputs);
  };
  constexpr std::size_t count =
      std::tuple_size_v<std::invoke_result_t<decltype(columns), std::size_t>>;
  linear_sums<count> sums;
  for (std::size_t i = 0; i < y.size(); ++i) sums(columns(i), y[i]);
  const linear_moments<count> m = sums.moments();
  require_finite(m, symbols);

  ridge_model<Terms, Inputs> model{terms, ridge_of_moments(m, options.alpha), ranges_of(inputs)};
  ridge_fit& fit = model.fit;
  fit.symbols = symbols;
  const auto n = static_cast<double>(fit.n);
  if (fit.degrees_of_freedom() < 1e-9 * n) {  // what is left is rounding
    fit.effective_parameters = n;
    fit.warnings.push_back(warning::no_degrees_of_freedom);
  }
  double sse = 0;
  for (std::size_t i = 0; i < y.size(); ++i) {
    const double r = fit.residual(columns(i), y[i]);
    sse += r * r;
  }
  fit.quality = make_quality({.n = m.count,
                              .parameters = fit.effective_parameters,
                              .sse = sse,
                              .total = m.products[count][count],
                              .weight = m.weight});
  for (double& value : fit.covariance.values) value *= fit.quality.residual_variance;
  return model;
}

/// The terms B, S, B^2, B S, S^2.
struct degree2_terms {
  std::array<double, 5> operator()(double b, double s) const { return {b, s, b * b, b * s, s * s}; }
  friend bool operator==(const degree2_terms&, const degree2_terms&) = default;
};

/// The ridge over all products of two inputs up to the second degree.
inline ridge_model<degree2_terms, 2> ridge_degree2(std::span<const double> first,
                                                   std::span<const double> second,
                                                   std::span<const double> y,
                                                   const ridge_options& options = {},
                                                   const linear_symbols& symbols = {}) {
  return ridge(degree2_terms{}, std::array{first, second}, y, options, symbols);
}

/// "T = 16 + 0.7804 z(B) + 3.889 z(S) ms": z is a column less its mean, over its deviation.
inline std::string equation(const ridge_fit& fit, const equation_options& options = {}) {
  std::vector<equation_term> terms{{fit.intercept, {}}};
  for (std::size_t j = 0; j < fit.coefficients.size(); ++j) {
    terms.push_back({fit.coefficients[j], std::string("z(") + fit.symbols.column(j) + ")"});
  }
  return equation_text(fit.symbols.y, terms, fit.symbols.unit, options);
}
inline std::string summary(const ridge_fit& fit) {
  return equation(fit) + quality_text(fit.quality, fit.n);
}

}  // namespace proflens::fit
