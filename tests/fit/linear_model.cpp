#include <proflens/fit/linear_model.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>
#include <vector>

#include <proflens/fit/line.hpp>
#include <proflens/fit/line_diagnostics.hpp>
#include "tests/reference.hpp"

using namespace proflens;
using vector = std::vector<double>;

namespace {

constexpr double undefined = std::numeric_limits<double>::quiet_NaN();

const auto identity = [](double x) { return std::array{x}; };
const auto pair = [](double a, double b) { return std::array{a, b}; };

struct sample {
  vector a, b, y, w;
};

/// A cloud about 7 + 0.5 a - 3 b, weights between 0.5 and 4.
sample cloud(std::size_t n, double offset = 0, double scale = 1) {
  std::mt19937_64 random(5);
  std::uniform_real_distribution<double> place(0, 100), weight(0.5, 4);
  std::normal_distribution<double> noise(0, 2);
  sample s;
  for (std::size_t i = 0; i < n; ++i) {
    const double a = place(random), b = place(random);
    s.a.push_back(offset + scale * a);
    s.b.push_back(offset + scale * b);
    s.y.push_back(7 + 0.5 * a - 3 * b + noise(random));
    s.w.push_back(weight(random));
  }
  return s;
}

fit::linear_fit fitted(const sample& s, bool weighted = false,
                       fit::standard_errors errors = fit::standard_errors::classical) {
  fit::linear_options options{.errors = errors};
  if (weighted) options.weights = s.w;
  return fit::linear(pair, fit::inputs(s.a, s.b), s.y, options).fit;
}

bool warns(const fit::linear_fit& fitted, std::string_view warning) {
  return std::ranges::find(fitted.warnings, warning) != fitted.warnings.end();
}

void check_close(const fit::linear_fit& a, const fit::linear_fit& b, double tolerance) {
  CHECK(a.n == b.n);
  for (std::size_t j = 0; j < a.coefficients.size(); ++j) {
    CHECK(reference::close(a.coefficients[j].value, b.coefficients[j].value, tolerance));
    CHECK(reference::close(a.coefficients[j].standard_error, b.coefficients[j].standard_error,
                           tolerance));
  }
  CHECK(reference::close(a.quality.r2, b.quality.r2, tolerance));
  CHECK(reference::close(a.quality.aicc, b.quality.aicc, tolerance));
}

}  // namespace

TEST_CASE("linear_model: one column is the line of the reference") {
  for (const auto& [name, expected] : reference::entries(reference::statistics("line"))) {
    INFO(name);
    const vector x = reference::numbers(expected["x"]), y = reference::numbers(expected["y"]),
                 w = reference::numbers(expected["w"]);
    const auto model = fit::linear(identity, fit::inputs(x), y, {.weights = w});
    const fit::linear_fit& f = model.fit;
    reference::check("intercept", f.coefficients[0].value, expected["intercept"]);
    reference::check("slope", f.coefficients[1].value, expected["slope"]);
    reference::check("se", {f.coefficients[0].standard_error, f.coefficients[1].standard_error},
                     expected["se"]);
    reference::check("p", {f.coefficients[0].p, f.coefficients[1].p}, expected["p"]);
    reference::check("s2", f.quality.residual_variance, expected["s2"]);
    reference::check("r2", f.quality.r2, expected["r2"]);
    reference::check("r2_adj", f.quality.adjusted_r2, expected["r2_adj"]);
    reference::check("llf", f.quality.log_likelihood, expected["llf"]);
    reference::check("aic", f.quality.aic, expected["aic"]);
    reference::check("aicc", f.quality.aicc, expected["aicc"]);
    reference::check("bic", f.quality.bic, expected["bic"]);
    simdjson::dom::element hc3, predict;
    if (expected["hc3_se"].get(hc3) == simdjson::SUCCESS) {
      const auto robust =
          fit::linear(identity, fit::inputs(x), y, {.errors = fit::standard_errors::hc3});
      reference::check(
          "hc3",
          {robust.fit.coefficients[0].standard_error, robust.fit.coefficients[1].standard_error},
          hc3);
      const vector hat = reference::numbers(expected["hat"]);
      CHECK(reference::close(f.largest_leverage, *std::ranges::max_element(hat)));
      CHECK(reference::close(f.leverage(std::array{x[1]}), hat[1]));
    }
    if (expected["predict"].get(predict) == simdjson::SUCCESS) {
      const vector x0 = reference::numbers(predict["x0"]);
      vector mean, mean_low, high;
      for (const double at : x0) {
        mean.push_back(model.predict(at));
        mean_low.push_back(model.mean_interval(at).low);
        high.push_back(model.prediction_interval(at).high);
      }
      reference::check("mean", mean, predict["mean"]);
      reference::check("mean_lo", mean_low, predict["mean_lo"]);
      reference::check("obs_hi", high, predict["obs_hi"]);
    }
  }
}

TEST_CASE("linear_model: exact data are recovered, also beyond what moments can do") {
  vector x, y, u, v;
  for (int i = 0; i < 60; ++i) {
    x.push_back(1e9 + i);
    y.push_back(3 - 0.25 * i + 0.125 * i * i);
    u.push_back(i + 1.0);
    v.push_back(i + 1.0 + 1e-5 * (i % 3));
  }
  const auto parabola = [](double at) {
    const double d = at - 1e9;
    return std::array{d, d * d};
  };
  const auto smooth = fit::linear(parabola, fit::inputs(x), y);
  CHECK(reference::close(smooth.fit.coefficients[1].value, -0.25, 1e-12));
  CHECK(reference::close(smooth.fit.coefficients[2].value, 0.125, 1e-12));
  CHECK(reference::close(smooth.predict(1e9 + 100), 3 - 25 + 1250, 1e-12));
  CHECK(warns(smooth.fit, fit::warning::perfect_fit));

  vector sum;
  for (std::size_t i = 0; i < u.size(); ++i) sum.push_back(2 * u[i] + 3 * v[i]);
  const auto steep = fit::linear(pair, fit::inputs(u, v), sum);
  CHECK(steep.fit.condition > 1e6);
  // A rounding of v counts 1e6 times as much in the slopes.
  CHECK(reference::close(steep.fit.coefficients[1].value, 2, 1e-9));
  CHECK(reference::close(steep.fit.coefficients[2].value, 3, 1e-9));
  CHECK(reference::close(steep.predict(30, 30.5), 151.5, 1e-9));
}

TEST_CASE("linear_model: scaling by powers of two changes nothing, bit for bit") {
  const sample s = cloud(700);
  for (const bool weighted : {false, true}) {
    const auto plain = fitted(s, weighted);
    sample scaled = s;
    for (double& a : scaled.a) a *= 0x1p-40;
    for (double& b : scaled.b) b *= 0x1p17;
    for (double& y : scaled.y) y *= 8;
    for (double& w : scaled.w) w *= 2;
    const auto other = fitted(scaled, weighted);
    CHECK(other.coefficients[0].value == plain.coefficients[0].value * 8);
    CHECK(other.coefficients[1].value == plain.coefficients[1].value * 0x1p43);
    CHECK(other.coefficients[2].value == plain.coefficients[2].value * 0x1p-14);
    CHECK(other.coefficients[1].standard_error == plain.coefficients[1].standard_error * 0x1p43);
    CHECK(other.coefficients[2].p == plain.coefficients[2].p);
    CHECK(other.quality.r2 == plain.quality.r2);
    CHECK(other.condition == plain.condition);
  }
}

TEST_CASE("linear_model: the order of points changes nothing but rounding") {
  const sample s = cloud(1500);
  sample shuffled = s;
  std::vector<std::size_t> order(s.y.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::shuffle(order.begin(), order.end(), std::mt19937_64(3));
  for (std::size_t i = 0; i < order.size(); ++i) {
    shuffled.a[i] = s.a[order[i]], shuffled.b[i] = s.b[order[i]];
    shuffled.y[i] = s.y[order[i]], shuffled.w[i] = s.w[order[i]];
  }
  check_close(fitted(shuffled), fitted(s), 1e-12);
  check_close(fitted(shuffled, true), fitted(s, true), 1e-12);
  check_close(fitted(shuffled, true, fit::standard_errors::hc2),
              fitted(s, true, fit::standard_errors::hc2), 1e-12);
}

TEST_CASE("linear_model: sums keep the laws of an accumulator") {
  const sample s = cloud(1200);
  fit::linear_sums<2> whole, first, second, empty;
  for (std::size_t i = 0; i < s.y.size(); ++i) {
    whole({s.a[i], s.b[i]}, s.y[i]);
    (i < 701 ? first : second)({s.a[i], s.b[i]}, s.y[i]);
  }
  auto joined = first;
  joined += second;
  CHECK(joined.count() == 1200);
  // The sum of squares of sums alone is a difference.
  check_close(fit::linear(joined), fit::linear(whole), 1e-9);
  check_close(fit::linear(whole), fitted(s), 1e-9);
  CHECK(reference::close(fit::linear(joined).coefficients[1].value, fitted(s).coefficients[1].value,
                         1e-12));
  auto unchanged = first;
  unchanged += empty;
  CHECK(unchanged == first);
  empty += first;
  CHECK(empty == first);
}

TEST_CASE("linear_model: weights count points") {
  sample s = cloud(40);
  sample doubled = s;
  for (std::size_t i = 0; i < s.w.size(); ++i) s.w[i] = i < 10 ? 2 : i < 12 ? 0 : 1;
  doubled.a.erase(doubled.a.begin() + 10, doubled.a.begin() + 12);
  doubled.b.erase(doubled.b.begin() + 10, doubled.b.begin() + 12);
  doubled.y.erase(doubled.y.begin() + 10, doubled.y.begin() + 12);
  for (std::size_t i = 0; i < 10; ++i) {
    doubled.a.push_back(s.a[i]), doubled.b.push_back(s.b[i]), doubled.y.push_back(s.y[i]);
  }
  const auto weighted = fitted(s, true), repeated = fitted(doubled);
  CHECK(weighted.n == 38);
  CHECK(reference::close(weighted.coefficients[1].value, repeated.coefficients[1].value, 1e-12));
  CHECK(reference::close(weighted.quality.sse, repeated.quality.sse, 1e-12));
}

TEST_CASE("linear_model: robust standard errors agree with those of the line and with each other") {
  const sample s = cloud(50);
  const auto robust = [&](fit::standard_errors kind) {
    return fit::linear(identity, fit::inputs(s.a), s.y, {.weights = s.w, .errors = kind})
        .fit.coefficients[1]
        .standard_error;
  };
  const auto line = fit::line(s.a, s.y, s.w);
  const auto known = fit::diagnose(line, s.a, s.y, s.w).hc3_standard_error[1];
  CHECK(reference::close(robust(fit::standard_errors::hc3), known, 1e-12));
  CHECK(reference::close(robust(fit::standard_errors::hc1),
                         robust(fit::standard_errors::hc0) * std::sqrt(50.0 / 48), 1e-12));
  CHECK(robust(fit::standard_errors::hc0) < robust(fit::standard_errors::hc2));
  CHECK(robust(fit::standard_errors::hc2) < robust(fit::standard_errors::hc3));
}

TEST_CASE("linear_model: dependent and constant columns are left out and said") {
  sample s = cloud(30);
  const auto alone = fit::linear(identity, fit::inputs(s.a), s.y).fit;
  for (const double offset : {0.0, 0.1, 1e6}) {
    for (std::size_t i = 0; i < s.b.size(); ++i) s.b[i] = 3 * s.a[i] + offset;
    const auto both = fitted(s);
    CHECK(both.rank == 2);
    CHECK(warns(both, fit::warning::rank_deficient));
    CHECK(both.coefficients[2].value == 0);
    CHECK(std::isnan(both.coefficients[2].standard_error));
    CHECK(reference::close(both.coefficients[1].value, alone.coefficients[1].value, 1e-12));
    CHECK(reference::close(both.quality.sse, alone.quality.sse, 1e-12));
    CHECK(reference::close(both.mean_interval(std::array{5.0, 15 + offset}).high,
                           alone.mean_interval(std::array{5.0}).high, 1e-12));
  }
  std::ranges::fill(s.b, 4.0);
  CHECK(fitted(s).rank == 2);
  CHECK(warns(fitted(s), fit::warning::rank_deficient));
}

TEST_CASE("linear_model: a nearly dependent column stays, with a warning where it says little") {
  sample s = cloud(300);
  std::mt19937_64 random(9);
  std::normal_distribution<double> noise(0, 1);
  for (std::size_t i = 0; i < s.b.size(); ++i) s.b[i] = s.a[i] + 1e-9 * noise(random);
  const auto both = fitted(s);
  CHECK(both.rank == 3);
  CHECK(warns(both, fit::warning::ill_conditioned));
  CHECK_FALSE(warns(both, fit::warning::rank_deficient));
}

TEST_CASE("linear_model: without intercept the model goes through 0") {
  const vector x{1, 2, 4}, y{3, 5, 9};
  const auto through = fit::linear(identity, fit::inputs(x), y, {.intercept = false});
  CHECK(reference::close(through.fit.coefficients[1].value, 49.0 / 21, 1e-14));
  CHECK(through.fit.coefficients[0].value == 0);
  CHECK(std::isnan(through.fit.coefficients[0].standard_error));
  CHECK(through.predict(0) == 0);
  CHECK(through.mean_interval(0) == interval{0, 0});
  CHECK(through.fit.degrees_of_freedom() == 2);
  const double sse = 115 - 49.0 * 49 / 21;
  CHECK(reference::close(through.fit.quality.sse, sse, 1e-12));
  CHECK(reference::close(through.fit.quality.r2, 1 - sse / 115, 1e-12));
  CHECK(
      reference::close(through.fit.coefficients[1].standard_error, std::sqrt(sse / 2 / 21), 1e-12));
}

TEST_CASE("linear_model: as many points as parameters leave nothing for errors") {
  const vector a{0, 1, 0}, b{0, 0, 2}, y{1, 3, 9};
  const auto model = fit::linear(pair, fit::inputs(a, b), y);
  CHECK(reference::close(model.predict(1, 1), 7, 1e-14));
  CHECK(model.fit.quality.sse == 0);
  CHECK(warns(model.fit, fit::warning::no_degrees_of_freedom));
  for (const double value : {model.fit.coefficients[1].standard_error, model.fit.quality.aicc,
                             model.fit.quality.residual_variance, model.mean_interval(1, 1).low})
    CHECK(std::isnan(value));
}

TEST_CASE("linear_model: what cannot be fitted says why") {
  const auto plain = [](const vector& a, const vector& b, const vector& y, const vector& w = {}) {
    return fit::linear(pair, fit::inputs(a, b), y, {.weights = w}, {.columns = {"B", "S"}});
  };
  const vector none, one{1}, two{1, 2}, four{1, 2, 3, 4}, other{4, 1, 5, 2}, flat(4, 7.0);
  CHECK_THROWS_WITH_AS(plain(none, none, none), "no points; nothing can be fitted", fit::error);
  CHECK_THROWS_WITH_AS(plain(one, one, one), "only 1 point; 3 parameters need as many", fit::error);
  CHECK_THROWS_WITH_AS(plain(two, two, two), "only 2 points; 3 parameters need as many",
                       fit::error);
  CHECK_THROWS_WITH_AS(plain(four, two, four), "an input has 2 values, y 4", fit::error);
  CHECK_THROWS_WITH_AS(plain(four, other, four, two), "there are 2 weights and 4 values of y",
                       fit::error);
  CHECK_THROWS_WITH_AS(plain(flat, flat, four), "every column is the same in all 4 points",
                       fit::error);
  CHECK_THROWS_WITH_AS(plain(four, other, four, vector(4, 0.0)),
                       "all weights are 0; nothing can be fitted", fit::error);
  for (const double bad : {-1.0, undefined, std::numeric_limits<double>::infinity()}) {
    CHECK_THROWS_WITH_AS(plain(four, other, four, {1, 1, bad, 1}),
                         "a weight is negative or not finite; weights are 0 or more", fit::error);
  }
  CHECK_THROWS_WITH_AS(plain(four, {1, 5, undefined, 2}, four),
                       "a value of S is NaN, infinite or too large to be squared", fit::error);
  CHECK_THROWS_AS(plain(four, other, {1, 2, undefined, 3}), fit::error);
}

TEST_CASE("linear_model: offsets of 1e9 and scales of 1e-12 cost no digits") {
  const auto plain = fitted(cloud(400));
  const auto moved = fitted(cloud(400, 1e9));
  const auto tiny = fitted(cloud(400, 0, 1e-12));
  for (std::size_t j = 1; j < 3; ++j) {
    // The offset rounds each place to 1e-7.
    CHECK(reference::close(moved.coefficients[j].value, plain.coefficients[j].value, 1e-7));
    CHECK(reference::close(moved.coefficients[j].standard_error,
                           plain.coefficients[j].standard_error, 1e-7));
    CHECK(reference::close(tiny.coefficients[j].value * 1e-12, plain.coefficients[j].value, 1e-12));
    CHECK(reference::close(tiny.coefficients[j].p, plain.coefficients[j].p, 1e-9));
  }
}

TEST_CASE("linear_model: one point that carries a parameter is named, as is an extrapolation") {
  vector x(20, 0.0), y;
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = 7 + static_cast<double>(i % 3);
  x[4] = 1449;
  for (const double at : x) y.push_back(17 + 0.1 * at + (at == 8 ? 0.3 : 0));
  const auto model = fit::linear(identity, fit::inputs(x), y);
  CHECK(model.fit.largest_leverage > 0.99);
  CHECK(warns(model.fit, fit::warning::one_point_carries_a_parameter));
  CHECK(model.extrapolates(1450));
  CHECK_FALSE(model.extrapolates(1449));
  CHECK(model.ranges[0] == interval{7, 1449});
}
