#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <random>
#include <vector>

#include <proflens/aggregate/arrange_vectors.hpp>

using proflens::aggregate::arrange_kernels;
using proflens::aggregate::fastest_arrange_kernels;

namespace {

/// All different, few of many equal with infinite ones among them, falling, and all equal.
std::vector<std::vector<double>> sets_of(std::size_t size) {
  std::mt19937_64 random(size);
  std::vector<std::vector<double>> sets(4, std::vector<double>(size, 2.5));
  for (std::size_t i = 0; i < size; ++i) {
    sets[0][i] = static_cast<double>(random() >> 11) - 0x1p52;
    const std::size_t kind = random() % 5;
    sets[1][i] =
        kind == 4 ? std::numeric_limits<double>::infinity() : static_cast<double>(kind) - 1;
    sets[2][i] = -static_cast<double>(i);
  }
  return sets;
}

std::vector<double> sorted(std::vector<double> values) {
  std::ranges::sort(values);
  return values;
}

}  // namespace

TEST_CASE("arrange_vectors: few values of every number are sorted as the library sorts them") {
  const arrange_kernels kernels = fastest_arrange_kernels();
  for (std::size_t size = 0; size <= kernels.most_few; ++size)
    for (const auto& values : sets_of(size)) {
      // What stands behind them stays.
      auto ours = values;
      ours.resize(size + 8, 77);
      kernels.sort_few(ours.data(), size);
      auto expected = sorted(values);
      expected.resize(size + 8, 77);
      CHECK_MESSAGE(ours == expected, size << " values");
    }
}

TEST_CASE("arrange_vectors: values around the pivot are parted, each in its order") {
  const arrange_kernels kernels = fastest_arrange_kernels();
  for (std::size_t size = 0; size < 70; ++size)
    for (const auto& values : sets_of(size))
      for (const bool or_equal : {false, true}) {
        const double pivot = size == 0 ? 0 : values[size / 2];
        auto ours = values, expected = values;
        ours.resize(size + 8, 77);
        expected.resize(size + 8, 77);
        std::vector<double> scratch(size + 8);
        const auto below = kernels.move_below(ours.data(), size, pivot, or_equal, scratch.data());
        const auto middle = std::stable_partition(
            expected.begin(), expected.begin() + static_cast<std::ptrdiff_t>(size),
            [&](double value) { return or_equal ? value <= pivot : value < pivot; });
        CHECK(below == static_cast<std::size_t>(middle - expected.begin()));
        CHECK_MESSAGE(ours == expected, size << " values");
      }
}

TEST_CASE("arrange_vectors: zeros keep their signs") {
  std::vector<double> values(100);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = i % 3 == 0 ? -0.0 : 0.0;
  fastest_arrange_kernels().sort_few(values.data(),
                                     fastest_arrange_kernels().most_few < 100 ? 16 : 100);
  CHECK(std::ranges::count_if(values, [](double value) { return std::signbit(value); }) == 34);
}

TEST_CASE("arrange_vectors: many values are sorted, and placed by their ranks") {
  for (const std::size_t size : {129u, 1000u, 5000u})
    for (const auto& values : sets_of(size)) {
      auto all = values, some = values;
      proflens::aggregate::sort_values(all, fastest_arrange_kernels());
      CHECK(all == sorted(values));
      const std::vector<std::size_t> ranks{0, size / 4, size / 2, size * 99 / 100, size - 1};
      proflens::aggregate::place_ranks(some, ranks, fastest_arrange_kernels());
      for (const std::size_t rank : ranks) CHECK(some[rank] == all[rank]);
      CHECK(sorted(some) == all);
    }
}
