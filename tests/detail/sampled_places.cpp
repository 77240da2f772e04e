#include <proflens/detail/sampled_places.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <vector>

using proflens::detail::sampled_places;

TEST_CASE("sampled_places: a sample has the asked size, ascends and is the same each time") {
  const auto some = sampled_places(1000, 10);
  CHECK(some.size() == 10);
  CHECK(std::is_sorted(some.begin(), some.end()));
  CHECK(std::adjacent_find(some.begin(), some.end()) == some.end());
  CHECK(some.back() < 1000);
  CHECK(some == sampled_places(1000, 10));
}

TEST_CASE("sampled_places: all are taken where no more are there, and none of none") {
  CHECK(sampled_places(3, 10) == std::vector<std::size_t>{0, 1, 2});
  CHECK(sampled_places(3, 3) == std::vector<std::size_t>{0, 1, 2});
  CHECK(sampled_places(0, 10).empty());
  CHECK(sampled_places(10, 0).empty());
}

TEST_CASE("sampled_places: every tenth of the whole has its share") {
  constexpr std::size_t total = 100'000, most = 10'000;
  std::vector<std::size_t> of_tenth(10);
  for (const std::size_t place : sampled_places(total, most)) ++of_tenth[place / (total / 10)];
  // Binomial: 1000 expected, standard deviation 28.5.
  for (const std::size_t count : of_tenth) {
    CHECK(count > 850);
    CHECK(count < 1150);
  }
}
