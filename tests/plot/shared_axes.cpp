#include <doctest/doctest.h>
#include <proflens/plot/layout.hpp>
#include <proflens/plot/table_measure.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "scene_items.hpp"

using namespace proflens;
namespace scene = plot::scene;

static const plot::table_measure measure;

/// Two rows of two axes over different ranges.
static plot::figure grid(bool share_x, bool share_y) {
  plot::figure f{.size = plot::inches(8, 6), .columns = 2, .share_x = share_x, .share_y = share_y};
  for (const double size : {1.0, 10.0, 100.0, 1000.0})
    f.axes({.x = {"batch size"}, .y = {"time"}}).points({0, size}, {-size, size});
  return f;
}

static std::size_t count(const plot::figure& f, const std::string& content) {
  const auto all = items<scene::text>(plot::layout(f, measure));
  return static_cast<std::size_t>(
      std::count_if(all.begin(), all.end(), [&](const auto& t) { return t.content == content; }));
}

TEST_CASE("shared_axes: all panels have the limits of all data") {
  const auto clouds = items<scene::cloud>(plot::layout(grid(true, true), measure));
  REQUIRE(clouds.size() == 4);
  for (const auto& cloud : clouds) {
    CHECK(cloud.all[0].scale_x == doctest::Approx(clouds[0].all[0].scale_x));
    CHECK(cloud.all[0].scale_y == doctest::Approx(clouds[0].all[0].scale_y));
  }
  const auto only_x = items<scene::cloud>(plot::layout(grid(true, false), measure));
  CHECK(only_x[0].all[0].scale_x == doctest::Approx(only_x[3].all[0].scale_x));
  CHECK(only_x[0].all[0].scale_y != doctest::Approx(only_x[3].all[0].scale_y));
}

TEST_CASE("shared_axes: only outer axes have tick labels and labels") {
  CHECK(count(grid(false, false), "batch size") == 4);
  CHECK(count(grid(true, false), "batch size") == 2);
  CHECK(count(grid(true, true), "time") == 2);
  CHECK(count(grid(false, false), "1000") == 2);
  CHECK(count(grid(true, true), "400") == 2);   // along x, below the lower row
  CHECK(count(grid(true, true), "−500") == 2);  // along y, left of the left column
}

TEST_CASE("shared_axes: an inner label that says something else stays") {
  auto f = grid(true, true);
  f.grid[0].options().x.label = "another";
  CHECK(count(f, "another") == 1);
}

TEST_CASE("shared_axes: without a panel below, the last of a column keeps its tick labels") {
  auto f = grid(true, false);
  f.grid.pop_back();
  CHECK(count(f, "batch size") == 2);
}

TEST_CASE("shared_axes: a limit given for one is that of all") {
  auto f = grid(true, false);
  f.grid[2].options().x.low = -3000;
  CHECK(count(f, "−2000") == 2);
}

TEST_CASE("shared_axes: different scales or names cannot be shared") {
  auto f = grid(true, false);
  f.grid[1].options().x.scale = plot::logarithmic{};
  CHECK_THROWS_WITH_AS(plot::layout(f, measure), doctest::Contains("shared axes: every x"),
                       plot::error);
  plot::figure named{.share_x = true};
  named.axes().bars({"a", "b"}, {1, 2});
  named.axes().bars({"b", "a"}, {1, 2});
  CHECK_THROWS_AS(plot::layout(named, measure), plot::error);
  named.share_x = false;
  CHECK_NOTHROW(plot::layout(named, measure));
  plot::figure none{.share_x = true, .share_y = true};
  CHECK_NOTHROW(plot::layout(none, measure));
}
