#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <proflens/fit/distribution.hpp>
#include <proflens/fit/equation.hpp>
#include <proflens/fit/estimate.hpp>
#include <proflens/fit/quality.hpp>
#include <proflens/fit/square_matrix.hpp>
#include <proflens/interval.hpp>

namespace proflens::fit {

/// How a linear model writes itself: `T = 6.106 + 0.03025 B + 0.003931 S ms` has the columns "B"
/// and "S", y "T" and the unit "ms". Columns without a name are x1, x2 and so on.
struct linear_symbols {
  std::vector<std::string> columns{};
  std::string y = "y";
  std::string unit{};  ///< of y; empty where there is none

  /// The name of a column, counted from 0.
  std::string column(std::size_t index) const {
    if (index < columns.size()) return columns[index];
    std::string name = "x";  // "x" + ... draws a false -Wrestrict from GCC 12
    return name += std::to_string(index + 1);
  }

  friend bool operator==(const linear_symbols&, const linear_symbols&) = default;
};

/// y = intercept + sum of slope_j column_j by (weighted) least squares, complete with errors,
/// intervals and quality. Made by `fit::linear`. A row is the values of the columns at one place.
///
/// A column that depends on those before it is left out, as R does: its value is 0, its errors are
/// NaN, and `warnings` says rank_deficient. Predictions then hold where the rows depend alike.
struct linear_fit {
  std::uint64_t n = 0;   ///< points, without those of weight 0
  std::size_t rank = 0;  ///< parameters that were estimated, k
  bool has_intercept = true;
  /// Of the parameters: the intercept (0 where there is none, with errors NaN), then the columns.
  std::vector<estimate> coefficients{};
  square_matrix covariance{};  ///< of the coefficients, in their order
  fit_quality quality{};
  double condition = 1;  ///< of the centred columns, each scaled to length 1
  /// The diagonal of the hat matrix at its largest; NaN where only sums were known.
  double largest_leverage = std::numeric_limits<double>::quiet_NaN();
  linear_symbols symbols{};
  std::vector<std::string_view> warnings{};  ///< names of fit/warning.hpp

  /// Where the model is known best. Coordinates are relative to `origin`, a point of the data; all
  /// of it is 0 without intercept. The matrices belong to the basis (1, column_j - mean column_j).
  struct geometry {
    std::vector<double> origin{};  ///< of the columns
    std::vector<double> centre{};  ///< weighted mean, relative to `origin`
    double y_origin = 0;
    double y_centre = 0;         ///< height of the model at the centre, relative to `y_origin`
    square_matrix inverse{};     ///< of X' W X
    square_matrix covariance{};  ///< of height and slopes

    friend bool operator==(const geometry&, const geometry&) = default;
  } frame{};

  /// n - k.
  double degrees_of_freedom() const { return static_cast<double>(n) - static_cast<double>(rank); }

  /// The model at a row.
  double predict(std::span<const double> row) const {
    return frame.y_origin + (frame.y_centre + rise(row));
  }

  /// y - model, without the loss of taking a difference of two large numbers.
  double residual(std::span<const double> row, double y) const {
    return (y - frame.y_origin) - frame.y_centre - rise(row);
  }

  /// The pull of a point of the fit on the model, in [0, 1]: the diagonal of the hat matrix.
  double leverage(std::span<const double> row, double weight = 1) const {
    return weight * frame.inverse.form(from_centre(row));
  }

  /// The standard error of the model at a row.
  double standard_error(std::span<const double> row) const {
    return std::sqrt(frame.covariance.form(from_centre(row)));
  }

  /// The interval that holds the true model at a row with probability `level`.
  interval mean_interval(std::span<const double> row, double level = 0.95) const {
    return around(row, standard_error(row), level);
  }

  /// The interval that holds one more observation (of weight 1) with probability `level`.
  interval prediction_interval(std::span<const double> row, double level = 0.95) const {
    const double known = standard_error(row);
    return around(row, std::sqrt(quality.residual_variance + known * known), level);
  }

  /// A row in the basis of `frame`: 1 (0 without intercept), then column_j - mean column_j.
  std::vector<double> from_centre(std::span<const double> row) const {
    std::vector<double> u{has_intercept ? 1.0 : 0.0};
    u.reserve(row.size() + 1);
    for (std::size_t j = 0; j < row.size(); ++j) u.push_back(distance(row, j));
    return u;
  }

  friend bool operator==(const linear_fit&, const linear_fit&) = default;

 private:
  double distance(std::span<const double> row, std::size_t j) const {
    return (row[j] - frame.origin[j]) - frame.centre[j];
  }
  double rise(std::span<const double> row) const {
    double total = 0;
    for (std::size_t j = 0; j < row.size(); ++j)
      total += coefficients[j + 1].value * distance(row, j);
    return total;
  }
  interval around(std::span<const double> row, double error, double level) const {
    const double reach = distribution::student_t_two_sided(level, degrees_of_freedom()) * error;
    const double height = predict(row);
    return {height - reach, height + reach};
  }
};

/// The terms of an equation, without the parameters that were left out.
inline std::vector<equation_term> equation_terms(const linear_fit& fit) {
  std::vector<equation_term> terms;
  for (std::size_t j = 0; j < fit.coefficients.size(); ++j) {
    const estimate& parameter = fit.coefficients[j];
    const bool left_out = parameter.value == 0 && std::isnan(parameter.standard_error);
    if (left_out || (j == 0 && !fit.has_intercept)) continue;
    terms.push_back({parameter.value, j == 0 ? std::string() : fit.symbols.column(j - 1)});
  }
  return terms;
}

/// "T = 6.106 + 0.03025 B + 0.003931 S ms".
inline std::string equation(const linear_fit& fit, const equation_options& options = {}) {
  return equation_text(fit.symbols.y, equation_terms(fit), fit.symbols.unit, options);
}

/// "   R2 0.981   n 80", as a part of a summary.
inline std::string quality_text(const fit_quality& quality, std::uint64_t n) {
  return "   R2 " + short_number(quality.r2, {.significant_digits = 3}) + "   n " +
         std::to_string(n);
}

/// "T = 6.106 + 0.03025 B + 0.003931 S ms   R2 0.981   n 80".
inline std::string summary(const linear_fit& fit) {
  return equation(fit) + quality_text(fit.quality, fit.n);
}

}  // namespace proflens::fit
