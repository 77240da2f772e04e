#include <doctest/doctest.h>

#include <array>
#include <proflens/plot/layout.hpp>
#include <proflens/plot/palette.hpp>
#include <proflens/plot/style.hpp>
#include <proflens/plot/table_measure.hpp>

#include <string>
#include <vector>

#include "scene_items.hpp"

using namespace proflens;
namespace scene = plot::scene;

static const plot::table_measure measure;

static plot::figure dark() {
  plot::figure f{.title = "dark", .style = plot::dark_style()};
  auto& axes = f.axes({.x = {"x", 1, 1e9}, .y = {.label = "y", .scale = plot::logarithmic{}}});
  axes.points({1, 2}, {1, 20}, {.label = "points", .alpha = 0.5, .values = plot::column{1, 2}});
  axes.bars({1, 2}, {1, 2}, {.error = {1, 1}});
  axes.line([](double x) { return x; }, {.label = "model"});
  return f;
}

TEST_CASE("style: every text, frame and tick of a dark figure is light on dark") {
  const auto drawing = plot::layout(dark(), measure);
  const auto ground = plot::dark_style().background;
  CHECK(drawing.background == ground);
  const auto texts = items<scene::text>(drawing);
  CHECK(texts.size() > 10);
  for (const auto& text : texts) {
    INFO(text.content);
    CHECK(plot::contrast(text.paint, ground) > 10);
  }
  for (const auto& path : items<scene::path>(drawing))
    if (path.line && path.points.size() == 2) CHECK(plot::contrast(path.line->paint, ground) >= 3);
}

TEST_CASE("style: the cycles can be told from a dark ground, also as models") {
  const std::array hard{plot::black, plot::color{0.2, 0, 0}, plot::color{0, 0, 1}};
  for (const plot::color_cycle& cycle : {plot::color_cycle(), plot::color_cycle(hard)}) {
    plot::style light;
    light.cycle = cycle;
    const auto s = plot::dark_style(light);
    REQUIRE(s.cycle.size() == cycle.size());
    for (const auto& color : s.cycle) {
      CHECK(plot::contrast(color, s.background) >= 3);
      CHECK(plot::contrast(plot::toward(color, s.foreground), s.background) >= 3);
    }
  }
}

TEST_CASE("style: dark keeps the sizes of the style it is made of") {
  const auto s = plot::dark_style(plot::paper_style());
  CHECK(s.label_size == plot::paper_style().label_size);
  CHECK(s.grid_line.dashes == plot::paper_style().grid_line.dashes);
}

TEST_CASE("style: a model is the dark tone of its points on white, the light one on dark") {
  const auto tone = plot::toward(plot::tab10[0], plot::black);
  CHECK(tone.red == doctest::Approx(plot::darker(plot::tab10[0]).red));
  CHECK(tone.blue == doctest::Approx(plot::darker(plot::tab10[0]).blue));
  CHECK(plot::contrast(plot::black, plot::white) == doctest::Approx(21));
  CHECK(plot::contrast(plot::tab10[3], plot::tab10[3]) == 1);
}
