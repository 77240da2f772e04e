#include <doctest/doctest.h>
#include <proflens/plot/arrange/clip.hpp>

#include <cmath>
#include <limits>
#include <vector>

using namespace proflens::plot;
using namespace proflens::plot::arrange;
using positions = std::vector<scene::position>;

static const scene::rectangle square{0, 0, 10, 10};

TEST_CASE("clip: a segment through the rectangle is cut at both sides") {
  scene::position from{-10, 5}, to{20, 5};
  REQUIRE(clip_segment(from, to, square));
  CHECK(from == scene::position{0, 5});
  CHECK(to == scene::position{10, 5});
}

TEST_CASE("clip: a line inside stays one piece, unchanged") {
  const positions line{{1, 1}, {5, 9}, {9, 1}};
  CHECK(clip_polyline(line, square) == std::vector<positions>{line});
}

TEST_CASE("clip: a line that leaves and comes back is two pieces") {
  const auto pieces = clip_polyline({{1, 5}, {15, 5}, {15, 8}, {1, 8}}, square);
  CHECK(pieces == std::vector<positions>{{{1, 5}, {10, 5}}, {{10, 8}, {1, 8}}});
}

TEST_CASE("clip: a coordinate that is not finite breaks the line") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const auto pieces = clip_polyline({{1, 1}, {2, 1}, {nan, 1}, {4, 1}, {5, 1}}, square);
  CHECK(pieces == std::vector<positions>{{{1, 1}, {2, 1}}, {{4, 1}, {5, 1}}});
}

TEST_CASE("clip: lines outside and of one point vanish") {
  CHECK(clip_polyline({{-5, -5}, {-1, 20}}, square).empty());
  CHECK(clip_polyline({{5, 5}}, square).empty());
  CHECK(clip_polyline({}, square).empty());
}

TEST_CASE("clip: the slope of a steep line is kept") {
  const auto pieces = clip_polyline({{0, 0}, {1e12, 1e12}}, square);
  REQUIRE(pieces.size() == 1);
  CHECK(pieces[0][1].x == doctest::Approx(10));
  CHECK(pieces[0][1].y == doctest::Approx(10));
}

TEST_CASE("clip: a segment whose ends are both far outside keeps its way through the rectangle") {
  for (const double far : {1e18, 1e200, 1e302, 1.7e308}) {
    scene::position from{0, -far}, to{10, far};
    REQUIRE(clip_segment(from, to, square));
    CHECK(from.x == doctest::Approx(5));
    CHECK(from.y == 0);
    CHECK(to.x == doctest::Approx(5));
    CHECK(to.y == 10);
    scene::position left{-far, 5 - far}, right{far, 5 + far};  // too far for the 5 to be kept
    if (clip_segment(left, right, square)) CHECK(std::isfinite(left.y + right.y));
  }
}

TEST_CASE("clip: a polygon whose corners are far outside is cut where its sides cross") {
  for (const double far : {1e18, 1e300}) {
    const auto cut = clip_polygon({{0, far}, {10, 3e17}, {10, -3e17}, {0, -far}}, {0, 3, 10, 10});
    REQUIRE(cut.size() == 4);
    for (const auto corner : cut) {
      CHECK((corner.x == 0 || corner.x == 10));
      CHECK((corner.y == 3 || corner.y == 13));
    }
  }
}

TEST_CASE("clip: a polygon around the rectangle becomes the rectangle") {
  const auto cut = clip_polygon({{-5, -5}, {15, -5}, {15, 15}, {-5, 15}}, square);
  REQUIRE(cut.size() == 4);
  for (const auto corner : cut) {
    CHECK((corner.x == 0 || corner.x == 10));
    CHECK((corner.y == 0 || corner.y == 10));
  }
  CHECK(clip_polygon({{20, 20}, {30, 20}, {30, 30}}, square).empty());
}

TEST_CASE("clip: what is left of a segment lies inside, however far it came from") {
  const scene::rectangle area{0, 0, 100, 100};
  for (const double far : {1e9, 1e26, 1e290}) {
    scene::position from{50, far}, to{50, -2e9};
    REQUIRE(clip_segment(from, to, area));
    CHECK(from == scene::position{50, 100});
    CHECK(to == scene::position{50, 0});
  }
}
