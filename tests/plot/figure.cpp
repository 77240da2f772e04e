#include <doctest/doctest.h>
#include <proflens/plot/figure.hpp>

#include <array>
#include <cmath>
#include <memory>
#include <span>
#include <utility>
#include <variant>
#include <vector>

using namespace proflens;

TEST_CASE("figure: a vector of doubles is moved in, not copied") {
  std::vector<double> x(1000, 1.0), y(1000, 2.0);
  const double* before = x.data();
  plot::figure f;
  auto& axes = f.axes();
  axes.points(std::move(x), std::move(y), {.label = "moved"});
  CHECK(std::get<plot::points_mark>(axes.marks()[0]).x.numbers().data() == before);
  const plot::figure copy = f;
  CHECK(std::get<plot::points_mark>(copy.grid[0].marks()[0]).x.numbers().data() == before);
}

TEST_CASE("figure: other ranges of numbers become columns") {
  const std::array<int, 3> numbers{1, 2, 3};
  const plot::column from_array(numbers);
  const plot::column from_span(std::span<const int>{numbers});
  CHECK(from_array.size() == 3);
  CHECK(from_span[2] == 3.0);
  CHECK(plot::column().empty());
}

TEST_CASE("figure: the reference to axes stays valid when more are added") {
  plot::figure f;
  auto& first = f.axes({.title = "first"});
  for (int i = 0; i < 100; ++i) f.axes();
  CHECK(&first == &f.grid.front());
  CHECK(first.options().title == "first");
}

TEST_CASE("figure: columns of different length are an error that names both") {
  plot::axes axes;
  CHECK_THROWS_WITH_AS(axes.points({1, 2, 3}, {1, 2}), doctest::Contains("3 and 2"), plot::error);
  CHECK_THROWS_AS(axes.points({1, 2}, {1, 2}, {.values = plot::column{1}}), plot::error);
  CHECK_THROWS_AS(axes.band({1, 2}, {1, 2}, {1}), plot::error);
  CHECK_THROWS_AS(axes.line({1, 2}, {1}), plot::error);
  CHECK(axes.marks().empty());
}

TEST_CASE("figure: looks that cannot be drawn are errors") {
  plot::axes axes;
  CHECK_THROWS_WITH_AS(axes.points({1}, {1}, {.alpha = 1.5}), doctest::Contains("alpha"),
                       plot::error);
  CHECK_THROWS_AS(axes.points({1}, {1}, {.size = -1}), plot::error);
  CHECK_THROWS_AS(axes.points({1}, {1}, {.edge_width = std::nan("")}), plot::error);
  CHECK_NOTHROW(axes.points({1}, {1}, {.size = 0, .alpha = 0, .edge_width = 0}));
}

struct predictor {
  double predict(double x) const { return 2 * x; }
  interval mean_interval(double x, double level) const { return {x - level, x + level}; }
};

TEST_CASE("figure: colours and opacities that are no numbers are errors") {
  plot::figure f;
  auto& axes = f.axes();
  const double nan = std::nan("");
  const plot::color bad{0, nan, 0}, faint{0, 0, 0, nan};
  const plot::color_ramp ramp = std::make_shared<const std::vector<plot::color>>(2, bad);
  CHECK_THROWS_WITH_AS(axes.points({1}, {1}, {.face = bad}), doctest::Contains("the face"),
                       plot::error);
  CHECK_THROWS_AS(axes.points({1}, {1}, {.edge = faint}), plot::error);
  CHECK_THROWS_AS(axes.points({1}, {1}, {.alpha = nan}), plot::error);
  CHECK_THROWS_AS(axes.points({1}, {1}, {.palette = ramp}), plot::error);
  CHECK_THROWS_AS(axes.line({1}, {1}, {.paint = bad}), plot::error);
  CHECK_THROWS_WITH_AS(axes.line({1}, {1}, {.alpha = nan}), doctest::Contains("line: alpha"),
                       plot::error);
  CHECK_THROWS_AS(axes.line([](double x) { return x; }, {.paint = faint}), plot::error);
  CHECK_THROWS_AS(axes.band({1}, {1}, {2}, {.paint = bad}), plot::error);
  CHECK_THROWS_AS(axes.band({1}, {1}, {2}, {.alpha = nan}), plot::error);
  CHECK(axes.marks().empty());
}

TEST_CASE("figure: what a mark refuses, all marks refuse") {
  plot::figure f;
  auto& axes = f.axes();
  const double nan = std::nan("");
  const plot::color bad{nan, 0, 0};
  const plot::color_ramp ramp = std::make_shared<const std::vector<plot::color>>(2, bad);
  const std::vector<std::string> names{"a"};
  const std::vector<aggregate::box> box(1);
  CHECK_THROWS_WITH_AS(axes.steps({1}, {1}, {.paint = bad}), doctest::Contains("steps"),
                       plot::error);
  CHECK_THROWS_AS(axes.steps({1}, {1}, {.width = nan}), plot::error);
  CHECK_THROWS_AS(axes.steps({1}, {1}, {.dashes = {1, nan}}), plot::error);
  CHECK_THROWS_AS(axes.steps({1}, {1}, {.alpha = -0.1}), plot::error);
  CHECK_THROWS_AS(axes.line({1}, {1}, {.width = nan}), plot::error);
  CHECK_THROWS_AS(axes.line({1}, {1}, {.marker_size = nan}), plot::error);
  CHECK_THROWS_WITH_AS(axes.intervals({1}, {1}, {2}, {.paint = bad}),
                       doctest::Contains("error bars"), plot::error);
  CHECK_THROWS_AS(axes.intervals({1}, {1}, {2}, {.width = -1}), plot::error);
  CHECK_THROWS_AS(axes.error_bars({1}, {1}, {2}, {.alpha = nan}), plot::error);
  CHECK_THROWS_AS(axes.bars({1}, {1}, {.face = bad}), plot::error);
  CHECK_THROWS_AS(axes.bars(names, {1}, {.edge = bad}), plot::error);
  CHECK_THROWS_AS(axes.bars({1}, {1}, {.edge_width = nan}), plot::error);
  CHECK_THROWS_WITH_AS(axes.bars({1}, {1}, {.base = nan}), doctest::Contains("the base"),
                       plot::error);
  CHECK_THROWS_AS(axes.boxes({1}, box, {.face = bad}), plot::error);
  CHECK_THROWS_AS(axes.boxes({1}, box, {.alpha = 2}), plot::error);
  CHECK_THROWS_AS(axes.boxes({1}, box, {.edge = bad}), plot::error);
  CHECK_THROWS_AS(axes.boxes({1}, box, {.median = bad}), plot::error);
  CHECK_THROWS_AS(axes.heat_map(1, 1, {1}, {.palette = ramp}), plot::error);
  CHECK_THROWS_WITH_AS(axes.horizontal_line(1, {.paint = bad}), doctest::Contains("reference line"),
                       plot::error);
  CHECK_THROWS_AS(axes.vertical_line(1, {.width = nan}), plot::error);
  CHECK_THROWS_AS(axes.sloped_line(1, 1, {.alpha = nan}), plot::error);
  CHECK_THROWS_AS(axes.text(1, 1, "t", {.paint = bad}), plot::error);
  CHECK_THROWS_AS(axes.text(1, 1, "t", {.size = nan}), plot::error);
  CHECK_THROWS_AS(axes.text(1, 1, "t", {.degrees = nan}), plot::error);
  CHECK_THROWS_AS(axes.text(1, 1, "t", {.up_by = nan}), plot::error);
  CHECK(axes.marks().empty());
}

TEST_CASE("figure: a model is a callable or has predict, and may have a band") {
  plot::axes axes;
  axes.line([](double x) { return x + 1; }, {.label = "callable"});
  axes.line(predictor{}, {.band = plot::confidence(0.9)});
  const auto& callable = std::get<plot::model_mark>(axes.marks()[0]);
  const auto& banded = std::get<plot::model_mark>(axes.marks()[1]);
  CHECK(callable.curve(2) == 3);
  CHECK(banded.curve(2) == 4);
  CHECK(banded.mean_interval(1, 0.5) == interval{0.5, 1.5});
}

TEST_CASE("figure: a band that no model gives is an error") {
  plot::axes axes;
  CHECK_THROWS_AS(axes.line([](double x) { return x; }, {.band = plot::confidence(0.95)}),
                  plot::error);
  CHECK_THROWS_AS(axes.line({1, 2}, {1, 2}, {.band = plot::confidence(0.95)}), plot::error);
}
