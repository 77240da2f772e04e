#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <limits>
#include <random>
#include <span>
#include <vector>

#include <proflens/aggregate/arrange.hpp>

using proflens::aggregate::place_ranks;
using proflens::aggregate::sort_values;

namespace {

/// Values of all kinds: apart, few of many equal, ascending, descending, all equal, infinite.
std::vector<std::vector<double>> sets_of(std::size_t size) {
  std::mt19937_64 random(size);
  std::vector<std::vector<double>> sets(6, std::vector<double>(size, 2.5));
  for (std::size_t i = 0; i < size; ++i) {
    sets[0][i] = static_cast<double>(random() >> 11) - 0x1p52;
    sets[1][i] = static_cast<double>(random() % 4);
    sets[2][i] = static_cast<double>(i);
    sets[3][i] = -static_cast<double>(i);
    sets[4][i] =
        random() % 3 == 0 ? std::numeric_limits<double>::infinity() : static_cast<double>(i);
  }
  return sets;
}

std::vector<double> sorted(std::vector<double> values) {
  std::ranges::sort(values);
  return values;
}

}  // namespace

TEST_CASE("arrange: values are sorted as the library sorts them") {
  for (const std::size_t size : {0, 1, 2, 15, 16, 17, 33, 127, 128, 129, 1000, 20000})
    for (const auto& values : sets_of(size)) {
      auto ours = values;
      sort_values(ours);
      CHECK_MESSAGE(ours == sorted(values), size << " values");
    }
}

TEST_CASE("arrange: at each of the ranks stands what sorting puts there, and nothing is lost") {
  for (const std::size_t size : {1, 16, 17, 129, 1000, 20000})
    for (const auto& values : sets_of(size)) {
      std::vector<std::size_t> ranks{0, size / 4, size / 2, size * 99 / 100, size - 1};
      ranks.erase(std::unique(ranks.begin(), ranks.end()), ranks.end());
      auto ours = values;
      place_ranks(ours, ranks);
      const auto all = sorted(values);
      for (const std::size_t rank : ranks) CHECK(ours[rank] == all[rank]);
      CHECK(sorted(ours) == all);
    }
}

TEST_CASE("arrange: without ranks nothing is moved") {
  std::vector<double> values(100);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<double>(i * 37 % 100);
  const auto before = values;
  place_ranks(values, {});
  CHECK(values == before);
}

TEST_CASE("arrange: values are sorted also when no more divisions are allowed") {
  std::vector<double> values(4096);
  for (std::size_t i = 0; i < values.size(); ++i)
    values[i] = static_cast<double>(i % 2 == 0 ? i : values.size() - i);
  auto ours = values;
  const auto all = [](std::size_t, std::size_t) { return true; };
  proflens::aggregate::arranger(all, {})(ours, 1);
  CHECK(ours == sorted(values));
}
