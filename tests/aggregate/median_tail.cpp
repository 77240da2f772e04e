#include <proflens/aggregate/median_tail.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include <proflens/aggregate/normal_numbers.hpp>
#include <proflens/aggregate/quantile.hpp>

using namespace proflens::aggregate;

TEST_CASE("median_tail: one value is normal, of three two must be above") {
  const median_tail one(1), three(3);
  for (const double x : {0.0, 0.33, 1.0, 4.0, 9.0, 20.0}) {
    const double q = normal_tail(x);
    CHECK(one(x) == doctest::Approx(q).epsilon(2e-3));  // interpolated in a table
    CHECK(three(x) == doctest::Approx(q * q * (3 - 2 * q)).epsilon(2e-3));
  }
}

TEST_CASE("median_tail: the mean of two is normal") {
  for (const double x : {0.0, 0.01, 0.3, 1.0, 3.0, 8.0, 15.0})
    CHECK(median_tail_of_even(2, x) ==
          doctest::Approx(normal_tail(x * std::sqrt(2.0))).epsilon(1e-5));
}

TEST_CASE("median_tail: half of the medians are above zero, for any n") {
  for (std::size_t n = 1; n <= 64; ++n)
    CHECK((n % 2 == 1 ? median_tail_of_odd(n, 0) : median_tail_of_even(n, 0)) ==
          doctest::Approx(0.5).epsilon(1e-5));
}

TEST_CASE("median_tail: it is symmetric, falls, and ends at zero") {
  for (const std::size_t n : {1u, 2u, 5u, 64u}) {
    const median_tail tail(n);
    CHECK(tail(0) == doctest::Approx(0.5).epsilon(1e-5));
    CHECK(tail(-0.4) == doctest::Approx(1 - tail(0.4)).epsilon(1e-14));
    double before = 1;
    for (double x = -3; x < 50; x += 0.07) {
      REQUIRE(tail(x) <= before);
      before = tail(x);
    }
    CHECK(tail(1e6) == 0);
    CHECK(tail(-1e6) == 1);
  }
}

TEST_CASE("median_tail: medians of drawn values exceed as often as it says, for even n too") {
  for (const std::size_t n : {2u, 4u, 7u, 10u}) {
    normal_numbers normal(n);
    const median_tail tail(n);
    const double x = 1 / std::sqrt(static_cast<double>(n));
    constexpr int rounds = 40000;
    int above = 0;
    std::vector<double> values(n);
    for (int i = 0; i < rounds; ++i) {
      for (double& value : values) value = normal();
      above += median(values) > x;
    }
    CHECK(above == doctest::Approx(rounds * tail(x)).epsilon(0.04));
  }
}

TEST_CASE("median_tail: normal numbers are normal, and the same for the same seed") {
  normal_numbers normal(1), again(1), other(2);
  double sum = 0, squares = 0, fourth = 0, beyond_3 = 0;
  constexpr int count = 400000;
  for (int i = 0; i < count; ++i) {
    const double value = normal();
    REQUIRE(value == again());
    sum += value;
    squares += value * value;
    fourth += value * value * value * value;
    beyond_3 += std::abs(value) > 3;
  }
  CHECK(normal() != other());
  CHECK(std::abs(sum / count) < 0.006);
  CHECK(squares / count == doctest::Approx(1).epsilon(0.01));
  CHECK(fourth / count == doctest::Approx(3).epsilon(0.03));
  CHECK(beyond_3 / count == doctest::Approx(2 * normal_tail(3)).epsilon(0.12));
}
