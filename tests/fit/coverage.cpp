// Not whether intervals are the right numbers, but whether they keep their promise: on 2,000 seeded
// sets of data, 95 % of them are to hold the truth. 93 to 97 % is four standard errors of that
// count.
#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <random>
#include <vector>

#include <proflens/fit/fieller.hpp>
#include <proflens/fit/line.hpp>
#include <proflens/fit/linear_model.hpp>
#include <proflens/fit/plane.hpp>

using namespace proflens;

namespace {

constexpr int sets = 2000;

void check_promise(int held) {
  CHECK(held >= 0.93 * sets);
  CHECK(held <= 0.97 * sets);
}

/// y = 12 + 0.3 x with normal errors of deviation `error(x)`, at 30 places.
struct sample {
  std::vector<double> x, y, w;

  template <class Error>
  sample(std::mt19937_64& random, const Error& error) {
    std::uniform_real_distribution<double> place(0, 100);
    std::normal_distribution<double> normal(0, 1);
    for (int i = 0; i < 30; ++i) {
      x.push_back(place(random));
      y.push_back(12 + 0.3 * x.back() + error(x.back()) * normal(random));
      w.push_back(1 / (error(x.back()) * error(x.back())));
    }
  }
};

double even(double) { return 4; }
double growing(double x) { return 0.5 + 0.1 * x; }

}  // namespace

TEST_CASE("coverage: slope, intercept, band and prediction of a line") {
  std::mt19937_64 random(101);
  std::normal_distribution<double> normal(0, 1);
  int slope = 0, intercept = 0, band = 0, prediction = 0;
  for (int set = 0; set < sets; ++set) {
    const sample s(random, even);
    const auto line = fit::line(s.x, s.y);
    slope += line.slope.ci95.contains(0.3);
    intercept += line.intercept.ci95.contains(12);
    band += line.mean_interval(80).contains(36);
    prediction += line.prediction_interval(80).contains(36 + 4 * normal(random));
  }
  for (const int held : {slope, intercept, band, prediction}) check_promise(held);
}

TEST_CASE("coverage: slope and band of a weighted line") {
  std::mt19937_64 random(102);
  int slope = 0, band = 0;
  for (int set = 0; set < sets; ++set) {
    const sample s(random, growing);
    const auto line = fit::line(s.x, s.y, s.w);
    slope += line.slope.ci95.contains(0.3);
    band += line.mean_interval(10).contains(15);
  }
  check_promise(slope);
  check_promise(band);
}

TEST_CASE("coverage: Fieller's set, also where it is not bounded") {
  std::mt19937_64 random(103);
  int sure = 0, unsure = 0, unbounded = 0;
  for (int set = 0; set < sets; ++set) {
    const sample close(random, even);
    sure += fit::where_line_reaches(fit::line(close.x, close.y), 30).contains(60);
    const sample wide(random, [](double) { return 20.0; });
    const auto set_of = fit::where_line_reaches(fit::line(wide.x, wide.y), 30);
    unsure += set_of.contains(60);
    unbounded += set_of.set != fit::ratio_set::bounded;
  }
  check_promise(sure);
  check_promise(unsure);
  CHECK(unbounded > sets / 10);
}

TEST_CASE("coverage: a plane's slopes, band and prediction") {
  std::mt19937_64 random(104);
  std::normal_distribution<double> normal(0, 1);
  int slope = 0, band = 0, prediction = 0;
  for (int set = 0; set < sets; ++set) {
    std::vector<double> b, s, t;
    for (int i = 0; i < 25; ++i) {
      b.push_back(static_cast<double>(random() % 128));
      s.push_back(10 * b.back() + 300 * normal(random));
      t.push_back(6 + 0.03 * b.back() + 0.004 * s.back() + normal(random));
    }
    const auto plane = fit::plane(b, s, t);
    slope += plane.fit.coefficients[1].ci95.contains(0.03);
    band += plane.mean_interval(64, 512).contains(6 + 1.92 + 2.048);
    prediction += plane.prediction_interval(64, 512).contains(9.968 + normal(random));
  }
  for (const int held : {slope, band, prediction}) check_promise(held);
}

TEST_CASE("coverage: hc3 holds where the variance depends on x, the classical interval does not") {
  std::mt19937_64 random(105);
  int robust = 0, classical = 0;
  const auto identity = [](double x) { return std::array{x}; };
  for (int set = 0; set < sets; ++set) {
    std::vector<double> x, y;
    std::normal_distribution<double> normal(0, 1);
    for (int i = 0; i < 100; ++i) {
      x.push_back(i);
      y.push_back(12 + 0.3 * i + (i - 50) * (i - 50) * 0.01 * normal(random));
    }
    const auto with = [&](fit::standard_errors kind) {
      return fit::linear(identity, fit::inputs(x), y, {.errors = kind})
          .fit.coefficients[1]
          .ci95.contains(0.3);
    };
    robust += with(fit::standard_errors::hc3);
    classical += with(fit::standard_errors::classical);
  }
  check_promise(robust);
  CHECK(classical < 0.92 * sets);
}
