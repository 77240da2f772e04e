#include <proflens/fit/cross_validation.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <random>
#include <span>
#include <string>
#include <vector>

#include <proflens/fit/line.hpp>
#include "tests/reference.hpp"

using namespace proflens;
using places = std::vector<std::size_t>;

namespace {

struct sample {
  std::vector<double> x, y;
};

sample cloud(std::size_t n) {
  std::mt19937_64 random(3);
  std::normal_distribution<double> noise(0, 1);
  sample s;
  for (std::size_t i = 0; i < n; ++i) {
    s.x.push_back(static_cast<double>(random() % 1000));
    s.y.push_back(3 + 0.5 * s.x[i] + noise(random));
  }
  return s;
}

fit::cross_validation of_line(const sample& s, const fit::fold_plan& plan) {
  return fit::cross_validate(s.y, plan, [&](std::span<const std::size_t> training) {
    return [&s, line = fit::line(fit::at_places(s.x, training), fit::at_places(s.y, training))](
               std::size_t i) { return line(s.x[i]); };
  });
}

std::string reason(std::size_t points, std::size_t folds, bool in_time) {
  try {
    in_time ? fit::time_ordered(points, folds) : fit::k_fold(points, folds);
  } catch (const fit::error& why) {
    return why.what();
  }
  return "";
}

}  // namespace

TEST_CASE("cross_validation: point i is in fold i mod k") {
  const auto plan = fit::k_fold(27, 5);
  CHECK(plan.test(0) == places{0, 5, 10, 15, 20, 25});
  CHECK(plan.test(4) == places{4, 9, 14, 19, 24});
  CHECK(plan.training(4).size() == 22);
  for (std::size_t fold = 0; fold < 5; ++fold) {
    auto all = plan.training(fold);
    for (const auto i : plan.test(fold)) {
      CHECK(std::ranges::find(all, i) == all.end());
      all.push_back(i);
    }
    CHECK(all.size() == 27);
  }
}

TEST_CASE("cross_validation: in time every part but the first is predicted from what is before") {
  const auto plan = fit::time_ordered(32, 5);
  std::size_t next = 5;  // 32 / 6
  for (std::size_t fold = 0; fold < 5; ++fold) {
    const auto training = plan.training(fold), test = plan.test(fold);
    CHECK(training.size() == next);
    CHECK(training.back() + 1 == test.front());
    CHECK(test.size() >= 5);
    next += test.size();
  }
  CHECK(next == 32);
}

TEST_CASE("cross_validation: fewer than five points a fold are refused, with the number needed") {
  CHECK(reason(25, 5, false).empty());
  CHECK(reason(30, 5, true).empty());
  CHECK(reason(24, 5, false) ==
        "24 points are too few for cross-validation by 5 folds: it needs 5 points in each, 25 in "
        "all");
  CHECK(reason(29, 5, true) ==
        "29 points are too few for cross-validation by 5 windows: it needs 5 points in each, 30 in "
        "all");
  CHECK_FALSE(reason(0, 5, true).empty());
  CHECK_FALSE(reason(100, 0, true).empty());
  CHECK_FALSE(reason(100, 1, false).empty());
}

TEST_CASE("cross_validation: exact data are predicted exactly") {
  sample s = cloud(60);
  for (std::size_t i = 0; i < 60; ++i) s.y[i] = 3 + 0.5 * s.x[i];
  CHECK(of_line(s, fit::k_fold(60)).error.rmse < 1e-11);
  CHECK(of_line(s, fit::time_ordered(60)).error.rmse < 1e-11);
}

TEST_CASE("cross_validation: as many folds of five as there are agree with residuals by hand") {
  const sample s = cloud(100);
  const auto found = of_line(s, fit::k_fold(100, 20));
  double squares = 0;
  for (std::size_t fold = 0; fold < 20; ++fold) {
    sample rest;
    for (std::size_t i = 0; i < 100; ++i) {
      if (i % 20 == fold) continue;
      rest.x.push_back(s.x[i]);
      rest.y.push_back(s.y[i]);
    }
    const auto line = fit::line(rest.x, rest.y);
    for (std::size_t i = fold; i < 100; i += 20) {
      CHECK(reference::close(found.residuals[i], s.y[i] - line(s.x[i]), 1e-12));
      squares += (s.y[i] - line(s.x[i])) * (s.y[i] - line(s.x[i]));
    }
  }
  CHECK(reference::close(found.error.rmse, std::sqrt(squares / 100), 1e-12));
  CHECK(found.error.n == 100);
}

TEST_CASE("cross_validation: what drifts is predicted worse in time than among neighbours") {
  sample s = cloud(120);
  for (std::size_t i = 0; i < 120; ++i) s.y[i] += 0.5 * static_cast<double>(i);
  CHECK(of_line(s, fit::time_ordered(120)).error.rmse >
        1.1 * of_line(s, fit::k_fold(120)).error.rmse);
}

TEST_CASE("cross_validation: the first part is not predicted in time") {
  const auto found = of_line(cloud(60), fit::time_ordered(60));
  CHECK(found.error.n == 50);
  for (std::size_t i = 0; i < 60; ++i) CHECK(std::isnan(found.residuals[i]) == (i < 10));
}

TEST_CASE("cross_validation: a fold without a model is no cross-validation, with the reason") {
  sample s = cloud(60);
  std::fill_n(s.x.begin(), 20, 8.0);
  const auto found = of_line(s, fit::time_ordered(60));
  CHECK_FALSE(found.offered());
  CHECK(found.reason ==
        "fold 1 of 5 has no model: x is 8 in all 10 points; a slope needs two different values");
  CHECK(found.error.n == 0);
  CHECK(found.residuals.empty());
  CHECK(of_line(s, fit::k_fold(60)).offered());
}

TEST_CASE("cross_validation: a plan for another number of points is refused") {
  CHECK_THROWS_AS(of_line(cloud(61), fit::k_fold(60)), fit::error);
}
