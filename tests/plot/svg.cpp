#include <doctest/doctest.h>
#include <proflens/plot/backend/svg.hpp>

#include <cmath>
#include <cstddef>
#include <fstream>
#include <limits>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

using namespace proflens;
using plot::svg;

static std::size_t count(std::string_view text, std::string_view part) {
  std::size_t found = 0;
  for (auto at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1))
    ++found;
  return found;
}

/// Runtime against tokens without a random generator: the same numbers on every machine.
static std::vector<double> tokens(int configuration) {
  std::vector<double> x;
  for (int i = 0; i < 40; ++i) x.push_back((i * 37 + configuration * 11) % 100 * 20 + 5);
  return x;
}

static std::vector<double> runtime(int configuration) {
  std::vector<double> y;
  for (int i = 0; i < 40; ++i)
    y.push_back(8 + 4 * configuration + 0.03 * tokens(configuration)[static_cast<std::size_t>(i)] +
                (i * 13 % 17) * 0.4);
  return y;
}

struct straight {
  double operator()(double x) const { return 10 + 0.03 * x; }
  interval mean_interval(double x, double) const {
    const double half = 1 + std::abs(x - 1000) / 500;
    return {(*this)(x)-half, (*this)(x) + half};
  }
};

static plot::figure several() {
  plot::figure f{.title = "Model run time against tokens 模型运行时间",
                 .size = plot::inches(7, 6),
                 .style = plot::paper_style()};
  auto& axes = f.axes({.x = {"Total Scheduled Tokens", 0},
                       .y = {"Model Run Time (ms)", 0},
                       .legend = plot::legend_place::upper_left_unless_hiding});
  for (int c = 0; c < 10; ++c)
    axes.points(tokens(c), runtime(c), {.label = "configuration " + std::to_string(c)});
  axes.line(straight{}, {.label = "T = 10 + 0.03 S", .band = plot::confidence(0.95)});
  return f;
}

static plot::figure valued() {
  plot::figure f{.size = plot::inches(7, 6), .style = plot::paper_style()};
  auto& axes = f.axes({.x = {"Total Scheduled Tokens", 0}, .y = {"Model Run Time (ms)", 0}});
  std::vector<int> batch;
  for (int i = 0; i < 40; ++i) batch.push_back(1 + i * 7 % 64);
  axes.points(tokens(3), runtime(3), {.values = plot::column(batch), .value_label = "Batch Size"});
  return f;
}

static plot::figure odd() {
  plot::figure f{.title = "Odd ranges", .size = plot::inches(10, 8), .columns = 2};
  f.axes({.x = {"huge"}, .y = {"time stamps (s)"}, .title = "first"})
      .points({1e18, 2e18, 3.5e18}, {1700000000.1, 1700000000.7, 1700000001.3}, {.label = "a"});
  auto& lines = f.axes({.x = {"tiny"}, .y = {"below zero"}, .title = "second", .grid = true});
  lines.line({1e-9, 2e-9, 5e-9}, {-1, -0.5, 0.25}, {.label = "dashed", .dashes = {6, 2}});
  lines.band({1e-9, 5e-9}, {-1.1, 0}, {-0.9, 0.5}, {.label = "band"});
  f.axes({.x = {"one point"}, .y = {"y"}}).points({512}, {20.5}, {.label = "single"});
  f.axes({.x = {"nothing"}, .y = {"y"}});
  return f;
}

/// Every mark that the others do not have.
static plot::figure marks() {
  const double none = std::numeric_limits<double>::quiet_NaN();
  const std::vector<std::string> stages{"采样", "聚合 🤗", "readout"};
  plot::figure f{.title = "Marks", .size = plot::inches(9, 7), .columns = 2};
  f.axes({.y = {"ms"}, .title = "boxes"})
      .boxes(stages, std::vector<plot::column>{{1, 2, 2, 3, 3, 4, 9}, {2, 4, 5, 6}, {3}},
             {.means = {3.5, 4.25, 3}})
      .horizontal_line(5, {.text = "limit", .dashes = {4, 2}});
  f.axes({.x = {"length"}, .y = {"batch"}, .title = "heat map"})
      .heat_map(2, 3, {1, 20, 300, 4000, none, 123456},
                {.row_names = {"1", "2"},
                 .column_names = {"128", "256", "512"},
                 .palette = plot::yl_gn_bu(),
                 .value_label = "tokens/s",
                 .annotate = true});
  f.axes({.y = {"ms"}, .title = "bars"})
      .bars(stages, {3, 5, 2}, {.label = "prefill"})
      .bars(stages, {4, 3, 5}, {.label = "decode", .stacked = true, .error = {0.5, 0.5, 1}})
      .bars(stages, {1, 2, 1}, {.label = "idle"});
  f.axes({.x = {"latency (ms)", {}, {}, plot::logarithmic{}}, .y = {"tokens/s"}, .title = "steps"})
      .steps({10, 20, 400}, {100, 300, 540}, {.label = "front"})
      .error_bars({10, 20, 400}, {100, 300, 540}, {20, 30, 40}, {.label = "5 runs"})
      .line({10, 400}, {50, 200}, {.label = "line", .marker = plot::marker::star})
      .sloped_line(100, 1, {.text = "y = 100 + x"})
      .text(20, 300, "turned", {.degrees = 30, .up_by = 5});
  return f;
}

/// Bars and lines of models, with names, units and logarithmic axes.
static plot::figure models() {
  plot::figure f{.title = "Time of models", .size = plot::inches(8, 6), .columns = 2};
  const std::vector<std::string> names{"bert-base", "gpt2", "llama", "opt"};
  auto& beside = f.axes({.y = {.label = "time", .unit = unit::microsecond}});
  beside.bars(names, {1200, 3400, 560, 0}, {.label = "prefill", .error = {100, 300, 0, 0}});
  beside.bars(names, {2000, 1000, 4000, -500}, {.label = "decode", .edge_width = 1});
  auto& piled = f.axes({.x = {.scale = plot::categories{{}, 45}}, .y = {.label = "memory (MB)"}});
  piled.bars(names, {1, 2, 3, 4}, {.label = "weights"});
  piled.bars(names, {4, 3, 2, 1}, {.label = "cache", .alpha = 0.5, .stacked = true});
  auto& log = f.axes({.x = {.label = "batch size", .scale = plot::logarithmic{2}},
                      .y = {.label = "time (s)", .scale = plot::logarithmic{}},
                      .grid = true});
  log.line({1, 8, 64}, {0.001, 0.05, 2}, {.label = "bert", .marker = plot::marker::circle});
  log.error_bars({1, 8, 64}, {0.001, 0.05, 2}, {0.0005, 0.06, 0.5});
  log.points({1, 2, 4}, {0.01, 0, -1}, {.label = "other"});
  log.line([](double x) { return 0.001 * x; }, {.label = "T = 0.001 B"});
  f.axes({.x = {.label = "time of day", .scale = plot::dates{}},
          .y = {.label = "elapsed", .scale = plot::durations{}, .reversed = true}})
      .line({1763649772, 1763659772}, {0, 5000});
  return f;
}

/// The same limits in three panels, light on dark.
static plot::figure dark() {
  plot::figure f{.size = plot::inches(8, 3),
                 .style = plot::dark_style(),
                 .columns = 3,
                 .share_x = true,
                 .share_y = true};
  for (const double size : {1.0, 2.0, 4.0})
    f.axes({.x = {"tokens"}, .y = {"time (ms)"}})
        .points({0, size, 3}, {size, 2, 0}, {.label = "steps"})
        .line([](double x) { return x; }, {.label = "model"});
  return f;
}

static std::string golden_path(const std::string& name) {
  return std::string(PROFLENS_TEST_GOLDEN) + '/' + name + ".svg";
}

static std::string golden(const std::string& name) {
  std::ifstream file(golden_path(name), std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

TEST_CASE("svg: figures are the golden ones to the byte") {
  CHECK((svg(several()) == golden("plot_several")));
  CHECK((svg(valued()) == golden("plot_valued")));
  CHECK((svg(odd()) == golden("plot_odd")));
  CHECK((svg(models()) == golden("plot_models")));
  CHECK((svg(dark()) == golden("plot_dark")));
  CHECK((svg(marks()) == golden("plot_marks")));
}

// Run with --no-skip --test-case="*rewrites*", then look at the files.
TEST_CASE("svg: rewrites the golden figures" * doctest::skip()) {
  std::ofstream(golden_path("plot_several"), std::ios::binary) << svg(several());
  std::ofstream(golden_path("plot_valued"), std::ios::binary) << svg(valued());
  std::ofstream(golden_path("plot_odd"), std::ios::binary) << svg(odd());
  std::ofstream(golden_path("plot_models"), std::ios::binary) << svg(models());
  std::ofstream(golden_path("plot_dark"), std::ios::binary) << svg(dark());
  std::ofstream(golden_path("plot_marks"), std::ios::binary) << svg(marks());
}

TEST_CASE("svg: text stays text and markup in names is escaped") {
  plot::figure f{.title = "a<b & \"c\">d"};
  f.axes({.x = {"</text><script>alert(1)</script>"}})
      .points({1}, {1}, {.label = "时间\x01\x1b\xff"});
  const std::string text = svg(f);
  CHECK(text.find("<script") == std::string::npos);
  CHECK(text.find("<title>a&lt;b &amp; &quot;c&quot;&gt;d</title>") != std::string::npos);
  CHECK(text.find("&lt;script&gt;") != std::string::npos);
  CHECK(text.find("时间\ufffd\ufffd\ufffd") != std::string::npos);
  for (const char c : text) CHECK((static_cast<unsigned char>(c) >= 0x20 || c == '\n'));
}

TEST_CASE("svg: a shortened name is there whole as a title") {
  plot::figure f;
  const std::string name(300, 'n');
  f.axes().points({1, 2}, {1, 2}, {.label = name});
  CHECK(svg(f).find("<title>" + name + "</title>") != std::string::npos);
}

TEST_CASE("svg: each bar and box of a category has its whole name, also where no label has room") {
  std::vector<std::string> names;
  for (int i = 0; i < 300; ++i) names.push_back("operator <" + std::to_string(i) + ">");
  plot::figure f;
  f.axes().bars(names, std::vector<double>(300, 1));
  const std::string bars = svg(f);
  CHECK(count(bars, "</title></path>") == 300);
  for (int i = 0; i < 300; ++i)
    CHECK(count(bars, "<title>operator &lt;" + std::to_string(i) + "&gt;</title></path>") == 1);
  plot::figure boxes;
  boxes.axes().boxes(std::vector<std::string>{"a", "b"}, std::vector<plot::column>{{1, 2}, {3}});
  CHECK(count(svg(boxes), "<title>b</title></path>") == 1);
  plot::figure numbers;
  numbers.axes().bars({1, 2}, {3, 4});
  CHECK(count(svg(numbers), "<title>") == 0);
}

TEST_CASE("svg: each point inside the axes is one use of its marker, others are none") {
  const double infinite = std::numeric_limits<double>::infinity();
  plot::figure f;
  auto& axes = f.axes({.x = {"x", 0, 10}, .y = {"y", 0, 10}});
  axes.points({1, 2, 3, 50, infinite, 5}, {1, 2, 3, 5, 5, -infinite});
  axes.points({4}, {4});
  CHECK(count(svg(f), "<use ") == 4);
}

TEST_CASE("svg: above the stated count points become a picture, legend handles stay shapes") {
  std::vector<double> x, y;
  for (int i = 0; i < 500; ++i) {
    x.push_back(i % 50);
    y.push_back(i / 50);
  }
  plot::figure f;
  f.axes({.legend = plot::legend_place::upper_left}).points(x, y, {.label = "many"});
  const std::string shapes = svg(f, {.vector_points = 501});
  CHECK(count(shapes, "<use ") == 501);
  CHECK(count(shapes, "<image ") == 0);
  const std::string picture = svg(f, {.vector_points = 499});
  CHECK(count(picture, "<use ") == 1);
  CHECK(count(picture, "<image ") == 1);
  CHECK(count(picture, "data:image/png;base64,iVBORw0KGgo") == 1);
}

TEST_CASE("svg: with exactly the stated count, or none, legend handles stay shapes and count not") {
  const std::vector<double> x{1, 2, 3, 4, 5};
  plot::figure f;
  f.axes({.legend = plot::legend_place::upper_left}).points(x, x, {.label = "first"});
  f.axes({.legend = plot::legend_place::upper_left}).points(x, x, {.label = "second"});
  const std::string exact = svg(f, {.vector_points = 10});
  CHECK(count(exact, "<use ") == 12);
  CHECK(count(exact, "<image ") == 0);
  const std::string one_less = svg(f, {.vector_points = 9});
  CHECK(count(one_less, "<use ") == 7);
  CHECK(count(one_less, "<image ") == 1);
  const std::string none = svg(f, {.vector_points = 0});
  CHECK(count(none, "<use ") == 2);
  CHECK(count(none, "<image ") == 2);
}

TEST_CASE("svg: ids begin as told, clips close, and every one that is used is defined") {
  const std::string text = svg(several(), {.id = "one"});
  CHECK(count(text, "<g") == count(text, "</g>"));
  CHECK(text.find("\"figure-") == std::string::npos);
  for (auto at = text.find("url(#"); at != std::string::npos; at = text.find("url(#", at + 1)) {
    const std::string id = text.substr(at + 5, text.find(')', at) - at - 5);
    CHECK(text.find("id=\"" + id + '"') != std::string::npos);
  }
}

TEST_CASE("svg: a resolution that is none, or too fine for a picture, is an error") {
  const auto shapes = several();
  for (const double dpi : {0.0, -200.0, std::nan(""), HUGE_VAL})
    CHECK_THROWS_AS(svg(shapes, {.image_dpi = dpi}), plot::error);
  CHECK_NOTHROW(svg(shapes, {.image_dpi = 1e5}));
  for (const double dpi : {0.01, 1e5})
    CHECK_THROWS_WITH_AS(svg(shapes, {.vector_points = 0, .image_dpi = dpi}),
                         doctest::Contains("expected 1 to 32767"), plot::error);
}

TEST_CASE("svg: numbers are short") {
  CHECK(plot::short_number(1.0 / 3) == "0.33");
  CHECK(plot::short_number(2) == "2");
  CHECK(plot::short_number(-0.001) == "0");
  CHECK(plot::short_number(100) == "100");
  CHECK(plot::short_number(1.5, 3) == "1.5");
}

TEST_CASE("svg: parts of a colour that are no numbers or beyond 0 and 1 are drawn as 0 and 1") {
  const double nan = std::nan(""), infinite = std::numeric_limits<double>::infinity();
  CHECK(plot::markup::paint("fill", {nan, -1, -infinite}) == " fill=\"#000000\"");
  CHECK(plot::markup::paint("fill", {2, infinite, 1}) == " fill=\"#ffffff\"");
  CHECK(plot::markup::opacity("fill", nan) == " fill-opacity=\"0\"");
}

TEST_CASE("svg: the opacity of a face multiplies the marker's, that of a palette does not count") {
  plot::figure f{.size = plot::inches(4, 3), .style = plot::paper_style()};
  f.axes().points({1}, {1}, {.face = plot::color{1, 0, 0, 0.2}, .alpha = 0.5});
  CHECK(count(svg(f), "fill=\"#ff0000\" fill-opacity=\"0.1\"") == 1);
  const plot::color_ramp ramp =
      std::make_shared<const std::vector<plot::color>>(2, plot::color{0, 0, 1, 0.2});
  f.grid[0] = plot::axes();
  f.grid[0].points({1, 2}, {1, 2},
                   {.label = "handle",
                    .face = plot::color{1, 0, 0, 0.2},
                    .alpha = 0.5,
                    .values = plot::column{1, 2},
                    .palette = ramp});
  const std::string text = svg(f);
  CHECK(count(text, " fill=\"#0000ff\"/>") == 2);
  CHECK(count(text, "<g fill-opacity=\"0.5\"") == 1);
  CHECK(count(text, "<g fill=\"#0000ff\" fill-opacity=\"0.5\"") == 1);
}

TEST_CASE("svg: a scene's own alignments are kept") {
  plot::scene::drawing drawing{.width = 100, .height = 50, .title = {}, .items = {}};
  plot::scene::text text{.at = {10, 20}, .content = "top"};
  text.align_y = plot::scene::vertical::top;
  text.align_x = plot::scene::horizontal::right;
  drawing.items.push_back(text);
  CHECK(svg(drawing).find("text-anchor=\"end\" x=\"10\" y=\"27.6\">top") != std::string::npos);
}
