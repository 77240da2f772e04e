#include <proflens/fit/plane.hpp>

#include <doctest/doctest.h>

#include <random>
#include <vector>

#include "tests/reference.hpp"

using namespace proflens;
using vector = std::vector<double>;

TEST_CASE("plane: the reference") {
  const auto expected = reference::statistics("plane");
  const vector b = reference::numbers(expected["B"]), s = reference::numbers(expected["S"]),
               t = reference::numbers(expected["T"]);
  const auto plane = fit::plane(b, s, t);
  vector params, se, low, high;
  for (const auto& parameter : plane.fit.coefficients) {
    params.push_back(parameter.value);
    se.push_back(parameter.standard_error);
    low.push_back(parameter.ci95.low);
    high.push_back(parameter.ci95.high);
  }
  reference::check("params", params, expected["params"]);
  reference::check("se", se, expected["se"]);
  reference::check("r2", plane.fit.quality.r2, expected["r2"]);
  std::size_t j = 0;
  for (const auto bounds : simdjson::dom::array(expected["ci95"])) {
    reference::check("ci95", {low[j], high[j]}, bounds);
    ++j;
  }
}

TEST_CASE("plane: exact data are recovered at any offset") {
  for (const double offset : {0.0, 1e9}) {
    vector b, s, t;
    for (int i = 0; i < 50; ++i) {
      b.push_back(offset + i % 7);
      s.push_back(offset + i * 0.5);
      t.push_back(12 + 0.25 * (i % 7) - 1.5 * (i * 0.5));
    }
    const auto plane = fit::plane(b, s, t);
    CHECK(reference::close(plane.fit.coefficients[1].value, 0.25, 1e-12));
    CHECK(reference::close(plane.fit.coefficients[2].value, -1.5, 1e-12));
    CHECK(reference::close(plane.predict(offset + 100, offset + 10), 12 + 25 - 15, 1e-12));
  }
}

TEST_CASE("plane: its intervals are those of the line where one slope is known to be free") {
  std::mt19937_64 random(8);
  std::normal_distribution<double> noise(0, 1);
  vector b, s, t;
  for (int i = 0; i < 40; ++i) {
    b.push_back(i % 2), s.push_back(i / 2), t.push_back(3 + s.back() + noise(random));
  }
  const auto plane = fit::plane(b, s, t);
  // An orthogonal design: the standard error of each slope is that of the column alone.
  const double s2 = plane.fit.quality.residual_variance;
  CHECK(reference::close(plane.fit.coefficients[1].standard_error, std::sqrt(s2 / 10), 1e-12));
  CHECK(reference::close(plane.fit.coefficients[2].standard_error, std::sqrt(s2 / 1330), 1e-12));
  const interval band = plane.mean_interval(0.5, 9.5), one = plane.prediction_interval(0.5, 9.5);
  CHECK(reference::close(one.width() / band.width(), std::sqrt(41), 1e-12));
}

TEST_CASE("plane: what is no plane says why") {
  const vector s{1, 2, 3, 5}, twice{2, 4, 6, 10}, flat(4, 8.0), t{1, 2, 4, 3};
  const fit::linear_symbols names{.columns = {"B", "S"}, .y = "T"};
  CHECK_THROWS_WITH_AS(fit::plane(s, s, t, {}, names), "B and S are the same column", fit::error);
  CHECK_THROWS_WITH_AS(fit::plane(s, flat, t, {}, names), "S is the same in all 4 points",
                       fit::error);
  CHECK_THROWS_WITH_AS(fit::plane(flat, s, t, {}, names), "B is the same in all 4 points",
                       fit::error);
  CHECK_THROWS_WITH_AS(fit::plane(s, twice, t, {}, names), "B and S lie on a straight line",
                       fit::error);
}
