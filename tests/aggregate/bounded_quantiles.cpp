#include <proflens/aggregate/bounded_quantiles.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <random>
#include <thread>
#include <vector>

#include <proflens/aggregate/concepts.hpp>

using namespace proflens::aggregate;

namespace {

std::vector<double> lognormal(std::size_t count, std::uint64_t seed = 1) {
  std::mt19937_64 random(seed);
  std::lognormal_distribution<double> one(4, 0.7);
  std::vector<double> values(count);
  for (double& value : values) value = one(random);
  return values;
}

bounded_quantiles fed(bounded_quantiles into, std::span<const double> values) {
  for (const double value : values) into(value);
  return into;
}

std::shared_ptr<sample_budget> budget_of(std::size_t samples) {
  return std::make_shared<sample_budget>(samples * sizeof(double));
}

const auto itself = [](bounded_quantiles& one) -> bounded_quantiles& { return one; };

}  // namespace

static_assert(accumulator<bounded_quantiles, double>);

TEST_CASE("bounded_quantiles: exact without a budget") {
  const auto values = lognormal(1001);
  const bounded_quantiles found = fed({}, values);
  CHECK(found.exact());
  CHECK(found.percentile_error() == 0);
  for (const double p : {0.0, 0.1, 0.5, 0.99, 1.0}) CHECK(found.quantile(p) == quantile(values, p));
  CHECK(found.median_absolute_deviation() == median_absolute_deviation(values));
}

TEST_CASE("bounded_quantiles: without values every number is NaN, in both forms") {
  for (const auto& budget : {budget_of(10), budget_of(0)}) {
    const bounded_quantiles none(budget);
    CHECK(none.count() == 0);
    CHECK(std::isnan(none.median()));
    CHECK(std::isnan(none.median_absolute_deviation()));
    CHECK(std::isnan(none.box().shown.q1));
  }
}

TEST_CASE("bounded_quantiles: the last sample of the budget is still exact, one more is not") {
  const auto values = lognormal(1000);
  for (const std::size_t allowed : {999u, 1000u}) {
    std::vector<bounded_quantiles> all(4, bounded_quantiles(budget_of(allowed)));
    for (std::size_t i = 0; i < values.size(); ++i) all[i % 4](values[i]);
    settle_quantiles(all, itself);
    for (const bounded_quantiles& one : all) CHECK(one.exact() == (allowed == 1000));
  }
}

TEST_CASE("bounded_quantiles: a sketch is the one that all values would have made") {
  const auto values = lognormal(5000);
  quantile_sketch expected;
  for (const double value : values) expected(value);
  for (const std::size_t allowed : {0u, 1u, 100u, 4999u}) {
    bounded_quantiles found = fed(bounded_quantiles(budget_of(allowed)), values);
    found.book();
    found.settle();
    CHECK_FALSE(found.exact());
    CHECK(found.distribution() == expected.distribution());
    CHECK(found.median() == expected.median());
    CHECK(found.percentile_error() == expected.percentile_error());
    CHECK(std::abs(found.median_absolute_deviation() / median_absolute_deviation(values) - 1) <
          0.05);
  }
}

TEST_CASE("bounded_quantiles: threads and the order of merging make no difference") {
  constexpr std::size_t pieces = 8, groups = 5, samples = 300;
  for (const std::size_t allowed : {pieces * groups * samples - 1, pieces * groups * samples}) {
    std::vector<std::vector<bounded_quantiles>> results;
    for (const std::size_t threads : {1u, 3u, 8u}) {
      const auto budget = budget_of(allowed);
      std::vector<std::vector<bounded_quantiles>> parts(pieces);
      const auto work = [&](std::size_t first) {
        for (std::size_t piece = first; piece < pieces; piece += threads) {
          for (std::size_t group = 0; group < groups; ++group)
            parts[piece].push_back(
                fed(bounded_quantiles(budget), lognormal(samples, piece * groups + group)));
        }
      };
      std::vector<std::jthread> running;
      for (std::size_t i = 0; i < threads; ++i) running.emplace_back(work, i);
      running.clear();
      for (std::size_t piece = 1; piece < pieces; ++piece)
        for (std::size_t group = 0; group < groups; ++group)
          parts[0][group] += std::move(parts[piece][group]);
      settle_quantiles(parts[0], itself);
      results.push_back(std::move(parts[0]));
      for (const bounded_quantiles& one : results.back())
        CHECK(one.exact() == (allowed == pieces * groups * samples));
    }
    CHECK(results[1] == results[0]);
    CHECK(results[2] == results[0]);
  }
}

TEST_CASE("bounded_quantiles: what is booked is what is kept") {
  const auto budget = budget_of(1000);
  {
    bounded_quantiles a = fed(bounded_quantiles(budget), lognormal(100));
    a.book();
    CHECK(budget->taken() == 100);
    bounded_quantiles b = fed(bounded_quantiles(budget), lognormal(50));
    a += std::move(b);
    CHECK(budget->taken() == 150);
    bounded_quantiles copy = a;
    CHECK(budget->taken() == 300);
    copy = bounded_quantiles{};
    CHECK(budget->taken() == 150);
    bounded_quantiles elsewhere;
    elsewhere += std::move(a);
    CHECK(budget->taken() == 0);
    CHECK(elsewhere.count() == 150);
  }
  CHECK(budget->taken() == 0);
  CHECK_FALSE(budget->spent());
}

TEST_CASE("bounded_quantiles: merging keeps the laws in both forms") {
  const auto values = lognormal(700);
  const std::span<const double> all(values);
  for (const std::size_t allowed : {0u, 100000u}) {
    const bounded_quantiles empty(budget_of(allowed));
    const bounded_quantiles some = fed(empty, values);
    bounded_quantiles left = some;
    left += bounded_quantiles{};
    CHECK(left == some);
    bounded_quantiles right;
    right += some;
    CHECK(right == some);
    for (const std::size_t cut : {1u, 8u, 333u, 699u}) {
      bounded_quantiles joined = fed(empty, all.first(cut));
      joined += fed(empty, all.subspan(cut));
      CHECK(joined == some);
    }
    bounded_quantiles twice = some;
    twice += twice;
    CHECK(twice.count() == 1400);
  }
}

TEST_CASE("bounded_quantiles: a sketch and samples join to a sketch, either way round") {
  const auto values = lognormal(600);
  const std::span<const double> all(values);
  const bounded_quantiles whole = fed(bounded_quantiles(budget_of(0)), values);
  bounded_quantiles a = fed(bounded_quantiles(budget_of(0)), all.first(200));
  a += fed({}, all.subspan(200));
  CHECK(a == whole);
  bounded_quantiles b = fed({}, all.first(200));
  b += fed(bounded_quantiles(budget_of(0)), all.subspan(200));
  CHECK(b == whole);
}

TEST_CASE("bounded_quantiles: a sketch from elsewhere makes all of a budget sketches") {
  const auto values = lognormal(20);
  std::vector<bounded_quantiles> all(3, bounded_quantiles(budget_of(1000)));
  for (bounded_quantiles& one : all) one = fed(one, values);
  all[1] += fed(bounded_quantiles(budget_of(0)), values);
  settle_quantiles(all, itself);
  for (const bounded_quantiles& one : all) CHECK_FALSE(one.exact());
}

TEST_CASE("bounded_quantiles: NaN is left out and counted, in both forms") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (const std::size_t allowed : {0u, 100u}) {
    bounded_quantiles found = fed(bounded_quantiles(budget_of(allowed)),
                                  std::vector<double>{nan, 1, 1, 1, 1, 1, 1, 1, 1, nan, 1, nan});
    found += fed({}, std::vector<double>{nan, 1});
    CHECK(found.count() == 10);
    CHECK(found.rejected() == 4);
    CHECK(found.median() == 1);
  }
}

TEST_CASE("bounded_quantiles: boxes are those of the samples") {
  for (const std::size_t size : {1u, 2u, 9u, 500u}) {
    const auto values = lognormal(size);
    const capped_box found = fed({}, values).box(1000);
    CHECK(found.shown == box_of(values));
    CHECK(found.left_out == 0);
  }
}

TEST_CASE("bounded_quantiles: of many outliers the ends and a spread between them are kept") {
  const auto values = lognormal(20000);
  const box whole = box_of(values);
  REQUIRE(whole.outliers.size() > 100);
  for (const std::size_t allowed : {0u, 100000u}) {
    const capped_box found = fed(bounded_quantiles(budget_of(allowed)), values).box(50);
    CHECK(found.shown.outliers.size() == 50);
    CHECK(found.shown.outliers.back() == whole.outliers.back());
    CHECK(std::ranges::is_sorted(found.shown.outliers));
    if (allowed != 0) {
      CHECK(found.left_out == whole.outliers.size() - 50);
      CHECK(found.shown.outliers.front() == whole.outliers.front());
      CHECK(found.shown.whisker_high == whole.whisker_high);
    } else {
      CHECK(found.shown.whisker_high == doctest::Approx(whole.whisker_high).epsilon(0.02));
      CHECK(found.shown.q1 == doctest::Approx(whole.q1).epsilon(0.005));
      CHECK(found.shown.whisker_low == *std::ranges::min_element(values));
    }
  }
}

TEST_CASE("bounded_quantiles: a small group takes little more than its samples") {
  const bounded_quantiles found = fed({}, lognormal(110));
  CHECK(found.bytes() <= 110 * sizeof(double) * 4 / 3 + sizeof(bounded_quantiles));
  bounded_quantiles settled = found;
  settled.settle();
  CHECK(settled.bytes() == 110 * sizeof(double) + sizeof(bounded_quantiles));
}

TEST_CASE("bounded_quantiles: a probability outside of 0 to 1 is the nearer end, exact or not") {
  const auto values = lognormal(50);
  const auto [least, largest] = std::ranges::minmax(values);
  for (const std::size_t kept : {std::size_t{0}, std::size_t{100}}) {
    const auto durations = fed(bounded_quantiles(budget_of(kept)), values);
    CHECK(durations.exact() == (kept > 0));
    CHECK(durations.quantile(-0.5) == least);
    CHECK(durations.quantile(1.5) == largest);
    CHECK(std::isnan(durations.quantile(std::numeric_limits<double>::quiet_NaN())));
  }
}
