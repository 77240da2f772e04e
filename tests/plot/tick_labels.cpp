#include <doctest/doctest.h>
#include <proflens/plot/layout.hpp>
#include <proflens/plot/table_measure.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "scene_items.hpp"

using namespace proflens;
namespace scene = plot::scene;

static const plot::table_measure measure;

/// A figure with these names along x.
static plot::figure named(std::vector<std::string> names,
                          std::optional<double> degrees = std::nullopt) {
  plot::figure f;
  f.axes({.x = {.scale = plot::categories{std::move(names), degrees}}}).points({0}, {0.5});
  return f;
}

static std::vector<std::string> names(std::size_t count, const std::string& stem) {
  std::vector<std::string> all;
  for (std::size_t i = 0; i < count; ++i) all.push_back(stem + std::to_string(i));
  return all;
}

/// The texts that begin so.
static std::vector<scene::text> texts(const plot::figure& f, const std::string& beginning) {
  auto all = items<scene::text>(plot::layout(f, measure));
  std::erase_if(all, [&](const auto& t) { return !t.content.starts_with(beginning); });
  return all;
}

TEST_CASE("tick_labels: short names stand level, in the middle below their place") {
  const auto found = texts(named({"xa", "xb"}), "x");
  REQUIRE(found.size() == 2);
  CHECK(found[0].degrees == 0);
  CHECK(found[0].align_x == scene::horizontal::center);
  CHECK(found[0].whole.empty());
}

TEST_CASE("tick_labels: the more and longer the names, the further they are turned") {
  CHECK(texts(named(names(8, "operator ")), "operator")[0].degrees == 30);
  CHECK(texts(named(names(20, "operator ")), "operator")[0].degrees == 45);
  CHECK(texts(named(names(32, "operator ")), "operator")[0].degrees == 90);
  CHECK(texts(named(names(3, "x"), 45), "x")[0].degrees == 45);
}

TEST_CASE("tick_labels: of very many names every n-th stands, none on another") {
  const auto found = texts(named(names(1000, "node")), "node");
  CHECK(found.size() > 10);
  CHECK(found.size() < 50);
  for (std::size_t i = 1; i < found.size(); ++i)
    CHECK(found[i].at.x - found[i - 1].at.x >= found[i].size);
}

TEST_CASE("tick_labels: a name too long for the page is shortened and kept whole beside") {
  const std::string endless(200, 'w');
  for (const double degrees : {0.0, 30.0, 90.0}) {
    const auto found = texts(named({endless, endless + "2"}, degrees), "ww");
    REQUIRE(found.size() == 2);
    CHECK(found[0].content.size() < 60);
    CHECK(found[0].whole == endless);
  }
  plot::figure f;
  f.axes({.y = {.scale = plot::categories{.names = {endless}, .degrees = {}}}});
  const auto found = texts(f, "ww");
  REQUIRE(found.size() == 1);
  CHECK(measure(found[0].content, 10).width < 0.4 * f.size.width);
}

TEST_CASE("tick_labels: no turned name leaves the page or reaches the label of the axis") {
  for (const double degrees : {30.0, 45.0, 90.0}) {
    auto f = named(names(6, "a rather long operator name "), degrees);
    f.grid[0].options().x.label = "the axis";
    const auto label = texts(f, "the axis")[0];
    for (const auto& name : texts(f, "a rather")) {
      const double turn = name.degrees * 3.14159265358979 / 180;
      const double width = measure(name.content, name.size).width;
      CHECK(name.at.x - width * std::cos(turn) >= 0);
      CHECK(name.at.y + width * std::sin(turn) < label.at.y - 0.7 * label.size + 0.01);
    }
    CHECK(label.at.y < f.size.height);
  }
}

TEST_CASE("tick_labels: labels of x that would touch are left out") {
  plot::figure f;
  f.axes({.x = {.label = {},
                .low = 1,
                .high = 1000,
                .scale = plot::logarithmic{},
                .ticks_at = {100, 101, 102, 1000}}});
  CHECK(texts(f, "100").size() == 2);
  CHECK(texts(f, "101").empty());
}

TEST_CASE("tick_labels: numbers along x never touch, however narrow the figure") {
  const interval ranges[] = {{0, 1}, {-0.0003, 0.0009}, {1234.5, 1234.9}, {-123456, 98765}};
  for (const interval& range : ranges) {
    for (double width = 100; width < 500; width += 7) {
      plot::figure f{.size = {width, 300}};
      f.axes({.x = {.low = range.low, .high = range.high}}).points({range.low}, {0.5});
      double right = -1e9;
      int labels = 0;
      for (const auto& t : items<scene::text>(plot::layout(f, measure))) {
        if (t.align_x != scene::horizontal::center || t.content.empty()) continue;
        const double half = measure(t.content, t.size).width / 2;
        CHECK(t.at.x - half > right);
        right = t.at.x + half;
        ++labels;
      }
      CHECK(labels >= (width > 250 ? 2 : 1));
    }
  }
}

TEST_CASE("tick_labels: short ticks are shorter than those with labels") {
  plot::figure f;
  f.axes({.y = {.label = {}, .low = 1, .high = 100, .scale = plot::logarithmic{}}});
  std::size_t small = 0, large = 0;
  for (const auto& path : items<scene::path>(plot::layout(f, measure))) {
    if (path.points.size() != 2 || path.points[0].y != path.points[1].y) continue;
    const double length = path.points[1].x - path.points[0].x;
    small += length == doctest::Approx(2) ? 1u : 0u;
    large += length == doctest::Approx(3.5) ? 1u : 0u;
  }
  CHECK(large == 3);
  CHECK(small == 16);
}

TEST_CASE(
    "tick_labels: names on an axis as wide as numbers go, or turned by no number, are drawn") {
  auto wide = named(names(9, "x"), std::nan(""));
  CHECK(texts(wide, "x").size() == 9);
  CHECK(texts(wide, "x")[0].degrees == 0);
  wide.grid[0].options().x.high = 1e300;
  CHECK(texts(wide, "x").size() == 1);
  plot::figure tall;
  tall.axes({.y = {.label = {}, .low = -1e300, .scale = plot::categories{names(9, "y"), {}}}});
  CHECK(texts(tall, "y").size() == 1);
}
