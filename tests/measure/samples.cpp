#include <proflens/measure/samples.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <proflens/aggregate/concepts.hpp>
#include <proflens/error.hpp>
#include <vector>

using proflens::measure::sample_summary;
using proflens::measure::samples;

static_assert(proflens::aggregate::accumulator<samples, double>);

TEST_CASE("samples: the figures of known values") {
  const samples all({4, 1, 3, 2, 10});
  CHECK(all.size() == 5);
  CHECK(all.sum() == 20);
  CHECK(all.mean() == 4);
  CHECK(all.median() == 3);
  CHECK(all.min() == 1);
  CHECK(all.max() == 10);
  CHECK(all.standard_deviation() == doctest::Approx(std::sqrt(50.0 / 4)));
  CHECK(all.percentile(0) == 1);
  CHECK(all.percentile(75) == 4);
  CHECK(all.percentile(100) == 10);
  CHECK(all.percentile(90) == doctest::Approx(7.6));  // 4 + 0.6 (10 - 4)
  const sample_summary told = all.summary();
  CHECK(told.n == 5);
  CHECK(told.mean == 4);
  CHECK(told.std == all.standard_deviation());
  CHECK(told.median == 3);
  CHECK(told.min == 1);
  CHECK(told.max == 10);
  CHECK(told.p90 == all.percentile(90));
  CHECK(told.p99 == all.percentile(99));
}

TEST_CASE("samples: one has no deviation, none have nothing") {
  const sample_summary one = samples({7}).summary();
  CHECK(one.n == 1);
  CHECK(one.mean == 7);
  CHECK(one.median == 7);
  CHECK(one.p99 == 7);
  CHECK(std::isnan(one.std));
  const sample_summary none = samples().summary();
  CHECK(none.n == 0);
  for (const double value : {none.mean, none.std, none.median, none.min, none.max, none.p90,
                             none.p99, samples().percentile(50)})
    CHECK(std::isnan(value));
  CHECK(samples().sum() == 0);
}

TEST_CASE("samples: constant ones do not deviate, also far from zero") {
  const samples all(std::vector<double>(50, 1e9 + 0.1));
  CHECK(all.standard_deviation() == 0);
  CHECK(all.median() == 1e9 + 0.1);
  CHECK(all.median_interval().width() == 0);
}

TEST_CASE("samples: identity, and merging equals the whole, in order") {
  samples left({1, 2}), right({3});
  samples whole({1, 2, 3});
  samples merged = left;
  merged += right;
  CHECK(merged == whole);
  merged += samples();
  CHECK(merged == whole);
  samples empty;
  empty += whole;
  CHECK(empty == whole);
  right += left;
  CHECK(right != whole);  // the order is part of it
}

TEST_CASE("samples: the interval of the median needs six of them") {
  CHECK(std::isnan(samples({1, 2, 3, 4, 5}).median_interval().low));
  const auto six = samples({6, 1, 5, 2, 4, 3}).median_interval();
  CHECK(six.low == 1);
  CHECK(six.high == 6);
  CHECK(samples({1, 2, 3, 4, 5}).median_interval(0.9).low == 1);
}

TEST_CASE("samples: a share outside of 0 to 100 is refused") {
  CHECK_THROWS_AS(samples({1}).percentile(101), proflens::error);
}
