#include <doctest/doctest.h>
#include <proflens/plot/left_out.hpp>

#include <limits>
#include <vector>

using namespace proflens;
using plot::points_left_out;

namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();
constexpr double infinite = std::numeric_limits<double>::infinity();

plot::axes axes_of(bool logarithmic) {
  plot::axes_options options;
  if (logarithmic) options.y.scale = plot::logarithmic{};
  return plot::axes(options);
}

}  // namespace

TEST_CASE("left_out: points without a place or a value to colour by") {
  plot::axes axes;
  CHECK(points_left_out(axes) == 0);
  axes.points({1, none, 3}, {1, 2, infinite}, {.label = "a"});
  axes.points({1, 2}, {1, 2}, {.values = plot::column{1, none}});
  CHECK(points_left_out(axes) == 3);
  axes.points({1, none}, {none, 1}, {.anchor = plot::y_anchor::frame});
  CHECK(points_left_out(axes) == 5);
}

TEST_CASE("left_out: lines, steps and bands count what has no place, not where they break") {
  for (const bool logarithmic : {false, true}) {
    plot::axes axes = axes_of(logarithmic);
    axes.line({1, 2, 3, 4}, {1, none, infinite, -1});
    CHECK(points_left_out(axes) == (logarithmic ? 2 : 1));
    axes.steps({1, none, -infinite}, {1, 1, 1});
    CHECK(points_left_out(axes) == (logarithmic ? 3 : 2));
    axes.band({1, 2, 3}, {1, 1, none}, {2, 1e301, 2});
    CHECK(points_left_out(axes) == (logarithmic ? 4 : 3));
  }
}

TEST_CASE("left_out: an error bar that runs below a logarithmic axis is drawn, one above is not") {
  plot::axes axes = axes_of(true);
  axes.intervals({1, 2, 3, 4}, {-1, 1, none, -3}, {2, infinite, 2, -1});
  CHECK(points_left_out(axes) == 3);
}

TEST_CASE("left_out: bars and boxes with a number that has no place") {
  for (const bool logarithmic : {false, true}) {
    plot::axes axes = axes_of(logarithmic);
    axes.bars({0, 1, 2}, {1, none, -1});
    CHECK(points_left_out(axes) == (logarithmic ? 2 : 1));
    const aggregate::box whole{5, 2, 3, 4, 1, 5, {}}, low{5, 2, 3, 4, -1, 5, {}};
    axes.boxes({0, 1, none}, {whole, low, whole});
    CHECK(points_left_out(axes) == (logarithmic ? 4 : 2));
    axes.heat_map(1, 2, {1, none});
    axes.text(none, none, "t");
    CHECK(points_left_out(axes) == (logarithmic ? 4 : 2));
  }
}

TEST_CASE("left_out: a band that runs below a logarithmic axis is drawn, one above is not") {
  for (const bool logarithmic : {false, true}) {
    plot::axes axes = axes_of(logarithmic);
    axes.band({1, 2, 3, 4}, {-1, 0, -3, -infinite}, {2, infinite, -1, 2});
    CHECK(points_left_out(axes) == (logarithmic ? 3 : 2));
  }
}

TEST_CASE("left_out: values beyond the whiskers and means without a place are counted one by one") {
  const aggregate::box whole{5, 2, 3, 4, 1, 5, {-7, 0, 90}};
  for (const bool logarithmic : {false, true}) {
    plot::axes axes = axes_of(logarithmic);
    axes.boxes({0, none}, {whole, whole});
    CHECK(points_left_out(axes) == (logarithmic ? 3 : 1));
    axes.boxes({0}, {whole}, {.fliers = false, .means = plot::column{-1}});
    CHECK(points_left_out(axes) == (logarithmic ? 4 : 1));
    axes.boxes({0}, {whole}, {.fliers = false, .means = plot::column{none}});
    CHECK(points_left_out(axes) == (logarithmic ? 4 : 1));
  }
}
