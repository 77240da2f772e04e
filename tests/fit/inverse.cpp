#include <proflens/fit/inverse.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include <proflens/fit/fieller.hpp>
#include <proflens/fit/line.hpp>
#include <proflens/fit/plane.hpp>
#include <proflens/fit/polynomial.hpp>
#include "tests/reference.hpp"

using namespace proflens;
using vector = std::vector<double>;

namespace {

void cloud(vector& x, vector& y, double slope = 0.5) {
  std::mt19937_64 random(2);
  std::normal_distribution<double> noise(0, 1);
  for (int i = 0; i < 60; ++i) x.push_back(i), y.push_back(5 + slope * i + noise(random));
}

}  // namespace

TEST_CASE("inverse: of a line it is Fieller's") {
  vector x, y;
  cloud(x, y);
  const auto line = fit::line(x, y);
  for (const double target : {20.0, 34.0, 100.0}) {
    const auto found = fit::largest_below(line, target, x);
    const auto exact = fit::where_line_reaches(line, target);
    CHECK(reference::close(found.value, exact.value, 1e-12));
    CHECK(reference::close(found.ci95.low, exact.bounds.low, 1e-9));
    CHECK(reference::close(found.ci95.high, exact.bounds.high, 1e-9));
    CHECK(found.prediction_limit < found.ci95.low);
    CHECK(reference::close(line.prediction_interval(found.prediction_limit).high, target, 1e-12));
    CHECK(found.extrapolated == (target == 100));
  }
  CHECK(fit::largest_below(line, 100, x).reason == "beyond the data, which lie between 0 and 59");
  CHECK(fit::largest_below(line, 20, x).reason.empty());
}

TEST_CASE("inverse: data that are missing around the answer are said") {
  vector x, y;
  for (int i = 0; i < 38; ++i) x.push_back(7 + i % 3), y.push_back(17.9 + 0.1 * (i % 3));
  x.push_back(1449), y.push_back(187);
  y[3] += 0.3;
  const auto found = fit::largest_below(fit::line(x, y), 100, x);
  CHECK(found.extrapolated);
  CHECK(found.gap == interval{9, 1449});
  CHECK(found.reason == "no data between 9 and 1449");
}

TEST_CASE("inverse: above from the beginning, or never") {
  vector x, y;
  cloud(x, y);
  const auto line = fit::line(x, y);
  const auto never = fit::largest_below(line, 1, x);
  CHECK(std::isnan(never.value));
  CHECK(never.reason == "the model is above the target everywhere");
  const vector flat_y{2, 2.5, 2, 1.5, 2}, flat_x{1, 2, 3, 4, 5};
  const auto always = fit::largest_below(fit::line(flat_x, flat_y), 50, flat_x, {.reach = 10});
  CHECK(std::isinf(always.value));
  CHECK(always.extrapolated);
  CHECK(always.reason == "the model stays below the target as far as was looked");
  const auto narrow = fit::largest_below(fit::line(flat_x, vector{2, 3, 2, 3, 3}), 4, flat_x);
  CHECK(std::isfinite(narrow.value));
  CHECK(std::isinf(narrow.ci95.high));
  CHECK(narrow.reason == "beyond the data, which lie between 1 and 5; the interval is not bounded");
}

TEST_CASE("inverse: a model that falls below the target is left where it rises again") {
  // A run time that falls with x is below the target from somewhere on, and stays there.
  const vector x{10, 20, 30, 40, 50}, falling{5, 4, 3.1, 2, 1};
  const auto down = fit::largest_below(fit::line(x, falling), 3, x);
  CHECK(std::isinf(down.value));
  CHECK(std::isinf(down.ci95.low));
  CHECK(down.reason == "the model stays below the target as far as was looked");
  // A valley within the data is left on its far side.
  vector valley;
  for (const double at : x) valley.push_back((at - 25) * (at - 25) + (at == 20 ? 0.1 : 0));
  const auto far_side = fit::largest_below(fit::polynomial<2>(x, valley), 100, x);
  CHECK(far_side.value == doctest::Approx(35).epsilon(0.01));
  // A hill is not climbed over: what lies behind it is no promise.
  vector hill;
  for (const double at : x) hill.push_back(at * (70 - at) + (at == 20 ? 0.1 : 0));
  const auto near_side = fit::largest_below(fit::polynomial<2>(x, hill), 1100, x);
  CHECK(near_side.value == doctest::Approx(35 - std::sqrt(125.0)).epsilon(0.01));
  // Below the data too an answer is found where the data are above the target.
  const vector rising{30, 40, 50.1, 60, 70};
  const auto before = fit::largest_below(fit::line(x, rising), 25, x);
  CHECK(before.value == doctest::Approx(5).epsilon(0.02));
  CHECK(before.extrapolated);
}

TEST_CASE("inverse: a band that is wide far below the data hides no answer within") {
  vector x, y;
  for (int i = 0; i < 12; ++i) x.push_back(1000 + i), y.push_back(20 + (i % 3 - 1));
  const auto line = fit::line(x, y);
  REQUIRE(line.mean_interval(0).high > 50);
  const auto found = fit::largest_below(line, 21, x);
  CHECK(std::isfinite(found.ci95.low));
  CHECK(reference::close(line.mean_interval(found.ci95.low).high, 21, 1e-12));
}

TEST_CASE("inverse: of a parabola and of a plane at a given first input") {
  vector x, b, y, t;
  for (int i = 0; i < 40; ++i) {
    x.push_back(i), b.push_back(i % 7);
    y.push_back(1 + 0.25 * i * i),
        t.push_back(3 + 2 * (i % 7) + 0.5 * i + (i % 2 == 0 ? 0.1 : -0.1));
  }
  const auto parabola = fit::polynomial<2>(x, y);
  CHECK(reference::close(fit::largest_below(parabola, 101, x).value, 20, 1e-9));
  const auto plane = fit::plane(b, x, t);
  const auto found = fit::largest_below(fit::slice(plane, 4), 20, x);
  CHECK(reference::close(plane.predict(4, found.value), 20, 1e-12));
  CHECK(reference::close(plane.mean_interval(4, found.ci95.low).high, 20, 1e-12));
  CHECK(reference::close(plane.prediction_interval(4, found.prediction_limit).high, 20, 1e-12));
}

TEST_CASE("inverse: two points have an answer and no interval") {
  const vector x{10, 20}, y{1, 2};
  const auto found = fit::largest_below(fit::line(x, y), 1.5, x, {.largest_gap = 1});
  CHECK(found.value == doctest::Approx(15).epsilon(1e-14));
  CHECK(std::isnan(found.ci95.low));
  CHECK(std::isnan(found.prediction_limit));
  CHECK(found.reason == "the model has no interval");
}

TEST_CASE("inverse: without data or target nothing is said") {
  const vector x{10, 20}, y{1, 2};
  const auto line = fit::line(x, y);
  CHECK_THROWS_AS(fit::largest_below(line, 1, vector{}), fit::error);
  CHECK_THROWS_AS(fit::largest_below(line, std::numeric_limits<double>::quiet_NaN(), x),
                  fit::error);
}
