#include <proflens/plot/layer/hidden_pixels.hpp>

#include <doctest/doctest.h>

#include <random>
#include <vector>

using proflens::plot::layer::hidden_pixels;
using proflens::plot::layer::pixel_run;

namespace {

bool same(pixel_run a, pixel_run b) {
  return (a.empty() && b.empty()) || (a.begin == b.begin && a.end == b.end);
}

/// The same question answered pixel by pixel.
pixel_run looked_up(const std::vector<bool>& hidden, pixel_run run) {
  pixel_run open;
  for (int x = run.begin; x < run.end; ++x) {
    if (x < 0 || x >= static_cast<int>(hidden.size()) || hidden[static_cast<std::size_t>(x)]) {
      continue;
    }
    open = {open.empty() ? x : open.begin, x + 1};
  }
  return open;
}

}  // namespace

TEST_CASE("hidden_pixels: at first all inside is open") {
  const hidden_pixels fresh(130, 2);
  CHECK(same(fresh.open_part(1, {-5, 500}), {0, 130}));
  CHECK(same(fresh.open_part(0, {63, 65}), {63, 65}));
  CHECK(fresh.open_part(0, {130, 140}).empty());
  CHECK(fresh.open_part(0, {-9, 0}).empty());
  CHECK(fresh.open_part(0, {7, 7}).empty());
}

TEST_CASE("hidden_pixels: the open part is what looking at every pixel finds") {
  std::mt19937 random(5);
  for (const int width : {1, 63, 64, 65, 200}) {
    hidden_pixels map(width, 3);
    std::vector<bool> expected(static_cast<std::size_t>(width));
    for (int step = 0; step < 2 * width; ++step) {
      const int x = static_cast<int>(random() % static_cast<unsigned>(width));
      map.hide(x, 1);
      expected[static_cast<std::size_t>(x)] = true;
      const int begin = static_cast<int>(random() % 220) - 10;
      const pixel_run asked{begin, begin + static_cast<int>(random() % 90)};
      CHECK(same(map.open_part(1, asked), looked_up(expected, asked)));
    }
    CHECK(same(map.open_part(0, {0, width}), {0, width}));
    CHECK(same(map.open_part(2, {0, width}), {0, width}));
  }
}
