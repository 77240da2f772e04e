#include <proflens/aggregate/geometric_mean.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <vector>

#include <proflens/aggregate/concepts.hpp>

using namespace proflens::aggregate;

namespace {

geometric_mean mean_of(const std::vector<double>& values) {
  geometric_mean mean;
  for (const double value : values) mean(value);
  return mean;
}

}  // namespace

static_assert(accumulator<geometric_mean, double>);

TEST_CASE("geometric_mean: twice as fast and twice as slow make one") {
  CHECK(mean_of({2, 0.5}).value() == doctest::Approx(1).epsilon(1e-15));
  CHECK(mean_of({1, 10, 100}).value() == doctest::Approx(10).epsilon(1e-15));
}

TEST_CASE("geometric_mean: without values all is NaN, with one the interval is") {
  CHECK(std::isnan(mean_of({}).value()));
  CHECK(std::isnan(mean_of({}).interval().low));
  CHECK(mean_of({3}).value() == doctest::Approx(3));
  CHECK(std::isnan(mean_of({3}).interval().high));
}

TEST_CASE("geometric_mean: constant values have an interval without width") {
  const auto interval = mean_of({1.02, 1.02, 1.02}).interval();
  CHECK(interval.low == interval.high);
  CHECK(interval.low == doctest::Approx(1.02));
}

TEST_CASE("geometric_mean: the interval of two values is Cauchy's") {
  // Logarithms -1 and 1: standard error 1, and t with one degree of freedom of 50 % is 1.
  const auto interval = mean_of({std::exp(-1.0), std::exp(1.0)}).interval(0.5);
  CHECK(interval.low == doctest::Approx(std::exp(-1.0)));
  CHECK(interval.high == doctest::Approx(std::exp(1.0)));
}

TEST_CASE("geometric_mean: what has no logarithm is left out and counted") {
  const double infinity = std::numeric_limits<double>::infinity();
  const geometric_mean mean = mean_of({0, -1, std::nan(""), infinity, 4});
  CHECK(mean.rejected() == 4);
  CHECK(mean.count() == 1);
  CHECK(mean.value() == doctest::Approx(4));
}

TEST_CASE("geometric_mean: merging keeps the laws") {
  const geometric_mean whole = mean_of({1, 2, 0, 5, 7});
  geometric_mean left = whole;
  left += geometric_mean{};
  CHECK(left == whole);
  geometric_mean right;
  right += whole;
  CHECK(right == whole);
  geometric_mean joined = mean_of({1, 2, 0});
  joined += mean_of({5, 7});
  CHECK(joined.count() == whole.count());
  CHECK(joined.rejected() == whole.rejected());
  CHECK(joined.value() == doctest::Approx(whole.value()).epsilon(1e-13));
}
