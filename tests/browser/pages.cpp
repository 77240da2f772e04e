// The pages that tests/browser looks at, written into the folder that is named:
//   marks.html    one panel of points, a line and a model; the coordinates are known to the tests
//   hostile.html  names that a page must not take for anything but text
//   every.html    every kind of mark
//   many.html     a million points
//   axes.html     scales, units, shared limits, turned names; no title
//   edges.html    marks on the frame that tell texts and belong to a series
//   deep.html     marks that still have to be there when a thousandth of a thousandth is shown
//   marked.html   a line of many markers
//   low.html      boxes that reach below a logarithmic axis, bars with errors; an axis without
//   names sampled.html  series with names that would disorder the lines they stand in
#include <proflens/plot/backend/html.hpp>
#include <proflens/plot/figure.hpp>
#include <proflens/plot/save.hpp>

#include <cmath>
#include <cstddef>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

namespace {

namespace plot = proflens::plot;
using names = std::vector<std::string>;

/// Ten points (i, 2^i) with the ids 100 + i, nine on a line, and a model.
plot::figure marks() {
  std::vector<double> x, powers, ids, level;
  for (int i = 1; i <= 10; ++i) {
    x.push_back(i);
    powers.push_back(std::pow(2, i));
    ids.push_back(100 + i);
    level.push_back(300);
  }
  plot::figure f{.title = "Known marks"};
  auto& axes = f.axes({.x = {"Tokens"}, .y = {"Time (ms)"}, .grid = true});
  axes.points(x, powers, {.label = "powers", .hover = {{"batch id", ids}}});
  axes.line(x, level, {.label = "level"});
  axes.line([](double at) { return 50 * at; }, {.label = "model"});
  return f;
}

plot::figure hostile() {
  const std::string right_to_left = "\xE2\x80\xAE\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D\xE2\x80\xAC";
  plot::figure f{.title = "</title></script><script>window.broken = 1</script>"};
  auto& axes = f.axes({.x = {"<img src=x onerror=window.broken=2>"}, .y = {right_to_left}});
  int i = 0;
  for (const std::string& name :
       {std::string("</script><script>window.broken = 3</script>"),
        std::string("<img src=x onerror=window.broken=4>"), std::string("=cmd()"), right_to_left,
        std::string(300, 'w'), std::string("<!--"), std::string("矩阵乘 Ω \xF0\x9F\x9A\x80")}) {
    const double at = ++i;
    axes.points({at}, {at}, {.label = name, .hover = {{"<b>" + name, {at}}}});
  }
  f.axes({.title = "<svg onload=window.broken=5>"}).bars(names{"<b>one</b>", "&amp;"}, {1, 2});
  return f;
}

plot::figure every() {
  plot::figure f{.title = "Every mark", .size = plot::inches(12, 9), .columns = 2};
  auto& curves = f.axes({.x = {"x"}, .y = {"y"}});
  curves.points({1, 2, 3}, {1, 4, 9}, {.label = "points", .values = plot::column{1, 2, 3}});
  curves.line([](double x) { return x * x; }, {.label = "model"});
  curves.band({1, 2, 3}, {0, 3, 8}, {2, 5, 10}, {.label = "band"});
  curves.steps({1, 2, 3}, {9, 4, 1}, {.label = "steps"});
  curves.line({1, 2, 3}, {2, 2, 5}, {.label = "line", .marker = plot::marker::square});
  curves.error_bars({1, 2, 3}, {2, 2, 5}, {0.5, 0.5, 0.5}, {.label = "errors"});
  auto& bars = f.axes({.y = {"ms"}});
  bars.bars(names{"a", "b"}, {3, 4}, {.label = "first", .error = {1, 0.5}});
  bars.bars(names{"a", "b"}, {1, 2}, {.label = "second", .stacked = true});
  bars.horizontal_line(2.5, {.text = "limit", .dashes = {4, 2}});
  bars.text(1, 5.5, "text");
  auto& boxes = f.axes({.y = {"us"}});
  boxes.boxes(names{"x", "y"}, {plot::column{1, 2, 3, 4, 5, 30}, plot::column{4, 5, 6, 7, 8}});
  auto& cells = f.axes();
  cells.heat_map(2, 3, {1, 2, 3, 4, std::nan(""), 6},
                 {.row_names = {"r0", "r1"},
                  .column_names = {"c0", "c1", "c2"},
                  .value_label = "ms",
                  .annotate = true});
  return f;
}

plot::figure scales() {
  plot::figure f{.size = plot::inches(12, 9), .columns = 2, .share_y = true};
  const auto panel = [&](plot::axis x) {
    f.axes({.x = std::move(x), .y = {.label = "size", .unit = proflens::unit::byte}})
        .points({1, 500, 1000}, {2e6, 5e6, 9e6});
  };
  panel({.label = "powers of two", .scale = plot::logarithmic{2}});
  f.grid.front().line({1, 1000}, {1e4, 5e6});  // below what the other panels hold
  panel({.label = "elapsed", .scale = plot::durations{}});
  panel({.label = "day", .scale = plot::dates{}});
  panel({.label = "time", .unit = proflens::unit::millisecond});
  panel(
      {.label = "names", .scale = plot::categories{.names = {"first", "second"}, .degrees = 90.0}});
  return f;
}

/// Two lines on a logarithmic axis, and what of the first has no place there: zero and -3 as
/// triangles near the lower edge, a missing result as a cross at the upper.
plot::figure edges() {
  plot::figure f{.title = "Marks at the edges"};
  auto& axes =
      f.axes({.x = {"tokens"},
              .y = {.label = "s", .low = 0.1, .high = 1000, .scale = plot::logarithmic{}}});
  axes.line({1, 2, 3}, {1, 10, 100}, {.label = "bert"});
  axes.line({1, 2, 3, 7}, {2, 20, 200, 300}, {.label = "gpt"});
  axes.points({4, 5}, {0.08, 0.08},
              {.face = plot::tab10[3],
               .shape = plot::marker::triangle_down,
               .size = 50,
               .alpha = 1,
               .edge_width = 0,
               .told = {"0", "-3"},
               .belongs_to = "bert",
               .anchor = plot::y_anchor::frame});
  axes.intervals({2}, {-5}, {10}, {.belongs_to = "bert"});
  axes.points({3.5}, {50}, {.face = plot::white, .size = 300, .edge = plot::tab10[2]});
  axes.text(6, 1, "\u00d7",
            {.size = 12,
             .paint = plot::tab10[3],
             .align_x = plot::scene::horizontal::center,
             .align_y = plot::scene::vertical::top,
             .up_by = -26,
             .told = "N/A",
             .belongs_to = "bert",
             .anchor = plot::y_anchor::frame});
  return f;
}

/// On a logarithmic axis a box whose whisker ends at zero and one that lies below it; bars with
/// errors; an axis whose only name is empty.
plot::figure low_ends() {
  plot::figure f{.title = "Low ends", .size = plot::inches(12, 4), .columns = 3};
  f.axes({.x = {"x"}, .y = {.label = "s", .low = 0.1, .high = 100, .scale = plot::logarithmic{}}})
      .boxes(names{"zero", "below"},
             {plot::column{0, 2, 3, 4, 5}, plot::column{-5, -4, -3, -2, -1}},
             {.face = plot::tab10[0]});
  auto& bars = f.axes();
  bars.bars(names{"a", "b"}, {3, 4}, {.label = "bars", .error = {1, 1}});
  bars.error_bars({0, 1}, {1, 2}, {1, 1}, {.label = "errors", .paint = plot::tab10[3]});
  f.axes({.x = {"n"}, .y = {.label = "s", .scale = plot::categories{.names = {""}}}})
      .points({1, 2}, {0, 0});
  return f;
}

/// A line up and down between (0, 0), (1e6, 1e6) and (2e6, 0), a level band and bars: at most three
/// places of each, far beyond the window when it shows a small part.
plot::figure deep() {
  plot::figure f{.title = "Deep"};
  auto& axes = f.axes({.x = {"x"}, .y = {"y"}, .legend = plot::legend_place::none, .grid = false});
  axes.line({0, 1e6, 2e6}, {0, 1e6, 0}, {.label = "line"});
  axes.band({0, 2e6}, {-8e5, -8e5}, {-2e5, -2e5}, {.label = "band", .paint = plot::tab10[2]});
  axes.bars({1.5e6}, {4e5}, {.label = "bar", .face = plot::tab10[3], .width = 4e5});
  return f;
}

/// An override that is not ended, and one behind the end of an isolate that was not begun; a label
/// that isolates the name in it.
plot::figure disorderly() {
  const std::string override_ = "\xE2\x80\xAE", end_of_isolate = "\xE2\x81\xA9";
  std::vector<double> x(1000);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = static_cast<double>(i);
  plot::figure f;
  f.axes({.x = {"x"}, .y = {override_ + std::string(300, 'w')}})
      .points(x, x, {.label = override_ + "abc"})
      .points(x, x, {.label = "a" + end_of_isolate + override_ + "bc"})
      .points(x, x, {.label = "\xE2\x81\xA8\xD7\xA9\xD7\x9C\xE2\x81\xA9 - bsz: 8"});
  return f;
}

/// Twelve thousand markers on a level line: more than are drawn one by one.
plot::figure marked() {
  std::vector<double> x(12'000);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = static_cast<double>(i);
  plot::figure f{.title = "Marked"};
  f.axes().line(x, std::vector<double>(x.size(), 1.0), {.marker = plot::marker::square});
  return f;
}

/// Whole tokens (exact in the page) and run times that need rounding; ids that count on.
plot::figure many() {
  constexpr std::size_t count = 249'999;  // and one more, below
  plot::figure f{.title = "A million", .size = plot::inches(10, 6), .style = plot::paper_style()};
  auto& axes = f.axes({.x = {"Total Scheduled Tokens"}, .y = {"Model Run Time (ms)"}});
  for (int series = 1; series <= 4; ++series) {
    std::vector<double> x, y;
    for (std::size_t i = 0; i < count; ++i) {
      x.push_back(static_cast<double>(i * 7919 % 4093));
      y.push_back(18 + 0.01 * series * x.back() + std::fmod(static_cast<double>(i) * 0.618, 5));
    }
    // A last point of its own, to be found: drawn over all others, far above them.
    x.push_back(100.0 * series);
    y.push_back(300 + 10.0 * series + 0.123456);
    axes.points(std::move(x), std::move(y), {.label = "Config " + std::to_string(series)});
  }
  return f;
}

}  // namespace

int main(int count, char** words) try {
  if (count != 2) {
    std::fputs("usage: pages FOLDER\n", stderr);
    return 2;
  }
  const std::filesystem::path folder = words[1];
  std::filesystem::create_directories(folder);
  plot::save(marks(), folder / "marks.html");
  plot::save(hostile(), folder / "hostile.html");
  plot::save(every(), folder / "every.html");
  plot::save(many(), folder / "many.html");
  plot::save(scales(), folder / "axes.html");
  plot::save(edges(), folder / "edges.html");
  plot::save(deep(), folder / "deep.html");
  plot::save(low_ends(), folder / "low.html");
  plot::save(marked(), folder / "marked.html");
  std::ofstream(folder / "sampled.html") << plot::html(disorderly(), {.most_points = 600});
  return 0;
} catch (const std::exception& problem) {
  std::fprintf(stderr, "error: %s\n", problem.what());
  return 1;
}
