// Point clouds through the public figure API, as draw_runtime_vs_tokens draws them.
//   scatter data POINTS FILE             makes the data: four series, of each all x, then all y
//   scatter draw FILE PICTURE W H        draws them into a picture of W by H inches at 300 dpi
//   scatter pixels POINTS                how many pixels differ from those that Cairo paints itself
#include <proflens/plot/backend/cairo.hpp>
#include <proflens/plot/save.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "columns.hpp"
#include "program.hpp"

namespace {

namespace plot = proflens::plot;

constexpr std::size_t series_count = 4;
constexpr double dpi = 300;

/// Tokens spread over three powers of ten, run times on a line of their own with noise: a cloud
/// that is dense where batches are small and thin where they are large.
void add_series(std::vector<benchmark::column>& all, std::size_t count, std::size_t series) {
  std::mt19937_64 random(series + 1);
  std::lognormal_distribution<double> tokens(5.5, 0.8);
  std::normal_distribution<double> noise(0, 2);
  benchmark::column x, y;
  for (std::size_t i = 0; i < count; ++i) {
    x.push_back(std::min(tokens(random), 4096.0));
    y.push_back(18 + 0.01 * static_cast<double>(series + 1) * x.back() + std::abs(noise(random)));
  }
  all.push_back(std::move(x));
  all.push_back(std::move(y));
}

/// x and y of each series in turn.
std::vector<benchmark::column> made(std::size_t count) {
  std::vector<benchmark::column> all;
  for (std::size_t s = 0; s < series_count; ++s) add_series(all, count / series_count, s);
  return all;
}

plot::figure figure_of(std::vector<benchmark::column> all, plot::page_size size) {
  plot::figure figure{.title = {}, .size = size, .style = plot::paper_style()};
  auto& axes = figure.axes({.x = {.label = "Total Scheduled Tokens", .low = 0},
                            .y = {.label = "Model Run Time (ms)", .low = 0},
                            .legend = plot::legend_place::upper_left_unless_hiding});
  for (std::size_t s = 0; s < series_count; ++s)
    axes.points(std::move(all[2 * s]), std::move(all[2 * s + 1]),
                {.label = "Config " + std::to_string(s)});
  return figure;
}

/// The picture in pixels of Cairo: its points by our layer, or every marker as a path.
std::vector<std::uint32_t> pixels_of(const plot::scene::drawing& drawing, bool by_layer) {
  const auto image = plot::cairo::image_of(drawing, dpi);
  const plot::cairo::context_handle target(cairo_create(image.get()));
  cairo_scale(target.get(), dpi / 72, dpi / 72);
  const plot::canvas canvas = plot::cairo::pixels_in(image.get());
  plot::cairo::painter::options how{.dpi = dpi, .pixels = {}, .vector_points = SIZE_MAX};
  if (by_layer) how.pixels = canvas;
  plot::cairo::painter(target.get(), plot::cairo::typesetter(), how).paint(drawing);
  cairo_surface_flush(image.get());
  return {canvas.pixels, canvas.pixels + canvas.stride * canvas.height};
}

bool differs(std::uint32_t a, std::uint32_t b) {
  for (const int shift : {0, 8, 16}) {
    const int difference = static_cast<int>(a >> shift & 255) - static_cast<int>(b >> shift & 255);
    if (std::abs(difference) > 8) return true;
  }
  return false;
}

/// Of all pixels of the picture, in percent: those off by more than 8/255. Only the points are
/// compared; lines and texts are painted by Cairo in both.
double percent_off(std::size_t count) {
  const auto figure = figure_of(made(count), plot::inches(10, 6));
  auto drawing = plot::layout(figure, plot::cairo::typesetter());
  std::erase_if(drawing.items,
                [](const auto& item) { return !std::holds_alternative<plot::scene::cloud>(item); });
  const auto ours = pixels_of(drawing, true), exact = pixels_of(drawing, false);
  std::size_t off = 0;
  for (std::size_t i = 0; i < ours.size(); ++i) off += differs(ours[i], exact[i]);
  return 100 * static_cast<double>(off) / static_cast<double>(ours.size());
}

bool run(const std::vector<std::string>& words) {
  if (words.size() == 3 && words[0] == "data") {
    benchmark::write_columns(words[2], made(std::stoul(words[1])));
  } else if (words.size() == 5 && words[0] == "draw") {
    const auto size = plot::inches(std::stod(words[3]), std::stod(words[4]));
    auto all = benchmark::read_columns(words[1], 2 * series_count);
    plot::save(figure_of(std::move(all), size), words[2], {.dpi = dpi});
  } else if (words.size() == 2 && words[0] == "pixels") {
    std::printf("percent=%.4f\n", percent_off(std::stoul(words[1])));
  } else {
    return false;
  }
  return true;
}

}  // namespace

int main(int count, char** words) {
  return benchmark::program(
      count, words, "scatter data POINTS FILE | draw FILE PICTURE W H | pixels POINTS", run);
}
