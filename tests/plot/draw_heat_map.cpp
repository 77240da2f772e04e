#include <proflens/plot/backend/cairo.hpp>
#include <proflens/plot/backend/svg.hpp>
#include <proflens/plot/figure.hpp>
#include <proflens/plot/layout.hpp>
#include <proflens/plot/table_measure.hpp>

#include "decoded_png.hpp"
#include "scene_items.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <memory>
#include <string>
#include <vector>

using namespace proflens;
namespace scene = plot::scene;

namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

plot::figure map_of(std::size_t rows, std::size_t columns, std::vector<double> values,
                    plot::heat_map_options options = {}) {
  plot::figure f;
  f.axes().heat_map(rows, columns, std::move(values), std::move(options));
  return f;
}

scene::drawing laid_out(const plot::figure& f) { return plot::layout(f, plot::table_measure{}); }

scene::rectangle frame_of(const scene::drawing& drawing) {
  return items<scene::begin_clip>(drawing).front().area;
}

std::vector<scene::text> texts_inside(const scene::drawing& drawing) {
  const auto frame = frame_of(drawing);
  std::vector<scene::text> inside;
  for (auto& text : items<scene::text>(drawing))
    if (text.at.x > frame.x && text.at.x < frame.right() && text.at.y > frame.y &&
        text.at.y < frame.bottom())
      inside.push_back(text);
  return inside;
}

std::size_t hatching(const scene::drawing& drawing) {
  std::size_t strokes = 0;
  for (const auto& path : items<scene::path>(drawing))
    strokes += path.line && path.line->paint == plot::arrange::no_value_stroke;
  return strokes;
}

std::array<int, 3> bytes(const plot::color& c) {
  const auto byte = [](double part) { return static_cast<int>(std::lround(part * 255)); };
  return {byte(c.red), byte(c.green), byte(c.blue)};
}

/// The pixel in the middle of a cell of a map that fills the axes.
std::array<int, 3> cell_pixel(const decoded& picture, const scene::rectangle& frame,
                              std::array<double, 2> share) {
  return picture.at(static_cast<int>(frame.x + share[0] * frame.width),
                    static_cast<int>(frame.y + share[1] * frame.height));
}

}  // namespace

TEST_CASE("draw_heat_map: cells fill the axes, the first row at the top") {
  const plot::cairo::typesetter letters;
  const auto drawing = plot::layout(map_of(2, 2, {0, 1, 2, 3}), letters);
  const auto picture = decode(plot::png(drawing, 72));
  const auto frame = frame_of(drawing);
  const auto& ramp = *plot::viridis();
  CHECK(cell_pixel(picture, frame, {0.25, 0.25}) == bytes(ramp[0]));
  CHECK(cell_pixel(picture, frame, {0.75, 0.25}) == bytes(ramp[85]));
  CHECK(cell_pixel(picture, frame, {0.25, 0.75}) == bytes(ramp[170]));
  CHECK(cell_pixel(picture, frame, {0.75, 0.75}) == bytes(ramp[255]));
  // To the edge of the frame and of the cells, without seams.
  CHECK(cell_pixel(picture, frame, {0.02, 0.48}) == bytes(ramp[0]));
  CHECK(cell_pixel(picture, frame, {0.98, 0.52}) == bytes(ramp[255]));
}

TEST_CASE("draw_heat_map: many cells are an image, of the same colours in the same places") {
  constexpr std::size_t side = 100;
  std::vector<double> values(side * side);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<double>(i % side);
  values[0] = none;
  const plot::cairo::typesetter letters;
  const auto drawing = plot::layout(map_of(side, side, values), letters);
  REQUIRE(items<scene::image>(drawing).size() == 1);
  const scene::image image = items<scene::image>(drawing)[0];
  CHECK(image.columns == side);
  CHECK(image.rows == side);
  CHECK(image.colors->at(0) == plot::arrange::no_value_ground);
  CHECK(image.colors->at(1) == plot::viridis()->at(2));
  CHECK(image.colors->back() == plot::viridis()->back());
  const auto frame = frame_of(drawing);
  CHECK(image.area.x == doctest::Approx(frame.x));
  CHECK(image.area.bottom() == doctest::Approx(frame.bottom()));
  const auto picture = decode(plot::png(drawing, 72));
  CHECK(cell_pixel(picture, frame, {0.005, 0.5}) == bytes(plot::viridis()->at(0)));
  CHECK(cell_pixel(picture, frame, {0.995, 0.02}) == bytes(plot::viridis()->back()));
  CHECK(cell_pixel(picture, frame, {0.505, 0.98}) == bytes(plot::viridis()->at(129)));
  const std::string text = plot::svg(drawing);
  CHECK(text.find("image-rendering:pixelated") != std::string::npos);
}

TEST_CASE("draw_heat_map: an image is turned with reversed axes") {
  std::vector<double> values(80 * 80, 0);
  values[0] = 1;
  plot::figure f = map_of(80, 80, values);
  f.grid[0].options().y.reversed = false;
  f.grid[0].options().x.reversed = true;
  const auto drawing = laid_out(f);
  REQUIRE(items<scene::image>(drawing).size() == 1);
  const auto colors = items<scene::image>(drawing)[0].colors;
  CHECK(colors->back() == plot::viridis()->back());  // the first cell: now at the lower right
  CHECK(colors->front() == plot::viridis()->front());
}

TEST_CASE("draw_heat_map: several cells to a pixel show their mean") {
  constexpr std::size_t side = 1600;  // four by four to a pixel and more
  std::vector<double> values(side * side);
  for (std::size_t i = 0; i < values.size(); ++i)
    values[i] = static_cast<double>((i + i / side) % 2);
  const auto grays = std::make_shared<const std::vector<plot::color>>(
      std::vector<plot::color>{plot::black, plot::white});
  const plot::cairo::typesetter letters;
  const auto drawing = plot::layout(map_of(side, side, values, {.palette = grays}), letters);
  const auto picture = decode(plot::png(drawing, 72));
  const int middle = cell_pixel(picture, frame_of(drawing), {0.4, 0.6})[0];
  CHECK(middle > 100);
  CHECK(middle < 155);
  CHECK(plot::svg(drawing).find("pixelated") == std::string::npos);
}

TEST_CASE("draw_heat_map: values are written in what reads best on their cell") {
  const auto drawing = laid_out(map_of(1, 3, {1, 20, 300}, {.annotate = true}));
  const auto texts = texts_inside(drawing);
  REQUIRE(texts.size() == 3);
  CHECK(texts[0].content == "1.00");
  CHECK(texts[0].paint == plot::white);
  CHECK(texts[2].content == "300");
  CHECK(texts[2].paint == plot::black);
  const auto frame = frame_of(drawing);
  CHECK(texts[1].at.x == doctest::Approx(frame.x + frame.width / 2));
  CHECK(texts_inside(laid_out(map_of(1, 3, {1, 20, 300}))).empty());
}

TEST_CASE("draw_heat_map: cells too small for their values have none") {
  const std::vector<double> values(60 * 60, 1234.5);
  CHECK(texts_inside(laid_out(map_of(60, 60, values, {.annotate = true}))).empty());
}

TEST_CASE("draw_heat_map: a cell without a value is hatched, and the colour bar says how many") {
  const auto whole = laid_out(map_of(2, 2, {0, 1, 2, 3}, {.value_label = "ms"}));
  CHECK(hatching(whole) == 0);
  const auto drawing =
      laid_out(map_of(2, 2, {0, none, 2, 3}, {.value_label = "ms", .annotate = true}));
  CHECK(hatching(drawing) > 10);
  CHECK(texts_inside(drawing).size() == 3);
  const auto texts = items<scene::text>(drawing);
  CHECK(std::ranges::any_of(
      texts, [](const auto& t) { return t.content == "ms, hatched: no value (1 of 4)"; }));
  const auto frame = frame_of(drawing);
  for (const auto& path : items<scene::path>(drawing)) {
    if (!path.line || path.line->paint != plot::arrange::no_value_stroke) continue;
    for (const auto p : path.points) {
      CHECK(p.x >= frame.x + frame.width / 2 - 1e-9);
      CHECK(p.y <= frame.y + frame.height / 2 + 1e-9);
    }
  }
}

TEST_CASE("draw_heat_map: a map without any value is all hatched") {
  const auto drawing = laid_out(map_of(2, 3, std::vector<double>(6, none), {.annotate = true}));
  CHECK(hatching(drawing) > 50);
  const auto texts = items<scene::text>(drawing);
  CHECK(std::ranges::any_of(
      texts, [](const auto& t) { return t.content == "hatched: no value (6 of 6)"; }));
}

TEST_CASE("draw_heat_map: limits that are asked for stretch the colours") {
  const auto drawing =
      laid_out(map_of(80, 80, std::vector<double>(6400, 5), {.low = 0, .high = 10}));
  CHECK(items<scene::image>(drawing)[0].colors->front() == plot::viridis()->at(128));
  const auto beyond = laid_out(map_of(80, 80, std::vector<double>(6400, 5), {.low = 0, .high = 2}));
  CHECK(items<scene::image>(beyond)[0].colors->front() == plot::viridis()->back());
}

TEST_CASE("draw_heat_map: few rows without names have a whole number each") {
  const auto drawing = laid_out(map_of(1, 3, {1, 2, 3}));
  const auto texts = items<scene::text>(drawing);
  const auto shown = [&](const std::string& content) {
    return std::ranges::count_if(texts, [&](const auto& t) { return t.content == content; });
  };
  CHECK(shown("0") == 2);  // of x and of y
  CHECK(shown("2") == 1);
  CHECK(shown("0.2") == 0);
  CHECK(shown("\u22120.4") == 0);
}

TEST_CASE("draw_heat_map: nothing at all draws nothing") {
  CHECK(items<scene::image>(laid_out(map_of(0, 0, {}))).empty());
  CHECK(texts_inside(laid_out(map_of(0, 5, {}, {.annotate = true}))).empty());
}

TEST_CASE("draw_heat_map: the hatching of a cell far larger than the axes ends with them") {
  plot::figure f = map_of(2, 2, {none, 1, 2, 3});
  f.grid[0].options().x.low = 0.2;
  f.grid[0].options().x.high = 0.2001;
  CHECK(laid_out(f).items.size() < 1000);
}

TEST_CASE("draw_heat_map: cells far outside the axes are cut or left out, those inside stay") {
  plot::figure f = map_of(1, 3, {1, 2, 3});
  auto& x = f.grid[0].options().x;
  x.low = 1 - 1e-9;  // a billionth of the middle cell
  x.high = 1 + 1e-9;
  const auto drawing = laid_out(f);
  const auto frame = frame_of(drawing);
  std::size_t cells = 0;
  for (const auto& path : items<scene::path>(drawing)) {
    bool covers = path.fill.has_value() && path.closed;
    double left = frame.right(), right = frame.x;
    for (const auto& corner : path.points) {
      CHECK(std::abs(corner.x) < 1e4);
      left = std::min(left, corner.x);
      right = std::max(right, corner.x);
    }
    covers &= left < frame.x && right > frame.right();
    cells += covers;
  }
  CHECK(cells == 2);  // the middle one, and the one before it that reaches under it
}
