#include <proflens/plot/layer/put_row.hpp>
#include <proflens/plot/point_layer.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <random>

using namespace proflens::plot;

namespace {

scene::series series_of(std::vector<double> x, std::vector<double> y, scene::marker_style style,
                        color face) {
  scene::series result;
  result.x = std::make_shared<const std::vector<double>>(std::move(x));
  result.y = std::make_shared<const std::vector<double>>(std::move(y));
  result.style = style;
  result.face = face;
  return result;
}

scene::cloud cloud_of(std::vector<scene::series> all) { return {{0, 0, 144, 72}, std::move(all)}; }

/// At 72 dots per inch a point is a pixel.
raster drawn(const scene::cloud& cloud, unsigned threads = 1) {
  return rasterize(cloud, {.dpi = 72, .threads = threads});
}

std::uint32_t pixel(const raster& r, int x, int y) {
  return r.pixels[static_cast<std::size_t>(y * r.width + x)];
}

int part(std::uint32_t argb, int shift) { return static_cast<int>(argb >> shift & 255); }

std::size_t painted_pixels(const raster& r) {
  return r.pixels.size() -
         static_cast<std::size_t>(std::count(r.pixels.begin(), r.pixels.end(), 0u));
}

const color red{1, 0, 0}, green{0, 1, 0}, blue{0, 0, 1};

/// Some thousand markers of all shapes, dense enough that many pixels are hidden.
scene::cloud crowd() {
  std::mt19937_64 random(7);
  const auto uniform = [&](double low, double high) {
    return low + (high - low) * static_cast<double>(random() >> 11) * 0x1p-53;
  };
  std::vector<scene::series> all;
  for (const marker shape : all_markers) {
    std::vector<double> x, y;
    for (int i = 0; i < 400; ++i) {
      x.push_back(uniform(-10, 100));
      y.push_back(uniform(-10, 82));
    }
    const double shade = static_cast<double>(all.size()) / 10;
    all.push_back(series_of(x, y, {shape, uniform(5, 90), uniform(0, 2), white, uniform(0.2, 1)},
                            {shade, 0.4, 1 - shade}));
  }
  return cloud_of(std::move(all));
}

}  // namespace

TEST_CASE("point_layer: a marker is at its place, with its face and its edge") {
  const auto r = drawn(cloud_of({series_of({40}, {30}, {marker::square, 100, 2, white, 1}, red)}));
  CHECK(r.width == 144);
  CHECK(r.height == 72);
  CHECK(pixel(r, 40, 30) == 0xffff0000u);
  CHECK(pixel(r, 37, 30) == 0xffff0000u);
  CHECK(part(pixel(r, 36, 30), 8) <= 255 / 16);  // 1/16 of a pixel may be the edge's
  CHECK(pixel(r, 35, 30) == 0xffffffffu);
  CHECK(part(pixel(r, 34, 30), 24) >= 255 - 255 / 16);
  CHECK(pixel(r, 32, 30) == 0);
  CHECK(pixel(r, 40, 23) == 0);
}

TEST_CASE("point_layer: the scene's map takes data to places, the dpi to pixels") {
  auto points = series_of({1000}, {-5}, {marker::square, 4, 0, white, 1}, blue);
  points.scale_x = 0.05;
  points.offset_x = 10;
  points.scale_y = -4;
  points.offset_y = 1;
  const auto r = rasterize(cloud_of({points}), {.dpi = 144, .threads = 1});  // at 60, 21
  CHECK(r.width == 288);
  CHECK(pixel(r, 119, 41) == 0xff0000ffu);
  CHECK(pixel(r, 120, 42) == 0xff0000ffu);
  CHECK(pixel(r, 116, 42) == 0);
}

TEST_CASE("point_layer: a raster begins at its clip") {
  auto cloud = cloud_of({series_of({50, 20}, {30, 30}, {marker::square, 100, 0, white, 1}, red)});
  cloud.clip = {40, 20, 12, 30};
  const auto r = drawn(cloud);
  CHECK(r.left == 40);
  CHECK(r.top == 20);
  CHECK(r.width == 12);
  CHECK(r.height == 30);
  CHECK(pixel(r, 10, 10) == 0xffff0000u);
  CHECK(pixel(r, 2, 10) == 0);
}

TEST_CASE("point_layer: a later point lies over an earlier one, a later series too") {
  const scene::marker_style square{marker::square, 100, 0, white, 1};
  const auto one_above = [&](const scene::cloud& cloud) { return pixel(drawn(cloud), 40, 30); };
  CHECK(one_above(cloud_of({series_of({40}, {30}, square, red),
                            series_of({40}, {30}, square, green)})) == 0xff00ff00u);
  auto by_value = series_of({40, 40}, {30, 30}, square, red);
  by_value.colors = std::make_shared<const std::vector<color>>(std::vector<color>{red, blue});
  by_value.value = std::make_shared<const std::vector<float>>(std::vector<float>{1, 0});
  CHECK(one_above(cloud_of({by_value})) == 0xffff0000u);
  by_value.value = std::make_shared<const std::vector<float>>(std::vector<float>{0, 1});
  CHECK(one_above(cloud_of({by_value})) == 0xff0000ffu);
}

TEST_CASE("point_layer: front to back gives what painting in turn gives, within 1/255") {
  const auto cloud = crowd();
  const auto at_once = drawn(cloud);
  // One by one onto pixels of floats would be the law itself; 8 bits a step would round too often.
  std::vector<std::array<double, 4>> in_turn(at_once.pixels.size());
  for (const auto& series : cloud.all) {
    for (std::size_t i = 0; i < series.x->size(); ++i) {
      auto alone = series;
      alone.x = std::make_shared<const std::vector<double>>(1, (*series.x)[i]);
      alone.y = std::make_shared<const std::vector<double>>(1, (*series.y)[i]);
      const layer::marker_stamps stamps(alone.style, 1, 1);
      const double x = (*alone.x)[0], y = (*alone.y)[0];
      const int left = static_cast<int>(std::floor(x)), top = static_cast<int>(std::floor(y));
      const layer::marker_stamp& stamp = stamps.at(x - left, y - top);
      for (int row = 0; row < stamps.height(); ++row) {
        for (int column = 0; column < stamps.width(); ++column) {
          const int px = left - stamps.reach() + column, py = top - stamps.reach() + row;
          if (px < 0 || px >= 144 || py < 0 || py >= 72) continue;
          const auto at = static_cast<std::size_t>(row * stamps.width() + column);
          auto& below = in_turn[static_cast<std::size_t>(py * 144 + px)];
          const double face = stamp.face[at], edge = stamp.edge[at], through = 1 - face - edge;
          below = {below[0] * through + face + edge,
                   below[1] * through + face * alone.face.red + edge,
                   below[2] * through + face * alone.face.green + edge,
                   below[3] * through + face * alone.face.blue + edge};
        }
      }
    }
  }
  int largest = 0;
  for (std::size_t i = 0; i < in_turn.size(); ++i) {
    for (std::size_t k = 0; k < 4; ++k) {
      const int expected = static_cast<int>(std::lround(in_turn[i][k] * 255));
      const int shift = 24 - 8 * static_cast<int>(k);
      largest = std::max(largest, std::abs(expected - part(at_once.pixels[i], shift)));
    }
  }
  CHECK(largest <= 1);
  CHECK(painted_pixels(at_once) > 5000);
}

TEST_CASE("point_layer: any number of threads gives the same bytes") {
  const auto cloud = crowd();
  const auto one = drawn(cloud, 1);
  for (const unsigned threads : {2u, 3u, 5u, 16u})
    CHECK(drawn(cloud, threads).pixels == one.pixels);
}

TEST_CASE("point_layer: places beside a step of the grid do not depend on the bands") {
  std::vector<double> x, y;
  for (int i = 0; i < 6000; ++i) {
    const double column = i * 7 % 2304 / 16.0, row = i % 1152 / 16.0;
    x.push_back(std::nextafter(column, i % 2 * 1000.0 - 1));
    y.push_back(std::nextafter(row, i % 3 * 1000.0 - 1));
  }
  const auto cloud = cloud_of({series_of(x, y, {marker::circle, 400, 1, white, 0.01}, blue)});
  const auto one = drawn(cloud, 1);
  CHECK(painted_pixels(one) > 9000);
  for (const unsigned threads : {2u, 7u}) CHECK(drawn(cloud, threads).pixels == one.pixels);
}

TEST_CASE("point_layer: a centre just out of reach leaves others as they are") {
  // 9 pixels wide with half a pixel of an edge: a reach of 5. Behind the right end of the row of
  // centres lies the left end of the next.
  const scene::marker_style small{marker::square, 81, 0.5, white, 1};
  const double right = std::nextafter(144.0 + 5, 0), bottom = std::nextafter(72.0 + 5, 0);
  for (const double row : {-1.0, 30.0, 70.0}) {
    const auto alone = series_of({-4.1}, {row + 1.5}, small, red);
    const auto behind = series_of({-4.1, right}, {row + 1.5, row + 0.5}, small, red);
    CHECK(painted_pixels(drawn(cloud_of({alone}))) > 0);
    CHECK(drawn(cloud_of({behind})).pixels == drawn(cloud_of({alone})).pixels);
  }
  CHECK(painted_pixels(drawn(cloud_of({series_of({right, 9}, {bottom, bottom}, small, red)}))) ==
        0);
}

TEST_CASE("point_layer: centres closed by one series are open to the 65535th after it") {
  const layer::marker_stamps small({marker::square, 25, 0, white, 1}, 1, 1);
  const layer::marker_stamps large({marker::square, 400, 0, white, 1}, 1, 1);
  const layer::light any{1, 0, 0};
  layer::band rows(40, 40, large.reach());
  rows.begin_series();
  for (int i = 0; i < 3; ++i)  // the pixels around are hidden by others
    for (const double x : {18.0, 20.5, 23.0})
      for (const double y : {18.0, 20.5, 23.0}) rows.put(small, x, y, 0, any, any);
  rows.put(small, 20.5, 20.5, 0, any, any);
  for (int i = 0; i < 65535; ++i) rows.begin_series();
  rows.put(large, 20.5, 20.5, 0, any, any);
  std::vector<std::uint32_t> pixels(40 * 40);
  rows.composite({pixels.data(), 40, 40, 40}, 0, 0);
  CHECK(pixels[20 * 40 + 12] == 0xffff0000u);
}

TEST_CASE("point_layer: narrow and wide vectors give the same") {
  std::vector<float> face(40), edge(40);
  std::mt19937 random(3);
  for (int i = 0; i < 29; ++i) {
    face[static_cast<std::size_t>(i)] = static_cast<float>(random() % 1000) / 2000;
    edge[static_cast<std::size_t>(i)] = static_cast<float>(random() % 1000) / 2001;
  }
  const layer::light blueish{0.1f, 0.2f, 0.9f}, whitish{1, 1, 0.9f};
  const auto run = [&](layer::put_row_function put) {
    std::vector<float> planes(4 * 64);
    std::vector<int> done(40);
    int hidden = 0;
    for (int i = 0; i < 10; ++i) {
      hidden +=
          put({face.data(), edge.data(), 29}, {planes.data(), 64}, blueish, whitish, done.data());
    }
    planes.push_back(static_cast<float>(hidden));
    return planes;
  };
  CHECK(run(layer::best_put_row()) == run(layer::put_row_narrow));
  CHECK(run(layer::put_row_narrow).back() > 10);
}

TEST_CASE("point_layer: what is hidden or outside makes no difference") {
  const scene::marker_style disc{marker::circle, 200, 1, white, 1};
  const auto front = series_of({40, 60}, {30, 40}, disc, red);
  std::vector<double> many(5000, 40), at(5000, 30);
  const auto behind = series_of(many, at, {marker::circle, 20, 1, white, 1}, green);
  const auto outside = series_of({-500, 1e9, 40, -1e300}, {30, 30, -1e9, 1e300}, disc, blue);
  const auto alone = drawn(cloud_of({front}));
  CHECK(drawn(cloud_of({behind, front})).pixels == alone.pixels);
  CHECK(drawn(cloud_of({outside, front, outside})).pixels == alone.pixels);
}

TEST_CASE("point_layer: points that are not finite are left out, with their values") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double inf = std::numeric_limits<double>::infinity();
  const scene::marker_style disc{marker::circle, 50, 1, white, 0.7};
  const auto good = drawn(cloud_of({series_of({40}, {30}, disc, red)}));
  CHECK(drawn(cloud_of({series_of({nan, 40, 50, inf, -inf}, {20, 30, nan, 30, inf}, disc, red)}))
            .pixels == good.pixels);
  auto by_value = series_of({40, 70}, {30, 30}, disc, blue);
  by_value.colors = std::make_shared<const std::vector<color>>(std::vector<color>{red, green});
  by_value.value = std::make_shared<const std::vector<float>>(
      std::vector<float>{-3, std::numeric_limits<float>::quiet_NaN()});
  CHECK(drawn(cloud_of({by_value})).pixels == good.pixels);
}

TEST_CASE("point_layer: parts of a colour that are no numbers or below 0 are drawn as 0") {
  const scene::marker_style square{marker::square, 100, 0, white, 1};
  const color bad{std::nan(""), -2, 1};
  CHECK(pixel(drawn(cloud_of({series_of({40}, {30}, square, bad)})), 40, 30) == 0xff0000ffu);
}

TEST_CASE("point_layer: the opacity of a face counts, those beside a palette do not") {
  const scene::marker_style square{marker::square, 100, 0, white, 0.5};
  auto points = series_of({40}, {30}, square, {1, 0, 0, 0.2});
  CHECK(part(pixel(drawn(cloud_of({points})), 40, 30), 24) == doctest::Approx(25.5).epsilon(0.05));
  points.colors = std::make_shared<const std::vector<color>>(2, color{0, 0, 1, 0.2});
  points.value = std::make_shared<const std::vector<float>>(1, 0.5f);
  CHECK(part(pixel(drawn(cloud_of({points})), 40, 30), 24) == doctest::Approx(127.5).epsilon(0.01));
}

TEST_CASE("point_layer: nothing to draw, nowhere to draw") {
  CHECK(painted_pixels(drawn(cloud_of({}))) == 0);
  CHECK(painted_pixels(drawn(cloud_of({series_of({}, {}, {}, red)}))) == 0);
  auto cloud = crowd();
  cloud.clip.width = 0;
  CHECK(drawn(cloud).pixels.empty());
  std::vector<std::uint32_t> pixels(4, 5);
  paint_points(crowd(), {pixels.data(), 2, 2, 2}, {.dpi = 0.001, .threads = 3});
  CHECK(pixels == std::vector<std::uint32_t>(4, 5));
}

TEST_CASE("point_layer: a resolution that is none, or too fine for a picture, is an error") {
  std::vector<std::uint32_t> pixels(4);
  for (const double dpi : {0.0, -100.0, std::nan(""), HUGE_VAL}) {
    CHECK_THROWS_AS(paint_points(crowd(), {pixels.data(), 2, 2, 2}, {.dpi = dpi}), error);
    CHECK_THROWS_AS(rasterize(crowd(), {.dpi = dpi}), error);
  }
  CHECK_THROWS_WITH_AS(rasterize(crowd(), {.dpi = 0.1}), doctest::Contains("expected 1 to 32767"),
                       error);
  CHECK_THROWS_AS(rasterize(crowd(), {.dpi = 16384}), error);
}

TEST_CASE("point_layer: an opaque picture stays opaque and shows through") {
  std::vector<std::uint32_t> pixels(144 * 72, 0xffffffffu);
  paint_points(cloud_of({series_of({40}, {30}, {marker::square, 100, 0, white, 0.5}, blue)}),
               {pixels.data(), 144, 72, 144}, {.dpi = 72, .threads = 1});
  const std::uint32_t mixed = pixels[30 * 144 + 40];
  CHECK(part(mixed, 24) == 255);
  CHECK(part(mixed, 16) == doctest::Approx(127.5).epsilon(0.01));
  CHECK(part(mixed, 0) == 255);
}

TEST_CASE("canvas: straight bytes are those of the colour before it was multiplied") {
  raster one;
  one.pixels = {0x80800000u, 0, 0xff123456u};
  CHECK(straight_rgba(one) ==
        std::vector<unsigned char>{255, 0, 0, 128, 0, 0, 0, 0, 0x12, 0x34, 0x56, 255});
}
