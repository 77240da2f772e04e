#include <proflens/plot/layer/open_tiles.hpp>

#include <doctest/doctest.h>

using proflens::plot::layer::open_tiles;

TEST_CASE("open_tiles: a centre is open while any pixel in its reach is") {
  open_tiles map(50, 30, 6);
  CHECK(map.any_around(25, 15));
  for (int y = 0; y < 30; ++y) {
    for (int x = 0; x < 50; ++x) {
      if (x == 49 && y == 29) continue;
      map.hide(x, y);
    }
  }
  CHECK(map.any_around(49, 29));
  CHECK(map.any_around(45, 25));
  CHECK(map.any_around(54, 34));  // outside, but within reach
  CHECK_FALSE(map.any_around(5, 5));
  map.hide(49, 29);
  CHECK_FALSE(map.any_around(49, 29));
  CHECK_FALSE(map.any_around(54, 34));
}

TEST_CASE("open_tiles: a reach over 256 x 256 tiles is counted whole") {
  const open_tiles map(2048, 2048, 2040);
  CHECK(map.any_around(1024, 1024));
}

TEST_CASE("open_tiles: centres outside by the reach are inside of the map") {
  const open_tiles map(9, 9, 20);
  for (const int x : {-20, 28}) {
    for (const int y : {-20, 28}) CHECK(map.any_around(x, y));
  }
}
