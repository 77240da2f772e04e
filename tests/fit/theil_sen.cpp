#include <proflens/fit/theil_sen.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>
#include <vector>

#include "tests/reference.hpp"

using namespace proflens;
using vector = std::vector<double>;

namespace {

/// 3 + 0.5 x with noise and every tenth point wild, on a coarse grid of x.
void cloud(std::size_t n, vector& x, vector& y) {
  std::mt19937_64 random(31);
  std::normal_distribution<double> noise(0, 1);
  for (std::size_t i = 0; i < n; ++i) {
    x.push_back(static_cast<double>(random() % 500));
    y.push_back(3 + 0.5 * x.back() + noise(random) + (i % 10 == 0 ? 400 : 0));
  }
}

}  // namespace

TEST_CASE("theil_sen: the reference") {
  const auto group = reference::statistics("robust");
  const reference::element expected = group["theil_sen"];
  const vector x = reference::numbers(group["x"]), y = reference::numbers(group["y"]);
  const auto joint = fit::theil_sen(x, y);
  const auto separate = fit::theil_sen(x, y, fit::median_intercept::separate);
  reference::check("slope", joint.slope, expected["slope"]);
  reference::check("slope_lo", joint.slope_ci95.low, expected["slope_lo"]);
  reference::check("slope_hi", joint.slope_ci95.high, expected["slope_hi"]);
  reference::check("joint", joint.intercept, expected["intercept_joint"]);
  reference::check("separate", separate.intercept, expected["intercept_separate"]);
  CHECK(separate.slope == joint.slope);
}

TEST_CASE("theil_sen: slopes found by counting are those that are kept") {
  vector x, y;
  cloud(300, x, y);
  fit::pair_slopes kept(x, y), counted(x, y, 0);
  REQUIRE(kept.count() == counted.count());
  CHECK(kept.count() < 300 * 299 / 2);  // some share their x
  for (const double part : {0.0, 0.01, 0.3, 0.5, 0.77, 1.0}) {
    const auto rank = static_cast<std::uint64_t>(part * static_cast<double>(kept.count() - 1));
    CHECK(reference::close(counted.at(rank), kept.at(rank), 1e-12));
  }
  CHECK(reference::close(counted.median(), kept.median(), 1e-12));
}

TEST_CASE("theil_sen: slopes found by counting are exact where the points are") {
  const vector x{0, 1, 1, 2, 2, 2}, y{0, 1, 1, -2, 5, 4};
  fit::pair_slopes kept(x, y), counted(x, y, 0);
  CHECK(kept.count() == 11);
  for (std::uint64_t rank = 0; rank < 11; ++rank) CHECK(counted.at(rank) == kept.at(rank));
}

TEST_CASE("theil_sen: ten thousand points take memory for ten thousand points") {
  vector x, y;
  cloud(10'000, x, y);
  const auto line = fit::theil_sen(x, y);
  CHECK(line.slope_ci95.contains(0.5));
  CHECK(line.slope_ci95.width() < 0.002);
  CHECK(std::abs(line.slope - 0.5) < 0.001);
  CHECK(std::abs(line.intercept - 3) < 0.3);
}

TEST_CASE("theil_sen: exact data are recovered at any offset and scale, wild points or not") {
  for (const double offset : {0.0, 1e9}) {
    for (const double scale : {1.0, 0x1p-40}) {
      vector x, y;
      for (int i = 0; i < 40; ++i) {
        x.push_back(offset + i * scale);
        y.push_back(2 - 0.375 * (x.back() - offset) + (i % 5 == 0 ? 1000 * scale : 0));
      }
      if (x[1] == x[2]) continue;  // an offset that swallows the scale
      const auto line = fit::theil_sen(x, y);
      CHECK(line.slope == -0.375);
      CHECK(reference::close(line.predict(offset + 64 * scale), 2 - 0.375 * 64 * scale, 1e-12));
      CHECK(line.median_absolute_residual <= 1e-12 * scale);
    }
  }
}

TEST_CASE("theil_sen: scaling by powers of two and order change nothing, bit for bit") {
  vector x, y;
  cloud(120, x, y);
  const auto plain = fit::theil_sen(x, y);
  vector scaled_x = x, scaled_y = y;
  for (double& value : scaled_x) value *= 0x1p-30;
  for (double& value : scaled_y) value *= 4;
  const auto scaled = fit::theil_sen(scaled_x, scaled_y);
  CHECK(scaled.slope == plain.slope * 0x1p32);
  CHECK(scaled.intercept == plain.intercept * 4);
  CHECK(scaled.slope_ci95.low == plain.slope_ci95.low * 0x1p32);
  std::ranges::reverse(x), std::ranges::reverse(y);
  const auto backward = fit::theil_sen(x, y);
  CHECK(reference::close(backward.slope, plain.slope, 1e-12));
  CHECK(reference::close(backward.intercept, plain.intercept, 1e-12));
}

TEST_CASE("theil_sen: its interval holds the slope") {
  std::mt19937_64 random(77);
  std::student_t_distribution<double> noise(3);
  int held = 0;
  for (int set = 0; set < 2000; ++set) {
    vector x, y;
    for (int i = 0; i < 20; ++i) x.push_back(i), y.push_back(1 + 0.5 * i + noise(random));
    held += fit::theil_sen(x, y).slope_ci95.contains(0.5);
  }
  CHECK(held >= 1860);
  CHECK(held <= 1940);
}

TEST_CASE("theil_sen: two points are their line; what is none says why") {
  const vector none, one{1}, two{1, 3}, up{2, 8}, flat{5, 5, 5}, three{1, 2, 3};
  const auto line = fit::theil_sen(two, up);
  CHECK(line.slope == 3);
  CHECK(line.intercept == -1);
  CHECK(std::isnan(line.slope_ci95.low));
  CHECK(std::isnan(line.slope_ci95.high));
  CHECK(fit::theil_sen(three, flat).slope == 0);
  const vector four{1, 2, 3, 4}, five{1, 2, 3, 4, 5}, bent{1, 2, 4, 8, 16};
  CHECK(std::isnan(fit::theil_sen(four, vector{1, 2, 4, 8}).slope_ci95.low));
  CHECK(fit::theil_sen(five, bent).slope_ci95.low == 1);
  CHECK(fit::theil_sen(five, bent).slope_ci95.high == 8);
  CHECK_THROWS_WITH_AS(fit::theil_sen(none, none), "no points; a line needs two", fit::error);
  CHECK_THROWS_WITH_AS(fit::theil_sen(one, one), "only one point; a line needs two", fit::error);
  CHECK_THROWS_WITH_AS(fit::theil_sen(two, three), "x has 2 values, y 3", fit::error);
  CHECK_THROWS_WITH_AS(fit::theil_sen(flat, three),
                       "x is the same in all 3 points; a slope needs two different values",
                       fit::error);
  for (const double bad :
       {std::numeric_limits<double>::quiet_NaN(), -std::numeric_limits<double>::infinity()}) {
    CHECK_THROWS_WITH_AS(fit::theil_sen(three, vector{1, bad, 2}),
                         "a value of x or y is NaN or infinite", fit::error);
    CHECK_THROWS_AS(fit::theil_sen(vector{1, bad, 2}, three), fit::error);
  }
}
