#include <doctest/doctest.h>
#include <proflens/plot/arrange/draw_marks.hpp>
#include <proflens/plot/arrange/legend.hpp>
#include <proflens/plot/layout.hpp>
#include <proflens/plot/table_measure.hpp>

#include <cmath>
#include <string>
#include <variant>
#include <vector>

using namespace proflens::plot;
using namespace proflens::plot::arrange;

static const table_measure measure;

static std::vector<legend_entry> named(std::size_t count) {
  std::vector<legend_entry> entries;
  for (std::size_t i = 0; i < count; ++i) entries.push_back({"entry " + std::to_string(i)});
  return entries;
}

TEST_CASE("legend: few entries stand in one column of matplotlib's measures") {
  const auto block = arranged_legend(named(3), 10, {300, 300}, 1, measure);
  CHECK(block.rows == 3);
  CHECK(block.column_widths.size() == 1);
  CHECK(block.size.height == doctest::Approx(3 * 9.7 + 2 * 5 + 2 * 4));
  CHECK(block.size.width == doctest::Approx(2 * 4 + 28 + measure("entry 0", 10).width));
}

TEST_CASE("legend: low axes make more columns, each as wide as its entries") {
  const auto block = arranged_legend(named(7), 10, {400, 60}, 1, measure);
  CHECK(block.rows == 3);
  CHECK(block.column_widths.size() == 3);
  CHECK(block.size.height <= 60);
  CHECK(block.size.width <= 400);
}

TEST_CASE("legend: what does not fit is counted in the last entry") {
  const auto block = arranged_legend(named(100), 10, {200, 60}, 1, measure);
  CHECK(block.size.height <= 60);
  CHECK(block.size.width <= 200);
  const std::size_t shown = block.entries.size() - 1;
  CHECK(block.entries.back().label == "… " + std::to_string(100 - shown) + " more");
  CHECK(block.entries.back().shown == nullptr);
}

TEST_CASE("legend: long names are shortened inside and keep their ends") {
  std::vector<legend_entry> entries{{"a configuration with a very long name, number 1"}};
  const auto block = arranged_legend(entries, 10, {150, 100}, 1, measure);
  CHECK(block.labels[0].starts_with("a conf"));
  CHECK(block.labels[0].ends_with("number 1"));
  CHECK(block.size.width <= 150);
  CHECK(block.entries[0].label == entries[0].label);
}

TEST_CASE("legend: of a name and its equation the name is cut, the equation stays whole") {
  const std::string equation = ": T = 18 + 0.0096 S ms";
  const double room = measure(equation, 10).width + 40;
  const auto cut = shortened_label("a long configuration: twice" + equation, 10, room, measure);
  CHECK(cut.ends_with(equation));
  CHECK(cut.find("…") != std::string::npos);
  CHECK(measure(cut, 10).width <= room);
  const auto narrow = shortened_label("a long configuration" + equation, 10, 60, measure);
  CHECK(measure(narrow, 10).width <= 60);
  CHECK(shortened_label("a: b", 10, 100, measure) == "a: b");
}

TEST_CASE("legend: outside it shrinks before it cuts labels") {
  axes described;
  for (std::size_t i = 0; i < 18; ++i)
    described.points({1, 2}, {1, 2},
                     {.label = "conf " + std::to_string(i) + ": T = 18 + 0.0096 S ms"});
  const style s = paper_style();
  panel p = described_panel(described, s);
  p.area = {50, 20, 250, 380};
  const auto block = outside_legend(p, s, 504, measure);
  REQUIRE(block.has_value());
  CHECK(labels_whole(*block));
  CHECK(block->em >= 7);
  CHECK(block->em < s.legend_size);
  CHECK(block->size.width <= 0.4 * 504);
}

TEST_CASE("legend: each mark with a label has an entry with its own picture") {
  axes described;
  described.points({1, 2}, {1, 2}, {.label = "points"});
  described.points({1, 2}, {1, 2});
  described.line({1, 2}, {1, 2}, {.label = "line"});
  described.band({1, 2}, {1, 2}, {3, 4}, {.label = "band"});
  const style s;
  const panel p = described_panel(described, s);
  const auto entries = legend_entries(p);
  REQUIRE(entries.size() == 3);
  const auto picture = [&](std::size_t i) {
    std::vector<scene::item> out;
    draw_handle(entries[i], 0, 10, 10, {0, 0, 100, 100}, out);
    return out;
  };
  const auto cloud = std::get<scene::cloud>(picture(0).at(0));
  CHECK(cloud.all[0].style.shape == marker::circle);
  CHECK(std::get<scene::path>(picture(1).at(0)).line.has_value());
  CHECK(std::get<scene::path>(picture(2).at(0)).fill.has_value());
}

TEST_CASE("legend: a model has a patch for its band only where it has a band") {
  struct banded {
    double half;
    double operator()(double x) const { return x; }
    proflens::interval mean_interval(double x, double) const { return {x - half, x + half}; }
  };
  const auto patches = [](double half, line_options options) {
    axes described;
    options.label = "line";
    options.band = confidence(0.95);
    described.line(banded{half}, options);
    const style s;
    const panel p = described_panel(described, s);
    std::vector<scene::item> out;
    draw_handle(legend_entries(p).at(0), 0, 10, 10, {0, 0, 100, 100}, out);
    return out.size() - 1;  // the stroke
  };
  const double none = std::nan("");
  CHECK(patches(1, {}) == 1);
  CHECK(patches(none, {}) == 0);
  CHECK(patches(1, {.over = proflens::interval{10, 20}}) == 1);
  CHECK(patches(none, {.over = proflens::interval{10, 20}}) == 0);
}

TEST_CASE(
    "legend: a dashed line is dashed in the legend as in the axes, a solid one round in both") {
  axes described;
  described.line({1, 2}, {1, 2}, {.label = "solid"});
  described.line({1, 2}, {2, 1}, {.label = "dashed", .dashes = {4, 2}});
  const style s;
  const panel p = described_panel(described, s);
  const auto entries = legend_entries(p);
  std::vector<scene::item> lines;
  draw_lines(p, lines);
  REQUIRE(lines.size() == 2);
  for (std::size_t i = 0; i < 2; ++i) {
    std::vector<scene::item> out;
    draw_handle(entries[i], 0, 10, 10, {0, 0, 100, 100}, out);
    const auto handle = std::get<scene::path>(out.at(0)).line.value();
    const auto drawn = std::get<scene::path>(lines[i]).line.value();
    CHECK(handle.dashes == drawn.dashes);
    CHECK(handle.round == handle.dashes.empty());
    CHECK(drawn.round == drawn.dashes.empty());
  }
}

TEST_CASE("legend: of many entries it stands outside, in text of at least 7 pt") {
  axes described;
  for (std::size_t i = 0; i < 40; ++i)
    described.points({1, 2}, {1, 2}, {.label = "series " + std::to_string(i)});
  const style s = paper_style();
  panel p = described_panel(described, s);
  p.area = {50, 20, 350, 350};
  const auto block = outside_legend(p, s, 500, measure);
  REQUIRE(block.has_value());
  CHECK(block->em >= 7);
  CHECK(block->em < s.legend_size);
  CHECK(block->entries.size() == 40);
  CHECK(block->size.height <= 350);
  std::vector<scene::item> inside;
  draw_legend(p, {}, s, measure, inside);
  CHECK(inside.empty());
}

/// Points everywhere except in the rectangle, which is given in shares of the limits.
static axes crowded(double left, double right, double low, double high) {
  std::vector<double> x, y;
  for (int i = 0; i <= 100; ++i)
    for (int k = 0; k <= 100; ++k) {
      const double px = i / 100.0, py = k / 100.0;
      if (px > left && px < right && py > low && py < high) continue;
      x.push_back(px);
      y.push_back(py);
    }
  axes made({.x = {"", 0, 1}, .y = {"", 0, 1}, .legend = legend_place::upper_left_unless_hiding});
  for (int i = 0; i < 6; ++i)
    made.points(i == 0 ? x : std::vector<double>{}, i == 0 ? y : std::vector<double>{},
                {.label = "series " + std::to_string(i), .size = 1});
  return made;
}

static placed_legend placed(const axes& described) {
  const style s;
  panel p = described_panel(described, s);
  p.area = {0, 0, 400, 400};
  std::vector<scene::item> marks;
  draw_points(p, marks);
  return open_legend(p, s, p.area, occupied(p.area, marks), measure);
}

TEST_CASE("legend: it takes the columns that fit where no data are") {
  const auto tall = placed(crowded(0.5, 0.8, 0.1, 0.9));
  CHECK(tall.spot.hidden == 0);
  CHECK(tall.block.column_widths.size() == 1);
  const auto flat = placed(crowded(0.2, 0.9, 0.4, 0.57));
  CHECK(flat.spot.hidden == 0);
  CHECK(flat.block.column_widths.size() > 1);
  CHECK(flat.block.em == 10);
}

TEST_CASE("legend: it shrinks before it hides data, and is not unreadable where it cannot help") {
  const auto small = placed(crowded(0.5, 0.68, 0.4, 0.64));
  CHECK(small.spot.hidden == 0);
  CHECK(small.block.em < 10);
  CHECK(small.block.em >= 7);
  const auto none = placed(crowded(0, 0, 0, 0));
  CHECK(none.spot.hidden > 0);
  CHECK(none.spot.box.x == 0);
  CHECK(none.spot.box.y == 0);
}

/// Whether the legend's text begins right of the frame.
static bool stands_outside(const figure& f) {
  double right = 0;
  bool outside = false;
  for (const auto& any : layout(f, measure).items) {
    if (const auto* clip = std::get_if<scene::begin_clip>(&any)) right = clip->area.right();
    const auto* text = std::get_if<scene::text>(&any);
    if (text != nullptr && text->content == "series") outside = text->at.x > right;
  }
  return outside;
}

/// Points all over the axes, in 12 series with these names.
static bool crowded_stands_outside(const std::string& name) {
  figure f{.size = inches(5, 4)};
  auto& all = f.axes({.legend = legend_place::upper_left_unless_hiding});
  std::vector<double> x, y;
  for (int i = 0; i <= 2500; ++i) x.push_back(i % 50), y.push_back(i / 50);
  all.points(x, y, {.label = "series"});
  for (int i = 0; i < 11; ++i) all.points({1}, {1}, {.label = name});
  return stands_outside(f);
}

TEST_CASE("legend: it leaves the axes where it would lie on data and cover a quarter of them") {
  CHECK(crowded_stands_outside("a long name of a series: T = 18 + 0.0096 S ms"));
  CHECK_FALSE(crowded_stands_outside("a"));
}

TEST_CASE("legend: it leaves the axes where bars would lie below it, or if asked to") {
  figure full, open, asked, kept;
  const std::vector<std::string> names{"a", "b", "c"};
  full.axes().bars(names, {5, 5, 5}, {.label = "series"});
  CHECK(stands_outside(full));
  open.axes().bars(names, {1, 5, 5}, {.label = "series"});
  CHECK_FALSE(stands_outside(open));
  asked.axes({.legend = legend_place::outside}).points({1}, {1}, {.label = "series"});
  CHECK(stands_outside(asked));
  kept.axes({.legend = legend_place::upper_left}).bars(names, {5, 5, 5}, {.label = "series"});
  CHECK_FALSE(stands_outside(kept));
}
