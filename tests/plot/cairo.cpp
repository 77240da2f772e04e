#include <proflens/plot/backend/cairo.hpp>

#include "decoded_png.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <random>
#include <string>
#include <string_view>
#include <vector>

using namespace proflens::plot;

namespace {

constexpr double page_width = 144, page_height = 72;

scene::drawing page(std::vector<scene::item> items) {
  scene::drawing d;
  d.width = page_width;
  d.height = page_height;
  d.title = "a title";
  d.items = std::move(items);
  return d;
}

decoded drawn(std::vector<scene::item> items, double dpi = 72) {
  return decode(png(page(std::move(items)), dpi));
}

scene::text text_of(std::string content, double size = 20) {
  scene::text t;
  t.at = {20, 40};
  t.content = std::move(content);
  t.size = size;
  t.paint = black;
  return t;
}

scene::path line_of(std::vector<scene::position> points, scene::stroke how) {
  scene::path p;
  p.points = std::move(points);
  p.line = std::move(how);
  return p;
}

scene::series series_of(std::vector<double> x, std::vector<double> y, scene::marker_style style) {
  scene::series s;
  s.x = std::make_shared<const std::vector<double>>(std::move(x));
  s.y = std::make_shared<const std::vector<double>>(std::move(y));
  s.style = style;
  s.face = {0.12, 0.47, 0.71};
  return s;
}

scene::cloud scattered(std::size_t points) {
  std::mt19937_64 random(1);
  const auto uniform = [&] { return static_cast<double>(random() >> 11) * 0x1p-53; };
  scene::cloud cloud{{60, 36, 600, 360}, {}};
  for (std::size_t s = 0; s < 10; ++s) {
    std::vector<double> x, y;
    for (std::size_t i = 0; i < points / 10; ++i) {
      // Dense at the left and thin at the right.
      x.push_back(60 + 600 * uniform() * uniform());
      y.push_back(36 + 360 * uniform());
    }
    cloud.all.push_back(series_of(x, y, {all_markers[s], 50, 0.5, white, 0.7}));
  }
  return cloud;
}

std::size_t count_of(std::string_view what, std::string_view in) {
  std::size_t count = 0;
  for (auto at = in.find(what); at != in.npos; at = in.find(what, at + 1)) ++count;
  return count;
}

constexpr std::array<int, 3> white_pixel{255, 255, 255}, black_pixel{0, 0, 0};

}  // namespace

TEST_CASE("cairo: a PNG has the size of the page and knows its resolution") {
  const std::string bytes = png(page({}), 300);
  const auto picture = decode(bytes);
  CHECK(picture.width == 600);
  CHECK(picture.height == 300);
  CHECK(picture.at(0, 0) == white_pixel);
  // 11811 pixels per metre, twice, and the unit.
  CHECK(bytes.find(std::string("pHYs\0\0\x2e\x23\0\0\x2e\x23\1", 13)) != bytes.npos);
}

TEST_CASE("cairo: a picture that is too large or has no size is an error with a remedy") {
  const auto message = [](double dpi) -> std::string {
    try {
      png(page({}), dpi);
    } catch (const error& problem) {
      return problem.what();
    }
    return "none";
  };
  CHECK(message(20000).find("expected 1 to 32767") != std::string::npos);
  CHECK(message(20000).find(".pdf or .svg") != std::string::npos);
  CHECK(message(0.1).find("expected 1 to 32767") != std::string::npos);
  for (const double dpi : {0.0, -300.0, std::nan(""), HUGE_VAL})
    CHECK(message(dpi).find("expected a finite number above 0") != std::string::npos);
}

TEST_CASE(
    "cairo: a PDF at a resolution that is none is an error, one without images has no limit") {
  scene::drawing drawing{.width = 720, .height = 432, .title = {}, .items = {scattered(1000)}};
  for (const double dpi : {0.0, -300.0, std::nan(""), HUGE_VAL}) {
    CHECK_THROWS_AS(pdf(drawing, {.dpi = dpi}), error);
    CHECK_THROWS_AS(pdf(drawing, {.vector_points = 999, .dpi = dpi}), error);
  }
  for (const double dpi : {0.01, 1e5}) {
    CHECK_NOTHROW(pdf(drawing, {.dpi = dpi}));
    CHECK_THROWS_AS(pdf(drawing, {.vector_points = 999, .dpi = dpi}), error);
  }
}

TEST_CASE("cairo: lines parallel to the axes are crisp") {
  const auto picture = drawn({line_of({{10, 20.3}, {100, 20.3}}, {black, 1, {}, false})});
  CHECK(picture.at(50, 20) == black_pixel);
  CHECK(picture.at(50, 19) == white_pixel);
  CHECK(picture.at(50, 21) == white_pixel);
}

TEST_CASE("cairo: items are painted in turn and clipped") {
  scene::path square;
  square.points = {{20, 20}, {60, 20}, {60, 60}, {20, 60}};
  square.closed = true;
  square.fill = black;
  const auto picture = drawn({scene::begin_clip{{0, 0, 40, 72}}, square, scene::end_clip{},
                              line_of({{0, 30}, {144, 30}}, {white, 4, {}, false})});
  CHECK(picture.at(30, 50) == black_pixel);
  CHECK(picture.at(50, 50) == white_pixel);
  CHECK(picture.at(30, 30) == white_pixel);
}

TEST_CASE("cairo: rounded corners are round") {
  scene::path box;
  box.points = {{20, 10}, {80, 10}, {80, 50}, {20, 50}};
  box.closed = true;
  box.corner_radius = 10;
  box.fill = black;
  const auto picture = drawn({box});
  CHECK(picture.at(21, 11) == white_pixel);
  CHECK(picture.at(50, 10) == black_pixel);
  CHECK(picture.at(20, 30) == black_pixel);
}

TEST_CASE("cairo: text stands on its anchor, in any script") {
  for (const char* words : {"lllll", "模型运行时间", "Ωλ −1.5 é"}) {
    const auto picture = drawn({text_of(words)}, 144);
    CHECK(picture.dark() > 100);
    for (int x = 0; x < 39; ++x) CHECK(picture.at(x, 75) == white_pixel);
  }
  const auto feet = drawn({text_of("lllll")}, 144);
  std::size_t below = 0;
  for (int x = 0; x < feet.width; ++x) below += feet.at(x, 81)[0] < 128;
  CHECK(below == 0);
}

TEST_CASE("cairo: hostile text neither breaks the page nor the line") {
  CHECK(drawn({text_of("a\nb\r\nc")}).dark() > 0);
  CHECK(drawn({text_of("\xff\xfe broken \xe6\xa8")}).dark() > 0);
  CHECK(drawn({text_of("<b>&amp;</b>")}).dark() > 0);
  CHECK(drawn({text_of("")}).dark() == 0);
}

TEST_CASE("cairo: a long line behind a text begins at its own first point") {
  std::vector<scene::position> points;
  for (int i = 0; i < 100; ++i) points.push_back({100.0 + 0.3 * i, 70});
  const auto line = line_of(points, {.paint = black, .width = 1});
  scene::text empty = text_of(" ");
  empty.at = {10, 10};
  CHECK(drawn({empty, line}).rgb == drawn({line}).rgb);
}

TEST_CASE("cairo: text turns counter-clockwise about its anchor") {
  auto up = text_of("lllllll");
  up.degrees = 90;
  up.at = {72, 70};
  const auto picture = drawn({up});
  std::size_t left = 0, right = 0;
  for (int y = 0; y < 72; ++y) {
    for (int x = 0; x < 144; ++x) (x < 73 ? left : right) += picture.at(x, y)[0] < 200;
  }
  CHECK(left > 50);
  CHECK(right == 0);
}

TEST_CASE("cairo: the measure grows with the text and in step with its size") {
  const cairo::typesetter measure;
  const auto ten = measure("Total Scheduled Tokens", 10);
  const auto forty = measure("Total Scheduled Tokens", 40);
  CHECK(forty.width == doctest::Approx(4 * ten.width).epsilon(0.002));
  CHECK(forty.ascent == doctest::Approx(4 * ten.ascent));
  CHECK(ten.width > 100);
  CHECK(ten.width < 140);
  CHECK(ten.ascent == doctest::Approx(7.6).epsilon(0.05));
  CHECK(ten.descent == doctest::Approx(2.1).epsilon(0.1));
  CHECK(measure("", 10).width == 0);
  CHECK(measure("模型", 10).width == doctest::Approx(20).epsilon(0.05));
}

TEST_CASE("cairo: pieces of a long line look like the line in one go") {
  std::vector<scene::position> points;
  for (int i = 0; i < 400; ++i) points.push_back({i * 0.36, 36 + 30 * std::sin(i * 0.05)});
  const auto one_go = [&](const scene::stroke& how) {
    const auto page_of = page({});
    const auto image = cairo::image_of(page_of, 144);
    const cairo::context_handle target(cairo_create(image.get()));
    cairo_scale(target.get(), 2, 2);
    cairo_set_source_rgb(target.get(), 1, 1, 1);
    cairo_paint(target.get());
    cairo_set_source_rgba(target.get(), 0, 0, 0, how.paint.alpha);
    cairo_set_line_width(target.get(), how.width);
    cairo_set_dash(target.get(), how.dashes.data(), static_cast<int>(how.dashes.size()), 0);
    for (const auto p : points) cairo_line_to(target.get(), p.x, p.y);
    cairo_stroke(target.get());
    cairo_surface_flush(image.get());
    return decode(cairo::png_file(cairo::pixels_in(image.get()), 144).bytes());
  };
  for (const double alpha : {1.0, 0.5}) {
    for (const auto& dashes : {std::vector<double>{}, std::vector<double>{8, 5}}) {
      const scene::stroke how{with_alpha(black, alpha), 2, dashes, false};
      const auto whole = one_go(how), cut = drawn({line_of(points, how)}, 144);
      std::size_t off = 0;
      for (std::size_t i = 0; i < whole.rgb.size(); ++i) {
        off += std::abs(whole.rgb[i] - cut.rgb[i]) > 64;
      }
      CHECK(off <= 60);  // of some 6000: at the seams and the ends of dashes
    }
  }
}

TEST_CASE("cairo: thinning keeps the ends and extremes of every column") {
  std::vector<scene::position> points;
  for (int i = 0; i < 1000; ++i) points.push_back({i * 0.01, std::sin(i * 1.7)});
  const auto kept = cairo::thinned(points, 1);
  CHECK(kept.size() <= 40);
  CHECK(kept.front() == points.front());
  CHECK(kept.back() == points.back());
  const auto lowest = [](const auto& all) {
    return std::min_element(all.begin(), all.end(), [](auto a, auto b) { return a.y < b.y; })->y;
  };
  CHECK(lowest(kept) == lowest(points));
  points.push_back({0, 0});
  CHECK(cairo::thinned(points, 1).empty());
}

TEST_CASE("cairo: a colour bar runs from the bottom to the top, over white") {
  scene::gradient bar{{10, 10, 20, 50}, nullptr, 0.5};
  CHECK(drawn({bar}).dark() == 0);
  bar.colors = std::make_shared<const std::vector<color>>(std::vector<color>{black, {1, 0, 0}});
  const auto picture = drawn({bar});
  CHECK(picture.at(20, 50)[0] == doctest::Approx(127.5).epsilon(0.01));
  CHECK(picture.at(20, 20)[0] == 255);
  CHECK(picture.at(20, 20)[1] == doctest::Approx(127.5).epsilon(0.01));
  CHECK(picture.at(20, 61) == white_pixel);
}

TEST_CASE("cairo: points of a PNG are those of exact Cairo but for 0.5 % of the pixels") {
  const auto cloud = scattered(20000);
  scene::drawing drawing;
  drawing.width = 720;
  drawing.height = 432;
  drawing.items = {cloud};
  const auto ours = decode(png(drawing, 300));
  const auto image = cairo::image_of(drawing, 300);
  const cairo::context_handle target(cairo_create(image.get()));
  cairo_scale(target.get(), 300 / 72.0, 300 / 72.0);
  const cairo::typesetter letters;
  cairo::painter(target.get(), letters, {.dpi = 300, .pixels = {}, .vector_points = 20000})
      .paint(drawing);
  cairo_surface_flush(image.get());
  const auto exact = decode(cairo::png_file(cairo::pixels_in(image.get()), 300).bytes());
  REQUIRE(ours.rgb.size() == exact.rgb.size());
  std::size_t off = 0;
  for (std::size_t i = 0; i < ours.rgb.size(); i += 3) {
    int largest = 0;
    for (std::size_t k = i; k < i + 3; ++k) {
      largest = std::max(largest, std::abs(ours.rgb[k] - exact.rgb[k]));
    }
    off += largest > 8;
  }
  CHECK(off * 200 <= ours.rgb.size() / 3);
  CHECK(ours.rgb != drawn({}).rgb);
}

TEST_CASE("cairo: a PDF has fonts, its title and no date") {
  const auto bytes = pdf(page({text_of("words 模型")}));
  CHECK(bytes.starts_with("%PDF-"));
  CHECK(bytes.find("/Font") != bytes.npos);
  CHECK(bytes.find("/Title (a title)") != bytes.npos);
  CHECK(bytes.find("Date") == bytes.npos);
  CHECK(bytes == pdf(page({text_of("words 模型")})));
}

TEST_CASE("cairo: a PDF of no size is an error, one with a hostile title is not") {
  auto drawing = page({});
  drawing.title = "bad \xff ) (";
  CHECK(pdf(drawing).find("/Title") != std::string::npos);
  drawing.width = 0;
  CHECK_THROWS_AS(pdf(drawing), error);
  drawing.width = std::nan("");
  CHECK_THROWS_AS(pdf(drawing), error);
}

TEST_CASE("cairo: a series without columns is drawn as nothing") {
  scene::cloud cloud{{0, 0, 100, 50}, {scene::series{}}};
  CHECK(drawn({cloud}).rgb == drawn({}).rgb);
  CHECK(pdf(page({cloud})).size() > 100);
}

TEST_CASE("cairo: any number of threads compresses to the same bytes") {
  std::vector<std::uint32_t> pixels(1000 * 1100);
  for (std::size_t i = 0; i < pixels.size(); ++i) pixels[i] = 0xff000000u | (i * i / 7 & 0xffff);
  const canvas picture{pixels.data(), 1000, 1100, 1000};
  const auto one = cairo::deflated(picture, 1), three = cairo::deflated(picture, 3);
  REQUIRE(one.size() > 2);
  REQUIRE(one.size() == three.size());
  for (std::size_t i = 0; i < one.size(); ++i) CHECK(one[i].bytes == three[i].bytes);
  const auto unpacked = decode(cairo::png_file(picture, 72).bytes());
  CHECK(unpacked.at(999, 1099)[2] == static_cast<int>(pixels.back() & 255));
  CHECK(unpacked.at(500, 700)[1] == static_cast<int>(pixels[700 * 1000 + 500] >> 8 & 255));
}

TEST_CASE("cairo: a PDF has few points as vectors and many as an image") {
  scene::drawing drawing;
  drawing.width = 720;
  drawing.height = 432;
  drawing.items = {scattered(1000)};
  CHECK(count_of("/Subtype /Image", pdf(drawing)) == 0);
  CHECK(count_of("/Subtype /Image", pdf(drawing, {.vector_points = 999})) == 2);  // and its mask
  CHECK(pdf(drawing, {.vector_points = 999}).find("/SMask") != std::string::npos);
}

TEST_CASE("cairo: points of all clouds of a PDF count together, handles of legends never") {
  scene::cloud sample{{0, 0, 20, 20}, {series_of({10}, {10}, {})}, true};
  scene::drawing drawing{.width = 720, .height = 432, .title = {}, .items = {}};
  drawing.items = {scattered(100), sample, scattered(100), sample};
  const auto images = [&](std::size_t limit) {
    return count_of("/SMask", pdf(drawing, {.vector_points = limit}));
  };
  CHECK(images(200) == 0);
  CHECK(images(199) == 1);
  CHECK(images(99) == 2);
  CHECK(images(0) == 2);
}
