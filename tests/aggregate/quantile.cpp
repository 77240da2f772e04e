#include <proflens/aggregate/quantile.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "tests/reference.hpp"

using namespace proflens::aggregate;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// Both signs, many magnitudes, ties: what makes selection go wrong.
std::vector<double> wild(std::size_t n, unsigned seed = 3) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal(0, 4);
  std::vector<double> values(n);
  for (double& value : values) value = std::round(std::sinh(normal(random)) * 8) / 8;
  return values;
}

}  // namespace

TEST_CASE("quantile: without values it is NaN, of one value that value") {
  CHECK(std::isnan(quantile({}, 0.5)));
  CHECK(std::isnan(median({})));
  CHECK(std::isnan(median_absolute_deviation({})));
  const std::vector<double> one{3.25};
  for (const auto type :
       {quantile_type::inverse_cdf, quantile_type::weibull, quantile_type::linear})
    for (const double p : {0.0, 0.3, 1.0}) CHECK(quantile(one, p, type) == 3.25);
}

TEST_CASE("quantile: a NaN among the values and a p outside [0, 1] are refused") {
  const std::vector<double> values{1, 2, std::numeric_limits<double>::quiet_NaN(), 4};
  CHECK_THROWS_WITH_AS(quantile(values, 0.5),
                       "quantile: value 3 of 4 is NaN; leave such values out and count them",
                       proflens::error);
  const std::vector<double> good{1, 2};
  CHECK_THROWS_AS(quantile(good, -0.01), proflens::error);
  CHECK_THROWS_AS(quantile(good, 1.01), proflens::error);
  CHECK_THROWS_AS(quantile(good, std::numeric_limits<double>::quiet_NaN()), proflens::error);
}

TEST_CASE("quantile: type 1 is the first value whose share reaches p") {
  std::vector<double> values(100);
  for (int i = 0; i < 100; ++i) values[static_cast<std::size_t>(i)] = i + 1;
  for (int percent = 1; percent <= 100; ++percent) {
    INFO(percent);
    CHECK(quantile(values, percent / 100.0, quantile_type::inverse_cdf) == percent);
  }
  CHECK(quantile(values, 0.0, quantile_type::inverse_cdf) == 1);
}

TEST_CASE("quantile: infinite values are values") {
  const std::vector<double> values{-infinity, 1, 2, 3, infinity};
  CHECK(quantile(values, 0.0) == -infinity);
  CHECK(quantile(values, 0.5) == 2);
  CHECK(quantile(values, 1.0) == infinity);
  CHECK(quantile(values, 0.9) == infinity);
  CHECK(quantile(values, 0.1) == -infinity);
  CHECK(quantile(std::vector{-infinity, 1.0, 2.0}, 0.25) == -infinity);
  CHECK(quantile(std::vector{-infinity, -infinity, 2.0}, 0.25) == -infinity);
  CHECK(std::isnan(quantile(std::vector{-infinity, infinity}, 0.5)));
}

TEST_CASE("quantile: the distance of two values may exceed the largest double") {
  const std::vector<double> values{-1.5e308, 1.5e308};
  CHECK(quantile(values, 0.25) == -0.75e308);
  CHECK(quantile(values, 0.5) == 0);
  CHECK(quantile(values, 0.75) == 0.75e308);
}

TEST_CASE("quantile: many at once, in any order, are what each is alone") {
  const auto values = wild(1001);
  const std::vector<double> p{0.99, 0.0, 0.5, 0.5, 1.0, 0.123};
  const auto together = quantiles(values, p);
  REQUIRE(together.size() == p.size());
  for (std::size_t i = 0; i < p.size(); ++i) CHECK(together[i] == quantile(values, p[i]));
}

TEST_CASE("quantile: selection agrees with sorting at every size") {
  // Sizes on both sides of where the histogram takes over.
  for (const std::size_t n : {std::size_t{2}, std::size_t{999}, histogram_select_from - 1,
                              histogram_select_from, 3 * histogram_select_from}) {
    INFO(n);
    const auto values = wild(n);
    auto sorted = values;
    std::ranges::sort(sorted);
    std::vector<std::size_t> ranks{0, n / 100, n / 3, n / 2, n / 2 + 1, n - 1};
    std::ranges::sort(ranks);
    ranks.erase(std::unique(ranks.begin(), ranks.end()), ranks.end());
    while (ranks.back() >= n) ranks.pop_back();
    const auto found = select(values, ranks);
    REQUIRE(found.size() == ranks.size());
    for (std::size_t i = 0; i < ranks.size(); ++i) CHECK(found[i] == sorted[ranks[i]]);
  }
}

TEST_CASE("quantile: selection by histogram copes with one bin and with infinities") {
  std::vector<double> values(histogram_select_from, 1e9);
  values.front() = -infinity;
  values.back() = infinity;
  for (std::size_t i = 1; i + 1 < values.size(); ++i) values[i] += static_cast<double>(i % 7);
  const std::vector<std::size_t> ranks{0, 1, values.size() - 2, values.size() - 1};
  CHECK(select(values, ranks) == std::vector<double>{-infinity, 1e9, 1e9 + 6, infinity});
}

TEST_CASE("quantile: the order key orders as the values do") {
  const std::vector<double> ascending{-infinity, -1e300, -1, -1e-310, -0.0,    0.0,
                                      1e-310,    0.5,    1,  1e300,   infinity};
  for (std::size_t i = 1; i < ascending.size(); ++i)
    CHECK(order_key(ascending[i - 1]) < order_key(ascending[i]));
}

TEST_CASE("quantile: the median absolute deviation survives an offset that the median does not") {
  // At 1e9 doubles are 2^-23 apart: the median, between 1 and 2 of these, is none.
  const double step = 0x1p-23;
  const std::vector<double> values{1e9, 1e9 + step, 1e9 + 2 * step, 1e9 + 7 * step};
  CHECK(median_absolute_deviation(values) == step);  // of 1.5, 0.5, 0.5 and 5.5 steps
  CHECK(median_absolute_deviation(std::vector<double>{3, 3, 3}) == 0);
}

TEST_CASE("quantile: permuting changes nothing, a power of two scales to the bit") {
  auto values = wild(501);
  const std::vector<double> p{0.01, 0.3, 0.77};
  const auto before = quantiles(values, p);
  std::shuffle(values.begin(), values.end(), std::mt19937_64(2));
  CHECK(quantiles(values, p) == before);
  for (double& value : values) value *= 0x1p-9;
  const auto scaled = quantiles(values, p);
  for (std::size_t i = 0; i < p.size(); ++i) CHECK(scaled[i] == before[i] * 0x1p-9);
}

TEST_CASE("quantile: reference values") {
  const auto group = reference::statistics("descriptive");
  const double tolerance = reference::tolerance_of(group);
  for (const auto& entry : reference::entries(group)) {
    const reference::element expected = entry.expected;
    INFO(entry.name);
    const auto values = reference::numbers(expected["values"]);
    const auto p = reference::numbers(expected["quantile_p"]);
    reference::check("type 1", quantiles(values, p, quantile_type::inverse_cdf),
                     expected["quantile_type1"], tolerance);
    reference::check("type 6", quantiles(values, p, quantile_type::weibull),
                     expected["quantile_type6"], tolerance);
    reference::check("type 7", quantiles(values, p), expected["quantile_type7"], tolerance);
    reference::check("median", median(values), expected["median"], tolerance);
    reference::check("mad_raw", median_absolute_deviation(values), expected["mad_raw"], tolerance);
  }
}

TEST_CASE("quantile: threads change nothing") {
  auto values = wild(100'003);
  const std::vector<double> p{0, 0.001, 0.25, 0.5, 0.9, 0.999, 1};
  const auto one = quantiles(values, p);
  for (const std::size_t threads : {0, 2, 3, 7}) {
    CHECK(quantiles(values, p, quantile_type::linear, threads) == one);
  }
  std::ranges::fill(values, -2.5);  // all in one bin
  CHECK(quantiles(values, {0.5, 1}, quantile_type::weibull, 4) == std::vector<double>{-2.5, -2.5});
}
