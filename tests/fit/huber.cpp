#include <proflens/fit/huber.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "tests/reference.hpp"

using namespace proflens;
using vector = std::vector<double>;

TEST_CASE("huber: the reference") {
  const auto group = reference::statistics("robust");
  const reference::element expected = group["huber"];
  const double tolerance = reference::tolerance_of(expected);
  const vector x = reference::numbers(group["x"]), y = reference::numbers(group["y"]);
  const auto fitted = fit::huber(x, y);
  reference::check("params", {fitted.intercept.value, fitted.slope.value}, expected["params"],
                   tolerance);
  reference::check("scale", fitted.scale, expected["scale"], tolerance);
  reference::check("weights", fitted.weights, expected["weights"], tolerance);
  CHECK(fitted.warnings.empty());
}

TEST_CASE("huber: a large tuning constant is least squares") {
  const vector x{1, 2, 3, 4, 5, 6}, y{1, 3, 2, 5, 4, 9};
  const auto loose = fit::huber(x, y, {}, 1e6);
  const auto least = fit::line(x, y);
  CHECK(reference::close(loose.slope.value, least.slope.value, 1e-13));
  CHECK(reference::close(loose.slope.standard_error, least.slope.standard_error, 1e-12));
  CHECK(reference::close(loose.intercept.standard_error, least.intercept.standard_error, 1e-12));
  CHECK(std::ranges::count(loose.weights, 1.0) == 6);
}

TEST_CASE("huber: its interval holds the slope though some errors are wild") {
  std::mt19937_64 random(12);
  std::normal_distribution<double> noise(0, 1);
  int held = 0;
  for (int set = 0; set < 500; ++set) {
    vector x, y;
    for (int i = 0; i < 60; ++i) {
      x.push_back(i);
      y.push_back(4 + 0.5 * i + noise(random) * (random() % 10 == 0 ? 10 : 1));
    }
    held += fit::huber(x, y).slope.ci95.contains(0.5);
  }
  CHECK(held >= 460);
  CHECK(held <= 490);
}

TEST_CASE("huber: where more than half the points lie on a line, that line is the answer") {
  for (const double offset : {0.0, 1e9}) {
    vector x, y;
    for (int i = 0; i < 30; ++i) x.push_back(offset + i), y.push_back(3 + 0.5 * i);
    const auto clean = fit::huber(x, y);
    CHECK(reference::close(clean.slope.value, 0.5, 1e-12));
    CHECK(clean.slope.standard_error == 0);
    CHECK(std::ranges::count(clean.warnings, fit::warning::perfect_fit) == 1);
    y[4] += 100, y[20] -= 50;
    const auto wild = fit::huber(x, y);
    CHECK(reference::close(wild.slope.value, 0.5, 1e-9));
    CHECK(reference::close(wild.predict(offset + 10), 8, 1e-9));
  }
}

TEST_CASE("huber: scaling by powers of two changes nothing, bit for bit; order only rounding") {
  vector x, y;
  for (int i = 0; i < 40; ++i) x.push_back(i % 13), y.push_back(std::sin(i * i) + 0.3 * (i % 13));
  y[7] = 30;
  const auto plain = fit::huber(x, y);
  vector scaled_x = x, scaled_y = y;
  for (double& value : scaled_x) value *= 0x1p-40;
  for (double& value : scaled_y) value *= 0x1p9;
  const auto scaled = fit::huber(scaled_x, scaled_y);
  CHECK(scaled.slope.value == plain.slope.value * 0x1p49);
  CHECK(scaled.slope.standard_error == plain.slope.standard_error * 0x1p49);
  CHECK(scaled.weights == plain.weights);
  std::ranges::reverse(x), std::ranges::reverse(y);
  const auto backward = fit::huber(x, y);
  CHECK(reference::close(backward.slope.value, plain.slope.value, 1e-11));
  CHECK(reference::close(backward.scale, plain.scale, 1e-11));
}

TEST_CASE("huber: what is no line is refused; two points say nothing of errors") {
  const vector one{1}, two{1, 3}, up{2, 8}, flat{5, 5};
  CHECK(fit::huber(two, up).slope.value == 3);
  CHECK(std::isnan(fit::huber(two, up).slope.ci95.low));
  CHECK_THROWS_AS(fit::huber(one, one), fit::error);
  CHECK_THROWS_AS(fit::huber(flat, up), fit::error);
  CHECK_THROWS_AS(fit::huber(two, vector{1, std::numeric_limits<double>::infinity()}), fit::error);
}
