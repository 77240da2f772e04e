#include <doctest/doctest.h>
#include <proflens/plot/scale.hpp>

#include <cmath>

using namespace proflens;
using plot::axis;
using plot::page_scale;

TEST_CASE("scale: a linear axis is a straight line between its ends, and back") {
  const page_scale scale(axis{}, {10, 20}, 100, 300);
  CHECK(scale(10) == 100);
  CHECK(scale(15) == doctest::Approx(200));
  CHECK(scale(20) == 300);
  CHECK(scale.inverse(200) == doctest::Approx(15));
  CHECK(scale.equals_places());
}

TEST_CASE("scale: equal ratios take equal room on a logarithmic axis") {
  const page_scale scale(axis{.scale = plot::logarithmic{}}, {1, 10000}, 0, 400);
  CHECK(scale(1) == 0);
  CHECK(scale(10) == doctest::Approx(100));
  CHECK(scale(100) == doctest::Approx(200));
  CHECK(scale(10000) == doctest::Approx(400));
  CHECK(scale.inverse(300) == doctest::Approx(1000));
}

TEST_CASE(
    "scale: what is not positive has no place on a logarithmic axis, but a bar may begin there") {
  const page_scale scale(axis{.scale = plot::logarithmic{}}, {1, 100}, 50, 0);
  for (const double value : {0.0, -1.0, std::nan("")}) CHECK(std::isnan(scale(value)));
  CHECK(scale.or_low_end(0) == 50);
  CHECK(scale.or_low_end(-3) == 50);
  CHECK(scale.or_low_end(10) == doctest::Approx(25));
  CHECK(page_scale(axis{}, {0, 1}, 50, 0).or_low_end(-1) == 100);
}

TEST_CASE("scale: a reversed axis exchanges its ends") {
  for (const plot::axis_scale& kind :
       {plot::axis_scale(plot::linear{}), plot::axis_scale(plot::logarithmic{})}) {
    const page_scale scale(axis{.scale = kind, .reversed = true}, {1, 100}, 0, 400);
    CHECK(scale(1) == 400);
    CHECK(scale(100) == doctest::Approx(0));
    CHECK(scale.or_low_end(1) == 400);
  }
}
