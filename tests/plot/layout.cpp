#include <doctest/doctest.h>
#include <proflens/plot/layout.hpp>
#include <proflens/plot/table_measure.hpp>

#include "scene_items.hpp"

#include <algorithm>
#include <limits>
#include <string>
#include <variant>
#include <vector>

using namespace proflens;
namespace scene = plot::scene;

static const plot::table_measure measure;
static constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

static bool shows(const scene::drawing& drawing, const std::string& content) {
  const auto texts = items<scene::text>(drawing);
  return std::any_of(texts.begin(), texts.end(),
                     [&](const auto& t) { return t.content == content; });
}

/// The corners of a text, turned, in the scene.
static scene::rectangle box_of(const scene::text& t) {
  const auto extent = measure(t.content, t.size);
  const double share = t.align_x == scene::horizontal::left     ? 0
                       : t.align_x == scene::horizontal::center ? 0.5
                                                                : 1;
  const double before = share * extent.width;
  if (t.degrees == 90)
    return {t.at.x - extent.ascent, t.at.y - extent.width + before, extent.ascent + extent.descent,
            extent.width};
  return {t.at.x - before, t.at.y - extent.ascent, extent.width, extent.ascent + extent.descent};
}

static void check_nothing_cut_off(const scene::drawing& drawing) {
  for (const auto& text : items<scene::text>(drawing)) {
    const auto box = box_of(text);
    INFO(text.content);
    CHECK(box.x >= -0.01);
    CHECK(box.y >= -0.01);
    CHECK(box.right() <= drawing.width + 0.01);
    CHECK(box.bottom() <= drawing.height + 0.01);
  }
}

static void check_no_overlap(const scene::drawing& drawing) {
  const auto texts = items<scene::text>(drawing);
  for (std::size_t i = 0; i < texts.size(); ++i)
    for (std::size_t k = i + 1; k < texts.size(); ++k) {
      const auto a = box_of(texts[i]), b = box_of(texts[k]);
      INFO(texts[i].content << " | " << texts[k].content);
      CHECK((a.right() <= b.x + 0.01 || b.right() <= a.x + 0.01 || a.bottom() <= b.y + 0.01 ||
             b.bottom() <= a.y + 0.01));
    }
}

static plot::figure paper(std::string title = {}) {
  return {.title = std::move(title), .size = plot::inches(7, 6), .style = plot::paper_style()};
}

TEST_CASE("layout: the scene shares the columns of the figure") {
  plot::figure f;
  const plot::column x(std::vector<double>{1, 2, 3}), y(std::vector<double>{4, 5, 6});
  f.axes().points(x, y);
  const auto clouds = items<scene::cloud>(plot::layout(f, measure));
  REQUIRE(clouds.size() == 1);
  CHECK(clouds[0].all[0].x == x.shared());
  CHECK(clouds[0].all[0].y == y.shared());
}

TEST_CASE("layout: points lie where the limits say") {
  plot::figure f;
  auto& axes = f.axes({.x = {"x", 0, 10}, .y = {"y", 100, 200}});
  axes.points({0, 10}, {100, 200});
  const auto clouds = items<scene::cloud>(plot::layout(f, measure));
  const auto& s = clouds[0].all[0];
  CHECK(0 * s.scale_x + s.offset_x == doctest::Approx(clouds[0].clip.x));
  CHECK(10 * s.scale_x + s.offset_x == doctest::Approx(clouds[0].clip.right()));
  CHECK(100 * s.scale_y + s.offset_y == doctest::Approx(clouds[0].clip.bottom()));
  CHECK(200 * s.scale_y + s.offset_y == doctest::Approx(clouds[0].clip.y));
}

TEST_CASE("layout: nothing is cut off or overlaps in an ordinary figure") {
  auto f = paper("Model run time against tokens 模型运行时间");
  auto& axes = f.axes({.x = {"Total Scheduled Tokens", 0}, .y = {"Model Run Time (ms)", 0}});
  axes.points({10, 2000}, {12, 88}, {.label = "chunk 512"});
  axes.line([](double x) { return 10 + 0.04 * x; }, {.label = "T = 10 + 0.04 S"});
  const auto drawing = plot::layout(f, measure);
  check_nothing_cut_off(drawing);
  check_no_overlap(drawing);
  CHECK(drawing.title == f.title);
}

TEST_CASE("layout: one, no, equal, huge, tiny and undefined points are drawn") {
  const double inf = std::numeric_limits<double>::infinity();
  const std::vector<std::vector<double>> columns{{},
                                                 {5},
                                                 {7, 7, 7},
                                                 {1e18, 3e18},
                                                 {1e-18, 3e-18},
                                                 {not_a_number},
                                                 {-inf},
                                                 {-1e300, 1e300},
                                                 {1.7e9, 1.7e9 + 1},
                                                 {0, not_a_number, 1},
                                                 {5e-324, 0}};
  for (const auto& x : columns)
    for (const auto& y : columns) {
      if (x.size() != y.size()) continue;
      auto f = paper("title");
      f.axes({.x = {"x"}, .y = {"y"}}).points(x, y, {.label = "points"});
      const auto drawing = plot::layout(f, measure);
      check_nothing_cut_off(drawing);
      for (const auto& clip : items<scene::begin_clip>(drawing))
        CHECK((clip.area.width > 100 && clip.area.height > 100));
    }
}

TEST_CASE("layout: a figure without axes is a title") {
  plot::figure f{.title = "nothing measured"};
  CHECK(shows(plot::layout(f, measure), "nothing measured"));
}

TEST_CASE("layout: long texts are wrapped, then shortened, and kept whole beside") {
  const std::string endless =
      "A text that goes on and on about everything that was ever measured here, and then some "
      "more, until nobody could read it without a rest; and still there is more to come 模型运行";
  auto f = paper(endless + endless);
  auto& axes = f.axes({.x = {endless}, .y = {endless}, .title = endless});
  axes.points({1, 2}, {1, 2}, {.values = plot::column{1, 2}, .value_label = endless});
  axes.points({1, 2}, {1, 2}, {.label = endless});
  const auto drawing = plot::layout(f, measure);
  check_nothing_cut_off(drawing);
  check_no_overlap(drawing);
  const auto texts = items<scene::text>(drawing);
  CHECK(std::count_if(texts.begin(), texts.end(),
                      [&](const auto& t) { return t.whole.starts_with(endless); }) == 6);
}

TEST_CASE("layout: a figure too small for its texts is an error") {
  plot::figure f{.title = "title", .size = plot::inches(0.5, 0.5)};
  f.axes({.x = {"x"}});
  CHECK_THROWS_WITH_AS(plot::layout(f, measure), doctest::Contains("36 x 36 pt"), plot::error);
  f.size = {not_a_number, 100};
  CHECK_THROWS_AS(plot::layout(f, measure), plot::error);
}

TEST_CASE("layout: axes fill a grid row by row, all of one size") {
  plot::figure f{.size = plot::inches(8, 6), .columns = 2};
  for (int i = 0; i < 3; ++i)
    f.axes({.x = {"x"}, .y = {std::string(1, static_cast<char>('a' + i))}})
        .points({0, 1}, {0, i == 0 ? 12345.0 : 1.0});
  const auto clouds = items<scene::cloud>(plot::layout(f, measure));
  REQUIRE(clouds.size() == 3);
  CHECK(clouds[0].clip.y == clouds[1].clip.y);
  CHECK(clouds[0].clip.x == clouds[2].clip.x);
  CHECK(clouds[1].clip.x > clouds[0].clip.right());
  CHECK(clouds[2].clip.y > clouds[0].clip.bottom());
  CHECK(clouds[2].clip.width == clouds[1].clip.width);
  check_no_overlap(plot::layout(f, measure));
}

TEST_CASE("layout: series take the ten colours and markers in order, models match their points") {
  plot::figure f;
  auto& axes = f.axes();
  for (int i = 0; i < 12; ++i) axes.points({1, 2}, {1, 2});
  axes.line([](double x) { return x; });
  const auto drawing = plot::layout(f, measure);
  const auto all = items<scene::cloud>(drawing)[0].all;
  CHECK(all[0].face == plot::tab10[0]);
  CHECK(all[0].style.shape == plot::marker::circle);
  CHECK(all[9].style.shape == plot::marker::hexagon);
  CHECK(all[10].face == plot::tab10[0]);
  CHECK(all[10].style.shape == plot::marker::square);  // not that of the first
  const auto paths = items<scene::path>(drawing);
  CHECK(std::any_of(paths.begin(), paths.end(), [](const auto& p) {
    return p.line && p.line->paint == plot::darker(plot::tab10[0]);
  }));
}

TEST_CASE("layout: values colour points from low to high, with a colour bar") {
  plot::figure f;
  auto& axes = f.axes();
  axes.points(
      {1, 2, 3}, {1, 2, 3},
      {.alpha = 0.7, .values = plot::column{10, not_a_number, 30}, .value_label = "Batch Size"});
  const auto drawing = plot::layout(f, measure);
  const auto s = items<scene::cloud>(drawing)[0].all[0];
  REQUIRE(s.value);
  CHECK((*s.value)[0] == 0);
  CHECK((*s.value)[1] != (*s.value)[1]);  // the point without a value is not drawn
  CHECK((*s.value)[2] == 1);
  CHECK(s.colors == plot::viridis());
  const auto bars = items<scene::gradient>(drawing);
  REQUIRE(bars.size() == 1);
  CHECK(bars[0].alpha == 0.7);
  CHECK(shows(drawing, "Batch Size"));
  CHECK(shows(drawing, "20.0"));
}

TEST_CASE("layout: points of one value are drawn and have a bar") {
  plot::figure f;
  f.axes().points({1, 2}, {1, 2}, {.values = plot::column{8, 8}});
  const auto s = items<scene::cloud>(plot::layout(f, measure))[0].all[0];
  CHECK(*s.value == std::vector<float>{0.5, 0.5});
}

TEST_CASE("layout: a model spans the axes and its band is clipped, whatever its values") {
  struct model {
    double operator()(double x) const { return x > 0 ? 1e200 * x : not_a_number; }
    interval mean_interval(double x, double) const { return {-1e250, 1e250 * x}; }
  };
  plot::figure f;
  auto& axes = f.axes({.x = {"x", -1, 1}, .y = {"y", 0, 1}});
  axes.line(model{}, {.label = "wild", .band = plot::confidence(0.95)});
  for (const auto& path : items<scene::path>(plot::layout(f, measure)))
    for (const auto& p : path.points) CHECK((std::abs(p.x) < 2000 && std::abs(p.y) < 2000));
}

TEST_CASE("layout: a model alone decides the limits of y, with data it does not") {
  plot::figure alone, with_data;
  alone.axes({.x = {"x", 0, 10}}).line([](double x) { return 100 * x; });
  CHECK(shows(plot::layout(alone, measure), "1000"));
  auto& axes = with_data.axes({.x = {"x", 0, 10}});
  axes.line([](double x) { return 100 * x; });
  axes.points({1, 2}, {1, 2});
  CHECK_FALSE(shows(plot::layout(with_data, measure), "1000"));
}

TEST_CASE("layout: a model can be kept to the range it was fitted to") {
  plot::figure f;
  f.axes({.x = {"x", 0, 100}, .y = {"y", 0, 100}})
      .line([](double x) { return x; }, {.width = 7, .over = interval{20, 60}});
  f.axes({.x = {"x", 0, 100}, .y = {"y", 0, 100}})
      .line([](double x) { return x; }, {.width = 7, .over = interval{200, 300}});
  const auto drawing = plot::layout(f, measure);
  const auto area = items<scene::begin_clip>(drawing)[0].area;
  std::vector<scene::path> lines;
  for (const auto& path : items<scene::path>(drawing))
    if (path.line && path.line->width == 7) lines.push_back(path);
  REQUIRE(lines.size() == 1);
  CHECK(lines[0].points.front().x == doctest::Approx(area.x + 0.2 * area.width));
  CHECK(lines[0].points.back().x == doctest::Approx(area.x + 0.6 * area.width));
}

TEST_CASE("layout: a line from far below to far above crosses the axes, numbers beyond break it") {
  plot::figure f;
  const plot::axis unit{.low = 0, .high = 1};
  f.axes({.x = unit, .y = unit}).line({0, 1}, {-1e18, 1e18});
  const auto lines_of = [&] {
    std::size_t found = 0;
    for (const auto& any : layout(f, measure).items) {
      const auto* path = std::get_if<scene::path>(&any);
      found += path != nullptr && path->line && path->line->paint == plot::series_color(0);
    }
    return found;
  };
  CHECK(lines_of() == 1);
  f.grid[0] = plot::axes({.x = unit, .y = unit});
  f.grid[0].line({0, 0.5, 1}, {0, 1e301, 1});
  CHECK(lines_of() == 0);
}

TEST_CASE("layout: the note of the colour bar ends at its right side, clear of its top label") {
  for (const std::string title : {"", "a title as wide as the axes below it"}) {
    plot::figure f = paper(title);
    f.axes({.x = {.label = "x"}, .y = {.label = "y"}})
        .points({1, 2, 3}, {1, 2, 3},
                {.values = plot::column{1.7e9, 1.7e9 + 5e-5, 1.7e9 + 1e-4}, .value_label = "time"});
    const auto drawing = plot::layout(f, measure);
    const auto texts = items<scene::text>(drawing);
    const auto note = std::find_if(texts.begin(), texts.end(), [](const auto& t) {
      return t.content.find("+1.7") != std::string::npos;
    });
    REQUIRE(note != texts.end());
    CHECK(note->align_x == scene::horizontal::right);
    check_no_overlap(drawing);
    check_nothing_cut_off(drawing);
  }
}
