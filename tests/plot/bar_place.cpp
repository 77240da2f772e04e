#include <doctest/doctest.h>
#include <proflens/plot/axes.hpp>
#include <proflens/plot/bar_place.hpp>

#include <cmath>
#include <string>
#include <variant>
#include <vector>

using namespace proflens;

static std::vector<std::vector<plot::placed_bar>> placed(const plot::axes& axes) {
  return plot::placed_bars(axes.marks());
}

TEST_CASE("bar_place: one pile is centred on its x and reaches from its base to its height") {
  plot::axes axes;
  axes.bars({1, 2}, {3, -4}, {.width = 0.5, .base = 0});
  const auto bars = placed(axes);
  CHECK(bars[0][0].left == doctest::Approx(0.75));
  CHECK(bars[0][0].right == doctest::Approx(1.25));
  CHECK(bars[0][0].from == 0);
  CHECK(bars[0][0].to == 3);
  CHECK(bars[0][1].to == -4);
  CHECK(std::isnan(bars[0][0].error.low));
}

TEST_CASE("bar_place: marks stand side by side and share the width") {
  plot::axes axes;
  axes.bars({0}, {1}, {.width = 0.9});
  axes.points({0}, {0});
  axes.bars({0}, {2});
  axes.bars({0}, {3});
  const auto bars = placed(axes);
  CHECK(bars[0][0].left == doctest::Approx(-0.45));
  CHECK(bars[0][0].right == doctest::Approx(-0.15));
  CHECK(bars[1].empty());
  CHECK(bars[2][0].middle() == doctest::Approx(0));
  CHECK(bars[3][0].right == doctest::Approx(0.45));
}

TEST_CASE("bar_place: stacked bars stand on those below at the same x, whatever their order") {
  plot::axes axes;
  axes.bars({0, 1}, {1, 2});
  axes.bars({1, 0, 7}, {10, 20, 5}, {.stacked = true});
  const auto bars = placed(axes);
  CHECK(bars[1][0].from == 2);
  CHECK(bars[1][0].to == 12);
  CHECK(bars[1][1].from == 1);
  CHECK(bars[1][1].to == 21);
  CHECK(bars[1][2].from == 0);
  CHECK(bars[1][0].left == bars[0][1].left);
}

TEST_CASE("bar_place: bars that hang are stacked below, apart from those that rise") {
  plot::axes axes;
  axes.bars({0}, {5});
  axes.bars({0}, {-2}, {.stacked = true});
  axes.bars({0}, {-1}, {.stacked = true});
  axes.bars({0}, {1}, {.stacked = true});
  const auto bars = placed(axes);
  CHECK(bars[1][0].from == 0);
  CHECK(bars[1][0].to == -2);
  CHECK(bars[2][0].to == -3);
  CHECK(bars[3][0].from == 5);
}

TEST_CASE("bar_place: a pile can begin anew beside, and stack again") {
  plot::axes axes;
  axes.bars({0}, {1});
  axes.bars({0}, {1}, {.stacked = true});
  axes.bars({0}, {4});
  axes.bars({0}, {2}, {.stacked = true});
  const auto bars = placed(axes);
  CHECK(bars[1][0].to == 2);
  CHECK(bars[3][0].from == 4);
  CHECK(bars[0][0].right == doctest::Approx(bars[2][0].left));
  CHECK(bars[3][0].left == bars[2][0].left);
}

TEST_CASE("bar_place: missing heights are left out and hold nothing up") {
  plot::axes axes;
  axes.bars({0, 1}, {std::nan(""), 1});
  axes.bars({0, 1}, {2, 2}, {.stacked = true});
  const auto bars = placed(axes);
  CHECK(std::isnan(bars[0][0].to));
  CHECK(bars[1][0].from == 0);
  CHECK(bars[1][1].from == 1);
}

TEST_CASE("bar_place: errors lie around the end of their bar") {
  plot::axes axes;
  axes.bars({0}, {10});
  axes.bars({0}, {5}, {.stacked = true, .error = {2}});
  CHECK(placed(axes)[1][0].error == interval{13, 17});
}

TEST_CASE("bar_place: names become places, new ones behind those that are there") {
  plot::axes axes;
  const std::vector<std::string> first{"bert", "gpt2"}, second{"gpt2", "llama", "bert"};
  axes.bars(first, {1, 2});
  axes.bars(second, {1, 2, 3});
  const auto& names = std::get<plot::categories>(axes.options().x.scale).names;
  CHECK(names == std::vector<std::string>{"bert", "gpt2", "llama"});
  const auto& x = std::get<plot::bars_mark>(axes.marks()[1]).x;
  CHECK(x[0] == 1);
  CHECK(x[1] == 2);
  CHECK(x[2] == 0);
}

TEST_CASE("bar_place: bars of different length or no width are errors") {
  plot::axes axes;
  CHECK_THROWS_WITH_AS(axes.bars({1, 2}, {1}), doctest::Contains("2 and 1"), plot::error);
  CHECK_THROWS_AS(axes.bars({1}, {1}, {.width = 0}), plot::error);
  CHECK_THROWS_AS(axes.bars({1}, {1}, {.error = {1, 2}}), plot::error);
  CHECK_THROWS_AS(axes.error_bars({1, 2}, {1, 2}, {1}), plot::error);
  CHECK_THROWS_AS(axes.intervals({1}, {1, 2}, {1}), plot::error);
  CHECK(axes.marks().empty());
}

TEST_CASE("bar_place: names may stand in braces") {
  plot::axes axes;
  axes.bars({"a", "longer"}, {1, 2});
  CHECK(std::get<plot::categories>(axes.options().x.scale).names[1] == "longer");
}
