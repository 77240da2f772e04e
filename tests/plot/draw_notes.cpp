#include <proflens/plot/figure.hpp>
#include <proflens/plot/layout.hpp>
#include <proflens/plot/table_measure.hpp>

#include "scene_items.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

using namespace proflens;
namespace scene = plot::scene;

namespace {

plot::figure limited() {
  plot::figure f;
  f.axes({.x = {.low = 0, .high = 10}, .y = {.low = 0, .high = 10}});
  return f;
}

struct drawn {
  scene::drawing drawing;
  scene::rectangle frame;

  explicit drawn(const plot::figure& f) : drawing(plot::layout(f, plot::table_measure{})) {
    frame = items<scene::begin_clip>(drawing).front().area;
  }
  std::vector<scene::path> lines(double width) const {
    std::vector<scene::path> found;
    for (const auto& path : items<scene::path>(drawing))
      if (path.line && path.line->width == width) found.push_back(path);
    return found;
  }
  const scene::text* text(const std::string& content) const {
    for (const auto& any : drawing.items)
      if (const auto* t = std::get_if<scene::text>(&any); t && t->content == content) return t;
    return nullptr;
  }
  double x(double value) const { return frame.x + frame.width * value / 10; }
  double y(double value) const { return frame.bottom() - frame.height * value / 10; }
};

/// A width that nothing else in a figure has.
constexpr double odd = 1.75;

}  // namespace

TEST_CASE("draw_notes: reference lines go across the axes") {
  plot::figure f = limited();
  f.grid[0].horizontal_line(2.5, {.width = odd}).vertical_line(4, {.width = odd});
  f.grid[0].sloped_line(-2, 1, {.width = odd});
  const drawn d(f);
  const auto lines = d.lines(odd);
  REQUIRE(lines.size() == 3);
  CHECK(lines[0].points.front() == scene::position{d.frame.x, d.y(2.5)});
  CHECK(lines[0].points.back() == scene::position{d.frame.right(), d.y(2.5)});
  CHECK(lines[1].points.front().x == doctest::Approx(d.x(4)));
  CHECK(std::abs(lines[1].points.back().y - lines[1].points.front().y) ==
        doctest::Approx(d.frame.height));
  CHECK(lines[2].points.front().x == doctest::Approx(d.x(2)));
  CHECK(lines[2].points.front().y == doctest::Approx(d.y(0)));
  CHECK(lines[2].points.back().x == doctest::Approx(d.x(10)));
  CHECK(lines[2].points.back().y == doctest::Approx(d.y(8)));
}

TEST_CASE("draw_notes: a reference line outside the axes is not drawn, nor is its text") {
  plot::figure f = limited();
  f.grid[0].horizontal_line(11, {.text = "far", .width = odd});
  f.grid[0].sloped_line(100, 1, {.text = "far", .width = odd});
  const drawn d(f);
  CHECK(d.lines(odd).empty());
  CHECK(d.text("far") == nullptr);
}

TEST_CASE("draw_notes: a sloped line bends on logarithmic axes and stays straight on both") {
  plot::figure f;
  f.axes({.x = {.low = 1, .high = 100, .scale = plot::logarithmic{}}, .y = {.low = 0, .high = 100}})
      .sloped_line(0, 1, {.width = odd});
  const drawn d(f);
  REQUIRE(d.lines(odd).size() == 1);
  const auto points = d.lines(odd)[0].points;
  CHECK(points[points.size() / 2].y == doctest::Approx(d.y(1)).epsilon(0.01));  // x = 10 of 100
}

TEST_CASE("draw_notes: level and upright lines take part in the limits they cross") {
  plot::figure f;
  f.axes().line({0, 1}, {0, 1}).horizontal_line(5).vertical_line(-3).sloped_line(100, 1);
  const auto limits = plot::limits_of(f.grid[0]);
  CHECK(limits.y.high == 5);
  CHECK(limits.x.low == -3);
  CHECK(limits.x.high == 1);
  CHECK(limits.y.low == 0);
}

TEST_CASE("draw_notes: a line's text stands above its end, inside the axes") {
  for (const double slope : {-3.0, -0.2, 0.0, 0.5, 1.0, 4.0}) {
    plot::figure f = limited();
    f.grid[0].sloped_line(slope < 0 ? 9 : 1, slope, {.text = "limit"});
    const drawn d(f);
    const scene::text* text = d.text("limit");
    INFO(slope);
    REQUIRE(text);
    const auto extent = plot::table_measure{}("limit", text->size);
    const double turned = text->degrees * std::acos(-1) / 180;
    const double top_x = text->at.x - extent.ascent * std::sin(turned);
    const double top_y = text->at.y - extent.ascent * std::cos(turned);
    CHECK(text->at.x < d.frame.right());
    CHECK(text->at.y < d.frame.bottom());
    CHECK(top_x <= d.frame.right());
    CHECK(top_y >= d.frame.y);
    CHECK((slope > 0) == (text->degrees > 0));
  }
}

TEST_CASE("draw_notes: texts stand where they are put, at their baseline") {
  plot::figure f = limited();
  f.grid[0].text(5, 5, "plain").text(5, 5, "moved", {.right_by = 3, .up_by = 4});
  f.grid[0].text(5, 5, "below", {.align_y = scene::vertical::top});
  f.grid[0].text(5, 5, "turned", {.align_y = scene::vertical::top, .degrees = 90});
  const drawn d(f);
  const double ascent = plot::table_measure{}("lp", 10).ascent;
  REQUIRE(d.text("plain"));
  CHECK(d.text("plain")->at.x == doctest::Approx(d.x(5)));
  CHECK(d.text("plain")->at.y == doctest::Approx(d.y(5)));
  CHECK(d.text("moved")->at.x == doctest::Approx(d.x(5) + 3));
  CHECK(d.text("moved")->at.y == doctest::Approx(d.y(5) - 4));
  CHECK(d.text("below")->at.y == doctest::Approx(d.y(5) + ascent));
  CHECK(d.text("turned")->at.x == doctest::Approx(d.x(5) + ascent));
  CHECK(d.text("turned")->at.y == doctest::Approx(d.y(5)));
  for (const auto& text : items<scene::text>(d.drawing))
    CHECK(text.align_y == scene::vertical::baseline);
}

TEST_CASE("draw_notes: a text outside the limits is left out, on their edge it is kept") {
  plot::figure f = limited();
  f.grid[0].text(10.5, 5, "right").text(5, std::nan(""), "nowhere").text(10, 10, "corner");
  const drawn d(f);
  CHECK(d.text("right") == nullptr);
  CHECK(d.text("nowhere") == nullptr);
  CHECK(d.text("corner") != nullptr);
}

TEST_CASE("draw_notes: steps are level between their points") {
  plot::figure f = limited();
  f.grid[0].steps({1, 3, 4}, {2, 5, 1}, {.width = odd});
  f.grid[0].steps({1, 3}, {2, 5}, {.width = odd, .where = plot::step_where::pre});
  const drawn d(f);
  const auto lines = d.lines(odd);
  REQUIRE(lines.size() == 2);
  const auto check = [&](const scene::path& path, std::vector<scene::position> expected) {
    REQUIRE(path.points.size() == expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
      CHECK(path.points[i].x == doctest::Approx(d.x(expected[i].x)));
      CHECK(path.points[i].y == doctest::Approx(d.y(expected[i].y)));
    }
  };
  check(lines[0], {{1, 2}, {3, 2}, {3, 5}, {4, 5}, {4, 1}});
  check(lines[1], {{1, 2}, {1, 5}, {3, 5}});
}
