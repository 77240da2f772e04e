#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include <proflens/fit/solve_positive.hpp>
#include <proflens/fit/square_matrix.hpp>

/// Least squares of a model that is not linear in its parameters, within bounds: the method of
/// Levenberg (1944) and Marquardt (1963) with steps projected onto the bounds. A parameter that
/// stands at a bound and is pushed outward is left where it is for the step (Bertsekas 1982).
namespace proflens::fit {

/// A model near some parameters, as sums over the points; r = y - model, J its derivatives.
struct linearised {
  double sse = 0;                  ///< r'r
  std::vector<double> gradient{};  ///< J'r: the direction in which sse falls
  square_matrix normal{};          ///< J'J
};

struct parameter_bounds {
  std::vector<double> lower, upper;

  /// The parameters, moved inside.
  std::vector<double> nearest(std::vector<double> parameters) const {
    for (std::size_t i = 0; i < parameters.size(); ++i) {
      parameters[i] = std::clamp(parameters[i], lower[i], upper[i]);
    }
    return parameters;
  }
};

struct levenberg_marquardt_options {
  std::size_t steps = 500;   ///< taken and refused
  double tolerance = 1e-10;  ///< stops where steps lower sse by less than this, relative to it,
  std::size_t patience = 4;  ///< so many times in succession
};

struct levenberg_marquardt_result {
  std::vector<double> parameters{};
  double sse = 0;
  std::size_t steps = 0;
  bool converged = false;
};

/// The parameters that may move: not those that stand at a bound and are pushed outward.
inline std::vector<std::size_t> free_parameters(std::span<const double> at,
                                                std::span<const double> gradient,
                                                const parameter_bounds& bounds) {
  std::vector<std::size_t> free;
  for (std::size_t i = 0; i < at.size(); ++i) {
    const bool blocked = (at[i] <= bounds.lower[i] && gradient[i] <= 0) ||
                         (at[i] >= bounds.upper[i] && gradient[i] >= 0);
    if (!blocked) free.push_back(i);
  }
  return free;
}

/// The damped step: (J'J + damping diag(J'J)) step = J'r over the free parameters. The diagonal is
/// that of here and now: with the largest so far (Moré 1978) a start where the model is steep is
/// not left in hundreds of steps.
inline std::vector<double> damped_step(const linearised& here, const std::vector<std::size_t>& free,
                                       double damping) {
  square_matrix system(free.size());
  std::vector<double> towards;
  for (std::size_t i = 0; i < free.size(); ++i) {
    towards.push_back(here.gradient[free[i]]);
    for (std::size_t j = 0; j < free.size(); ++j) system(i, j) = here.normal(free[i], free[j]);
    // A parameter without influence must not make the system singular.
    system(i, i) += damping * std::max(system(i, i), 1e-300);
  }
  const std::vector<double> solved = solve_positive(std::move(system), towards);
  std::vector<double> step(here.gradient.size(), 0.0);
  for (std::size_t i = 0; i < free.size(); ++i) step[free[i]] = solved[i];
  return step;
}

/// What the damping is multiplied by after a step that was taken: the less, the better the linear
/// model foretold the new sum of squares (Nielsen 1999).
inline double next_damping(const linearised& here, std::span<const double> step, double sse) {
  double foretold = -here.normal.form(step);
  for (std::size_t i = 0; i < step.size(); ++i) foretold += 2 * step[i] * here.gradient[i];
  const double surplus = 2 * (here.sse - sse) / foretold - 1;
  return surplus > 0 ? std::max(0.1, 1 - surplus * surplus * surplus) : 1;
}

/// Minimises from a start. `model.linearise(parameters)` is a `linearised`, asked for once a step.
/// Deterministic; a sum of squares that is not finite is never accepted. Not converged means that
/// `steps` were not enough.
template <class Model>
levenberg_marquardt_result levenberg_marquardt(const Model& model, const std::vector<double>& start,
                                               const parameter_bounds& bounds,
                                               const levenberg_marquardt_options& options = {}) {
  levenberg_marquardt_result result{bounds.nearest(start), 0, 0, false};
  linearised here = model.linearise(result.parameters);
  double damping = 1e-3, growth = 2;
  std::size_t idle = 0;
  for (; result.steps < options.steps && !result.converged; ++result.steps) {
    const auto free = free_parameters(result.parameters, here.gradient, bounds);
    if (free.empty() || here.sse == 0) {
      result.converged = true;
      break;
    }
    std::vector<double> next = damped_step(here, free, damping);
    for (std::size_t i = 0; i < next.size(); ++i) next[i] += result.parameters[i];
    next = bounds.nearest(std::move(next));
    linearised there = model.linearise(next);
    if (there.sse < here.sse) {
      idle = here.sse - there.sse < options.tolerance * here.sse ? idle + 1 : 0;
      std::vector<double> step = next;
      for (std::size_t i = 0; i < step.size(); ++i) step[i] -= result.parameters[i];
      damping = std::max(damping * next_damping(here, step, there.sse), 1e-12);
      growth = 2;
      result.parameters = std::move(next);
      here = std::move(there);
    } else {
      damping *= growth;
      growth *= 2;
      if (damping > 1e12) idle = options.patience;
    }
    result.converged = idle >= options.patience;
  }
  result.sse = here.sse;
  return result;
}

}  // namespace proflens::fit
