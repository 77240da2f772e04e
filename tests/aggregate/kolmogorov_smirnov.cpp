#include <proflens/aggregate/kolmogorov_smirnov.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include "tests/reference.hpp"

using namespace proflens::aggregate;

namespace {

/// The share of all ways to divide the values among samples of the same sizes with a statistic as
/// large: what p is, by trying all.
double share_by_trying(const std::vector<double>& a, const std::vector<double>& b) {
  std::vector<double> all = a;
  all.insert(all.end(), b.begin(), b.end());
  std::vector<bool> in_a(all.size());
  std::fill_n(in_a.begin(), a.size(), true);
  const double observed = kolmogorov_smirnov(a, b).statistic;
  double as_far = 0, ways = 0;
  do {
    std::vector<double> first, second;
    for (std::size_t i = 0; i < all.size(); ++i) (in_a[i] ? first : second).push_back(all[i]);
    as_far += kolmogorov_smirnov(first, second).statistic >= observed * (1 - 1e-12);
    ++ways;
  } while (std::prev_permutation(in_a.begin(), in_a.end()));
  return as_far / ways;
}

std::vector<double> normal(std::size_t count, double mean, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> one(mean, 1);
  std::vector<double> values(count);
  for (double& value : values) value = one(random);
  return values;
}

}  // namespace

TEST_CASE("kolmogorov_smirnov: reference values") {
  const auto group = reference::statistics("two_samples");
  const auto found =
      kolmogorov_smirnov(reference::numbers(group["a"]), reference::numbers(group["b"]));
  reference::check("ks", found.statistic, group["ks"], reference::tolerance_of(group));
  CHECK(found.exact);
}

TEST_CASE("kolmogorov_smirnov: p is the share of all divisions, without ties and with") {
  const std::vector<double> a{1, 2, 3, 7, 8}, b{2.5, 4, 5, 6, 9, 10, 11};
  CHECK(kolmogorov_smirnov(a, b).p == doctest::Approx(share_by_trying(a, b)).epsilon(1e-13));
  const std::vector<double> tied_a{1, 2, 2, 2, 3}, tied_b{2, 3, 3, 4, 4, 4, 1};
  CHECK(kolmogorov_smirnov(tied_a, tied_b).p ==
        doctest::Approx(share_by_trying(tied_a, tied_b)).epsilon(1e-13));
  const std::vector<double> first_tied{1, 1, 5}, last_tied{1, 5, 5, 5};
  CHECK(kolmogorov_smirnov(first_tied, last_tied).p ==
        doctest::Approx(share_by_trying(first_tied, last_tied)).epsilon(1e-13));
}

TEST_CASE("kolmogorov_smirnov: entirely apart has the least p there is, to its last digits") {
  std::vector<double> low, high;
  double ways = 1;  // 2 n over n
  for (int i = 1; i <= 40; ++i) {
    low.push_back(i);
    high.push_back(100 + i);
    ways *= (40.0 + i) / i;
  }
  const auto found = kolmogorov_smirnov(low, high);
  CHECK(found.statistic == 1);
  CHECK(found.p == doctest::Approx(2 / ways).epsilon(1e-12));
}

TEST_CASE("kolmogorov_smirnov: order and exchange do not matter") {
  auto a = normal(30, 0, 1);
  const auto b = normal(45, 0.4, 2);
  const auto found = kolmogorov_smirnov(a, b);
  std::ranges::reverse(a);
  CHECK(kolmogorov_smirnov(a, b).p == found.p);
  CHECK(kolmogorov_smirnov(b, a).statistic == found.statistic);
  CHECK(kolmogorov_smirnov(b, a).p == doctest::Approx(found.p).epsilon(1e-12));
}

TEST_CASE("kolmogorov_smirnov: large samples are asymptotic, and near the exact p") {
  const auto a = normal(10001, 0, 1), b = normal(3000, 0.03, 2);
  const auto found = kolmogorov_smirnov(a, b);
  CHECK_FALSE(found.exact);
  const auto fewer = kolmogorov_smirnov(std::span(a).first(3000), b);
  CHECK(fewer.exact);
  CHECK(kolmogorov_upper_tail(fewer.statistic * std::sqrt(1500)) ==
        doctest::Approx(fewer.p).epsilon(0.05));
}

TEST_CASE("kolmogorov_smirnov: Kolmogorov's distribution") {
  CHECK(kolmogorov_upper_tail(1.3580986393225507) == doctest::Approx(0.05).epsilon(1e-12));
  CHECK(kolmogorov_upper_tail(0) == 1);
  CHECK(kolmogorov_upper_tail(0.2 - 1e-12) == doctest::Approx(kolmogorov_upper_tail(0.2)));
  CHECK(kolmogorov_upper_tail(5) == doctest::Approx(2 * std::exp(-50)).epsilon(1e-12));
}

TEST_CASE("kolmogorov_smirnov: no values, one value, equal values, NaN") {
  const std::vector<double> none, one{1}, equal(5, 2.0), nan{std::nan("")};
  CHECK(std::isnan(kolmogorov_smirnov(none, one).p));
  CHECK(std::isnan(kolmogorov_smirnov(one, none).statistic));
  CHECK(kolmogorov_smirnov(one, equal).p == doctest::Approx(1.0 / 6));  // ties: only one order
  CHECK(kolmogorov_smirnov(equal, equal).statistic == 0);
  CHECK(kolmogorov_smirnov(equal, equal).p == 1);
  CHECK_THROWS_AS(kolmogorov_smirnov(one, nan), proflens::error);
}
