#include <proflens/fit/ridge.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "tests/reference.hpp"

using namespace proflens;
using vector = std::vector<double>;

namespace {

struct sample {
  vector b, s, t;
};

sample cloud(std::size_t n) {
  std::mt19937_64 random(5);
  std::uniform_real_distribution<double> batch(1, 128), tokens(1, 4000);
  std::normal_distribution<double> noise(0, 1);
  sample points;
  for (std::size_t i = 0; i < n; ++i) {
    points.b.push_back(batch(random));
    points.s.push_back(tokens(random));
    points.t.push_back(6 + 0.03 * points.b[i] + 0.004 * points.s[i] + noise(random));
  }
  return points;
}

}  // namespace

TEST_CASE("ridge: the reference") {
  const auto plane = reference::statistics("plane");
  const reference::element expected = plane["ridge_degree2_alpha1"];
  const double tolerance = reference::tolerance_of(expected);
  const vector b = reference::numbers(plane["B"]), s = reference::numbers(plane["S"]),
               t = reference::numbers(plane["T"]);
  const auto ridge = fit::ridge_degree2(b, s, t);
  reference::check("coefficients", ridge.fit.coefficients, expected["coefficients"], tolerance);
  reference::check("intercept", ridge.fit.intercept, expected["intercept"], tolerance);
  vector predictions;
  for (const auto at : simdjson::dom::array(expected["at"])) {
    const vector place = reference::numbers(at);
    predictions.push_back(ridge.predict(place[0], place[1]));
  }
  reference::check("predict", predictions, expected["predict"], tolerance);
}

TEST_CASE("ridge: without alpha it is least squares, with its intervals") {
  const sample points = cloud(60);
  const auto free = fit::ridge_degree2(points.b, points.s, points.t, {.alpha = 0});
  const auto least = fit::linear(fit::degree2_terms{}, fit::inputs(points.b, points.s), points.t);
  CHECK(reference::close(free.predict(64, 512), least.predict(64, 512), 1e-11));
  CHECK(reference::close(free.fit.effective_parameters, 6, 1e-12));
  CHECK(reference::close(free.fit.quality.aicc, least.fit.quality.aicc, 1e-11));
  CHECK(reference::close(free.mean_interval(64, 512).low, least.mean_interval(64, 512).low, 1e-10));
  CHECK(reference::close(free.prediction_interval(9, 9).high, least.prediction_interval(9, 9).high,
                         1e-10));
}

TEST_CASE("ridge: alpha holds back and costs parameters, in the end all but the mean") {
  const sample points = cloud(60);
  double parameters = 6, slope = 1e9;
  for (const double alpha : {0.1, 1.0, 10.0, 1000.0}) {
    const auto ridge = fit::ridge_degree2(points.b, points.s, points.t, {.alpha = alpha});
    CHECK(ridge.fit.effective_parameters < parameters);
    double size = 0;
    for (const double c : ridge.fit.coefficients) size += c * c;
    CHECK(size < slope);
    parameters = ridge.fit.effective_parameters;
    slope = size;
  }
  const auto stiff = fit::ridge_degree2(points.b, points.s, points.t, {.alpha = 1e15});
  CHECK(reference::close(stiff.predict(1, 1), stiff.fit.intercept, 1e-9));
  CHECK(reference::close(stiff.fit.effective_parameters, 1, 1e-9));
}

TEST_CASE("ridge: as many parameters as points leave nothing for errors") {
  const sample points = cloud(6);
  const auto full = fit::ridge_degree2(points.b, points.s, points.t, {.alpha = 0});
  CHECK(reference::close(full.predict(points.b[3], points.s[3]), points.t[3], 1e-9));
  CHECK(full.fit.effective_parameters == 6);
  CHECK(std::isnan(full.fit.quality.residual_variance));
  CHECK(std::isnan(full.prediction_interval(4, 2).low));
  CHECK(std::ranges::count(full.fit.warnings, fit::warning::no_degrees_of_freedom) == 1);
  const auto held = fit::ridge_degree2(points.b, points.s, points.t);
  CHECK(held.fit.warnings.empty());
  CHECK(std::isfinite(held.prediction_interval(4, 2).low));
}

TEST_CASE("ridge: scaling by powers of two changes nothing, bit for bit; order only rounding") {
  const sample points = cloud(600);
  const auto plain = fit::ridge_degree2(points.b, points.s, points.t);
  sample scaled = points, turned = points;
  for (double& b : scaled.b) b *= 0x1p-20;
  for (double& s : scaled.s) s *= 32;
  for (double& t : scaled.t) t *= 4;
  const auto other = fit::ridge_degree2(scaled.b, scaled.s, scaled.t);
  for (std::size_t j = 0; j < 5; ++j) {
    CHECK(other.fit.coefficients[j] == 4 * plain.fit.coefficients[j]);
  }
  CHECK(other.fit.quality.r2 == plain.fit.quality.r2);
  std::ranges::reverse(turned.b), std::ranges::reverse(turned.s), std::ranges::reverse(turned.t);
  const auto backward = fit::ridge_degree2(turned.b, turned.s, turned.t);
  CHECK(reference::close(backward.predict(50, 700), plain.predict(50, 700), 1e-12));
  CHECK(reference::close(backward.fit.quality.sse, plain.fit.quality.sse, 1e-12));
}

TEST_CASE("ridge: equal columns share a slope; a constant one has none") {
  sample points = cloud(30);
  const auto same = fit::ridge(
      [](double s, double again) {
        return std::array{s, again};
      },
      fit::inputs(points.s, points.s), points.t);
  CHECK(reference::close(same.fit.coefficients[0], same.fit.coefficients[1], 1e-12));
  std::ranges::fill(points.b, 7.0);
  const auto flat = fit::ridge(
      [](double b, double s) {
        return std::array{b, s};
      },
      fit::inputs(points.b, points.s), points.t);
  CHECK(flat.fit.coefficients[0] == 0);
  CHECK(flat.fit.coefficients[1] > 0);
  CHECK(flat.predict(7, 100) == flat.predict(1e6, 100));
}

TEST_CASE("ridge: one point is its value; none, NaN and a negative alpha are refused") {
  const vector none, one{3}, bad{std::numeric_limits<double>::quiet_NaN()};
  const auto single = fit::ridge_degree2(one, one, one);
  CHECK(single.predict(100, 100) == 3);
  CHECK(std::isnan(single.mean_interval(3, 3).low));
  CHECK_THROWS_WITH_AS(fit::ridge_degree2(none, none, none), "no points; nothing can be fitted",
                       fit::error);
  CHECK_THROWS_AS(fit::ridge_degree2(one, one, bad), fit::error);
  CHECK_THROWS_AS(fit::ridge_degree2(one, bad, one), fit::error);
  for (const double alpha : {-1.0, std::numeric_limits<double>::infinity(), bad[0]}) {
    CHECK_THROWS_WITH_AS(fit::ridge_degree2(one, one, one, {.alpha = alpha}),
                         "alpha of a ridge is 0 or more and finite", fit::error);
  }
}
