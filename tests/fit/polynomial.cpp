#include <proflens/fit/polynomial.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include <proflens/fit/line.hpp>
#include "tests/reference.hpp"

using namespace proflens;
using vector = std::vector<double>;

TEST_CASE("polynomial: exact data are recovered up to the fifth degree") {
  // Wampler 1 of NIST's reference data: all parameters are 1.
  vector x, y;
  for (int i = 0; i <= 20; ++i) {
    x.push_back(i);
    y.push_back(((((x.back() + 1) * i + 1) * i + 1) * i + 1) * i + 1);
  }
  const auto fitted = fit::polynomial<5>(x, y);
  // A parameter is a sum of terms up to 1e5 times as large, which cancel.
  for (const auto& parameter : fitted.coefficients) {
    CHECK(reference::close(parameter.value, 1, 1e-9));
  }
  for (std::size_t i = 0; i < x.size(); ++i) {
    CHECK(std::abs(fitted.predict(x[i]) - y[i]) <= 1e-12 * y.back());
  }
}

TEST_CASE("polynomial: the first degree is the line") {
  std::mt19937_64 random(4);
  std::normal_distribution<double> noise(0, 1);
  vector x, y, w;
  for (int i = 0; i < 30; ++i) {
    x.push_back(50 + i);
    y.push_back(4 - 0.3 * i + noise(random));
    w.push_back(1 + i % 3);
  }
  const auto first = fit::polynomial<1>(x, y, {.weights = w});
  const auto line = fit::line(x, y, w);
  CHECK(reference::close(first.coefficients[0].value, line.intercept.value, 1e-12));
  CHECK(
      reference::close(first.coefficients[0].standard_error, line.intercept.standard_error, 1e-11));
  CHECK(reference::close(first.coefficients[1].p, line.slope.p, 1e-11));
  CHECK(reference::close(first.covariance(0, 1), line.covariance[0][1], 1e-11));
  CHECK(reference::close(first.mean_interval(90).high, line.mean_interval(90).high, 1e-12));
  CHECK(first.extrapolates(90));
}

TEST_CASE("polynomial: time stamps cost nothing") {
  std::mt19937_64 random(4);
  std::normal_distribution<double> noise(0, 1);
  vector x, moved, y;
  for (int i = 0; i < 100; ++i) {
    x.push_back(i), moved.push_back(1.7e9 + i), y.push_back(3 + 0.02 * i * i + noise(random));
  }
  const auto here = fit::polynomial<2>(x, y), there = fit::polynomial<2>(moved, y);
  CHECK(reference::close(there.coefficients[2].value, here.coefficients[2].value, 1e-12));
  CHECK(reference::close(there.coefficients[2].p, here.coefficients[2].p, 1e-11));
  CHECK(reference::close(there.predict(1.7e9 + 120), here.predict(120), 1e-12));
  CHECK(reference::close(there.prediction_interval(1.7e9 + 120).low,
                         here.prediction_interval(120).low, 1e-12));
}

TEST_CASE("polynomial: scaling by powers of two changes nothing, bit for bit") {
  vector x{1, 2, 3.5, 4, 6, 9}, y{2, 3, 3, 5, 9, 17}, scaled = x;
  for (double& value : scaled) value *= 0x1p-30;
  const auto plain = fit::polynomial<2>(x, y), other = fit::polynomial<2>(scaled, y);
  CHECK(other.coefficients[0].value == plain.coefficients[0].value);
  CHECK(other.coefficients[1].value == plain.coefficients[1].value * 0x1p30);
  CHECK(other.coefficients[2].standard_error == plain.coefficients[2].standard_error * 0x1p60);
}

TEST_CASE("polynomial: too few different x leave out the highest power; no points are refused") {
  const vector x{1, 2, 1, 2, 1}, y{3, 5, 4, 5, 2};
  const auto fitted = fit::polynomial<2>(x, y);
  CHECK(fitted.model.fit.rank == 2);
  CHECK(std::ranges::count(fitted.model.fit.warnings, fit::warning::rank_deficient) == 1);
  CHECK(fitted.coefficients[2].value == 0);
  CHECK(std::isnan(fitted.coefficients[2].standard_error));
  CHECK(fitted.coefficients[1].standard_error > 0);
  CHECK(reference::close(fitted.predict(1), 3, 1e-12));
  CHECK(reference::close(fitted.predict(2), 5, 1e-12));
  CHECK_THROWS_AS(fit::polynomial<2>(vector{}, vector{}), fit::error);
}
