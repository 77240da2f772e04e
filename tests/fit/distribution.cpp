#include <proflens/fit/distribution.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <numbers>

using namespace proflens::fit::distribution;

namespace {
constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr double pi = std::numbers::pi;
}  // namespace

// With one and two degrees of freedom everything has a closed form.

TEST_CASE("distribution: Student with one degree of freedom is Cauchy") {
  CHECK(student_t_quantile(0.75, 1) == doctest::Approx(1).epsilon(1e-13));
  CHECK(student_t_two_sided(0.95, 1) == doctest::Approx(std::tan(pi * 0.475)).epsilon(1e-12));
  CHECK(student_t_p_value(1e9, 1) * (pi * 1e9) / 2 == doctest::Approx(1).epsilon(1e-12));
  CHECK(student_t_p_value(-1, 1) == doctest::Approx(0.5).epsilon(1e-13));
}

TEST_CASE("distribution: tails of F and chi-squared with two degrees of freedom") {
  for (const double x : {0.0, 0.5, 3.0, 200.0, 1400.0}) {
    CHECK(chi_squared_upper_tail(x, 2) / std::exp(-x / 2) == doctest::Approx(1).epsilon(1e-12));
    CHECK(f_upper_tail(x, 2, 2) * (1 + x) == doctest::Approx(1).epsilon(1e-12));
  }
}

TEST_CASE("distribution: F with one degree of freedom is the square of Student") {
  for (const double t : {0.1, 2.0, 40.0}) {
    CHECK(f_upper_tail(t * t, 1, 7) / student_t_p_value(t, 7) == doctest::Approx(1).epsilon(1e-12));
  }
}

TEST_CASE("distribution: many degrees of freedom come near the normal distribution") {
  CHECK(student_t_quantile(0.975, 1e9) == doctest::Approx(normal_quantile(0.975)).epsilon(1e-8));
  CHECK(normal_quantile(0.975) == doctest::Approx(1.959963984540054).epsilon(1e-14));
  CHECK(std::isfinite(student_t_two_sided(0.95, 1e300)));
}

TEST_CASE("distribution: what is undefined is NaN, what is infinite has no tail") {
  for (const double degrees : {0.0, -1.0, not_a_number}) {
    CHECK(std::isnan(student_t_quantile(0.5, degrees)));
    CHECK(std::isnan(student_t_two_sided(0.95, degrees)));
    CHECK(std::isnan(student_t_p_value(1, degrees)));
    CHECK(std::isnan(f_upper_tail(1, 1, degrees)));
    CHECK(std::isnan(f_upper_tail(1, degrees, 1)));
    CHECK(std::isnan(chi_squared_upper_tail(1, degrees)));
  }
  for (const double level : {0.0, 1.0, -0.5, not_a_number}) {
    CHECK(std::isnan(student_t_two_sided(level, 5)));
    CHECK(std::isnan(student_t_quantile(level, 5)));
    CHECK(std::isnan(normal_quantile(level)));
  }
  CHECK(std::isnan(student_t_p_value(not_a_number, 5)));
  CHECK(std::isnan(f_upper_tail(not_a_number, 1, 5)));
  CHECK(std::isnan(chi_squared_upper_tail(-1, 5)));
  CHECK(student_t_p_value(-infinity, 5) == 0);
  CHECK(f_upper_tail(infinity, 1, 5) == 0);
  CHECK(chi_squared_upper_tail(infinity, 1) == 0);
}
