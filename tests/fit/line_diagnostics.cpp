#include <proflens/fit/line_diagnostics.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <random>
#include <vector>

#include <proflens/fit/influence.hpp>
#include <proflens/fit/line.hpp>
#include "tests/reference.hpp"

using namespace proflens;

namespace {

struct sample {
  std::vector<double> x, y, w;
};

/// Noise that grows with x.
sample fan(std::size_t n) {
  std::mt19937_64 random(21);
  std::uniform_real_distribution<double> place(1, 100);
  std::normal_distribution<double> noise(0, 1);
  sample s;
  for (std::size_t i = 0; i < n; ++i) {
    s.x.push_back(place(random));
    s.y.push_back(2 + 3 * s.x.back() + noise(random) * s.x.back());
    s.w.push_back(1 / (s.x.back() * s.x.back()));
  }
  return s;
}

sample without(const sample& s, std::size_t left_out) {
  sample rest;
  for (std::size_t i = 0; i < s.x.size(); ++i) {
    if (i == left_out) continue;
    rest.x.push_back(s.x[i]), rest.y.push_back(s.y[i]), rest.w.push_back(s.w[i]);
  }
  return rest;
}

}  // namespace

TEST_CASE("line_diagnostics: a left-out residual is that of the line fitted without the point") {
  const sample s = fan(25);
  const auto plain = fit::influences(fit::line(s.x, s.y), s.x, s.y);
  const auto weighted = fit::influences(fit::line(s.x, s.y, s.w), s.x, s.y, s.w);
  for (std::size_t i = 0; i < s.x.size(); ++i) {
    const sample rest = without(s, i);
    const auto refitted = fit::line(rest.x, rest.y);
    const auto reweighted = fit::line(rest.x, rest.y, rest.w);
    CHECK(reference::close(plain[i].loo_residual, s.y[i] - refitted(s.x[i]), 1e-9));
    CHECK(reference::close(weighted[i].loo_residual, s.y[i] - reweighted(s.x[i]), 1e-9));
  }
}

TEST_CASE("line_diagnostics: arrays of unequal size are refused") {
  const sample s = fan(10);
  const auto plain = fit::line(s.x, s.y), weighted = fit::line(s.x, s.y, s.w);
  const std::vector<double> few(9, 1.0), many(11, 1.0);
  for (const auto& wrong : {few, many}) {
    CHECK_THROWS_AS(fit::influences(plain, s.x, wrong), fit::error);
    CHECK_THROWS_AS(fit::diagnose(plain, s.x, wrong), fit::error);
    CHECK_THROWS_AS(fit::influences(weighted, s.x, s.y, wrong), fit::error);
    CHECK_THROWS_AS(fit::diagnose(weighted, s.x, s.y, wrong), fit::error);
  }
  CHECK_THROWS_WITH_AS(fit::diagnose(weighted, s.x, few, many),
                       "x has 10 values, y 9, w 11; expected equal numbers", fit::error);
}

TEST_CASE("line_diagnostics: Cook's distance is how far all fitted values move") {
  const sample s = fan(25);
  const auto whole = fit::line(s.x, s.y, s.w);
  const auto points = fit::influences(whole, s.x, s.y, s.w);
  for (std::size_t i = 0; i < s.x.size(); ++i) {
    const sample rest = without(s, i);
    const auto refitted = fit::line(rest.x, rest.y, rest.w);
    double moved = 0;
    for (std::size_t k = 0; k < s.x.size(); ++k)
      moved += s.w[k] * std::pow(whole(s.x[k]) - refitted(s.x[k]), 2);
    CHECK(reference::close(points[i].cooks_distance, moved / (2 * whole.residual_variance), 1e-9));
  }
}

TEST_CASE("line_diagnostics: leverages sum to the number of parameters") {
  const sample s = fan(40);
  double plain = 0, weighted = 0;
  for (const auto& p : fit::influences(fit::line(s.x, s.y), s.x, s.y)) plain += p.leverage;
  for (const auto& p : fit::influences(fit::line(s.x, s.y, s.w), s.x, s.y, s.w))
    weighted += p.leverage;
  CHECK(plain == doctest::Approx(2).epsilon(1e-12));
  CHECK(weighted == doctest::Approx(2).epsilon(1e-12));
}

TEST_CASE("line_diagnostics: growing noise is noticed, and gone with the right weights") {
  const sample s = fan(2000);
  CHECK(fit::diagnose(fit::line(s.x, s.y), s.x, s.y).heteroscedasticity.lm_p < 1e-6);
  const auto weighted = fit::diagnose(fit::line(s.x, s.y, s.w), s.x, s.y, s.w);
  CHECK(weighted.heteroscedasticity.lm_p > 0.001);
}

TEST_CASE("line_diagnostics: weights that are all equal change nothing but scale") {
  const sample s = fan(50);
  const std::vector<double> equal(50, 4.0);
  const auto plain = fit::diagnose(fit::line(s.x, s.y), s.x, s.y);
  const auto weighted = fit::diagnose(fit::line(s.x, s.y, equal), s.x, s.y, equal);
  CHECK(reference::close(weighted.hc3_standard_error[0], plain.hc3_standard_error[0], 1e-11));
  CHECK(reference::close(weighted.hc3_standard_error[1], plain.hc3_standard_error[1], 1e-11));
  CHECK(reference::close(weighted.press, 4 * plain.press, 1e-11));
  CHECK(reference::close(weighted.heteroscedasticity.lm, plain.heteroscedasticity.lm, 1e-9));
}

TEST_CASE("line_diagnostics: a point of leverage 1 leaves HC3 and PRESS undefined, with a reason") {
  const std::vector<double> x{1, 1, 1, 5}, y{2, 3, 4, 9};
  const auto fitted = fit::line(x, y);
  const auto found = fit::diagnose(fitted, x, y);
  CHECK(found.largest_leverage == doctest::Approx(1));
  CHECK(found.largest_leverage_at == 3);
  CHECK(std::isnan(found.hc3_standard_error[0]));
  CHECK(std::isnan(found.hc3_standard_error[1]));
  CHECK(std::isnan(found.press));
  CHECK(found.reason == "point 4 alone decides the slope (leverage 1)");
  CHECK(std::isnan(fit::influence_of(fitted, 5, 9).loo_residual));
  CHECK_FALSE(std::isnan(fit::influence_of(fitted, 1, 3).loo_residual));
}

TEST_CASE("line_diagnostics: two points leave nothing to diagnose") {
  const std::vector<double> x{1, 3}, y{2, 8};
  const auto found = fit::diagnose(fit::line(x, y), x, y);
  CHECK(std::isnan(found.hc3_standard_error[1]));
  CHECK(std::isnan(found.press));
  CHECK(std::isnan(found.largest_cooks_distance));
  CHECK(std::isnan(found.heteroscedasticity.lm_p));
  CHECK(found.reason == "two points: the line goes through both");
}

TEST_CASE("line_diagnostics: points exactly on a line have no influence to measure") {
  const std::vector<double> x{0, 1, 2, 3}, y{1, 3, 5, 7};
  const auto found = fit::diagnose(fit::line(x, y), x, y);
  CHECK(found.press == 0);
  CHECK(found.hc3_standard_error[1] == 0);
  CHECK(std::isnan(found.heteroscedasticity.f));
  CHECK(found.reason.empty());
}

TEST_CASE("line_diagnostics: the most influential points are named") {
  sample s = fan(30);
  s.x[17] = 400;
  s.y[17] = 0;
  const auto found = fit::diagnose(fit::line(s.x, s.y), s.x, s.y);
  CHECK(found.largest_leverage_at == 17);
  CHECK(found.largest_cooks_distance_at == 17);
  CHECK(found.largest_cooks_distance > 1);
  CHECK(found.reason.empty());
}

TEST_CASE("line_diagnostics: reference values") {
  const auto group = reference::statistics("line");
  const double tolerance = reference::tolerance_of(group);
  for (const auto& entry : reference::entries(group)) {
    const reference::element expected = entry.expected;
    if (expected["hat"].error() != simdjson::SUCCESS) continue;
    INFO(entry.name);
    const auto x = reference::numbers(expected["x"]);
    const auto y = reference::numbers(expected["y"]);
    const auto w = reference::numbers(expected["w"]);
    const auto fitted = w.empty() ? fit::line(x, y) : fit::line(x, y, w);
    std::vector<double> hat, cooks, loo;
    for (const auto& point : fit::influences(fitted, x, y, w)) {
      hat.push_back(point.leverage);
      cooks.push_back(point.cooks_distance);
      loo.push_back(point.loo_residual);
    }
    reference::check("hat", hat, expected["hat"], tolerance);
    reference::check("cooks", cooks, expected["cooks"], tolerance);
    reference::check("loo_resid", loo, expected["loo_resid"], tolerance);
    const auto found = fit::diagnose(fitted, x, y, w);
    reference::check("hc3_se", {found.hc3_standard_error[0], found.hc3_standard_error[1]},
                     expected["hc3_se"], tolerance);
    reference::check("press", found.press, expected["press"], tolerance);
    const reference::element test = expected["breusch_pagan"];
    reference::check("lm", found.heteroscedasticity.lm, test["lm"], tolerance);
    reference::check("lm_p", found.heteroscedasticity.lm_p, test["lm_p"], tolerance);
    reference::check("f", found.heteroscedasticity.f, test["f"], tolerance);
    reference::check("f_p", found.heteroscedasticity.f_p, test["f_p"], tolerance);
  }
}
