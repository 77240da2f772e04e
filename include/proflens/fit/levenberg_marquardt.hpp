#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include <Eigen/Cholesky>
#include <Eigen/Core>

/// Least squares of a model that is not linear in its parameters, within bounds: the method of
/// Levenberg (1944) and Marquardt (1963) with steps projected onto the bounds. A parameter that
/// stands at a bound and is pushed outward is left where it is for the step (Bertsekas 1982).
namespace proflens::fit {

/// A model near some parameters, as sums over the points; r = y - model, J its derivatives.
struct linearised {
  double sse = 0;            ///< r'r
  Eigen::VectorXd gradient;  ///< J'r: the direction in which sse falls
  Eigen::MatrixXd normal;    ///< J'J
};

struct parameter_bounds {
  std::vector<double> lower, upper;

  /// The parameters, moved inside.
  Eigen::VectorXd nearest(const Eigen::VectorXd& parameters) const {
    Eigen::VectorXd inside = parameters;
    for (Eigen::Index i = 0; i < inside.size(); ++i) {
      const auto at = static_cast<std::size_t>(i);
      inside[i] = std::clamp(inside[i], lower[at], upper[at]);
    }
    return inside;
  }
};

struct levenberg_marquardt_options {
  std::size_t steps = 500;   ///< taken and refused
  double tolerance = 1e-10;  ///< stops where steps lower sse by less than this, relative to it,
  std::size_t patience = 4;  ///< so many times in succession
};

struct levenberg_marquardt_result {
  Eigen::VectorXd parameters;
  double sse = 0;
  std::size_t steps = 0;
  bool converged = false;
};

/// The parameters that may move: not those that stand at a bound and are pushed outward.
inline std::vector<Eigen::Index> free_parameters(const Eigen::VectorXd& at,
                                                 const Eigen::VectorXd& gradient,
                                                 const parameter_bounds& bounds) {
  std::vector<Eigen::Index> free;
  for (Eigen::Index i = 0; i < at.size(); ++i) {
    const auto k = static_cast<std::size_t>(i);
    const bool blocked = (at[i] <= bounds.lower[k] && gradient[i] <= 0) ||
                         (at[i] >= bounds.upper[k] && gradient[i] >= 0);
    if (!blocked) free.push_back(i);
  }
  return free;
}

/// The damped step: (J'J + damping diag(J'J)) step = J'r over the free parameters. The diagonal is
/// that of here and now: with the largest so far (Moré 1978) a start where the model is steep is
/// not left in hundreds of steps.
inline Eigen::VectorXd damped_step(const linearised& here, const std::vector<Eigen::Index>& free,
                                   double damping) {
  Eigen::MatrixXd system = here.normal(free, free);
  // A parameter without influence must not make the system singular.
  const Eigen::VectorXd diagonal = system.diagonal().cwiseMax(1e-300);
  system.diagonal() += damping * diagonal;
  const Eigen::VectorXd towards = here.gradient(free);
  const Eigen::VectorXd solved = system.ldlt().solve(towards);
  Eigen::VectorXd step = Eigen::VectorXd::Zero(here.gradient.size());
  step(free) = solved;
  return step;
}

/// What the damping is multiplied by after a step that was taken: the less, the better the linear
/// model foretold the new sum of squares (Nielsen 1999).
inline double next_damping(const linearised& here, const Eigen::VectorXd& step, double sse) {
  const double foretold = step.dot(2 * here.gradient - here.normal * step);
  const double surplus = 2 * (here.sse - sse) / foretold - 1;
  return surplus > 0 ? std::max(0.1, 1 - surplus * surplus * surplus) : 1;
}

/// Minimises from a start. `model.linearise(parameters)` is a `linearised`, asked for once a step.
/// Deterministic; a sum of squares that is not finite is never accepted. Not converged means that
/// `steps` were not enough.
template <class Model>
levenberg_marquardt_result levenberg_marquardt(const Model& model, const Eigen::VectorXd& start,
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
    const Eigen::VectorXd next =
        bounds.nearest(result.parameters + damped_step(here, free, damping));
    const linearised there = model.linearise(next);
    if (there.sse < here.sse) {
      idle = here.sse - there.sse < options.tolerance * here.sse ? idle + 1 : 0;
      damping = std::max(damping * next_damping(here, next - result.parameters, there.sse), 1e-12);
      growth = 2;
      result.parameters = next;
      here = there;
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
