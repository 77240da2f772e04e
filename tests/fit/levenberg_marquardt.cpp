#include <proflens/fit/levenberg_marquardt.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <vector>

using namespace proflens::fit;

namespace {

using parameters = std::vector<double>;
constexpr double infinite = std::numeric_limits<double>::infinity();

/// Rosenbrock's valley as two residuals, 10 (y - x^2) and 1 - x; least at (1, 1).
struct valley {
  linearised linearise(const parameters& p) const {
    const double steep = -10 * (p[1] - p[0] * p[0]), flat = -(1 - p[0]);
    const double slope = -20 * p[0];
    linearised sums{
        steep * steep + flat * flat, {slope * steep - flat, 10 * steep}, square_matrix(2)};
    sums.normal.values = {slope * slope + 1, slope * 10, slope * 10, 100};
    return sums;
  }
};

/// (x - 3)^2 + (y - 4)^2, but not a number right of x = 2.5.
struct cliff {
  double sse(const parameters& p) const {
    return p[0] > 2.5 ? std::numeric_limits<double>::quiet_NaN()
                      : (p[0] - 3) * (p[0] - 3) + (p[1] - 4) * (p[1] - 4);
  }
  linearised linearise(const parameters& p) const {
    linearised sums{sse(p), {3 - p[0], 4 - p[1]}, square_matrix(2)};
    sums.normal.values = {1, 0, 0, 1};
    return sums;
  }
};

const parameter_bounds unbounded{{-infinite, -infinite}, {infinite, infinite}};

}  // namespace

TEST_CASE("levenberg_marquardt: a curved valley is followed to its end") {
  const auto found = levenberg_marquardt(valley{}, parameters{-1.2, 1}, unbounded);
  CHECK(found.converged);
  CHECK(found.sse < 1e-20);
  CHECK(std::abs(found.parameters[0] - 1) < 1e-8);
  CHECK(std::abs(found.parameters[1] - 1) < 1e-8);
}

TEST_CASE("levenberg_marquardt: a bound holds, and the rest is least on it") {
  const parameter_bounds bounds{{-2, -2}, {0.5, 2}};
  const auto found = levenberg_marquardt(valley{}, parameters{-1.2, 1}, bounds);
  CHECK(found.converged);
  CHECK(found.parameters[0] == 0.5);
  CHECK(std::abs(found.parameters[1] - 0.25) < 1e-6);
  CHECK(std::abs(found.sse - 0.25) < 1e-10);
}

TEST_CASE("levenberg_marquardt: a start outside is moved to the bound") {
  const parameter_bounds bounds{{2, 2}, {3, 9}};
  const auto found = levenberg_marquardt(valley{}, parameters{-50, 50}, bounds);
  CHECK(found.parameters[0] == 2);
  CHECK(std::abs(found.parameters[1] - 4) < 1e-6);
}

TEST_CASE("levenberg_marquardt: a corner of the bounds is an end") {
  const parameter_bounds bounds{{-2, -2}, {0.5, 0.1}};
  const auto found = levenberg_marquardt(valley{}, parameters{0.5, 0.1}, bounds);
  CHECK(found.converged);
  CHECK(found.parameters[1] == 0.1);
}

TEST_CASE("levenberg_marquardt: what is not a number is never accepted") {
  const auto found = levenberg_marquardt(cliff{}, parameters{0, 0}, unbounded);
  CHECK(found.parameters[0] <= 2.5);
  CHECK(std::isfinite(found.sse));
}

TEST_CASE("levenberg_marquardt: too few steps are no convergence") {
  const auto found = levenberg_marquardt(valley{}, parameters{-1.2, 1}, unbounded, {.steps = 3});
  CHECK_FALSE(found.converged);
  CHECK(found.steps == 3);
}
