#include <doctest/doctest.h>
#include <proflens/plot/layout.hpp>
#include <proflens/plot/table_measure.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "scene_items.hpp"

using namespace proflens;
namespace scene = plot::scene;

static const plot::table_measure measure;

/// What the axes show of a figure: their items between the first clip and its end.
static std::vector<scene::path> shapes(const plot::figure& f) {
  std::vector<scene::path> found;
  bool inside = false;
  for (const auto& any : plot::layout(f, measure).items) {
    if (std::holds_alternative<scene::begin_clip>(any)) inside = true;
    if (std::holds_alternative<scene::end_clip>(any)) inside = false;
    if (const auto* path = std::get_if<scene::path>(&any); path != nullptr && inside)
      found.push_back(*path);
  }
  return found;
}

static scene::rectangle area_of(const plot::figure& f) {
  for (const auto& any : plot::layout(f, measure).items)
    if (const auto* clip = std::get_if<scene::begin_clip>(&any)) return clip->area;
  return {};
}

TEST_CASE("draw_bars: a bar has its height and stands on the frame, in the colours of its series") {
  plot::figure f;
  auto& axes = f.axes({.x = {"x", 0, 4}, .y = {"y", 0, 10}});
  axes.bars({1}, {5}, {.width = 1});
  axes.bars({1}, {10}, {.alpha = 0.5});
  const auto bars = shapes(f);
  const auto area = area_of(f);
  REQUIRE(bars.size() == 2);
  const auto& first = bars[0].points;
  CHECK(first[0].x == doctest::Approx(area.x + area.width / 8));
  CHECK(first[1].x == doctest::Approx(area.x + area.width / 4));
  CHECK(first[0].y == doctest::Approx(area.y + area.height / 2));
  CHECK(first[2].y == doctest::Approx(area.bottom()));
  CHECK(*bars[0].fill == plot::tab10[0]);
  CHECK(*bars[1].fill == plot::with_alpha(plot::tab10[1], 0.5));
  CHECK_FALSE(bars[0].line);
}

TEST_CASE("draw_bars: error bars are drawn over all bars, with caps") {
  plot::figure f;
  auto& axes = f.axes({.x = {"x", 0, 4}, .y = {"y", 0, 10}});
  axes.bars({1}, {5}, {.error = {1}});
  axes.bars({1}, {5}, {.stacked = true});
  const auto drawn = shapes(f);
  REQUIRE(drawn.size() == 5);
  CHECK((drawn[0].fill && drawn[1].fill));
  const auto area = area_of(f);
  CHECK(std::abs(drawn[2].points[0].y - drawn[2].points[1].y) == doctest::Approx(area.height / 5));
  CHECK(std::abs(drawn[3].points[0].x - drawn[3].points[1].x) == doctest::Approx(6));
}

TEST_CASE("draw_bars: bars and errors from below a logarithmic axis begin at its low end") {
  plot::figure f;
  auto& axes = f.axes({.x = {"x", 0, 4}, .y = {"y", 1, 100, plot::logarithmic{}}});
  axes.bars({1, 2}, {10, -1});
  axes.error_bars({3}, {5}, {5});
  const auto drawn = shapes(f);
  const auto area = area_of(f);
  REQUIRE(!drawn.empty());
  CHECK(drawn[0].points[0].y == doctest::Approx(area.y + area.height / 2));
  CHECK(drawn[0].points[2].y == doctest::Approx(area.bottom()));
  for (const auto& path : drawn)
    for (const auto& p : path.points) CHECK((std::isfinite(p.x) && std::isfinite(p.y)));
}

TEST_CASE("draw_bars: bars far outside the limits are cut, missing ones are not drawn") {
  plot::figure f;
  f.axes({.x = {"x", 0, 4}, .y = {"y", 0, 1}})
      .bars({1, 2, 1e200}, {1e250, std::nan(""), 1}, {.error = {1e250, 1, 1}});
  for (const auto& path : shapes(f))
    for (const auto& p : path.points) CHECK((std::abs(p.x) < 2000 && std::abs(p.y) < 2000));
}

TEST_CASE("draw_bars: a line's markers have its colour and stand at its points") {
  plot::figure f;
  f.axes({.x = {"x", 0, 4}, .y = {"y", 0, 10}})
      .line({1, 2}, {3, 4}, {.label = "bert", .marker = plot::marker::square, .marker_size = 25});
  const auto drawing = plot::layout(f, measure);
  std::vector<scene::cloud> clouds;
  for (const auto& any : drawing.items)
    if (const auto* cloud = std::get_if<scene::cloud>(&any)) clouds.push_back(*cloud);
  REQUIRE(clouds.size() == 2);  // in the axes, in the legend
  CHECK(clouds[0].all[0].x->size() == 2);
  CHECK(clouds[0].all[0].face == plot::tab10[0]);
  CHECK(clouds[0].all[0].style.shape == plot::marker::square);
  CHECK(clouds[0].all[0].style.size == 25);
  CHECK(clouds[1].all[0].x->size() == 1);
}

TEST_CASE("draw_bars: the legend does not stand on bars") {
  plot::figure f;
  f.axes({.x = {"x", 0, 10}, .y = {"y", 0, 10}}).bars({7}, {10}, {.label = "high", .width = 6});
  for (const auto& any : plot::layout(f, measure).items)
    if (const auto* text = std::get_if<scene::text>(&any);
        text != nullptr && text->content == "high")
      CHECK(text->at.x < area_of(f).x + 0.4 * area_of(f).width);
}
