// What the two pictures of a stage profile show, and that they can be drawn of whatever there is.
#include <proflens/workflow/stage_profiling/breakdown_figure.hpp>
#include <proflens/workflow/stage_profiling/latency_figure.hpp>

#include <doctest/doctest.h>
#include <proflens/plot/backend/svg.hpp>
#include <proflens/workflow/stage_profiling/make_profile.hpp>

#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "tests/planted_stages.hpp"

using namespace proflens;
using namespace proflens::workflow;
using doctest::Approx;
using tests::planted_stage;
using tests::planted_sweep;

namespace {

using points = std::vector<record::stage_time>;

bool holds(const std::string& text, std::string_view part) { return text.find(part) != text.npos; }

template <class Mark>
std::vector<Mark> marks_of(const plot::axes& axes) {
  std::vector<Mark> found;
  for (const plot::mark& one : axes.marks())
    if (const auto* mark = std::get_if<Mark>(&one)) found.push_back(*mark);
  return found;
}

void add(points& all, const points& more) { all.insert(all.end(), more.begin(), more.end()); }

/// CPU whole; on the GPU stage 3 failed and stage 7 is constant; of the NPU everything failed.
points three_units() {
  points all;
  for (int stage = 1; stage <= 7; ++stage) {
    add(all, planted_sweep({.ms_per_byte = 2e-7, .fixed_ms = 0.5, .noise = 0}, 1, stage, "CPU"));
    const double slope = stage == 7 ? 0 : 1e-7;
    points gpu = planted_sweep({.ms_per_byte = slope, .fixed_ms = 1}, 2, stage, "GPU");
    points npu = planted_sweep({}, 3, stage, "NPU");
    for (record::stage_time& point : npu) point.failed = true;
    if (stage == 3)
      for (record::stage_time& point : gpu) point.failed = true;
    add(all, gpu);
    add(all, npu);
  }
  return all;
}

std::vector<std::string> texts_of(const plot::axes& axes) {
  std::vector<std::string> texts;
  for (const plot::text_mark& mark : marks_of<plot::text_mark>(axes)) texts.push_back(mark.content);
  return texts;
}

}  // namespace

TEST_CASE("latency_figure: a panel for each stage with points, lines and bands of each unit") {
  const stage_profile profile = profile_of(three_units());
  const plot::figure drawn = latency_figure(profile);
  REQUIRE(drawn.grid.size() == 7);
  CHECK(drawn.grid[2].options().title == "3 reduce_sum");
  const auto clouds = marks_of<plot::points_mark>(drawn.grid[0]);
  REQUIRE(clouds.size() == 3);
  CHECK(clouds[0].options.label == "CPU: 4,768 MB/s");
  CHECK(clouds[0].x.size() == 15);
  CHECK(clouds[0].x[14] == profile.points[14].bytes);
  CHECK(clouds[0].y[14] == profile.points[14].split.total_ms);
  CHECK(clouds[2].options.label == "NPU: failed");
  CHECK(clouds[2].x.size() == 0);
  const auto lines = marks_of<plot::model_mark>(drawn.grid[0]);
  REQUIRE(lines.size() == 2);
  CHECK(lines[0].curve(1e7) == Approx(2.5).epsilon(1e-9));
  CHECK(lines[1].options.dashes.empty());
  CHECK(lines[1].options.over->low == profile.find("GPU", 1)->bytes_range.low);
  const interval band = lines[1].mean_interval(1e7, 0.95);
  CHECK(band == profile.find("GPU", 1)->mean_interval(1e7));
  CHECK(lines[1].options.band.has_value());
}

TEST_CASE("latency_figure: what is not identifiable or failed is said in its panel") {
  const plot::figure drawn = latency_figure(profile_of(three_units()));
  const auto seventh = marks_of<plot::points_mark>(drawn.grid[6]);
  CHECK(seventh[1].options.label == "GPU: not identifiable");
  const auto lines = marks_of<plot::model_mark>(drawn.grid[6]);
  REQUIRE(lines.size() == 2);
  CHECK_FALSE(lines[1].options.dashes.empty());
  CHECK(marks_of<plot::points_mark>(drawn.grid[2])[1].options.label == "GPU: failed");
  points some = planted_sweep({}, 1);
  some.back().failed = true;
  const plot::figure partly = latency_figure(profile_of(some));
  const auto marks = marks_of<plot::points_mark>(partly.grid[0]);
  CHECK(holds(marks[0].options.label, "MB/s, some failed"));
  CHECK(marks_of<plot::points_mark>(partly.grid[1])[0].options.label == "CPU: not measured");
}

TEST_CASE("latency_figure: an axis is logarithmic where small times would be lost, else from 0") {
  const auto linear = axis_over("ms", {1, 31}, unit::none);
  CHECK_FALSE(plot::is_logarithmic(linear));
  CHECK(linear.low == 0.0);
  const auto decades = axis_over("ms", {1, 32}, unit::none);
  CHECK(plot::is_logarithmic(decades));
  CHECK_FALSE(decades.low.has_value());
  CHECK_FALSE(plot::is_logarithmic(axis_over("ms", {0, 1000}, unit::none)));
  CHECK_FALSE(axis_over("ms", {}, unit::none).low.has_value());
  CHECK_FALSE(axis_over("ms", {0, 0}, unit::none).low.has_value());
}

TEST_CASE("breakdown_figure: up to three sizes, the smallest, the middle, the largest") {
  const stage_profile profile = profile_of(planted_sweep({}, 1));
  CHECK(breakdown_sizes(profile) ==
        std::vector<engine::graph_size>{{1000, 1000}, {2000, 5000}, {10000, 10000}});
  points two = planted_sweep({}, 1);
  two.resize(2);
  CHECK(breakdown_sizes(profile_of(two)).size() == 2);
  CHECK(breakdown_sizes(profile_of({})).empty());
}

TEST_CASE("breakdown_figure: compute and transfer of each pile are the total") {
  const stage_profile profile = profile_of(three_units());
  const plot::figure drawn = breakdown_figure(profile);
  REQUIRE(drawn.grid.size() == 3);
  const auto bars = marks_of<plot::bars_mark>(drawn.grid[2]);
  REQUIRE(bars.size() == 2 + 3 + 2);  // the GPU has a stage that is not divided
  CHECK(bars[0].height[0] == Approx(0.5).epsilon(1e-6));
  CHECK(bars[0].height[0] + bars[1].height[0] == Approx(0.5 + 2e-7 * 40160000).epsilon(1e-9));
  CHECK_FALSE(bars[0].options.stacked);
  CHECK(bars[1].options.stacked);
  CHECK(bars[2].options.label.empty());  // the legend stands in the first panel
  CHECK(marks_of<plot::bars_mark>(drawn.grid[0])[4].options.label == "GPU not divided");
  CHECK(std::isnan(bars[2].height[6]));
  CHECK(bars[4].height[6] == breakdown_of(profile, "GPU", {10000, 10000}).total[6]);
  CHECK(std::isnan(bars[4].height[0]));
  CHECK(std::isnan(bars[5].height[0]));
}

TEST_CASE("breakdown_figure: bars that are missing say why") {
  const auto texts = texts_of(breakdown_figure(profile_of(three_units())).grid[1]);
  REQUIRE(texts.size() == 21);
  CHECK(texts[7 + 2] == "GPU failed");
  CHECK(texts[14] == "NPU failed");
  const auto alone = texts_of(breakdown_figure(profile_of(planted_sweep({}, 1))).grid[0]);
  CHECK(alone[0] == report::rounded(profile_of(planted_sweep({}, 1)).points[0].split.total_ms, 3));
  CHECK(alone[1] == "CPU not measured");
}

TEST_CASE("breakdown_figure: both pictures of every kind of profile can be drawn") {
  points one = planted_sweep({}, 1);
  one.resize(1);
  points zero = planted_sweep({.ms_per_byte = 0, .fixed_ms = 0, .noise = 0}, 1);
  points failures = planted_sweep({}, 1);
  for (record::stage_time& point : failures) point.failed = true;
  points wide = planted_sweep({.ms_per_byte = 1e-12, .fixed_ms = 1e-4, .noise = 0}, 1);
  add(wide, planted_sweep({.ms_per_byte = 1e-3, .noise = 0}, 1, 1, "GPU"));
  for (const points& any : {points{}, one, zero, failures, wide, three_units()}) {
    const stage_profile profile = profile_of(any);
    for (const plot::figure& drawn : {latency_figure(profile), breakdown_figure(profile)}) {
      const std::string text = plot::svg(drawn);
      CHECK(holds(text, "</svg>"));
      CHECK_FALSE(holds(text, "nan"));
    }
  }
  CHECK(holds(plot::svg(breakdown_figure(profile_of({}))), "No point was measured"));
}
