#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include <proflens/fit/error.hpp>
#include <proflens/fit/lanes.hpp>
#include <proflens/fit/linear_fit.hpp>
#include <proflens/fit/linear_scan.hpp>
#include <proflens/fit/linear_solution.hpp>
#include <proflens/fit/linear_sums.hpp>
#include <proflens/fit/robust_covariance.hpp>
#include <proflens/fit/warning.hpp>

/// `fit::linear`: any model that is linear in its parameters, by (weighted) least squares.
///
///     const auto terms = [](double b, double s) { return std::array{b, s, b * s}; };
///     const auto model = fit::linear(terms, fit::inputs(batch, tokens), time);
///     model.predict(4, 512);
///
/// From rows in blocks and constant memory; `linear_solution.hpp` says when moments are enough. All
/// functions throw fit::error, with a reason to be read by a user, where there is no fit: fewer
/// points than parameters, every column constant, a value that is not finite, a negative weight,
/// all weights 0. Some columns constant or dependent: see `linear_fit`.
namespace proflens::fit {

struct linear_options {
  std::span<const double> weights = {};  ///< inversely proportional to variances; empty: equal
  bool intercept = true;
  standard_errors errors = standard_errors::classical;  ///< others need arrays
};

/// Throws fit::error without points, for weights that are none, for values that are not finite.
template <std::size_t Columns>
void require_finite(const linear_moments<Columns>& m, const linear_symbols& symbols) {
  if (m.count == 0) throw error("no points; nothing can be fitted");
  if (!(m.weight > 0) || !std::isfinite(m.weight)) {
    throw error("a weight is negative or not finite; weights are 0 or more");
  }
  for (std::size_t i = 0; i < m.size; ++i) {
    if (std::isfinite(m.products[i][i])) continue;
    throw error("a value of " + (i < Columns ? symbols.column(i) : symbols.y) +
                " is NaN, infinite or too large to be squared");
  }
}

/// Throws fit::error for that, and where there are fewer points than parameters.
template <std::size_t Columns>
void require_linear(const linear_moments<Columns>& m, bool intercept,
                    const linear_symbols& symbols) {
  const std::size_t parameters = Columns + (intercept ? 1 : 0);
  require_finite(m, symbols);
  if (m.count >= parameters) return;
  throw error("only " + std::to_string(m.count) + (m.count == 1 ? " point; " : " points; ") +
              std::to_string(parameters) + " parameters need as many");
}

/// Throws fit::error where every column is constant.
template <std::size_t Columns>
void require_spread(const linear_moments<Columns>& m) {
  for (std::size_t j = 0; j < Columns; ++j) {
    if (m.products[j][j] > 0) return;
  }
  throw error("every column is the same in all " + std::to_string(m.count) + " points");
}

/// The same moments about 0 instead of the mean: for a model without intercept.
template <std::size_t Columns>
linear_moments<Columns> about_zero(linear_moments<Columns> m) {
  for (std::size_t i = 0; i < m.size; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      m.products[i][j] += m.weight * (m.origin[i] + m.centre(i)) * (m.origin[j] + m.centre(j));
    }
  }
  m.origin.fill(0);
  m.sum.fill(0);
  return m;
}

/// Fills what follows from the covariance of height and slopes.
template <std::size_t Columns>
void set_covariance(linear_fit& fit, const linear_solution<Columns>& solution,
                    const square_matrix& centred) {
  constexpr std::size_t size = Columns + 1;
  fit.frame.covariance = centred;
  std::array<double, size> mean{};
  for (std::size_t j = 0; j < Columns; ++j) mean[j + 1] = fit.frame.origin[j] + fit.frame.centre[j];
  // intercept = height - sum of slope_j mean_j
  std::array<double, size> to_intercept{};
  for (std::size_t a = 0; a < size; ++a) to_intercept[a] = a == 0 ? 1 : -mean[a];
  fit.covariance = centred;
  fit.covariance(0, 0) = centred.form(to_intercept);
  for (std::size_t a = 1; a < size; ++a) {
    double with_intercept = 0;
    for (std::size_t b = 0; b < size; ++b) with_intercept += to_intercept[b] * centred(b, a);
    fit.covariance(0, a) = fit.covariance(a, 0) = with_intercept;
  }
  const double freedom = fit.degrees_of_freedom();
  double intercept = fit.frame.y_origin + fit.frame.y_centre;
  for (std::size_t j = 0; j < Columns; ++j) intercept -= solution.slopes[j] * mean[j + 1];
  fit.coefficients.assign(size, {});
  for (std::size_t a = 0; a < size; ++a) {
    const bool known = a == 0 ? fit.has_intercept : std::ranges::count(solution.kept, a - 1) > 0;
    const double value = a > 0 ? solution.slopes[a - 1] : fit.has_intercept ? intercept : 0;
    const double error = known && freedom > 0 ? std::sqrt(fit.covariance(a, a))
                                              : std::numeric_limits<double>::quiet_NaN();
    fit.coefficients[a] = make_estimate(value, error, freedom > 0 ? freedom : 0);
  }
}

inline void add_warnings(linear_fit& fit, std::size_t columns, double total) {
  if (fit.rank < columns + (fit.has_intercept ? 1 : 0)) {
    fit.warnings.push_back(warning::rank_deficient);
  } else if (fit.condition > 1e7) {
    fit.warnings.push_back(warning::ill_conditioned);
  }
  if (fit.degrees_of_freedom() <= 0) {
    fit.warnings.push_back(warning::no_degrees_of_freedom);
    return;
  }
  if (is_perfect(fit.quality.sse, total)) fit.warnings.push_back(warning::perfect_fit);
  if (fit.largest_leverage > 0.99) {
    fit.warnings.push_back(warning::one_point_carries_a_parameter);
  }
}

/// Everything that follows from the least squares.
template <std::size_t Columns>
linear_fit complete(const linear_moments<Columns>& m, const linear_solution<Columns>& solution,
                    double sse, double largest_leverage, bool intercept,
                    const linear_symbols& symbols) {
  linear_fit fit{.n = m.count,
                 .rank = solution.kept.size() + (intercept ? 1 : 0),
                 .has_intercept = intercept,
                 .condition = solution.condition,
                 .largest_leverage = largest_leverage,
                 .symbols = symbols};
  const bool free = fit.degrees_of_freedom() > 0;
  const double total = m.products[Columns][Columns];
  fit.quality = make_quality({.n = m.count,
                              .parameters = static_cast<double>(fit.rank),
                              .sse = free ? sse : 0,  // else what is left is rounding
                              .total = total,
                              .weight = m.weight,
                              .log_weights = m.log_weights,
                              .intercept = intercept});
  fit.frame.y_origin = m.origin[Columns];
  fit.frame.y_centre = m.centre(Columns) + solution.y_shift;
  fit.frame.inverse = square_matrix(Columns + 1);
  fit.frame.inverse(0, 0) = intercept ? 1 / m.weight : 0;
  for (std::size_t i = 0; i < Columns; ++i) {
    fit.frame.origin.push_back(m.origin[i]);
    fit.frame.centre.push_back(m.centre(i));
    for (std::size_t j = 0; j < Columns; ++j)
      fit.frame.inverse(i + 1, j + 1) = solution.inverse[i][j];
  }
  square_matrix covariance = fit.frame.inverse;
  for (double& value : covariance.values) value *= fit.quality.residual_variance;
  set_covariance(fit, solution, covariance);
  add_warnings(fit, Columns, total);
  return fit;
}

/// The model of what was summed, possibly in pieces, in one pass. Its sum of squares is a
/// difference here: see `solve` of least_squares.hpp. Standard errors are the classical ones.
template <std::size_t Columns>
linear_fit linear(const linear_moments<Columns>& sums, const linear_symbols& symbols = {},
                  bool intercept = true) {
  require_linear(sums, intercept, symbols);
  const linear_moments<Columns> m = intercept ? sums : about_zero(sums);
  require_spread(m);
  linear_solution<Columns> solution = solution_of(m, factor_of(m));
  const auto products = products_with_y(m);
  solution.correct(products);
  double explained = 0;
  for (std::size_t j = 0; j < Columns; ++j) explained += solution.slopes[j] * products[j];
  return complete(m, solution, std::max(0.0, m.products[Columns][Columns] - explained),
                  std::numeric_limits<double>::quiet_NaN(), intercept, symbols);
}
template <std::size_t Columns>
linear_fit linear(const linear_sums<Columns>& sums, const linear_symbols& symbols = {},
                  bool intercept = true) {
  return linear(sums.moments(), symbols, intercept);
}

/// The model of rows whose plain moments are known, in a few passes for the residuals.
template <std::size_t Columns, class Rows>
linear_fit linear_through(const linear_moments<Columns>& plain, const Rows& rows,
                          standard_errors errors, const linear_symbols& symbols) {
  const auto m = rows.intercept ? plain : about_zero(plain);
  auto factor = factor_of(m);
  const bool enough = factor.condition <= moments_suffice;
  if (!enough) {
    factor = factor_of_rows(
        m, rows.columns, [&](std::size_t i) { return rows.weight(i); }, rows.size);
  }
  linear_solution<Columns> solution = solution_of(m, factor);
  solution.correct(products_with_y(m));
  linear_residuals<Columns> left = residuals_of(m, solution, rows);
  for (int step = 0; step < (enough ? 1 : 3); ++step) {
    if (step > 0) left = residuals_of(m, solution, rows);
    solution.correct(left.dr);
    if (rows.intercept) solution.y_shift += left.r / m.weight;
  }
  if (!enough) left = residuals_of(m, solution, rows);
  linear_fit fit = complete(m, solution, left.rr, left.largest_leverage, rows.intercept, symbols);
  if (errors != standard_errors::classical) {
    set_covariance(fit, solution, robust_covariance(fit, rows, errors));
  }
  return fit;
}

/// The moments of weighted rows.
template <std::size_t Columns, class Rows>
linear_moments<Columns> weighted_moments(const Rows& rows) {
  linear_sums<Columns> sums;
  for (std::size_t i = 0; i < rows.size; ++i) sums(rows.columns(i), rows.y(i), rows.weight(i));
  if (sums.count() == 0 && rows.size > 0) throw error("all weights are 0; nothing can be fitted");
  return sums.moments();
}

/// The model of rows, in a pass for the moments and a few for the residuals.
template <std::size_t Columns, class Rows>
linear_fit linear_through(const Rows& rows, standard_errors errors, const linear_symbols& symbols) {
  const linear_moments<Columns> plain =
      rows.weights.empty() ? scan_moments<Columns>(rows) : weighted_moments<Columns>(rows);
  require_linear(plain, rows.intercept, symbols);
  require_spread(rows.intercept ? plain : about_zero(plain));
  return linear_through(plain, rows, errors, symbols);
}

/// Views of equally long arrays: the inputs of a model.
template <class... Ranges>
std::array<std::span<const double>, sizeof...(Ranges)> inputs(const Ranges&... ranges) {
  return {std::span<const double>(ranges)...};
}

/// The smallest and largest value of each input; there must be one.
template <std::size_t Inputs>
std::array<interval, Inputs> ranges_of(const std::array<std::span<const double>, Inputs>& inputs) {
  std::array<interval, Inputs> ranges{};
  for (std::size_t j = 0; j < Inputs; ++j) ranges[j] = range_of(inputs[j]);
  return ranges;
}

/// A fit of columns that knows its terms, and so predicts from inputs. `Fit` is a `linear_fit` or a
/// `ridge_fit`.
template <class Terms, std::size_t Inputs, class Fit>
struct model_of_terms {
  Terms terms;                            ///< terms(input...): the columns, a std::array of double
  Fit fit;                                ///< parameters, quality, warnings
  std::array<interval, Inputs> ranges{};  ///< of the inputs; beyond them it is an extrapolation

  template <class... Values>
  double predict(Values... values) const {
    return fit.predict(terms(values...));
  }
  template <class... Values>
  double operator()(Values... values) const {
    return predict(values...);
  }
  /// The interval that holds the true model with 95 %; see `Fit` for other levels.
  template <class... Values>
  interval mean_interval(Values... values) const {
    return fit.mean_interval(terms(values...));
  }
  /// The interval that holds one more observation with 95 %.
  template <class... Values>
  interval prediction_interval(Values... values) const {
    return fit.prediction_interval(terms(values...));
  }
  /// Whether an input lies outside the range of the data.
  template <class... Values>
  bool extrapolates(Values... values) const {
    const std::array<double, Inputs> at{static_cast<double>(values)...};
    for (std::size_t i = 0; i < Inputs; ++i) {
      if (!ranges[i].contains(at[i])) return true;
    }
    return false;
  }
};

template <class Terms, std::size_t Inputs>
using linear_model = model_of_terms<Terms, Inputs, linear_fit>;

/// Throws fit::error unless all arrays are as long as y.
template <std::size_t Inputs>
void require_equal_sizes(const std::array<std::span<const double>, Inputs>& inputs,
                         std::span<const double> y, std::span<const double> weights) {
  for (const auto& input : inputs) {
    if (input.size() == y.size()) continue;
    throw error("an input has " + std::to_string(input.size()) + " values, y " +
                std::to_string(y.size()));
  }
  if (!weights.empty() && weights.size() != y.size()) {
    throw error("there are " + std::to_string(weights.size()) + " weights and " +
                std::to_string(y.size()) + " values of y");
  }
}

/// Fits `terms`, functions of the inputs at a point given as an array, to y.
template <class Terms, std::size_t Inputs>
linear_model<Terms, Inputs> linear(const Terms& terms,
                                   const std::array<std::span<const double>, Inputs>& inputs,
                                   std::span<const double> y, const linear_options& options = {},
                                   const linear_symbols& symbols = {}) {
  require_equal_sizes(inputs, y, options.weights);
  const auto columns = [&](std::size_t i) {
    return std::apply([&](const auto&... input) { return terms(input[i]...); }, inputs);
  };
  using row = std::invoke_result_t<decltype(columns), std::size_t>;
  const linear_rows<decltype(columns)> rows{columns, y, options.weights, options.intercept};
  linear_fit fit = linear_through<std::tuple_size_v<row>>(rows, options.errors, symbols);
  return {terms, std::move(fit), ranges_of(inputs)};
}

template <class Terms, std::size_t Inputs, class Fit>
std::string equation(const model_of_terms<Terms, Inputs, Fit>& model,
                     const equation_options& options = {}) {
  return equation(model.fit, options);
}
template <class Terms, std::size_t Inputs, class Fit>
std::string summary(const model_of_terms<Terms, Inputs, Fit>& model) {
  return summary(model.fit);
}

}  // namespace proflens::fit
