#include <proflens/fit/levenberg_marquardt.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

using namespace proflens::fit;

namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();

/// Rosenbrock's valley as two residuals, 10 (y - x^2) and 1 - x; least at (1, 1).
struct valley {
  linearised linearise(const Eigen::VectorXd& p) const {
    const Eigen::Vector2d r(-10 * (p[1] - p[0] * p[0]), -(1 - p[0]));
    Eigen::Matrix2d j;
    j << -20 * p[0], 10, -1, 0;
    return {r.squaredNorm(), j.transpose() * r, j.transpose() * j};
  }
};

/// (x - 3)^2 + (y - 4)^2, but not a number right of x = 2.5.
struct cliff {
  double sse(const Eigen::VectorXd& p) const {
    return p[0] > 2.5 ? std::numeric_limits<double>::quiet_NaN()
                      : (p - Eigen::Vector2d(3, 4)).squaredNorm();
  }
  linearised linearise(const Eigen::VectorXd& p) const {
    return {sse(p), Eigen::Vector2d(3, 4) - p, Eigen::Matrix2d::Identity()};
  }
};

const parameter_bounds unbounded{{-infinite, -infinite}, {infinite, infinite}};

}  // namespace

TEST_CASE("levenberg_marquardt: a curved valley is followed to its end") {
  const auto found = levenberg_marquardt(valley{}, Eigen::Vector2d(-1.2, 1), unbounded);
  CHECK(found.converged);
  CHECK(found.sse < 1e-20);
  CHECK(std::abs(found.parameters[0] - 1) < 1e-8);
  CHECK(std::abs(found.parameters[1] - 1) < 1e-8);
}

TEST_CASE("levenberg_marquardt: a bound holds, and the rest is least on it") {
  const parameter_bounds bounds{{-2, -2}, {0.5, 2}};
  const auto found = levenberg_marquardt(valley{}, Eigen::Vector2d(-1.2, 1), bounds);
  CHECK(found.converged);
  CHECK(found.parameters[0] == 0.5);
  CHECK(std::abs(found.parameters[1] - 0.25) < 1e-6);
  CHECK(std::abs(found.sse - 0.25) < 1e-10);
}

TEST_CASE("levenberg_marquardt: a start outside is moved to the bound") {
  const parameter_bounds bounds{{2, 2}, {3, 9}};
  const auto found = levenberg_marquardt(valley{}, Eigen::Vector2d(-50, 50), bounds);
  CHECK(found.parameters[0] == 2);
  CHECK(std::abs(found.parameters[1] - 4) < 1e-6);
}

TEST_CASE("levenberg_marquardt: a corner of the bounds is an end") {
  const parameter_bounds bounds{{-2, -2}, {0.5, 0.1}};
  const auto found = levenberg_marquardt(valley{}, Eigen::Vector2d(0.5, 0.1), bounds);
  CHECK(found.converged);
  CHECK(found.parameters[1] == 0.1);
}

TEST_CASE("levenberg_marquardt: what is not a number is never accepted") {
  const auto found = levenberg_marquardt(cliff{}, Eigen::Vector2d(0, 0), unbounded);
  CHECK(found.parameters[0] <= 2.5);
  CHECK(std::isfinite(found.sse));
}

TEST_CASE("levenberg_marquardt: too few steps are no convergence") {
  const auto found =
      levenberg_marquardt(valley{}, Eigen::Vector2d(-1.2, 1), unbounded, {.steps = 3});
  CHECK_FALSE(found.converged);
  CHECK(found.steps == 3);
}
