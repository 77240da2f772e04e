#include <proflens/fit/line.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>
#include <vector>

#include <proflens/aggregate/concepts.hpp>
#include <proflens/aggregate/of.hpp>
#include <proflens/unit.hpp>
#include "tests/reference.hpp"

using namespace proflens;
using fit::line;

static_assert(aggregate::accumulator<fit::line_sums, point>);

namespace {

constexpr double undefined = std::numeric_limits<double>::quiet_NaN();

struct sample {
  std::vector<double> x, y, w;
};

/// A cloud about 3 + 0.5 x, weights between 0.5 and 4.
sample cloud(std::size_t n, unsigned seed = 11) {
  std::mt19937_64 random(seed);
  std::uniform_real_distribution<double> place(0, 1000), weight(0.5, 4);
  std::normal_distribution<double> noise(0, 20);
  sample s;
  for (std::size_t i = 0; i < n; ++i) {
    s.x.push_back(place(random));
    s.y.push_back(3 + 0.5 * s.x.back() + noise(random));
    s.w.push_back(weight(random));
  }
  return s;
}

fit::line_sums sums_of(const sample& s, std::size_t begin, std::size_t end, bool weighted) {
  fit::line_sums sums;
  for (std::size_t i = begin; i < end; ++i) {
    weighted ? sums(s.x[i], s.y[i], s.w[i]) : sums(s.x[i], s.y[i]);
  }
  return sums;
}

void check_close(const fit::line_fit& a, const fit::line_fit& b, double tolerance) {
  CHECK(a.n == b.n);
  const auto close = [&](double one, double other) {
    CHECK(reference::close(one, other, tolerance));
  };
  close(a.intercept.value, b.intercept.value);
  close(a.intercept.standard_error, b.intercept.standard_error);
  close(a.slope.value, b.slope.value);
  close(a.slope.standard_error, b.slope.standard_error);
  close(a.slope.p, b.slope.p);
  close(a.slope.ci95.low, b.slope.ci95.low);
  close(a.residual_variance, b.residual_variance);
  close(a.r2, b.r2);
  close(a.rmse, b.rmse);
  close(a.log_likelihood, b.log_likelihood);
  close(a.bic, b.bic);
  close(a.mean_interval(100).high, b.mean_interval(100).high);
  CHECK(a.x_range == b.x_range);
}

bool warns(const fit::line_fit& fitted, std::string_view warning) {
  return std::ranges::find(fitted.warnings, warning) != fitted.warnings.end();
}

}  // namespace

TEST_CASE("line: exact data are recovered") {
  std::vector<double> x, y;
  for (int i = 0; i < 100; ++i) x.push_back(i * 0.37), y.push_back(17.25 - 2.5 * x.back());
  fit::line_sums sums;
  for (std::size_t i = 0; i < x.size(); ++i) sums(x[i], y[i]);
  for (const auto& fitted : {line(x, y), line(sums)}) {
    CHECK(reference::close(fitted.slope.value, -2.5, 1e-13));
    CHECK(reference::close(fitted.intercept.value, 17.25, 1e-13));
    CHECK(fitted.r2 == doctest::Approx(1).epsilon(1e-14));
    CHECK(reference::close(fitted(1000), 17.25 - 2500, 1e-12));
    CHECK(warns(fitted, fit::warning::perfect_fit));
  }
}

TEST_CASE("line: a perfect fit has p 0 and no noise") {
  const std::vector<double> x{0, 1, 2, 3, 4}, y{1, 3, 5, 7, 9};
  const auto fitted = line(x, y);
  CHECK(fitted.slope.value == 2);
  CHECK(fitted.intercept.value == 1);
  CHECK(fitted.sse == 0);
  CHECK(fitted.r2 == 1);
  CHECK(fitted.slope.standard_error == 0);
  CHECK(std::isinf(fitted.slope.t));
  CHECK(fitted.slope.p == 0);
  CHECK(fitted.slope.ci95 == interval{2, 2});
  CHECK(fitted.log_likelihood == std::numeric_limits<double>::infinity());
  CHECK(fitted.aic == -std::numeric_limits<double>::infinity());
}

TEST_CASE("line: constant y has slope 0 and no r2") {
  const std::vector<double> x{0, 1, 2, 3}, y(4, 2.5);
  const auto fitted = line(x, y);
  CHECK(fitted.slope.value == 0);
  CHECK(fitted.intercept.value == 2.5);
  CHECK(std::isnan(fitted.r2));
  CHECK(std::isnan(fitted.slope.t));
  CHECK(std::isnan(fitted.slope.p));
}

TEST_CASE("line: two points give the line and nothing about its errors") {
  const std::vector<double> x{1, 3}, y{2, 8};
  const auto fitted = line(x, y);
  CHECK(fitted.slope.value == 3);
  CHECK(fitted.intercept.value == -1);
  CHECK(fitted(2) == 5);
  CHECK(fitted.sse == 0);
  CHECK(fitted.rmse == 0);
  CHECK(fitted.r2 == 1);
  CHECK(fitted.n == 2);
  CHECK(warns(fitted, fit::warning::no_degrees_of_freedom));
  const interval band = fitted.mean_interval(2);
  for (const double value :
       {fitted.residual_variance, fitted.adjusted_r2, fitted.aicc, fitted.slope.standard_error,
        fitted.slope.p, fitted.slope.ci95.low, fitted.intercept.ci95.high, band.low, band.high})
    CHECK(std::isnan(value));
}

TEST_CASE("line: what cannot be fitted says why") {
  using vector = std::vector<double>;
  const vector none, one{1}, two{1, 2}, three{1, 2, 3}, flat{512, 512, 512};
  CHECK_THROWS_WITH_AS(line(none, none), "no points; a line needs two", fit::error);
  CHECK_THROWS_WITH_AS(line(fit::line_sums{}), "no points; a line needs two", fit::error);
  CHECK_THROWS_WITH_AS(line(one, one), "only one point; a line needs two", fit::error);
  CHECK_THROWS_WITH_AS(line(flat, three),
                       "x is 512 in all 3 points; a slope needs two different values", fit::error);
  CHECK_THROWS_WITH_AS(line(three, two), "x has 3 values, y 2", fit::error);
  CHECK_THROWS_WITH_AS(line(three, three, two), "x has 3 values, y 3, w 2", fit::error);
  const vector zero(3, 0.0), negative{1, -1, 1},
      infinite{1, std::numeric_limits<double>::infinity(), 1};
  CHECK_THROWS_WITH_AS(line(three, three, zero), "all weights are 0; a line needs two points",
                       fit::error);
  for (const vector& bad : {negative, infinite, vector{1, undefined, 1}}) {
    CHECK_THROWS_WITH_AS(line(three, three, bad),
                         "a weight is negative or not finite; weights are 0 or more", fit::error);
  }
  for (const vector& bad :
       {infinite, vector{undefined, 1, 2}, vector{1, 2, undefined}, vector{1, 1e200, 2}}) {
    const char* reason = "a value of x or y is NaN, infinite or too large to be squared";
    CHECK_THROWS_WITH_AS(line(three, bad), reason, fit::error);
    CHECK_THROWS_WITH_AS(line(bad, three), reason, fit::error);
  }
  CHECK_THROWS_AS(line(vector{0, 1e-200, 2e-200}, three), fit::error);
}

TEST_CASE("line: constant x is found in merged pieces too") {
  fit::line_sums sums;
  for (int piece = 0; piece < 5; ++piece) {
    fit::line_sums part;
    for (int i = 0; i < 400; ++i) part(0.1, i * 0.7);
    sums += part;
  }
  CHECK_THROWS_WITH_AS(
      line(sums), "x is 0.1 in all 2000 points; a slope needs two different values", fit::error);
}

TEST_CASE("line: merging empty sums changes nothing") {
  const sample s = cloud(700);
  const auto some = sums_of(s, 0, 700, false);
  auto left = some;
  left += fit::line_sums{};
  CHECK(left == some);
  fit::line_sums right;
  right += some;
  CHECK(right == some);
}

TEST_CASE("line: merge equals whole") {
  const sample s = cloud(5000);
  for (const bool weighted : {false, true}) {
    const auto whole = line(sums_of(s, 0, 5000, weighted));
    for (const std::size_t cut : {1U, 2U, 511U, 512U, 513U, 2500U, 4999U}) {
      auto joined = sums_of(s, 0, cut, weighted);
      joined += sums_of(s, cut, 5000, weighted);
      check_close(line(joined), whole, 1e-12);
    }
  }
}

TEST_CASE("line: sums, arrays and points agree") {
  const sample s = cloud(3001);
  std::vector<point> points;
  for (std::size_t i = 0; i < s.x.size(); ++i) points.push_back({s.x[i], s.y[i]});
  const auto by_arrays = line(s.x, s.y);
  check_close(line(sums_of(s, 0, 3001, false)), by_arrays, 1e-12);
  CHECK(line(points) == by_arrays);
  check_close(line(sums_of(s, 0, 3001, true)), line(s.x, s.y, s.w), 1e-12);
}

TEST_CASE("line: equal weights are no weights, whatever their size") {
  const sample s = cloud(100);
  const auto plain = line(s.x, s.y);
  check_close(line(s.x, s.y, std::vector<double>(100, 1.0)), plain, 1e-12);
  const auto heavy = line(s.x, s.y, std::vector<double>(100, 8.0));
  CHECK(reference::close(heavy.slope.standard_error, plain.slope.standard_error, 1e-12));
  CHECK(reference::close(heavy.intercept.p, plain.intercept.p, 1e-11));
  CHECK(reference::close(heavy.rmse, plain.rmse, 1e-12));
  CHECK(reference::close(heavy.log_likelihood, plain.log_likelihood, 1e-12));
}

TEST_CASE("line: a point of weight 0 is not there, whatever its values") {
  sample s = cloud(60);
  const auto before = line(s.x, s.y, s.w);
  s.x.insert(s.x.begin() + 7, 1e9), s.y.insert(s.y.begin() + 7, undefined),
      s.w.insert(s.w.begin() + 7, 0);
  CHECK(line(s.x, s.y, s.w) == before);
}

TEST_CASE("line: a whole weight counts points") {
  // The line is that of the point repeated; n, and with it the errors, are not.
  const std::vector<double> x{1, 2, 5, 9}, y{2, 1, 6, 7}, w{1, 3, 1, 2};
  const std::vector<double> repeated_x{1, 2, 2, 2, 5, 9, 9}, repeated_y{2, 1, 1, 1, 6, 7, 7};
  CHECK(
      reference::close(line(x, y, w).slope.value, line(repeated_x, repeated_y).slope.value, 1e-13));
  CHECK(line(x, y, w).n == 4);
}

TEST_CASE("line: the order of the points matters to rounding only") {
  sample s = cloud(2000);
  const auto before = line(s.x, s.y);
  std::vector<std::size_t> order(2000);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::shuffle(order.begin(), order.end(), std::mt19937_64(5));
  sample shuffled;
  for (const std::size_t i : order) shuffled.x.push_back(s.x[i]), shuffled.y.push_back(s.y[i]);
  check_close(line(shuffled.x, shuffled.y), before, 1e-12);
  check_close(line(sums_of({shuffled.x, shuffled.y, {}}, 0, 2000, false)), before, 1e-12);
}

TEST_CASE("line: scaling by powers of two scales to the bit") {
  const sample s = cloud(1300);
  const double fx = 0x1p-30, fy = 0x1p11;
  sample scaled = s;
  for (double& x : scaled.x) x *= fx;
  for (double& y : scaled.y) y *= fy;
  for (double& w : scaled.w) w *= 0x1p5;
  const auto compare = [&](const fit::line_fit& a, const fit::line_fit& b) {
    CHECK(b.slope.value == a.slope.value * fy / fx);
    CHECK(b.slope.standard_error == a.slope.standard_error * fy / fx);
    CHECK(b.intercept.value == a.intercept.value * fy);
    CHECK(b.slope.t == a.slope.t);
    CHECK(b.slope.p == a.slope.p);
    CHECK(b.r2 == a.r2);
    CHECK(b.rmse == a.rmse * fy);
    CHECK(b(100 * fx) == a(100) * fy);
    CHECK(b.prediction_interval(100 * fx).low == a.prediction_interval(100).low * fy);
  };
  compare(line(s.x, s.y), line(scaled.x, scaled.y));
  compare(line(sums_of(s, 0, 1300, false)), line(sums_of(scaled, 0, 1300, false)));
}

TEST_CASE("line: weights scaled by a power of two change no bit of the line") {
  const sample s = cloud(1300);
  std::vector<double> w = s.w;
  for (double& weight : w) weight *= 0x1p9;
  const auto before = line(s.x, s.y, s.w), after = line(s.x, s.y, w);
  CHECK(after.slope == before.slope);
  CHECK(after.intercept == before.intercept);
  CHECK(after.r2 == before.r2);
  CHECK(after.rmse == before.rmse);
}

TEST_CASE("line: a time stamp of 1.7e9 costs no digit") {
  fit::line_sums near_zero, far;
  std::vector<double> x, y, far_x, far_y;
  const sample s = cloud(2000);
  for (std::size_t i = 0; i < s.x.size(); ++i) {
    // Multiples of 2^-12 survive the offsets exactly.
    x.push_back(std::round(s.x[i] * 0x1p12) * 0x1p-12);
    y.push_back(std::round(s.y[i] * 0x1p12) * 0x1p-12);
    far_x.push_back(x.back() + 1.7e9);
    far_y.push_back(y.back() + 1e9);
    near_zero(x.back(), y.back());
    far(far_x.back(), far_y.back());
  }
  CHECK(line(far_x, far_y).slope == line(x, y).slope);
  CHECK(line(far_x, far_y).sse == line(x, y).sse);
  CHECK(line(far).slope == line(near_zero).slope);
  CHECK(line(far).r2 == line(near_zero).r2);
}

TEST_CASE("line: residuals of 1e-9 of y keep their digits in arrays") {
  std::vector<double> x, y;
  double sse = 0;
  for (int i = 0; i < 400; ++i) {
    // Residuals +1 -1 -1 +1 are orthogonal to (1, x): the line is exact, and the sum of squares.
    const double r = (i % 4 == 0 || i % 4 == 3 ? 1 : -1) * 0x1p-20;
    x.push_back(i), y.push_back(1024.0 * i + r);
    sse += r * r;
  }
  CHECK(reference::close(line(x, y).sse, sse, 1e-9));
  CHECK(line(x, y).slope.value == doctest::Approx(1024).epsilon(1e-15));
}

TEST_CASE("line: a point far outside is named as the one that carries the slope") {
  std::vector<double> x, y;
  for (int i = 0; i < 50; ++i) x.push_back(i % 5), y.push_back(i % 3);
  CHECK_FALSE(warns(line(x, y), fit::warning::one_point_carries_the_slope));
  x.push_back(1000), y.push_back(77);
  CHECK(warns(line(x, y), fit::warning::one_point_carries_the_slope));
}

TEST_CASE("line: intervals nest and follow their level") {
  const sample s = cloud(30);
  const auto fitted = line(s.x, s.y);
  CHECK(fitted.slope.confidence_interval(0.95) == fitted.slope.ci95);
  CHECK(fitted.slope.confidence_interval(0.99).width() > fitted.slope.ci95.width());
  CHECK(fitted.mean_interval(400, 0.5).width() < fitted.mean_interval(400).width());
  CHECK(fitted.mean_interval(400).width() < fitted.prediction_interval(400).width());
  CHECK(fitted.mean_interval(400).width() < fitted.mean_interval(4000).width());
  CHECK(fitted.mean_interval(400).contains(fitted(400)));
  CHECK(std::isnan(fitted.slope.confidence_interval(1).low));
}

TEST_CASE("line: ninety-five of a hundred intervals hold the truth") {
  int slope_inside = 0, mean_inside = 0;
  const int trials = 2000;
  for (int trial = 0; trial < trials; ++trial) {
    const sample s = cloud(12, static_cast<unsigned>(trial) + 1000);
    const auto fitted = line(s.x, s.y);
    slope_inside += fitted.slope.ci95.contains(0.5);
    mean_inside += fitted.mean_interval(700).contains(3 + 350);
  }
  // Four standard deviations of a binomial of 2000 and 0.95: 39.
  CHECK(std::abs(slope_inside - 1900) <= 39);
  CHECK(std::abs(mean_inside - 1900) <= 39);
}

namespace {
struct step {
  double tokens = 0, runtime_ms = 0;
};
struct tokens_and_runtime {
  static constexpr std::string_view x_symbol = "S", y_symbol = "T";
  static constexpr unit y_unit = unit::millisecond;
  point operator()(const step& s) const { return {s.tokens, s.runtime_ms}; }
};
}  // namespace

TEST_CASE("line: a projection names the axes") {
  aggregate::of steps(tokens_and_runtime{}, fit::line_sums{});
  for (int i = 0; i < 4; ++i) steps(step{i * 1.0, i * 2.0 + i % 2});
  const auto fitted = line(steps);
  CHECK(fitted.symbols == fit::line_symbols{"S", "T", "ms"});
  CHECK(line(steps.value).slope == fitted.slope);
  aggregate::of constant(tokens_and_runtime{}, fit::line_sums{});
  constant(step{7, 1}), constant(step{7, 2});
  CHECK_THROWS_WITH_AS(line(constant), "S is 7 in all 2 points; a slope needs two different values",
                       fit::error);
}

TEST_CASE("line: reference values") {
  const auto group = reference::statistics("line");
  const double tolerance = reference::tolerance_of(group);
  const auto check = [&](std::string_view name, double found, reference::element expected) {
    reference::check(name, found, expected, tolerance);
  };
  const auto check_all = [&](std::string_view name, const std::vector<double>& found,
                             reference::element expected) {
    reference::check(name, found, expected, tolerance);
  };
  for (const auto& entry : reference::entries(group)) {
    const reference::element expected = entry.expected;
    INFO(entry.name);
    const auto x = reference::numbers(expected["x"]);
    const auto y = reference::numbers(expected["y"]);
    const auto w = reference::numbers(expected["w"]);
    const auto fitted = w.empty() ? line(x, y) : line(x, y, w);
    check("intercept", fitted.intercept.value, expected["intercept"]);
    check("slope", fitted.slope.value, expected["slope"]);
    check_all("se", {fitted.intercept.standard_error, fitted.slope.standard_error}, expected["se"]);
    check_all("t", {fitted.intercept.t, fitted.slope.t}, expected["t"]);
    check_all("p", {fitted.intercept.p, fitted.slope.p}, expected["p"]);
    const reference::element ci = expected["ci95"];
    check_all("ci95 0", {fitted.intercept.ci95.low, fitted.intercept.ci95.high}, ci.at(0));
    check_all("ci95 1", {fitted.slope.ci95.low, fitted.slope.ci95.high}, ci.at(1));
    check("s2", fitted.residual_variance, expected["s2"]);
    check("r2", fitted.r2, expected["r2"]);
    check("r2_adj", fitted.adjusted_r2, expected["r2_adj"]);
    check("llf", fitted.log_likelihood, expected["llf"]);
    check("aic", fitted.aic, expected["aic"]);
    check("aicc", fitted.aicc, expected["aicc"]);
    check("bic", fitted.bic, expected["bic"]);
    for (std::size_t row = 0; row < 2; ++row) {
      check_all("cov", {fitted.covariance[row][0], fitted.covariance[row][1]},
                reference::element(expected["cov"]).at(row));
    }
    reference::element predict;
    if (expected["predict"].get(predict) != simdjson::SUCCESS) continue;
    std::vector<double> mean, mean_lo, mean_hi, obs_lo, obs_hi;
    for (const double x0 : reference::numbers(predict["x0"])) {
      mean.push_back(fitted(x0));
      mean_lo.push_back(fitted.mean_interval(x0).low);
      mean_hi.push_back(fitted.mean_interval(x0).high);
      obs_lo.push_back(fitted.prediction_interval(x0).low);
      obs_hi.push_back(fitted.prediction_interval(x0).high);
    }
    check_all("mean", mean, predict["mean"]);
    check_all("mean_lo", mean_lo, predict["mean_lo"]);
    check_all("mean_hi", mean_hi, predict["mean_hi"]);
    check_all("obs_lo", obs_lo, predict["obs_lo"]);
    check_all("obs_hi", obs_hi, predict["obs_hi"]);
  }
}

TEST_CASE("line: reference values from sums, as far as a difference of sums reaches") {
  for (const auto& entry : reference::entries(reference::statistics("line"))) {
    const reference::element expected = entry.expected;
    if (expected["w"].is_null() == false) continue;
    INFO(entry.name);
    const auto x = reference::numbers(expected["x"]);
    const auto y = reference::numbers(expected["y"]);
    fit::line_sums sums;
    for (std::size_t i = 0; i < x.size(); ++i) sums(x[i], y[i]);
    const auto fitted = line(sums);
    reference::check("intercept", fitted.intercept.value, expected["intercept"]);
    reference::check("slope", fitted.slope.value, expected["slope"]);
    reference::check("s2", fitted.residual_variance, expected["s2"]);
    reference::check("bic", fitted.bic, expected["bic"]);
  }
}
