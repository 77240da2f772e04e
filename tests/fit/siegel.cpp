#include <proflens/fit/siegel.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "tests/reference.hpp"

using namespace proflens;
using vector = std::vector<double>;

TEST_CASE("siegel: the reference") {
  const auto group = reference::statistics("robust");
  const vector x = reference::numbers(group["x"]), y = reference::numbers(group["y"]);
  const auto line = fit::siegel(x, y);
  reference::check("slope", line.slope, group["siegel"]["slope"]);
  reference::check("intercept", line.intercept, group["siegel"]["intercept"]);
  CHECK(std::isnan(line.slope_ci95.low));
}

TEST_CASE("siegel: nearly half the points may be wild, at any offset") {
  for (const double offset : {0.0, 1e9}) {
    vector x, y;
    for (int i = 0; i < 41; ++i) {
      x.push_back(offset + i);
      y.push_back(i % 2 == 1 ? 1e6 + i * i : 7 + 0.25 * i);
    }
    const auto line = fit::siegel(x, y);
    CHECK(line.slope == 0.25);
    CHECK(line.predict(offset + 100) == 32);
    CHECK(line.median_absolute_residual == 0);
  }
}

TEST_CASE("siegel: scaling by powers of two changes nothing, bit for bit; order only rounding") {
  vector x, y;
  for (int i = 0; i < 30; ++i) x.push_back(i % 11), y.push_back(std::sin(i) + 0.3 * (i % 11));
  const auto plain = fit::siegel(x, y);
  vector scaled = x;
  for (double& value : scaled) value *= 0x1p-41;
  CHECK(fit::siegel(scaled, y).slope == plain.slope * 0x1p41);
  CHECK(fit::siegel(scaled, y).intercept == plain.intercept);
  std::ranges::reverse(x), std::ranges::reverse(y);
  CHECK(reference::close(fit::siegel(x, y).slope, plain.slope, 1e-12));
  CHECK(reference::close(fit::siegel(x, y).intercept, plain.intercept, 1e-12));
}

TEST_CASE("siegel: two points are their line; what is none is refused") {
  const vector one{1}, two{1, 3}, up{2, 8}, flat{5, 5};
  CHECK(fit::siegel(two, up).slope == 3);
  CHECK(fit::siegel(two, up).intercept == -1);
  CHECK_THROWS_AS(fit::siegel(one, one), fit::error);
  CHECK_THROWS_AS(fit::siegel(flat, up), fit::error);
  CHECK_THROWS_AS(fit::siegel(two, vector{1, std::numeric_limits<double>::quiet_NaN()}),
                  fit::error);
}
