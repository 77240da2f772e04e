#include <proflens/plot/marker_shape.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

using namespace proflens::plot;

namespace {

double area_of(marker shape) {
  const auto corners = marker_outline(shape);
  double twice = 0;
  for (std::size_t i = 0; i < corners.size(); ++i) {
    const auto a = corners[i], b = corners[(i + 1) % corners.size()];
    twice += a.x * b.y - b.x * a.y;
  }
  return twice / 2;
}

bool has_corner(marker shape, double x, double y) {
  const auto corners = marker_outline(shape);
  return std::any_of(corners.begin(), corners.end(),
                     [&](auto c) { return std::abs(c.x - x) < 1e-6 && std::abs(c.y - y) < 1e-6; });
}

}  // namespace

TEST_CASE("marker_shape: corners are those of matplotlib's paths, y downwards") {
  CHECK(marker_outline(marker::circle).empty());
  CHECK(has_corner(marker::square, -0.5, 0.5));
  CHECK(has_corner(marker::triangle_up, 0, -0.5));
  CHECK(has_corner(marker::triangle_down, 0, 0.5));
  CHECK(has_corner(marker::triangle_left, -0.5, 0));
  CHECK(has_corner(marker::triangle_right, 0.5, 0));
  CHECK(has_corner(marker::diamond, 0.707107, 0));
  CHECK(has_corner(marker::pentagon, 0.475528, -0.154508));
  CHECK(has_corner(marker::pentagon, 0.293893, 0.404508));
  CHECK(has_corner(marker::star, 0.112257, -0.154508));
  CHECK(has_corner(marker::star, -0.181636, 0.059017));
  CHECK(has_corner(marker::star, 0, 0.190983));
  CHECK(has_corner(marker::hexagon, 0.433013, 0.25));
}

TEST_CASE("marker_shape: every outline turns the same way and has the area of its shape") {
  const double inner = 0.381966;
  const double pi = std::acos(-1.0);
  CHECK(area_of(marker::square) == doctest::Approx(1));
  CHECK(area_of(marker::diamond) == doctest::Approx(1));
  for (const auto m : {marker::triangle_up, marker::triangle_down, marker::triangle_left,
                       marker::triangle_right}) {
    CHECK(area_of(m) == doctest::Approx(0.5));
  }
  CHECK(area_of(marker::pentagon) == doctest::Approx(5.0 / 8 * std::sin(2 * pi / 5)));
  CHECK(area_of(marker::hexagon) == doctest::Approx(6.0 / 8 * std::sin(2 * pi / 6)));
  CHECK(area_of(marker::star) == doctest::Approx(10.0 / 8 * inner * std::sin(pi / 5)));
}

TEST_CASE("marker_shape: the size is the square of the width") {
  CHECK(marker_width(49) == 7);
  CHECK(marker_width(0) == 0);
}
