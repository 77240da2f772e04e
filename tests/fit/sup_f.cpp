#include <proflens/fit/sup_f.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <span>
#include <vector>

#include <proflens/fit/hinge.hpp>

using namespace proflens;

namespace {

/// The places of `count` points on whole numbers below `places`.
std::vector<double> whole_numbers(std::size_t count, unsigned places) {
  std::mt19937_64 random(5);
  std::vector<double> x;
  for (std::size_t i = 0; i < count; ++i) x.push_back(static_cast<double>(random() % places));
  return x;
}

fit::hinge_profile design(const std::vector<double>& x) {
  return {x, std::vector<double>(x.size(), 0.0)};
}

/// F of hinges fitted to noise, ascending.
std::vector<double> fitted(const std::vector<double>& x, int rounds) {
  std::mt19937_64 random(7);
  std::normal_distribution<double> noise(0, 1);
  std::vector<double> all;
  for (int round = 0; round < rounds; ++round) {
    std::vector<double> y;
    for (const double at : x) y.push_back(100 - 3 * at + noise(random));
    all.push_back(fit::hinge(x, y, {}, {.draws = 0}).against_line.f);
  }
  std::ranges::sort(all);
  return all;
}

double quantile(std::span<const double> sorted, double p) {
  return sorted[static_cast<std::size_t>(p * static_cast<double>(sorted.size()))];
}

}  // namespace

TEST_CASE("sup_f: what is drawn is distributed as the F of hinges fitted to straight lines") {
  for (const unsigned places : {1000000u, 12u}) {  // each x once, and each about six times
    const auto x = whole_numbers(70, places);
    const fit::sup_f_distribution drawn(design(x), 4000);
    const auto found = fitted(x, 4000);
    for (const double p : {0.1, 0.5, 0.9, 0.95})
      CHECK(std::abs(quantile(drawn.drawn(), p) / quantile(found, p) - 1) < 0.08);
  }
}

TEST_CASE("sup_f: p counts the draws that are as large, and is never 0") {
  const fit::sup_f_distribution drawn(design(whole_numbers(40, 1000)), 199);
  CHECK(drawn.test(0).p == 1);
  CHECK(drawn.test(drawn.drawn()[199 - 10]).p == 11.0 / 200);
  CHECK(drawn.test(std::numeric_limits<double>::infinity()).p == 1.0 / 200);
  CHECK(std::isnan(drawn.test(std::numeric_limits<double>::quiet_NaN()).p));
  CHECK(drawn.test(3).f == 3);
  CHECK(drawn.test(3).draws == 199);
}

TEST_CASE("sup_f: without draws there is no p") {
  CHECK(std::isnan(fit::sup_f_distribution(design(whole_numbers(40, 1000)), 0).test(5).p));
}

TEST_CASE("sup_f: the same seed draws the same, another others") {
  const auto x = whole_numbers(40, 1000);
  const fit::sup_f_distribution one(design(x), 50), same(design(x), 50), other(design(x), 50, 2);
  CHECK(std::ranges::equal(one.drawn(), same.drawn()));
  CHECK_FALSE(std::ranges::equal(one.drawn(), other.drawn()));
}

TEST_CASE("sup_f: many places are joined without changing the distribution much") {
  const auto many = whole_numbers(5000, 1000000), few = whole_numbers(900, 1000000);
  const fit::sup_f_distribution a(design(many), 2000), b(design(few), 2000);
  CHECK(std::abs(quantile(a.drawn(), 0.95) / quantile(b.drawn(), 0.95) - 1) < 0.15);
}

TEST_CASE("sup_f: no gain over a line is 0, a perfect hinge is infinite") {
  CHECK(fit::sup_f(5, 5, 20) == 0);
  CHECK(fit::sup_f(5, 5.1, 20) == 0);
  CHECK(fit::sup_f(10, 5, 20) == 17);
  CHECK(std::isinf(fit::sup_f(5, 0, 20)));
}
