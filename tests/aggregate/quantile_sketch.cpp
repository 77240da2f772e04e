#include <proflens/aggregate/quantile_sketch.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include <proflens/aggregate/concepts.hpp>
#include <proflens/aggregate/quantile.hpp>

using namespace proflens::aggregate;

namespace {

quantile_sketch sketch_of(const std::vector<double>& values, double relative_error = 0.005) {
  quantile_sketch sketch{.relative_error = relative_error};
  for (const double value : values) sketch(value);
  return sketch;
}

std::vector<double> lognormal(std::size_t count, double sigma, std::uint64_t seed = 1) {
  std::mt19937_64 random(seed);
  std::lognormal_distribution<double> one(4, sigma);
  std::vector<double> values(count);
  for (double& value : values) value = one(random);
  return values;
}

constexpr double infinity = std::numeric_limits<double>::infinity();

}  // namespace

static_assert(accumulator<quantile_sketch, double>);

TEST_CASE("quantile_sketch: without values every number is NaN") {
  const quantile_sketch none;
  CHECK(none.count() == 0);
  for (const double number : {none.quantile(0.5), none.minimum(), none.maximum()})
    CHECK(std::isnan(number));
  CHECK(none.distribution().empty());
}

TEST_CASE("quantile_sketch: one value and equal values are themselves") {
  for (const double value : {3.7, -3.7, 0.0, infinity, -infinity, 1e-300})
    for (const std::size_t count : {1u, 2u, 3u, 1000u}) {
      const quantile_sketch sketch = sketch_of(std::vector<double>(count, value));
      CHECK(sketch.count() == count);
      for (const double p : {0.0, 0.3, 0.5, 1.0}) CHECK(sketch.quantile(p) == value);
    }
}

TEST_CASE("quantile_sketch: quantiles keep the bound for any error, offset, sign and spread") {
  for (const double error : {0.3, 0.05, 0.005, 0.001, 1e-5})
    for (const double sigma : {0.02, 1.0, 30.0})
      for (const double sign : {1.0, -1.0}) {
        std::vector<double> values = lognormal(3001, sigma);
        for (double& value : values) value *= sign;
        const quantile_sketch sketch = sketch_of(values, error);
        CHECK(sketch.percentile_error() <= error);
        for (double p = 0; p <= 1; p += 1.0 / 128) {
          const double exact = quantile(values, p);
          REQUIRE(std::abs(sketch.quantile(p) - exact) <=
                  sketch.percentile_error() * (1 + 1e-12) * std::abs(exact));
        }
        CHECK(sketch.minimum() == *std::ranges::min_element(values));
        CHECK(sketch.maximum() == *std::ranges::max_element(values));
        CHECK(sketch.quantile(0) == sketch.minimum());
        CHECK(sketch.quantile(1) == sketch.maximum());
      }
}

TEST_CASE("quantile_sketch: negative values, zeros and positive ones stand in order") {
  const quantile_sketch sketch = sketch_of({5, -5, 0, 1e-310, -1e9, 1e9, -0.25});
  const auto values = sketch.distribution();
  CHECK(std::ranges::is_sorted(values, {}, &weighted_value::value));
  CHECK(total_count(values) == 7);
  CHECK(sketch.minimum() == -1e9);
  CHECK(sketch.quantile(3.0 / 6) == 0);  // the two zeros are the fourth and the fifth
  CHECK(sketch.quantile(2.0 / 6) == doctest::Approx(-0.25).epsilon(0.005));
  CHECK(sketch.quantile(5.0 / 6) == doctest::Approx(5).epsilon(0.005));
}

TEST_CASE("quantile_sketch: NaN is left out and counted") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const quantile_sketch sketch = sketch_of({nan, 2, -nan, 4, nan});
  CHECK(sketch.count() == 2);
  CHECK(sketch.rejected() == 3);
  CHECK(sketch.median() == doctest::Approx(3).epsilon(0.005));
  CHECK(sketch != sketch_of({2, 4}));
  CHECK(sketch_of({nan}).count() == 0);
}

TEST_CASE("quantile_sketch: merging an empty one changes nothing, whatever its error") {
  const quantile_sketch some = sketch_of(lognormal(500, 1), 0.02);
  quantile_sketch left = some;
  left += quantile_sketch{};
  CHECK(left == some);
  quantile_sketch right;
  right += some;
  CHECK(right == some);
  CHECK(right.percentile_error() == some.percentile_error());
}

TEST_CASE("quantile_sketch: any split merged in any order gives the same to the bit") {
  std::vector<double> values = lognormal(2000, 3);
  for (std::size_t i = 0; i < values.size(); i += 3) values[i] = i % 2 == 0 ? -values[i] : 0;
  const quantile_sketch whole = sketch_of(values);
  std::mt19937_64 random(7);
  for (int round = 0; round < 20; ++round) {
    std::ranges::shuffle(values, random);
    std::vector<quantile_sketch> pieces(1 + random() % 9);
    for (const double value : values) pieces[random() % pieces.size()](value);
    while (pieces.size() > 1) {
      const std::size_t into = random() % (pieces.size() - 1);
      pieces[into] += pieces.back();
      pieces.pop_back();
    }
    CHECK(pieces.front() == whole);
    CHECK(pieces.front().distribution() == whole.distribution());
  }
}

TEST_CASE("quantile_sketch: merging one with itself doubles it") {
  quantile_sketch twice = sketch_of({1, 2, 3});
  twice += twice;
  CHECK(twice == sketch_of({3, 2, 1, 1, 2, 3}));
}

TEST_CASE("quantile_sketch: different errors do not merge, impossible ones are refused") {
  quantile_sketch coarse = sketch_of({1}, 0.1);
  CHECK_THROWS_WITH_AS(coarse += sketch_of({1}, 0.001),
                       doctest::Contains("different relative errors"), proflens::error);
  for (const double error : {0.0, -1.0, 1e-6, 0.5, std::nan("")}) {
    quantile_sketch impossible{.relative_error = error};
    CHECK_THROWS_WITH_AS(impossible(1), doctest::Contains("such as 0.005"), proflens::error);
  }
}

TEST_CASE("quantile_sketch: memory follows the spread, not the number of values") {
  const quantile_sketch narrow = sketch_of(lognormal(100000, 0.05));
  CHECK(narrow.bytes() < 1000);
  const quantile_sketch far = sketch_of({1e-300, 1, 1e300});
  CHECK(far.bytes() < 40000);
}

TEST_CASE("quantile_sketch: counts beyond 32 bits are carried") {
  quantile_sketch many = sketch_of({1, 1, 2});
  for (int doubling = 0; doubling < 34; ++doubling) many += many;
  CHECK(many.count() == std::uint64_t{3} << 34);
  const auto values = many.distribution();
  REQUIRE(values.size() == 4);  // the ends stand apart
  CHECK(values[0].count + values[1].count == std::uint64_t{2} << 34);
  CHECK(values[2].count + values[3].count == std::uint64_t{1} << 34);
}
