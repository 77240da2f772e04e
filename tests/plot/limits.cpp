#include <doctest/doctest.h>
#include <proflens/plot/axis_limits.hpp>
#include <proflens/plot/left_out.hpp>
#include <proflens/plot/limits.hpp>

#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

using namespace proflens;
using plot::axis_limits;
using plot::limits_of;

static constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
static constexpr double infinite = std::numeric_limits<double>::infinity();

TEST_CASE("limits: points that are not finite are left out whole and counted") {
  const std::vector<double> x{1, not_a_number, 3, 100, -infinite, 2, 5};
  const std::vector<double> y{10, 99, 30, not_a_number, 98, 20, infinite};
  const auto limits = limits_of(x, y);
  CHECK(limits.x.low == 1);
  CHECK(limits.x.high == 3);
  CHECK(limits.y.low == 10);
  CHECK(limits.y.high == 30);
  CHECK(limits.left_out == 4);
}

TEST_CASE("limits: the extremes are found at any place of columns of any length") {
  for (std::size_t size = 1; size < 20; ++size) {
    for (std::size_t at = 0; at < size; ++at) {
      std::vector<double> x(size, 1), y(size, 2);
      x[at] = -7;
      y[at] = 9;
      const auto limits = limits_of(x, y);
      CHECK(limits.x.low == -7);
      CHECK(limits.y.high == 9);
      CHECK(limits.x.high == (size == 1 ? -7 : 1));
    }
  }
}

TEST_CASE("limits: a margin is added only on the side that is not given") {
  CHECK(axis_limits({}, {0, 100}, 0.05) == interval{-5, 105});
  CHECK(axis_limits({.label = {}, .low = 0}, {20, 120}, 0.05) == interval{0, 126});
  CHECK(axis_limits({.label = {}, .low = {}, .high = 50}, {0, 100}, 0.05) == interval{-5, 50});
}

TEST_CASE("limits: a margin is a share of the axis, not of data far from the limit given") {
  const auto upper = axis_limits({.label = {}, .low = 0}, {99, 100}, 0.05);
  CHECK(upper.low == 0);
  CHECK(upper.high == 105);
  CHECK(axis_limits({.label = {}, .low = {}, .high = 100}, {0, 1}, 0.05) == interval{-5, 100});
}

TEST_CASE("limits: a model drawn over a range counts with both ends of it") {
  plot::axes over, everywhere, nowhere;
  const auto twice = [](double x) { return 2 * x; };
  over.points({1, 2}, {1, 2});
  over.line(twice, {.over = interval{-10, 30}});
  const auto limits = limits_of(over);
  CHECK((limits.x.low == -10 && limits.x.high == 30));
  CHECK((limits.y.low == -20 && limits.y.high == 60));
  everywhere.line(twice);
  CHECK(limits_of(everywhere).y.empty());
  nowhere.line([](double) { return not_a_number; }, {.over = interval{0, 1}});
  CHECK(limits_of(nowhere).y.empty());
}

TEST_CASE("limits: equal, zero and missing data still have a width") {
  CHECK(axis_limits({}, {}, 0.05) == interval{0, 1});
  const auto equal = axis_limits({}, {512, 512}, 0.05);
  CHECK(equal.low == doctest::Approx(483.84));
  CHECK(equal.high == doctest::Approx(540.16));
  const auto zero = axis_limits({.label = {}, .low = 0}, {0, 0}, 0.05);
  CHECK(zero.low == 0);
  CHECK(zero.high > 0);
  const auto large = axis_limits({}, {1e300, 1e300}, 0.05);
  CHECK(large.low < large.high);
  const auto tiny = axis_limits({}, {5e-324, 1e-323}, 0.05);
  CHECK(tiny.high - tiny.low > 1e-3);
}

TEST_CASE("limits: data beyond the one limit given leave an empty range, not a reversed one") {
  const auto limits = axis_limits({.label = {}, .low = 10}, {-5, -1}, 0.05);
  CHECK(limits.low == 10);
  CHECK(limits.high > 10);
}

TEST_CASE("limits: reversed and infinite limits are errors that name the axis") {
  CHECK_THROWS_WITH_AS(axis_limits({.label = "S", .low = 3, .high = 3}, {}, 0),
                       doctest::Contains("'S'"), plot::error);
  CHECK_THROWS_AS(axis_limits({.label = "S", .low = not_a_number}, {}, 0), plot::error);
  CHECK_THROWS_AS(axis_limits({.label = "S", .low = 0, .high = infinite}, {}, 0), plot::error);
}

TEST_CASE("limits: margins are equal on the page of a logarithmic axis") {
  const plot::axis log{.scale = plot::logarithmic{}};
  const auto limits = axis_limits(log, {1, 100}, 0.05);
  CHECK(limits.low == doctest::Approx(std::pow(10, -0.1)));
  CHECK(limits.high == doctest::Approx(std::pow(10, 2.1)));
  const auto one = axis_limits(log, {7, 7}, 0);
  CHECK(one.low < 3);
  CHECK(one.high > 20);
  CHECK(axis_limits(log, {}, 0.05) == interval{1, 10});
  const auto wide = axis_limits(log, {1e-300, 1e300}, 0.05);
  CHECK((wide.low > 0 && std::isfinite(wide.high)));
  for (const double end : {1e-300, 1e300}) {
    const auto edge = axis_limits(log, {end, end}, 0.05);
    CHECK((0 < edge.low && edge.low < edge.high && std::isfinite(edge.high)));
    auto low = log, high = log;
    low.low = high.high = end;
    CHECK(axis_limits(low, {1, 2}, 0.05).high > end);
    CHECK(axis_limits(high, {}, 0.05).low < end);
  }
}

TEST_CASE("limits: a logarithmic axis counts what is not positive and takes no such limit") {
  plot::axes axes({.y = {.label = "time", .scale = plot::logarithmic{}}});
  axes.points({1, 2, 3, 4, -5}, {10, 0, -1, 1000, 100});
  const auto limits = limits_of(axes);
  CHECK(limits.left_out == 2);
  CHECK(plot::points_left_out(axes) == 2);
  CHECK(limits.x.low == -5);
  CHECK(limits.y.low == 10);
  CHECK(limits.y.high == 1000);
  axes.options().y.low = 0;
  CHECK_THROWS_WITH_AS(axis_limits(axes.options().y, limits.y, 0.05),
                       doctest::Contains("axis 'time': a limit of a logarithmic axis"),
                       plot::error);
}

TEST_CASE("limits: margins do not cross the base of bars, and go beyond what hangs or rises") {
  plot::axes rising, both, far;
  rising.bars({0, 1}, {5, 10});
  auto limits = limits_of(rising);
  CHECK(axis_limits({}, limits.y, 0.05, limits.edges_y) == interval{0, 10.5});
  CHECK(axis_limits({}, limits.x, 0, limits.edges_x).low == doctest::Approx(-0.4));
  both.bars({0, 1}, {-10, 10});
  limits = limits_of(both);
  CHECK(axis_limits({}, limits.y, 0.05, limits.edges_y) == interval{-11, 11});
  far.bars({0}, {10}, {.error = {5}});
  CHECK(limits_of(far).y.high == 15);
  far.line({0, 1}, {-100, 0});
  limits = limits_of(far);
  CHECK(axis_limits({}, limits.y, 0, limits.edges_y) == interval{-100, 15});
}

TEST_CASE("limits: bars of a logarithmic axis begin at its low end and do not reach for zero") {
  plot::axes axes({.y = {.scale = plot::logarithmic{}}});
  axes.bars({0, 1, 2}, {0.01, 1000, 0});
  const auto limits = limits_of(axes);
  CHECK(limits.y.low == 0.01);
  CHECK(limits.y.high == 1000);
  CHECK(limits.left_out == 1);
}

TEST_CASE("limits: all names are shown, whatever has data") {
  const plot::axis named{.scale = plot::categories{.names = {"a", "b", "c"}, .degrees = {}}};
  CHECK(axis_limits(named, {0.6, 1.4}, 0.05) == interval{-0.5, 2.5});
  CHECK(axis_limits(named, {}, 0.05) == interval{-0.5, 2.5});
}

TEST_CASE("limits: error bars count with both ends") {
  plot::axes axes;
  axes.error_bars({1, 2}, {10, 20}, {3, 4});
  const auto limits = limits_of(axes);
  CHECK(limits.y.low == 7);
  CHECK(limits.y.high == 24);
}

TEST_CASE("limits: powers of one, or of less, are no axis") {
  for (const double base : {1.0, 0.5, 0.0, -2.0, not_a_number})
    CHECK_THROWS_AS(axis_limits({.scale = plot::logarithmic{base}}, {1, 10}, 0.05), plot::error);
}
