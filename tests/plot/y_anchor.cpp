#include <proflens/plot/figure.hpp>
#include <proflens/plot/layout.hpp>
#include <proflens/plot/left_out.hpp>
#include <proflens/plot/limits.hpp>
#include <proflens/plot/table_measure.hpp>

#include "scene_items.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace proflens;
namespace scene = plot::scene;

namespace {

/// A line over three decades of y, points on the upper and the lower edge, a text on the upper.
plot::figure edged(plot::axis_scale scale) {
  plot::figure f;
  auto& axes = f.axes({.y = {.scale = scale}, .legend = plot::legend_place::none});
  axes.line({1, 2}, {1, 1000});
  axes.points({1, 5}, {1, 0}, {.anchor = plot::y_anchor::frame});
  axes.text(2, 1, "edge", {.anchor = plot::y_anchor::frame});
  return f;
}

const plot::axis_scale both_scales[] = {plot::linear{}, plot::logarithmic{}};

}  // namespace

TEST_CASE("y_anchor: marks on the frame stand at its edges whatever the scale") {
  for (const plot::axis_scale& scale : both_scales) {
    const auto drawing = plot::layout(edged(scale), plot::table_measure{});
    const scene::rectangle frame = items<scene::begin_clip>(drawing).front().area;
    const scene::series points = items<scene::cloud>(drawing).front().all.front();
    const auto place = [&](std::size_t i) {
      return (*points.y)[i] * points.scale_y + points.offset_y;
    };
    CHECK(place(0) == doctest::Approx(frame.y));
    CHECK(place(1) == doctest::Approx(frame.bottom()));
    bool found = false;
    for (const auto& text : items<scene::text>(drawing)) {
      if (text.content != "edge") continue;
      found = true;
      CHECK(text.at.y == doctest::Approx(frame.y));
    }
    CHECK(found);
  }
}

TEST_CASE("y_anchor: marks on the frame take part in the limits of x alone") {
  for (const plot::axis_scale& scale : both_scales) {
    const plot::figure f = edged(scale);
    const plot::data_limits limits = plot::limits_of(f.grid[0]);
    CHECK(limits.x.low == 1);
    CHECK(limits.x.high == 5);
    CHECK(limits.y.low == 1);
    CHECK(limits.y.high == 1000);
    CHECK(limits.left_out == 0);
    CHECK(plot::points_left_out(f.grid[0]) == 0);
  }
}

TEST_CASE("y_anchor: every point has a told text or none has") {
  plot::figure f;
  CHECK_NOTHROW(f.axes().points({1, 2}, {3, 4}, {.told = {"a", "b"}}));
  CHECK_THROWS_AS(f.axes().points({1, 2}, {3, 4}, {.told = {"a"}}), plot::error);
}
