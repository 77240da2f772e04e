#include <proflens/fit/tukey_biweight.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include "tests/reference.hpp"

using namespace proflens;
using vector = std::vector<double>;

TEST_CASE("tukey_biweight: the reference") {
  const auto group = reference::statistics("robust");
  const reference::element expected = group["tukey_biweight"];
  const double tolerance = reference::tolerance_of(expected);
  const vector x = reference::numbers(group["x"]), y = reference::numbers(group["y"]);
  const auto fitted = fit::tukey_biweight(x, y);
  reference::check("params", {fitted.intercept.value, fitted.slope.value}, expected["params"],
                   tolerance);
  reference::check("scale", fitted.scale, expected["scale"], tolerance);
}

TEST_CASE("tukey_biweight: a wild point does not count at all") {
  std::mt19937_64 random(3);
  std::normal_distribution<double> noise(0, 1);
  vector x, y;
  for (int i = 0; i < 50; ++i) x.push_back(i), y.push_back(2 + 0.5 * i + noise(random));
  y[30] = 1e3;
  const auto once = fit::tukey_biweight(x, y);
  y[30] = 1e4;
  const auto again = fit::tukey_biweight(x, y);
  CHECK(once.weights[30] == 0);
  CHECK(reference::close(again.slope.value, once.slope.value, 1e-9));
  CHECK(once.slope.ci95.contains(0.5));
}

TEST_CASE("tukey_biweight: its errors approach those of least squares as it loosens") {
  const vector x{1, 2, 3, 4, 5, 6}, y{1, 3, 2, 5, 4, 9};
  const auto loose = fit::tukey_biweight(x, y, {}, 1e6);
  const auto least = fit::line(x, y);
  CHECK(reference::close(loose.slope.value, least.slope.value, 1e-9));
  CHECK(reference::close(loose.slope.standard_error, least.slope.standard_error, 1e-9));
}

TEST_CASE("tukey_biweight: scaling by powers of two changes nothing, bit for bit") {
  vector x, y;
  for (int i = 0; i < 40; ++i) x.push_back(i % 13), y.push_back(std::sin(i * i) + 0.3 * (i % 13));
  const auto plain = fit::tukey_biweight(x, y);
  for (double& value : x) value *= 0x1p-40;
  CHECK(fit::tukey_biweight(x, y).slope.value == plain.slope.value * 0x1p40);
  CHECK(fit::tukey_biweight(x, y).weights == plain.weights);
}
