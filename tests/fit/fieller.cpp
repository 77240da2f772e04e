#include <proflens/fit/fieller.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include <proflens/fit/line.hpp>
#include "tests/reference.hpp"

using namespace proflens;
using vector = std::vector<double>;

TEST_CASE("fieller: the set holds exactly the ratios that are not t standard errors away") {
  const fit::ratio_terms sure{.numerator = 6,
                              .denominator = 2,
                              .numerator_variance = 0.5,
                              .covariance = 0.1,
                              .denominator_variance = 0.04};
  const fit::ratio_terms unsure{.numerator = 6,
                                .denominator = 0.3,
                                .numerator_variance = 0.5,
                                .covariance = 0.1,
                                .denominator_variance = 0.04};
  const fit::ratio_terms hopeless{.numerator = 0.1,
                                  .denominator = 0.1,
                                  .numerator_variance = 0.5,
                                  .covariance = 0.1,
                                  .denominator_variance = 0.4};
  CHECK(fit::fieller(sure, 12).set == fit::ratio_set::bounded);
  CHECK(fit::fieller(unsure, 12).set == fit::ratio_set::outside);
  CHECK(fit::fieller(hopeless, 12).set == fit::ratio_set::everything);
  CHECK(std::isinf(fit::fieller(unsure, 12).hull().high));
  const double t = fit::distribution::student_t_two_sided(0.95, 12);
  for (const auto& terms : {sure, unsure, hopeless}) {
    const auto ratio = fit::fieller(terms, 12);
    CHECK(ratio.value == terms.numerator / terms.denominator);
    CHECK(ratio.contains(ratio.value));
    for (double r = -60; r < 60; r += 0.37) {
      const double distance = terms.numerator - r * terms.denominator;
      const double variance =
          terms.numerator_variance - 2 * r * terms.covariance + r * r * terms.denominator_variance;
      CHECK(ratio.contains(r) == (distance * distance <= t * t * variance));
    }
  }
}

TEST_CASE("fieller: where a line reaches a target, its band does too") {
  const vector x{1, 2, 3, 4, 5, 6, 7}, y{2.1, 3.9, 6.2, 7.8, 10.1, 12.2, 13.8};
  const auto line = fit::line(x, y);
  for (const double target : {-3.0, 7.0, 40.0}) {
    const auto at = fit::where_line_reaches(line, target);
    CHECK(reference::close(line.predict(at.value), target, 1e-12));
    CHECK(reference::close(line.mean_interval(at.bounds.low).high, target, 1e-9));
    CHECK(reference::close(line.mean_interval(at.bounds.high).low, target, 1e-9));
  }
}

TEST_CASE("fieller: an offset of 1.7e9 moves the answer and nothing else") {
  vector x, moved, y;
  for (int i = 0; i < 20; ++i) {
    x.push_back(i), moved.push_back(1.7e9 + i), y.push_back(3 + i + 0.25 * (i % 3));
  }
  const auto here = fit::where_line_reaches(fit::line(x, y), 30);
  const auto there = fit::where_line_reaches(fit::line(moved, y), 30);
  CHECK(std::abs(there.value - 1.7e9 - here.value) <= 1e-6);
  CHECK(std::abs(there.bounds.low - 1.7e9 - here.bounds.low) <= 1e-6);
  CHECK(std::abs(there.bounds.high - 1.7e9 - here.bounds.high) <= 1e-6);
}

TEST_CASE("fieller: a line without errors has one answer, one without slope none") {
  const vector x{0, 1, 2, 3}, y{1, 3, 5, 7}, flat(4, 2.0), two{0, 1}, up{1, 3};
  const auto exact = fit::where_line_reaches(fit::line(x, y), 9);
  CHECK(exact.value == 4);
  CHECK(exact.set == fit::ratio_set::bounded);
  CHECK(exact.bounds == interval{4, 4});
  const auto none = fit::where_line_reaches(fit::line(x, flat), 9);
  CHECK(std::isnan(none.value));
  CHECK(none.set == fit::ratio_set::undefined);
  const auto unknown = fit::where_line_reaches(fit::line(two, up), 9);
  CHECK(unknown.value == 4);
  CHECK(unknown.set == fit::ratio_set::undefined);
  CHECK_FALSE(unknown.contains(4));
  CHECK(std::isnan(unknown.bounds.low));
}

TEST_CASE("fieller: scaling by powers of two changes nothing, bit for bit") {
  const vector x{1, 2, 3, 4, 5, 6}, y{2, 5, 6, 7, 11, 12};
  vector scaled = x;
  for (double& value : scaled) value *= 0x1p-40;
  const auto plain = fit::where_line_reaches(fit::line(x, y), 20);
  const auto other = fit::where_line_reaches(fit::line(scaled, y), 20);
  CHECK(other.value == plain.value * 0x1p-40);
  CHECK(other.bounds.low == plain.bounds.low * 0x1p-40);
  CHECK(other.bounds.high == plain.bounds.high * 0x1p-40);
}
