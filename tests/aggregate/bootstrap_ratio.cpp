#include <proflens/aggregate/bootstrap_ratio.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <random>
#include <vector>

#include <proflens/error.hpp>

using namespace proflens::aggregate;

namespace {

std::vector<double> lognormal(std::size_t count, double factor, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::lognormal_distribution<double> one(0, 0.2);
  std::vector<double> values(count);
  for (double& value : values) value = factor * one(random);
  return values;
}

}  // namespace

TEST_CASE("bootstrap_ratio: constant samples have a ratio without doubt") {
  const std::vector<double> a(5, 3.0), b(7, 2.0);
  CHECK(ratio_of_means(a, b) == bootstrap_ratio{1.5, {1.5, 1.5}});
  CHECK(ratio_of_medians(a, b) == bootstrap_ratio{1.5, {1.5, 1.5}});
}

TEST_CASE("bootstrap_ratio: the same seed gives the same interval, another a similar one") {
  const auto a = lognormal(60, 1.3, 1), b = lognormal(80, 1, 2);
  const bootstrap_ratio once = ratio_of_medians(a, b), again = ratio_of_medians(a, b);
  CHECK(once == again);
  const bootstrap_ratio other = ratio_of_medians(a, b, {.seed = 2});
  CHECK(other != once);
  CHECK(other.interval.low == doctest::Approx(once.interval.low).epsilon(0.03));
}

TEST_CASE("bootstrap_ratio: scaling a sample by a power of two scales the interval") {
  auto a = lognormal(40, 1, 1);
  const auto b = lognormal(40, 1, 2);
  const bootstrap_ratio before = ratio_of_means(a, b);
  for (double& value : a) value *= 8;
  CHECK(ratio_of_means(a, b) ==
        bootstrap_ratio{8 * before.value, {8 * before.interval.low, 8 * before.interval.high}});
}

TEST_CASE("bootstrap_ratio: intervals hold the true ratio about as often as they say") {
  int held_mean = 0, held_median = 0;
  constexpr int rounds = 200;
  for (std::uint64_t i = 0; i < rounds; ++i) {
    const auto a = lognormal(50, 1.2, 2 * i + 1000), b = lognormal(60, 1, 2 * i + 1001);
    const bootstrap_options options{.resamples = 400, .level = 0.9, .seed = i};
    held_mean += ratio_of_means(a, b, options).interval.contains(1.2);
    held_median += ratio_of_medians(a, b, options).interval.contains(1.2);
  }
  for (const int held : {held_mean, held_median}) {
    CHECK(held >= rounds * 0.83);
    CHECK(held <= rounds * 0.97);
  }
}

TEST_CASE("bootstrap_ratio: the interval of a mean is near that of the normal approximation") {
  const auto a = lognormal(400, 1.2, 1), b = lognormal(400, 1, 2);
  const bootstrap_ratio found = ratio_of_means(a, b, {.resamples = 4000});
  // The relative standard error of either mean is 0.202 / sqrt(400).
  const double expected = 2 * 1.96 * found.value * 0.202 * std::sqrt(2.0 / 400);
  CHECK(found.interval.width() == doctest::Approx(expected).epsilon(0.12));
}

TEST_CASE("bootstrap_ratio: what is undefined is NaN") {
  const std::vector<double> some{1, 2, 3}, zeros{0, 0, 1}, nan{1, std::nan(""), 2};
  CHECK(std::isnan(ratio_of_means({}, some).value));
  CHECK(std::isnan(ratio_of_means(some, {}).interval.low));
  CHECK(std::isnan(ratio_of_medians(some, zeros).value));
  const bootstrap_ratio near_zero = ratio_of_means(some, zeros);
  CHECK(near_zero.value == doctest::Approx(6));
  CHECK(std::isnan(near_zero.interval.high));  // some resamples are all zeros
  for (const double level : {0.0, 1.0, std::nan("")})
    CHECK(std::isnan(ratio_of_means(some, some, {.level = level}).interval.low));
  CHECK(std::isnan(ratio_of_means(some, some, {.resamples = 0}).interval.low));
  CHECK(std::isnan(ratio_of_means(nan, some).value));
  CHECK_THROWS_AS(ratio_of_medians(nan, some), proflens::error);
}
