#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include <proflens/aggregate/quantile.hpp>
#include <proflens/fit/column_matrix.hpp>
#include <proflens/fit/estimate.hpp>
#include <proflens/fit/levenberg_marquardt.hpp>
#include <proflens/fit/line_scan.hpp>
#include <proflens/fit/quality.hpp>
#include <proflens/fit/saturation_fit.hpp>
#include <proflens/fit/saturation_model.hpp>
#include <proflens/fit/singular_values.hpp>
#include <proflens/fit/warning.hpp>

/// `fit::saturation`: the bounded saturating model, by Levenberg and Marquardt from several starts.
namespace proflens::fit {

/// In the order of `saturation_parameters`.
struct saturation_options {
  std::array<double, 8> lower{1e-6, 1e-6, 1e-6, 0, 1e-9, 0, 0, 0};
  std::array<double, 8> upper{100, 10, 10, 10, 100, 1000, 10, 10};
  std::size_t trial_steps = 12;  ///< from each start, before the best goes on
  levenberg_marquardt_options solver = {};
};

/// The first start: throughput and slope as the data show them, the rates slow.
inline std::vector<double> first_start(const saturation_points& points) {
  std::vector<double> rates;
  double least = std::numeric_limits<double>::infinity();
  for (const auto& at : points.rows()) {
    if (at.t > 0) rates.push_back(at.s / at.t);
    least = std::min(least, at.t);
  }
  const auto rows = points.rows();
  const line_moments m = scan_moments([rows](std::size_t i) { return rows[i].s; },
                                      [rows](std::size_t i) { return rows[i].t; }, rows.size());
  const double throughput = rates.empty() ? 1 : aggregate::quantile(rates, 0.95);
  const double slope = m.xx > 0 ? m.xy / m.xx : 0;
  return {throughput, 0.1, 0.01, 0.1, slope, least / 2, 1e-3, 1e-3};
}

/// The starts: the first, and faster rates of saturation. From any of them most data lead to the
/// same sum of squares.
inline std::vector<std::vector<double>> saturation_starts(const saturation_points& points,
                                                          const saturation_options& options) {
  std::vector<std::vector<double>> starts(5, first_start(points));
  constexpr double rates[][2] = {{0.3, 0.3}, {0.3, 3}, {3, 0.3}, {3, 3}};
  for (std::size_t i = 0; i < 4; ++i) {
    starts[i + 1][1] = rates[i][0];
    starts[i + 1][2] = rates[i][1];
  }
  for (auto& start : starts) {
    for (std::size_t k = 0; k < start.size(); ++k) {
      start[k] = std::clamp(start[k], options.lower[k] + 1e-9, options.upper[k] - 1e-9);
    }
  }
  return starts;
}

/// A few steps from each start, and from the best place that was reached on to the end.
inline levenberg_marquardt_result solved_from_several(const saturation_points& points,
                                                      const parameter_bounds& bounds,
                                                      const saturation_options& options) {
  levenberg_marquardt_options trial = options.solver;
  trial.steps = options.trial_steps;
  levenberg_marquardt_result best;
  for (const std::vector<double>& start : saturation_starts(points, options)) {
    const auto found = levenberg_marquardt(points, start, bounds, trial);
    if (best.parameters.empty() || found.sse < best.sse) best = found;
  }
  return levenberg_marquardt(points, best.parameters, bounds, options.solver);
}

/// The derivatives of the model by the logarithms of the parameters, reduced to a triangle.
inline column_matrix triangle_of_derivatives(const saturation_points& points,
                                             const saturation_fit& fit) {
  const std::array<double, 8> values = fit.values();
  const saturation_curve curve(values);
  const auto rows = points.rows();
  column_matrix jacobian(rows.size(), 8);
  std::array<double, 8> gradient{};
  for (std::size_t i = 0; i < rows.size(); ++i) {
    curve.value(rows[i].b, rows[i].s, gradient);
    for (std::size_t k = 0; k < 8; ++k) {
      jacobian(i, k) = fit.at_bound[k] ? 0 : gradient[k] * values[k];
    }
  }
  reduce_to_triangle(jacobian);
  column_matrix triangle(8, 8);
  for (std::size_t k = 0; k < 8; ++k) {
    std::ranges::copy(jacobian.column(k).first(8), triangle.column(k).begin());
  }
  return triangle;
}

/// Why one direction of the parameters is not known, in words.
inline std::string reason_of(std::span<const double> direction, bool exactly, double error) {
  std::string names;
  std::vector<double> shares;
  double largest = 0;
  for (const double part : direction) largest = std::max(largest, std::abs(part));
  for (std::size_t i = 0; i < direction.size(); ++i) {
    if (std::abs(direction[i]) < 0.1 * largest) continue;
    names += (names.empty() ? "" : ", ") + std::string(saturation_parameters[i]);
    shares.push_back(direction[i]);
  }
  if (!exactly) {
    return names + ": known to a factor of " +
           (error < 10 ? short_number(std::exp(error), {.significant_digits = 2}) : "any size") +
           " only";
  }
  const auto [low, high] = std::ranges::minmax(shares);
  const bool alike = high - low < 1e-3 * largest;
  return names + (shares.size() == 1 ? ": changing it changes no prediction"
                  : alike            ? ": scaling them together changes no prediction"
                                     : ": changing them against each other changes no prediction");
}

/// What the singular values tell: rank, reasons, errors of the parameters, spread of predictions.
inline void add_identifiability(saturation_fit& fit, const saturation_points& points) {
  const auto [sizes, directions] = singular_values_of(triangle_of_derivatives(points, fit));
  const auto movable = static_cast<std::size_t>(std::ranges::count(fit.at_bound, false));
  for (std::size_t i = 0; i < movable; ++i) {
    fit.known.singular_values.push_back(sizes[i]);
    fit.known.rank += sizes[i] > 1e-8 * sizes[0];
  }
  const std::size_t rank = fit.known.rank;
  const double freedom = fit.degrees_of_freedom();
  fit.quality.residual_variance = fit.quality.sse / freedom;
  fit.spread = column_matrix(8, rank);

  const double deviation = std::sqrt(fit.quality.residual_variance);
  std::array<bool, 8> undetermined{};
  std::array<double, 8> squares{};
  for (std::size_t i = 0; i < movable; ++i) {
    const std::span<const double> direction = directions.column(i);
    for (std::size_t k = 0; k < 8; ++k) {
      if (i < rank) {
        fit.spread(k, i) = direction[k] / sizes[i];
        squares[k] += fit.spread(k, i) * fit.spread(k, i);
      } else {
        undetermined[k] = undetermined[k] || std::abs(direction[k]) > 1e-6;
      }
    }
    if (i >= rank || deviation > sizes[i])
      fit.known.reasons.push_back(reason_of(direction, i >= rank, deviation / sizes[i]));
  }
  for (std::size_t k = 0; k < 8; ++k) {
    const double value = fit.parameters[k].value;
    const double error = fit.at_bound[k] || undetermined[k]
                             ? std::numeric_limits<double>::quiet_NaN()
                             : deviation * std::abs(value) * std::sqrt(squares[k]);
    fit.parameters[k] = make_estimate(value, error, freedom);
  }
}

/// The saturating model of run times over batch sizes and tokens, arrays of equal size in any
/// order. Deterministic. A size of 0 makes the throughput 0, which counts as `least_throughput`.
///
/// Throws fit::error, with a reason to be read by a user, for fewer than nine points and for values
/// that are not finite or negative sizes.
inline saturation_fit saturation(std::span<const double> batch_size, std::span<const double> tokens,
                                 std::span<const double> runtime,
                                 const saturation_options& options = {}) {
  const saturation_points points(batch_size, tokens, runtime);
  const parameter_bounds bounds{{options.lower.begin(), options.lower.end()},
                                {options.upper.begin(), options.upper.end()}};
  const levenberg_marquardt_result best = solved_from_several(points, bounds, options);
  saturation_fit fit{.n = points.rows().size(), .scales = points.scales()};
  fit.converged = best.converged;
  for (std::size_t k = 0; k < 8; ++k) {
    const double value = best.parameters[k];
    fit.parameters[k].value = value;
    fit.at_bound[k] = value <= options.lower[k] || value >= options.upper[k];
  }
  fit.batch_size_range = {std::ranges::min(batch_size), std::ranges::max(batch_size)};
  fit.tokens_range = {std::ranges::min(tokens), std::ranges::max(tokens)};
  fit.quality.sse = best.sse;
  add_identifiability(fit, points);

  const auto rows = points.rows();
  const auto runtimes = [rows](std::size_t i) { return rows[i].t; };
  const double total = scan_moments(runtimes, runtimes, rows.size()).yy;
  fit.quality = make_quality({.n = fit.n,
                              .parameters = static_cast<double>(fit.known.rank),
                              .sse = best.sse,
                              .total = total,
                              .weight = static_cast<double>(fit.n)});
  if (is_perfect(best.sse, total)) fit.warnings.push_back(warning::perfect_fit);
  if (!fit.known.reasons.empty()) fit.warnings.push_back(warning::not_identifiable);
  if (!fit.converged) fit.warnings.push_back(warning::not_converged);
  return fit;
}

}  // namespace proflens::fit
