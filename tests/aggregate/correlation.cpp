#include <proflens/aggregate/correlation.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "tests/reference.hpp"

using namespace proflens::aggregate;

TEST_CASE("correlation: reference values") {
  const auto group = reference::statistics("two_samples");
  const double tolerance = reference::tolerance_of(group);
  auto a = reference::numbers(group["a"]);
  const auto b = reference::numbers(group["b"]);
  REQUIRE(a.size() >= b.size());
  a.resize(b.size());
  reference::check("pearson", pearson(a, b), group["pearson"], tolerance);
  reference::check("spearman", spearman(a, b), group["spearman"], tolerance);
}

TEST_CASE("correlation: lines are one, and their reverse minus one") {
  const std::vector<double> x{1, 2, 3, 4, 5}, y{3, 5, 7, 9, 11}, falling{5, 4, 3, 2, 1};
  CHECK(pearson(x, y) == doctest::Approx(1).epsilon(1e-15));
  CHECK(pearson(x, falling) == doctest::Approx(-1).epsilon(1e-15));
  CHECK(spearman(x, std::vector<double>{1, 10, 1000, 1e5, 1e300}) == doctest::Approx(1));
}

TEST_CASE("correlation: an offset of 1e9 changes nothing") {
  std::vector<double> x, y, far;
  for (int i = 0; i < 200; ++i) {
    x.push_back(i * 0x1p-10);
    far.push_back(1e9 + x.back());
    y.push_back(i % 7);
  }
  CHECK(pearson(far, y) == pearson(x, y));
}

TEST_CASE("correlation: equal values share their rank") {
  const auto table = ranks_of(std::vector<double>{20, 10, 20, 30, 20});
  CHECK(table.ranks == std::vector<double>{3, 1, 3, 5, 3});
  CHECK(table.tie_term == 24);
  CHECK(ranks_of({}).ranks.empty());
}

TEST_CASE("correlation: too few pairs, constant ones, NaN, unequal lengths") {
  const std::vector<double> one{1}, two{1, 2}, constant{3, 3}, nan{1, std::nan("")};
  CHECK(std::isnan(pearson({}, {})));
  CHECK(std::isnan(pearson(one, one)));
  CHECK(std::isnan(pearson(two, constant)));
  CHECK(std::isnan(spearman(constant, two)));
  CHECK(std::isnan(pearson(two, nan)));
  CHECK_THROWS_AS(spearman(two, nan), proflens::error);
  CHECK_THROWS_WITH_AS(pearson(one, two), doctest::Contains("1 values of x and 2 of y"),
                       proflens::error);
}
