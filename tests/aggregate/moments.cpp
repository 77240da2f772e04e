#include <proflens/aggregate/moments.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <utility>
#include <vector>

#include <proflens/aggregate/concepts.hpp>
#include "tests/reference.hpp"

using proflens::aggregate::moments;

namespace {

moments moments_of(const std::vector<double>& values) {
  moments result;
  for (const double value : values) result(value);
  return result;
}

/// Skewed, so that no moment is near 0.
std::vector<double> skewed(std::size_t n, unsigned seed = 7) {
  std::mt19937_64 random(seed);
  std::gamma_distribution<double> gamma(2.0, 3.0);
  std::vector<double> values(n);
  for (double& value : values) value = gamma(random);
  return values;
}

void check_close(const moments& a, const moments& b, double tolerance) {
  CHECK(a.count() == b.count());
  CHECK(reference::close(a.sum(), b.sum(), tolerance));
  CHECK(reference::close(a.mean(), b.mean(), tolerance));
  CHECK(reference::close(a.variance(), b.variance(), tolerance));
  CHECK(reference::close(a.skewness(), b.skewness(), tolerance));
  CHECK(reference::close(a.excess_kurtosis(), b.excess_kurtosis(), tolerance));
}

}  // namespace

static_assert(proflens::aggregate::accumulator<moments, double>);

TEST_CASE("moments: what is undefined is NaN") {
  const moments none;
  CHECK(none.count() == 0);
  CHECK(none.sum() == 0);
  CHECK(std::isnan(none.mean()));
  CHECK(std::isnan(none.variance()));
  CHECK(std::isnan(none.population_variance()));
  CHECK(std::isnan(none.standard_deviation()));
  CHECK(std::isnan(none.skewness()));

  const moments one = moments_of({3.25});
  CHECK(one.mean() == 3.25);
  CHECK(std::isnan(one.variance()));
  CHECK(one.population_variance() == 0);

  CHECK(std::isnan(moments_of({1, 4}).skewness()));
  CHECK_FALSE(std::isnan(moments_of({1, 2, 4}).skewness()));
  CHECK(std::isnan(moments_of({1, 2, 4}).excess_kurtosis()));
  CHECK_FALSE(std::isnan(moments_of({1, 2, 4, 8}).excess_kurtosis()));
}

TEST_CASE("moments: constant values have no variance and no shape") {
  const moments constant = moments_of(std::vector<double>(1000, 0.1));
  CHECK(constant.mean() == 0.1);
  CHECK(constant.variance() == 0);
  CHECK(std::isnan(constant.skewness()));
  CHECK(std::isnan(constant.excess_kurtosis()));
}

TEST_CASE("moments: a value that is not finite makes all but the count undefined") {
  for (const double bad :
       {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
    auto values = skewed(600);
    values[300] = bad;
    const moments found = moments_of(values);
    CHECK(found.count() == 600);
    CHECK(std::isnan(found.mean() - found.mean()));
    CHECK(std::isnan(found.variance()));
    CHECK(std::isnan(found.skewness()));
  }
}

TEST_CASE("moments: where the value that is not finite stands makes no difference") {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  using list = std::vector<double>;
  for (const double bad : {infinity, -infinity})
    for (list values :
         {list{1, bad}, list{bad, 1}, list{bad}, list{1, 2, bad, 4, 5}, list{bad, -bad}}) {
      values.resize(values.size() + 300, 2);
      moments merged = moments_of({2});
      merged += moments_of(values);
      for (const moments& found : {moments_of(values), merged}) {
        CHECK(std::isnan(found.sum()));
        CHECK(std::isnan(found.mean()));
        CHECK(std::isnan(found.variance()));
        CHECK(std::isnan(found.population_variance()));
        CHECK(std::isnan(found.standard_deviation()));
        CHECK(std::isnan(found.skewness()));
        CHECK(std::isnan(found.excess_kurtosis()));
      }
    }
  CHECK(std::isnan(moments_of({1, infinity}).mean()));
  CHECK(std::isnan(moments_of({infinity}).sum()));
}

TEST_CASE("moments: the sum of whole numbers is exact up to the limit that is promised") {
  std::mt19937_64 random(5);
  for (const int count : {2, 300, 1024}) {
    const auto largest = (std::int64_t{1} << 52) / count - 1;
    std::uniform_int_distribution<std::int64_t> whole(-largest, largest);
    std::int64_t expected = 0;
    moments once, merged, piece;
    for (int i = 0; i < count; ++i) {
      // The first is the origin, and the worst one.
      const std::int64_t value = i == 0 ? largest : whole(random);
      expected += value;
      once(static_cast<double>(value));
      piece(static_cast<double>(value));
      if (i % 100 == 99) merged += std::exchange(piece, {});
    }
    merged += piece;
    CHECK(once.sum() == static_cast<double>(expected));
    CHECK(merged.sum() == static_cast<double>(expected));
  }
}

TEST_CASE("moments: merging an empty one changes nothing") {
  const moments some = moments_of(skewed(700));
  moments left = some;
  left += moments{};
  CHECK(left == some);
  moments right;
  right += some;
  CHECK(right == some);
}

TEST_CASE("moments: merge equals whole") {
  const auto values = skewed(5000);
  const moments whole = moments_of(values);
  for (const std::ptrdiff_t cut : {1, 2, 255, 256, 257, 1999, 4999}) {
    moments joined = moments_of({values.begin(), values.begin() + cut});
    joined += moments_of({values.begin() + cut, values.end()});
    check_close(joined, whole, 1e-12);
  }
}

TEST_CASE("moments: merging one with itself doubles it") {
  moments twice = moments_of(skewed(300));
  const double mean = twice.mean();
  const double variance = twice.population_variance();
  twice += twice;
  CHECK(twice.count() == 600);
  CHECK(twice.mean() == doctest::Approx(mean).epsilon(1e-14));
  CHECK(twice.population_variance() == doctest::Approx(variance).epsilon(1e-13));
}

TEST_CASE("moments: the order of values matters to rounding only") {
  auto values = skewed(3000);
  const moments before = moments_of(values);
  std::shuffle(values.begin(), values.end(), std::mt19937_64(1));
  check_close(moments_of(values), before, 1e-12);
  // The largest first: the origin is then far from all others.
  std::ranges::sort(values, std::greater<>());
  check_close(moments_of(values), before, 1e-12);
}

TEST_CASE("moments: an outlier as first value costs no digits") {
  const auto rest = skewed(5000);
  const double outlier = 1e5;
  moments first, last;
  first(outlier);
  for (const double value : rest) first(value), last(value);
  last(outlier);
  check_close(first, last, 1e-11);
}

TEST_CASE("moments: scaling by a power of two scales to the bit") {
  const auto values = skewed(2000);
  const moments before = moments_of(values);
  for (const double factor : {-0x1p-3, 0x1p7, 0x1p100, 0x1p-100}) {
    moments scaled;
    for (const double value : values) scaled(factor * value);
    CHECK(scaled.mean() == factor * before.mean());
    CHECK(scaled.variance() == factor * factor * before.variance());
    CHECK(scaled.skewness() == (factor < 0 ? -1 : 1) * before.skewness());
    CHECK(scaled.excess_kurtosis() == before.excess_kurtosis());
  }
}

TEST_CASE("moments: an offset of 1e9 leaves the spread as it is") {
  moments near_zero, far;
  for (const double value : skewed(4000)) {
    // Multiples of 2^-20 survive the offset exactly.
    const double exact = std::round(value * 0x1p20) * 0x1p-20;
    near_zero(exact);
    far(exact + 1e9);
  }
  CHECK(far.variance() == near_zero.variance());
  CHECK(far.skewness() == near_zero.skewness());
  CHECK(far.excess_kurtosis() == near_zero.excess_kurtosis());
  CHECK(far.mean() == doctest::Approx(1e9 + near_zero.mean()).epsilon(1e-15));
}

TEST_CASE("moments: the sum of whole numbers is exact") {
  moments numbers, other;
  double expected = 0;
  for (int i = 0; i < 5000; ++i) {
    (i < 2000 ? numbers : other)(i * 3 + 7);
    expected += i * 3 + 7;
  }
  numbers += other;
  CHECK(numbers.sum() == expected);
}

TEST_CASE("moments: reference values") {
  const auto group = reference::statistics("descriptive");
  const double tolerance = reference::tolerance_of(group);
  for (const auto& entry : reference::entries(group)) {
    const reference::element expected = entry.expected;
    INFO(entry.name);
    const moments found = moments_of(reference::numbers(expected["values"]));
    reference::check("n", static_cast<double>(found.count()), expected["n"]);
    reference::check("sum", found.sum(), expected["sum"], tolerance);
    reference::check("mean", found.mean(), expected["mean"], tolerance);
    reference::check("var_sample", found.variance(), expected["var_sample"], tolerance);
    reference::check("var_population", found.population_variance(), expected["var_population"],
                     tolerance);
    reference::check("skew", found.skewness(), expected["skew"], tolerance);
    reference::check("kurtosis_excess", found.excess_kurtosis(), expected["kurtosis_excess"],
                     tolerance);
  }
}
