#include <proflens/fit/nonnegative.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include <proflens/fit/line.hpp>
#include "tests/reference.hpp"

using namespace proflens;
using vector = std::vector<double>;

namespace {

const auto three = [](double a, double b, double c) { return std::array{a, b, c}; };

/// The least sum of squares over all choices of parameters that come out positive.
double best_of_all_choices(const std::array<vector, 3>& columns, const vector& y) {
  double best = 0;
  for (const double value : y) best += value * value;
  for (unsigned choice = 1; choice < 16; ++choice) {
    const auto terms = [&](double a, double b, double c) {
      return std::array{(choice & 2) != 0 ? a : 0, (choice & 4) != 0 ? b : 0,
                        (choice & 8) != 0 ? c : 0};
    };
    if (choice == 1) {
      double sum = 0, sse = 0;
      for (const double value : y) sum += value;
      const double mean = sum / static_cast<double>(y.size());
      for (const double value : y) sse += (value - mean) * (value - mean);
      if (mean >= 0) best = std::min(best, sse);
      continue;
    }
    const auto model = fit::linear(terms, fit::inputs(columns[0], columns[1], columns[2]), y,
                                   {.intercept = (choice & 1) != 0});
    const bool allowed = std::ranges::all_of(model.fit.coefficients,
                                             [](const fit::estimate& e) { return e.value >= 0; });
    if (allowed) best = std::min(best, model.fit.quality.sse);
  }
  return best;
}

}  // namespace

TEST_CASE("nonnegative: the reference") {
  const auto expected = reference::statistics("nonnegative_line");
  const vector x = reference::numbers(expected["x"]), y = reference::numbers(expected["y"]);
  const auto model = fit::nonnegative_line(x, y);
  reference::check("intercept", model.fit.coefficients[0].value, expected["intercept"]);
  reference::check("slope", model.fit.coefficients[1].value, expected["slope"]);
  reference::check("residual_norm", std::sqrt(model.fit.quality.sse), expected["residual_norm"]);
}

TEST_CASE("nonnegative: where nothing is negative it is least squares") {
  const vector x{1, 2, 3, 4, 6}, y{3, 3, 6, 7, 8}, w{1, 2, 1, 0.5, 1};
  const auto held = fit::nonnegative_line(x, y, w);
  const auto free = fit::line(x, y, w);
  CHECK(reference::close(held.fit.coefficients[0].value, free.intercept.value, 1e-13));
  CHECK(reference::close(held.fit.coefficients[1].value, free.slope.value, 1e-13));
  CHECK(
      reference::close(held.fit.coefficients[1].standard_error, free.slope.standard_error, 1e-12));
  CHECK(std::ranges::count(held.fit.warnings, fit::warning::at_bound) == 0);
}

TEST_CASE("nonnegative: held parameters are 0, without errors, and said") {
  const vector x{1, 2, 3, 4}, rising{-4, -1, 2, 6}, falling{9, 7, 3, 1}, below{-1, -2, -3, -5};
  const auto through = fit::nonnegative_line(x, rising);
  CHECK(through.fit.coefficients[0].value == 0);
  CHECK(reference::close(through.fit.coefficients[1].value, 24.0 / 30, 1e-14));
  CHECK(std::isnan(through.fit.coefficients[0].standard_error));
  CHECK(through.fit.coefficients[1].standard_error > 0);
  CHECK(through.fit.warnings == std::vector<std::string_view>{fit::warning::at_bound});
  const auto level = fit::nonnegative_line(x, falling);
  CHECK(reference::close(level.fit.coefficients[0].value, 5, 1e-14));
  CHECK(level.fit.coefficients[1].value == 0);
  CHECK(level.predict(100) == level.predict(0));
  const auto none = fit::nonnegative_line(x, below);
  CHECK(none.predict(3) == 0);
  CHECK(none.fit.rank == 0);
  CHECK(none.fit.quality.sse == 39);
}

TEST_CASE("nonnegative: no choice of parameters is better") {
  std::mt19937_64 random(14);
  std::normal_distribution<double> noise(0, 1);
  for (int set = 0; set < 200; ++set) {
    std::array<vector, 3> columns;
    vector y;
    for (int i = 0; i < 12; ++i) {
      const double shared = noise(random);
      for (vector& column : columns) column.push_back(2 + shared + noise(random));
      y.push_back(noise(random) - columns[0].back() + 0.5 * columns[1].back());
    }
    const auto model = fit::nonnegative(three, fit::inputs(columns[0], columns[1], columns[2]), y);
    for (const auto& parameter : model.fit.coefficients) CHECK(parameter.value >= 0);
    CHECK(reference::close(model.fit.quality.sse, best_of_all_choices(columns, y), 1e-9));
  }
}

TEST_CASE("nonnegative: exact data are recovered at large offsets") {
  vector x, y;
  for (int i = 0; i < 30; ++i) x.push_back(1e9 + i), y.push_back(5e9 + 0.25 * i);
  const auto model = fit::nonnegative_line(x, y);
  CHECK(reference::close(model.fit.coefficients[1].value, 0.25, 1e-12));
  CHECK(reference::close(model.predict(1e9 + 400), 5e9 + 100, 1e-12));
}

TEST_CASE("nonnegative: scaling by powers of two changes nothing, bit for bit") {
  const vector x{1, 2, 3, 5, 9}, y{-1, 2, 2, 6, 8};
  vector scaled = x;
  for (double& value : scaled) value *= 0x1p-40;
  const auto plain = fit::nonnegative_line(x, y), other = fit::nonnegative_line(scaled, y);
  CHECK(other.fit.coefficients[0].value == plain.fit.coefficients[0].value);
  CHECK(other.fit.coefficients[1].value == plain.fit.coefficients[1].value * 0x1p40);
  CHECK(other.fit.quality.sse == plain.fit.quality.sse);
}

TEST_CASE("nonnegative: what cannot be fitted is refused, a constant x is the mean") {
  const vector none, one{1}, two{1, 2}, flat{4, 4, 4}, up{1, 2, 6};
  CHECK_THROWS_AS(fit::nonnegative_line(none, none), fit::error);
  CHECK_THROWS_AS(fit::nonnegative_line(one, one), fit::error);
  CHECK_THROWS_AS(fit::nonnegative_line(two, up), fit::error);
  CHECK_THROWS_AS(fit::nonnegative_line(up, up, vector(3, 0.0)), fit::error);
  CHECK_THROWS_AS(fit::nonnegative_line(vector{1, std::numeric_limits<double>::quiet_NaN(), 2}, up),
                  fit::error);
  CHECK(reference::close(fit::nonnegative_line(flat, up).predict(4), 3, 1e-14));
  CHECK(reference::close(fit::nonnegative_line(two, two).predict(5), 5, 1e-14));
}
