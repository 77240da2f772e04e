#include <proflens/plot/backend/cairo.hpp>
#include <proflens/plot/figure.hpp>
#include <proflens/plot/layout.hpp>
#include <proflens/plot/table_measure.hpp>

#include "decoded_png.hpp"
#include "scene_items.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

using namespace proflens;
namespace scene = plot::scene;

namespace {

/// Quartiles 2, 3 and 5, whiskers at 1 and 8, one value beyond.
const aggregate::box some{6, 2, 3, 5, 1, 8, {9.5}};

/// Limits that put a unit at 36 points in x and y, once the frame is known.
plot::axes_options limited() { return {.x = {.low = 0, .high = 4}, .y = {.low = 0, .high = 10}}; }

scene::rectangle frame_of(const scene::drawing& drawing) {
  for (const auto& clip : items<scene::begin_clip>(drawing)) return clip.area;
  return {};
}

/// Data units of `limited` on the page.
scene::position on_page(const scene::rectangle& frame, double x, double y) {
  return {frame.x + x / 4 * frame.width, frame.bottom() - y / 10 * frame.height};
}

bool has_line(const scene::drawing& drawing, scene::position from, scene::position to) {
  const auto near = [](scene::position a, scene::position b) {
    return std::hypot(a.x - b.x, a.y - b.y) < 1e-9;
  };
  for (const auto& path : items<scene::path>(drawing)) {
    if (path.points.size() != 2 || path.closed) continue;
    if (near(path.points[0], from) && near(path.points[1], to)) return true;
  }
  return false;
}

}  // namespace

TEST_CASE("draw_boxes: a box reaches from quartile to quartile, its whiskers to theirs") {
  plot::figure f;
  f.axes(limited()).boxes(plot::column{2}, {some}, {.width = 1});
  const auto drawing = plot::layout(f, plot::table_measure{});
  const auto frame = frame_of(drawing);
  const auto at = [&](double x, double y) { return on_page(frame, x, y); };
  const auto is_box = [&](const scene::path& path) {
    return path.closed && path.points.size() == 4 &&
           std::abs(path.points[0].x - at(1.5, 5).x) < 1e-9 &&
           std::abs(path.points[0].y - at(1.5, 5).y) < 1e-9 &&
           std::abs(path.points[2].x - at(2.5, 2).x) < 1e-9 &&
           std::abs(path.points[2].y - at(2.5, 2).y) < 1e-9;
  };
  int boxes = 0;
  for (const auto& path : items<scene::path>(drawing)) boxes += is_box(path);
  CHECK(boxes == 1);
  CHECK(has_line(drawing, at(1.5, 3), at(2.5, 3)));
  CHECK(has_line(drawing, at(2, 2), at(2, 1)));
  CHECK(has_line(drawing, at(2, 5), at(2, 8)));
  CHECK(has_line(drawing, at(1.75, 8), at(2.25, 8)));
  CHECK(has_line(drawing, at(1.75, 1), at(2.25, 1)));
}

TEST_CASE("draw_boxes: values beyond the whiskers and means are points") {
  plot::figure f;
  f.axes(limited()).boxes({1, 3}, {some, some}, {.means = {4, 6}});
  const auto drawing = plot::layout(f, plot::table_measure{});
  const auto frame = frame_of(drawing);
  const auto clouds = items<scene::cloud>(drawing);
  REQUIRE(clouds.size() == 1);
  REQUIRE(clouds[0].all.size() == 2);
  const scene::series &fliers = clouds[0].all[0], &means = clouds[0].all[1];
  REQUIRE(fliers.x->size() == 2);
  CHECK(fliers.x->at(1) == doctest::Approx(on_page(frame, 3, 9.5).x));
  CHECK(fliers.y->at(1) == doctest::Approx(on_page(frame, 3, 9.5).y));
  CHECK(fliers.style.edge == plot::black);
  CHECK(fliers.style.edge_width == 1);
  REQUIRE(means.x->size() == 2);
  CHECK(means.y->at(0) == doctest::Approx(on_page(frame, 1, 4).y));
  CHECK(means.style.shape == plot::marker::triangle_up);

  plot::figure none;
  none.axes(limited()).boxes(plot::column{1}, {some}, {.fliers = false});
  CHECK(items<scene::cloud>(plot::layout(none, plot::table_measure{})).empty());
}

TEST_CASE("draw_boxes: a box without values is left out, the others stay") {
  plot::figure f;
  f.axes(limited()).boxes({1, 3}, {aggregate::box_of({}), some});
  std::size_t closed = 0;
  for (const auto& path : items<scene::path>(plot::layout(f, plot::table_measure{})))
    closed += path.closed;
  plot::figure one;
  one.axes(limited()).boxes(plot::column{3}, {some});
  std::size_t closed_of_one = 0;
  for (const auto& path : items<scene::path>(plot::layout(one, plot::table_measure{})))
    closed_of_one += path.closed;
  CHECK(closed == closed_of_one);
}

TEST_CASE("draw_boxes: limits hold all that is drawn") {
  plot::figure f;
  f.axes().boxes({1, 3}, {some, some}, {.width = 0.5});
  const auto limits = plot::limits_of(f.grid[0]);
  CHECK(limits.x.low == 0.5);
  CHECK(limits.x.high == 3.5);
  CHECK(limits.y.low == 1);
  CHECK(limits.y.high == 9.5);
  plot::figure without;
  without.axes().boxes({1, 3}, {some, some}, {.fliers = false, .means = {-2, 4}});
  CHECK(plot::limits_of(without.grid[0]).y.high == 8);
  CHECK(plot::limits_of(without.grid[0]).y.low == -2);
}

TEST_CASE("draw_boxes: on a logarithmic axis a box is as wide to the left as to the right") {
  plot::figure f;
  f.axes({.x = {.low = 0.1, .high = 10, .scale = plot::logarithmic{}}})
      .boxes(plot::column{0.2}, {some}, {.width = 0.6});
  const auto drawing = plot::layout(f, plot::table_measure{});
  const auto frame = frame_of(drawing);
  const double middle = frame.x + frame.width * std::log10(2) / 2;
  for (const auto& path : items<scene::path>(drawing)) {
    if (!path.closed || path.points.size() != 4 || !path.fill || path.corner_radius > 0) continue;
    CHECK(path.points[0].x + path.points[1].x == doctest::Approx(2 * middle));
  }
}

TEST_CASE("draw_boxes: in a PNG a box has its place and height") {
  plot::figure f;
  f.axes(limited()).boxes(plot::column{2}, {some},
                          {.face = plot::color{1, 0, 0}, .edge = plot::color{0, 0, 1}, .width = 1});
  constexpr double dpi = 144;
  const plot::cairo::typesetter letters;
  const auto drawing = plot::layout(f, letters);
  const auto picture = decode(plot::png(drawing, dpi));
  const auto frame = frame_of(drawing);
  const auto pixel = [&](double x, double y) {
    const auto at = on_page(frame, x, y);
    return picture.at(static_cast<int>(at.x * dpi / 72), static_cast<int>(at.y * dpi / 72));
  };
  CHECK(pixel(1.7, 4) == std::array{255, 0, 0});
  CHECK(pixel(2.3, 2.5) == std::array{255, 0, 0});
  CHECK(pixel(1.7, 5.3) == std::array{255, 255, 255});
  CHECK(pixel(1.7, 1.7) == std::array{255, 255, 255});
  CHECK(pixel(1.3, 4) == std::array{255, 255, 255});
  const auto column = on_page(frame, 1.7, 0).x * dpi / 72;
  int red = 0;
  for (int y = 0; y < picture.height; ++y)
    red += picture.at(static_cast<int>(column), y) == std::array{255, 0, 0};
  const double height = 0.3 * frame.height * dpi / 72;  // less the strokes of quartiles and median
  CHECK(red > height - 9);
  CHECK(red < height - 4);
}

TEST_CASE("draw_boxes: a box that reaches far beyond the axes keeps its near side in its place") {
  plot::figure f;
  f.axes({.x = {.low = 0, .high = 4}, .y = {.low = 0, .high = 10}})
      .boxes(plot::column{2}, {aggregate::box{5, 2, 5, 1e12, 1, 2e12, {}}}, {.width = 1});
  const auto drawing = plot::layout(f, plot::table_measure{});
  const auto frame = frame_of(drawing);
  std::size_t boxes = 0;
  for (const auto& path : items<scene::path>(drawing)) {
    if (path.closed) ++boxes;
    // Cairo's numbers overflow at 2^23 units.
    for (const auto& p : path.points) CHECK(std::abs(p.y) < 1e5);
  }
  CHECK(boxes > 0);
  CHECK(has_line(drawing, on_page(frame, 1.5, 5), on_page(frame, 2.5, 5)));
}

TEST_CASE("draw_boxes: a box whose low end has no place on a logarithmic axis ends at its edge") {
  plot::figure f;
  f.axes({.y = {.low = 0.1, .high = 10, .scale = plot::logarithmic{}}})
      .boxes(plot::column{2}, {aggregate::box{5, 1, 2, 3, 0, 4, {}}}, {.width = 1});
  const auto drawing = plot::layout(f, plot::table_measure{});
  std::size_t boxes = 0;
  for (const auto& path : items<scene::path>(drawing))
    boxes += path.closed && path.points.size() == 4 && path.line.has_value();
  plot::figure empty;
  empty.axes({.y = {.low = 0.1, .high = 10, .scale = plot::logarithmic{}}});
  for (const auto& path : items<scene::path>(plot::layout(empty, plot::table_measure{})))
    boxes -= path.closed && path.points.size() == 4 && path.line.has_value();
  CHECK(boxes == 1);
}
