#include <proflens/aggregate/welch.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "tests/reference.hpp"

using namespace proflens::aggregate;

namespace {

moments moments_of(const std::vector<double>& values) {
  moments all;
  for (const double value : values) all(value);
  return all;
}

welch_result welch_of(const std::vector<double>& a, const std::vector<double>& b) {
  return welch(moments_of(a), moments_of(b));
}

geometric_mean geometric_mean_of(const std::vector<double>& values) {
  geometric_mean mean;
  for (const double value : values) mean(value);
  return mean;
}

}  // namespace

TEST_CASE("welch: reference values") {
  const auto group = reference::statistics("two_samples");
  const double tolerance = reference::tolerance_of(group);
  const welch_result found =
      welch_of(reference::numbers(group["a"]), reference::numbers(group["b"]));
  reference::check("welch_t", found.t, group["welch_t"], tolerance);
  reference::check("welch_p", found.p, group["welch_p"], tolerance);
}

TEST_CASE("welch: equal sizes and variances have all degrees of freedom") {
  const welch_result found = welch_of({1, 2, 3, 4}, {11, 12, 13, 14});
  CHECK(found.difference == -10);
  CHECK(found.degrees_of_freedom == doctest::Approx(6).epsilon(1e-14));
  CHECK(found.standard_error == doctest::Approx(std::sqrt(2 * (5.0 / 3) / 4)));
}

TEST_CASE("welch: the interval ends where p is what it leaves out") {
  const std::vector<double> a{5, 7, 4, 8, 6}, b{1, 3, 2, 2, 9, 4};
  const auto interval = welch_of(a, b).interval(0.9);
  for (const double end : {interval.low, interval.high}) {
    std::vector<double> moved = b;
    for (double& value : moved) value += end;
    CHECK(welch_of(a, moved).p == doctest::Approx(0.1).epsilon(1e-9));
  }
}

TEST_CASE("welch: exchanging the samples turns the sign, scaling by a power of two nothing") {
  const std::vector<double> a{5, 7, 4, 8, 6}, b{1, 3, 2, 2, 9, 4};
  const welch_result one = welch_of(a, b), other = welch_of(b, a);
  CHECK(one.t == -other.t);
  CHECK(one.p == doctest::Approx(other.p).epsilon(1e-14));
  std::vector<double> big_a = a, big_b = b;
  for (double& value : big_a) value *= 0x1p-300;
  for (double& value : big_b) value *= 0x1p-300;
  CHECK(welch_of(big_a, big_b).p == one.p);
}

TEST_CASE("welch: too few values and constant ones") {
  for (const auto& few : {std::vector<double>{}, {3}}) {
    CHECK(std::isnan(welch_of(few, {1, 2, 3}).p));
    CHECK(std::isnan(welch_of({1, 2, 3}, few).t));
  }
  const welch_result apart = welch_of({1, 1, 1}, {2, 2});
  CHECK(apart.t == -std::numeric_limits<double>::infinity());
  CHECK(apart.p == 0);
  CHECK(apart.interval().low == -1);
  CHECK(apart.interval().high == -1);
  const welch_result equal = welch_of({2, 2, 2}, {2, 2});
  CHECK(equal.difference == 0);
  CHECK(std::isnan(equal.t));
  CHECK(std::isnan(equal.p));
  const welch_result half = welch_of({2, 2, 2}, {1, 2, 3, 4});
  CHECK(half.degrees_of_freedom == doctest::Approx(3));
  CHECK(std::isnan(welch_of({1, std::nan(""), 2}, {1, 2}).p));
}

TEST_CASE("welch: the ratio of geometric means is exact for exact factors") {
  std::vector<double> a, b;
  for (const double value : {1.0, 1.1, 0.9, 1.3, 1.05}) {
    b.push_back(value);
    a.push_back(1.5 * value);
  }
  const ratio_estimate found = geometric_ratio(geometric_mean_of(a), geometric_mean_of(b));
  CHECK(found.value == doctest::Approx(1.5).epsilon(1e-14));
  CHECK(found.interval.contains(1.5));
  CHECK(found.interval.low * found.interval.high == doctest::Approx(1.5 * 1.5).epsilon(1e-12));
  CHECK(found.p < 0.01);
  CHECK(std::isnan(geometric_ratio(geometric_mean_of({}), geometric_mean_of(b)).value));
}
