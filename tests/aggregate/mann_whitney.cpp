#include <proflens/aggregate/mann_whitney.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>
#include <vector>

#include "tests/reference.hpp"

using namespace proflens::aggregate;

namespace {

std::vector<double> normal(std::size_t count, double mean, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> one(mean, 1);
  std::vector<double> values(count);
  for (double& value : values) value = one(random);
  return values;
}

}  // namespace

TEST_CASE("mann_whitney: reference values") {
  const auto group = reference::statistics("two_samples");
  const double tolerance = reference::tolerance_of(group);
  const auto a = reference::numbers(group["a"]), b = reference::numbers(group["b"]);
  const auto exact = mann_whitney(a, b, rank_test::exact);
  reference::check("mann_whitney_u", exact.u, group["mann_whitney_u"], tolerance);
  reference::check("mann_whitney_p_exact", exact.p, group["mann_whitney_p_exact"], tolerance);
  reference::check("mann_whitney_p_asymptotic", mann_whitney(a, b, rank_test::asymptotic).p,
                   group["mann_whitney_p_asymptotic"], tolerance);
  const auto tied = mann_whitney(reference::numbers(group["tied_a"]),
                                 reference::numbers(group["tied_b"]), rank_test::asymptotic);
  reference::check("tied_mann_whitney_p_asymptotic", tied.p,
                   group["tied_mann_whitney_p_asymptotic"], tolerance);
}

TEST_CASE("mann_whitney: small distributions by hand") {
  CHECK(mann_whitney_distribution(1, 1) == std::vector<double>{0.5, 0.5});
  // The six orders of two and two have U of 0, 1, 2, 2, 3, 4.
  const auto two_and_two = mann_whitney_distribution(2, 2);
  const std::vector<double> ways{1, 1, 2, 1, 1};
  REQUIRE(two_and_two.size() == ways.size());
  for (std::size_t u = 0; u < ways.size(); ++u)
    CHECK(two_and_two[u] == doctest::Approx(ways[u] / 6).epsilon(1e-15));
  CHECK(mann_whitney_distribution(0, 5) == std::vector<double>{1});
}

TEST_CASE("mann_whitney: a distribution sums to one, is symmetric and centred") {
  for (const std::size_t m : {1u, 3u, 8u, 20u})
    for (const std::size_t n : {1u, 2u, 7u, 30u}) {
      const auto probability = mann_whitney_distribution(m, n);
      REQUIRE(probability.size() == m * n + 1);
      CHECK(std::accumulate(probability.begin(), probability.end(), 0.0) ==
            doctest::Approx(1).epsilon(1e-13));
      for (std::size_t u = 0; u <= m * n; ++u)
        REQUIRE(probability[u] == doctest::Approx(probability[m * n - u]).epsilon(1e-12));
    }
}

TEST_CASE("mann_whitney: entirely apart has the least p there is") {
  const auto found = mann_whitney(std::vector<double>{1, 2, 3}, std::vector<double>{4, 5, 6, 7});
  CHECK(found.u == 0);
  CHECK(found.superiority == 0);
  CHECK(found.p == doctest::Approx(2.0 / 35).epsilon(1e-14));  // 7 over 3 orders
}

TEST_CASE("mann_whitney: exchanging the samples mirrors u, and monotone maps change nothing") {
  const auto a = normal(12, 0, 1), b = normal(17, 0.7, 2);
  const auto one = mann_whitney(a, b), other = mann_whitney(b, a);
  CHECK(one.u + other.u == 12 * 17);
  CHECK(one.p == doctest::Approx(other.p).epsilon(1e-13));
  std::vector<double> cubed_a = a, cubed_b = b;
  for (double& value : cubed_a) value = value * value * value;
  for (double& value : cubed_b) value = value * value * value;
  CHECK(mann_whitney(cubed_a, cubed_b).p == one.p);
}

TEST_CASE("mann_whitney: the approximation approaches the exact p") {
  const auto a = normal(50, 0, 3), b = normal(50, 0.3, 4);
  CHECK(mann_whitney(a, b, rank_test::asymptotic).p ==
        doctest::Approx(mann_whitney(a, b, rank_test::exact).p).epsilon(0.01));
  CHECK(mann_whitney(a, b).method == rank_test::exact);
  CHECK(mann_whitney(normal(51, 0, 3), b).method == rank_test::asymptotic);
  CHECK(mann_whitney(std::vector<double>{1, 2}, std::vector<double>{2, 3}).method ==
        rank_test::asymptotic);
}

TEST_CASE("mann_whitney: no values, one value, equal values, NaN") {
  const std::vector<double> none, one{1}, equal(5, 2.0), nan{1, std::nan("")};
  CHECK(std::isnan(mann_whitney(none, one).p));
  CHECK(std::isnan(mann_whitney(one, none).u));
  CHECK(mann_whitney(one, std::vector<double>{2}).p == 1);
  CHECK(mann_whitney(equal, equal).p == 1);
  CHECK(mann_whitney(equal, equal).u == 12.5);
  CHECK_THROWS_AS(mann_whitney(nan, one), proflens::error);
  CHECK_THROWS_WITH_AS(mann_whitney(equal, one, rank_test::exact),
                       doctest::Contains("some values are equal"), proflens::error);
}
