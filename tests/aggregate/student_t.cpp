#include <proflens/aggregate/student_t.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <numbers>

using namespace proflens::aggregate;

namespace {

bool close(double found, double expected, double tolerance = 1e-12) {
  return std::abs(found - expected) <= tolerance * std::abs(expected);
}

}  // namespace

TEST_CASE("student_t: closed forms of 1, 2 and 4 degrees of freedom, far into the tails") {
  for (double t = 1e-6; t < 1e8; t *= 1.7) {
    INFO(t);
    CHECK(close(student_t_p_value(t, 1), 2 / std::numbers::pi * std::atan(1 / t)));
    // 1 - t / sqrt(t^2 + 2), without the cancellation
    const double root = std::sqrt(t * t + 2);
    CHECK(close(student_t_p_value(t, 2), 2 / (root * (root + t))));
    // With x = t / sqrt(t^2 + 4): 1 - 3 x / 2 + x^3 / 2 = (1 - x)^2 (2 + x) / 2
    const double x = t / std::sqrt(t * t + 4);
    const double rest = 4 / ((t * t + 4) * (1 + x));
    CHECK(close(student_t_p_value(t, 4), rest * rest * (2 + x) / 2));
    CHECK(student_t_p_value(-t, 4) == student_t_p_value(t, 4));
  }
}

TEST_CASE("student_t: many degrees of freedom are normal") {
  for (const double t : {0.1, 1.0, 1.96, 3.0}) {
    const double normal = std::erfc(t / std::sqrt(2.0));
    CHECK(close(student_t_p_value(t, 1e12), normal, 1e-10));
    CHECK(close(student_t_p_value(t, std::numeric_limits<double>::infinity()), normal));
    // The first term of the expansion in 1 / df.
    const double density = std::exp(-t * t / 2) / std::sqrt(2 * std::numbers::pi);
    const double first = (t * t * t + t) / 4 * 2 * density / 1e8;
    CHECK(close(student_t_p_value(t, 1e8), normal + first, 1e-10));
  }
}

TEST_CASE("student_t: the ends and what is undefined") {
  const double infinity = std::numeric_limits<double>::infinity();
  CHECK(student_t_p_value(0, 3) == 1);
  CHECK(student_t_p_value(-infinity, 3) == 0);
  CHECK(close(student_t_p_value(1e200, 1), 2e-200 / std::numbers::pi));
  CHECK(std::isnan(student_t_p_value(std::nan(""), 3)));
  CHECK(std::isnan(student_t_p_value(1, 0)));
  CHECK(std::isnan(student_t_p_value(1, std::nan(""))));
  for (const double level : {0.0, 1.0, -1.0, std::nan("")})
    CHECK(std::isnan(student_t_two_sided(level, 3)));
  CHECK(std::isnan(student_t_two_sided(0.95, 0)));
}

TEST_CASE("student_t: the width of an interval is where the tails hold the rest") {
  for (const double df : {0.7, 1.0, 2.0, 13.4, 400.0, 1e9})
    for (const double level : {0.01, 0.5, 0.95, 0.999999})
      CHECK(close(student_t_p_value(student_t_two_sided(level, df), df), 1 - level, 1e-9));
  CHECK(close(student_t_two_sided(0.5, 1), 1));  // the quartile of Cauchy's distribution
}
