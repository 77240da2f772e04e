#include <proflens/plot/arrange/thinned_line.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <vector>

using namespace proflens::plot;

namespace {

using line = std::vector<scene::position>;

line thinned(const line& points) {
  arrange::thinned_line all;
  for (const scene::position p : points) all(p);
  return all.take();
}

}  // namespace

TEST_CASE("thinned_line: points in columns of their own are kept") {
  const line points{{0, 1}, {1, 5}, {0.5, 2}, {3, -1}, {3, 7}, {0, 0}};
  CHECK(thinned(points) == points);
  CHECK(thinned({}).empty());
}

TEST_CASE("thinned_line: of a column the first, lowest, highest and last are kept, in order") {
  CHECK(thinned({{0.01, 3}, {0.02, 4}, {0.03, 9}, {0.04, 5}, {0.05, 1}, {0.06, 2}, {0.07, 4}}) ==
        line{{0.01, 3}, {0.03, 9}, {0.05, 1}, {0.07, 4}});
  CHECK(thinned({{0.01, 3}, {0.02, 1}, {0.03, 9}}) == line{{0.01, 3}, {0.02, 1}, {0.03, 9}});
  CHECK(thinned({{0.01, 3}, {0.02, 3}, {0.03, 3}}) == line{{0.01, 3}, {0.03, 3}});
  CHECK(thinned({{5, 1}, {0.01, 2}, {0.02, 3}, {0.03, 4}, {5, 1}}) ==
        line{{5, 1}, {0.01, 2}, {0.03, 4}, {5, 1}});
}

TEST_CASE("thinned_line: a point that is not finite stays between those it parts") {
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  constexpr double infinite = std::numeric_limits<double>::infinity();
  for (const scene::position gap :
       {scene::position{0.02, none}, {none, 1}, {0.02, infinite}, {none, none}}) {
    const line kept = thinned({{0.01, 1}, {0.01, 2}, gap, {0.03, 0}, {0.04, 0.5}});
    REQUIRE(kept.size() == 5);
    CHECK(kept[1] == scene::position{0.01, 2});
    CHECK(!(std::isfinite(kept[2].x) && std::isfinite(kept[2].y)));
    CHECK(kept[3] == scene::position{0.03, 0});
  }
}

TEST_CASE("thinned_line: a million points in a hundred columns become four a column") {
  arrange::thinned_line all;
  for (int i = 0; i < 1'000'000; ++i) all({(i + 0.5) * 1e-5, std::sin(i * 0.7) + i * 1e-6});
  const line kept = all.take();
  CHECK(kept.size() > 300);
  CHECK(kept.size() <= 400);
  for (std::size_t i = 1; i < kept.size(); ++i) CHECK(kept[i - 1].x < kept[i].x);
}
