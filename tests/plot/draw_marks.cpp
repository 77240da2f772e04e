#include <proflens/plot/backend/svg.hpp>
#include <proflens/plot/figure.hpp>
#include <proflens/plot/layout.hpp>
#include <proflens/plot/table_measure.hpp>

#include "scene_items.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <variant>
#include <vector>

using namespace proflens;
namespace scene = plot::scene;

namespace {

/// A width that nothing else in a figure has.
constexpr double odd = 1.75;

scene::drawing laid_out(const plot::figure& f) { return plot::layout(f, plot::table_measure{}); }

std::vector<scene::path> lines_of(const scene::drawing& drawing) {
  std::vector<scene::path> found;
  for (const auto& path : items<scene::path>(drawing))
    if (path.line && path.line->width == odd) found.push_back(path);
  return found;
}

}  // namespace

TEST_CASE("draw_marks: a long line keeps its spikes in few points") {
  constexpr std::size_t count = 1'000'000, spike = 777'777;
  std::vector<double> x(count), y(count);
  for (std::size_t i = 0; i < count; ++i) {
    x[i] = static_cast<double>(i);
    y[i] = std::sin(0.1 * static_cast<double>(i));
  }
  y[spike] = 10;
  plot::figure f;
  f.axes({.x = {.low = 0, .high = count - 1}, .y = {.low = -5, .high = 10}})
      .line(x, y, {.width = odd});
  const auto drawing = laid_out(f);
  const auto lines = lines_of(drawing);
  REQUIRE(lines.size() == 1);
  const auto& points = lines[0].points;
  CHECK(points.size() < 25'000);
  CHECK(points.size() > 5'000);
  const scene::rectangle frame = items<scene::begin_clip>(drawing).front().area;
  CHECK(points.front().x == doctest::Approx(frame.x));
  CHECK(points.back().x == doctest::Approx(frame.right()));
  const auto top = std::ranges::min_element(points, {}, [](scene::position p) { return p.y; });
  CHECK(top->y == doctest::Approx(frame.y));
  CHECK(top->x == doctest::Approx(frame.x + frame.width * spike / (count - 1)));
  CHECK(std::ranges::is_sorted(points, {}, [](scene::position p) { return p.x; }));
}

TEST_CASE("draw_marks: a long line breaks where a short one does") {
  const auto pieces = [](std::size_t count) {
    std::vector<double> x(count), y(count, 1);
    for (std::size_t i = 0; i < count; ++i) x[i] = static_cast<double>(i);
    y[count / 2] = std::numeric_limits<double>::quiet_NaN();
    plot::figure f;
    f.axes().line(x, y, {.width = odd});
    return lines_of(laid_out(f)).size();
  };
  CHECK(pieces(100) == 2);
  CHECK(pieces(100'000) == 2);
}

TEST_CASE("draw_marks: a line of ten thousand points is drawn as it is") {
  std::vector<double> x(plot::arrange::short_line), y(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) {
    x[i] = static_cast<double>(i);
    y[i] = static_cast<double>(i * 7919 % 101);
  }
  plot::figure f;
  f.axes().line(x, y, {.width = odd});
  REQUIRE(lines_of(laid_out(f)).size() == 1);
  CHECK(lines_of(laid_out(f))[0].points.size() == x.size());
}

TEST_CASE("draw_marks: cells lie below boxes below points below lines below texts") {
  plot::figure f;
  auto& axes = f.axes({.legend = plot::legend_place::none});
  axes.text(1, 1, "note");
  axes.line({0, 2}, {0, 2}, {.width = odd});
  axes.points({1}, {1}, {.face = plot::color{1, 0, 0}});
  axes.boxes(plot::column{1}, {aggregate::box_of(std::vector{0.5, 1.0, 1.5})},
             {.face = plot::color{0, 1, 0}});
  axes.heat_map(80, 80, std::vector<double>(6400, 1));
  const auto drawing = laid_out(f);
  std::vector<int> order;
  for (const auto& item : drawing.items) {
    const auto* path = std::get_if<scene::path>(&item);
    const auto* text = std::get_if<scene::text>(&item);
    if (std::holds_alternative<scene::image>(item)) order.push_back(0);
    if (path && path->fill && *path->fill == plot::color{0, 1, 0}) order.push_back(1);
    if (std::holds_alternative<scene::cloud>(item)) order.push_back(2);
    if (path && path->line && path->line->width == odd) order.push_back(3);
    if (text && text->content == "note") order.push_back(4);
  }
  CHECK(order == std::vector{0, 1, 2, 3, 4});
}
