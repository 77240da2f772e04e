#include <proflens/fit/residual_checks.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

using namespace proflens;
using vector = std::vector<double>;

namespace {

constexpr double undefined = std::numeric_limits<double>::quiet_NaN();

vector noise(std::size_t n, std::mt19937_64& random) {
  std::normal_distribution<double> normal(0, 1);
  vector values(n);
  for (double& value : values) value = normal(random);
  return values;
}

}  // namespace

TEST_CASE("residual_checks: runs are counted as in the book") {
  // 5 above, 4 below, 5 runs: expected 49/9, variance 40 * 31 / (81 * 8).
  const auto test = fit::runs_of(vector{1, 2, -1, -2, 3, 0, 4, -1, -5, 2});
  CHECK(test.above == 5);
  CHECK(test.below == 4);
  CHECK(test.runs == 5);
  CHECK(test.z == doctest::Approx((5 - 49.0 / 9) / std::sqrt(1240.0 / 648)).epsilon(1e-14));
  CHECK(test.p == doctest::Approx(std::erfc(std::abs(test.z) / std::sqrt(2.0))).epsilon(1e-14));
}

TEST_CASE("residual_checks: a bend makes few runs, an alternation many") {
  vector bend, alternation;
  for (int i = 0; i < 40; ++i) {
    bend.push_back((i - 19.5) * (i - 19.5) - 130), alternation.push_back(i % 2 == 0 ? 1 : -1);
  }
  CHECK(fit::runs_of(bend).runs == 3);
  CHECK(fit::runs_of(bend).z < -4);
  CHECK(fit::runs_of(alternation).z > 5);
  CHECK(fit::runs_of(alternation).p < 1e-6);
}

TEST_CASE("residual_checks: one sign, none, or NaN is no test of runs") {
  for (const vector& values : {vector{}, vector{1}, vector{1, 2, 3}, vector{0, 0}, vector{1, -1},
                               vector{1, undefined, -1, 2, -3}}) {
    CHECK(std::isnan(fit::runs_of(values).z));
    CHECK(std::isnan(fit::runs_of(values).p));
  }
}

TEST_CASE("residual_checks: Durbin and Watson's extremes") {
  vector same(100, 1.0), alternation;
  for (int i = 0; i < 100; ++i) alternation.push_back(i % 2 == 0 ? 1 : -1);
  CHECK(fit::durbin_watson_of(same).statistic == 0);
  CHECK(fit::durbin_watson_of(alternation).statistic == doctest::Approx(3.96));
  CHECK(fit::durbin_watson_of(alternation).autocorrelation == doctest::Approx(-0.99));
  CHECK(fit::durbin_watson_of(alternation).p < 1e-12);
  CHECK(fit::durbin_watson_of(vector{1, 2, -1}).statistic == doctest::Approx(10.0 / 6));
  for (const vector& values : {vector{}, vector{1}, vector{0, 0, 0}, vector{1, undefined}}) {
    CHECK(std::isnan(fit::durbin_watson_of(values).statistic));
    CHECK(std::isnan(fit::durbin_watson_of(values).p));
  }
}

TEST_CASE("residual_checks: a change of level is found where it is, a spike is none") {
  std::mt19937_64 random(6);
  vector values = noise(60, random);
  values[10] = 1e6;
  CHECK(fit::change_point_of(values).p > 0.05);
  for (std::size_t i = 37; i < values.size(); ++i) values[i] += 8;
  const auto change = fit::change_point_of(values);
  CHECK(change.at == 37);
  CHECK(change.p < 1e-6);
  CHECK(std::abs(change.level_before) < 1);
  CHECK(std::abs(change.level_after - 8) < 1);
}

TEST_CASE("residual_checks: Pettitt's statistic is that of its definition, with ties") {
  const vector values{3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5};
  double largest = 0;
  for (std::size_t split = 1; split < values.size(); ++split) {
    double sum = 0;
    for (std::size_t i = 0; i < split; ++i) {
      for (std::size_t j = split; j < values.size(); ++j) {
        sum += values[i] < values[j] ? -1 : values[i] > values[j] ? 1 : 0;
      }
    }
    largest = std::max(largest, std::abs(sum));
  }
  CHECK(fit::change_point_of(values).statistic == largest);
}

TEST_CASE("residual_checks: no change in equal values; too few or NaN is no test") {
  CHECK(fit::change_point_of(vector(5, 2.0)).p == 1);
  CHECK(fit::change_point_of(vector(5, 2.0)).at == 0);
  for (const vector& values : {vector{}, vector{1}, vector{1, undefined, 3}}) {
    CHECK(std::isnan(fit::change_point_of(values).p));
  }
}

TEST_CASE("residual_checks: of plain noise each test rejects about one in twenty") {
  std::mt19937_64 random(99);
  int runs = 0, watson = 0, change = 0;
  for (int set = 0; set < 2000; ++set) {
    const vector values = noise(60, random);
    runs += fit::runs_of(values).p < 0.05;
    watson += fit::durbin_watson_of(values).p < 0.05;
    change += fit::change_point_of(values).p < 0.05;
  }
  for (const int rejected : {runs, watson}) {
    CHECK(rejected >= 60);
    CHECK(rejected <= 140);
  }
  // Pettitt's approximation is on the safe side.
  CHECK(change >= 20);
  CHECK(change <= 110);
}
