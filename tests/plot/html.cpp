#include <doctest/doctest.h>
#include <proflens/plot/backend/html.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "tests/plot/page_text.hpp"

using namespace proflens;
using plot::html_page::difference_column;
using plot::html_page::exact_column;
using plot::html_page::json_text;
using plot::html_page::stepped_column;

static plot::figure cloud_of(std::size_t count) {
  std::vector<double> x, y;
  for (std::size_t i = 0; i < count; ++i) {
    x.push_back(static_cast<double>(i));
    y.push_back(std::sqrt(static_cast<double>(i)));
  }
  plot::figure f;
  f.axes().points(x, y, {.label = "roots"});
  return f;
}

TEST_CASE("html: text for a script can end neither its string nor the script") {
  CHECK(json_text("</script>&\"\\\n\x7f") ==
        "\"\\u003c/script\\u003e\\u0026\\\"\\\\\\u000a\\u007f\"");
  CHECK(json_text("\xff矩阵") == "\"\uFFFD矩阵\"");
  CHECK(json_text(std::numeric_limits<double>::quiet_NaN()) == "null");
  CHECK(json_text(0.1) == "0.1");
  CHECK(json_text(true) == "true");
  CHECK(json_text(plot::tab10[0]) == "\"#1f77b4\"");
}

TEST_CASE("html: few numbers stand in the page as they are, what cannot be drawn as null") {
  CHECK(exact_column(std::vector<double>{1, -2.5, 1e301, NAN, 1e-9}) == "[1,-2.5,null,null,1e-09]");
  CHECK(exact_column({}) == "[]");
}

TEST_CASE("html: many numbers become steps of two bytes, whole ones exactly") {
  // Codes 0, 2, 1 and 65535 for what is no number.
  CHECK(stepped_column(std::vector<double>{10, 12, 11, NAN}) ==
        "{\"kind\":\"steps\",\"count\":4,\"low\":10,\"step\":1,\"exact\":true,"
        "\"bytes\":\"AAACAAEA//8=\"}");
  // 0 and 65534 are the ends of the range.
  CHECK(stepped_column(std::vector<double>{0, 0.65534}) ==
        "{\"kind\":\"steps\",\"count\":2,\"low\":0,\"step\":1e-05,\"exact\":false,"
        "\"bytes\":\"AAD+/w==\"}");
  CHECK(has(stepped_column(std::vector<double>{0, 65535}), "\"exact\":false"));
  CHECK(has(stepped_column(std::vector<double>{7.5, 7.5}), "\"exact\":true"));
  CHECK(has(stepped_column(std::vector<double>{NAN}), "\"bytes\":\"//8=\""));
}

TEST_CASE("html: whole numbers that count on take a byte each") {
  // Differences 5, 1, -2, 300: zigzag 10, 2, 3, 600 (two groups of seven bits).
  CHECK(difference_column(std::vector<double>{5, 6, 4, 304}) ==
        "{\"kind\":\"differences\",\"count\":4,\"bytes\":\"CgID2AQ=\"}");
}

TEST_CASE("html: a page needs nothing else and may load nothing") {
  const std::string page = plot::html(cloud_of(3));
  CHECK(page.starts_with("<!DOCTYPE html>"));
  CHECK(has(page,
            "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "
            "img-src data:"));
  CHECK(count_of(page, "<script") == 2);
  CHECK(count_of(page, "</script>") == 2);
  for (const char* outside : {"http:", "https:", "src=", "href=", "url(", "@import", "innerHTML"})
    CHECK_MESSAGE(!has(page, outside), outside);
}

TEST_CASE("html: hostile names stay text") {
  plot::figure f{.title = "</title><img src=x onerror=alert(1)>"};
  f.axes({.x = {"</script><script>alert(2)</script>"}})
      .points({1}, {2}, {.label = "=cmd() \xE2\x80\xAE <b>\xff"});
  const std::string page = plot::html(f);
  CHECK(count_of(page, "<script") == 2);
  CHECK(count_of(page, "<img") == 0);
  CHECK(has(page, "<title>&lt;/title&gt;&lt;img"));
  CHECK(has(data_of(page), "\\u003c/script\\u003e"));
  CHECK(!has(data_of(page), "<"));
}

TEST_CASE("html: colours, markers and limits are those of the other backends") {
  plot::figure f;
  auto& axes = f.axes({.x = {.label = "x", .low = 0.0, .high = 4.0}});
  axes.points({1, 2}, {3, 4}, {.label = "a"});
  axes.points({1, 2}, {3, 4}, {.label = "b"});
  axes.line({1, 2}, {3, 4}, {.label = "c", .dashes = {4, 2}});
  const std::string data = data_of(plot::html(f));
  CHECK(has(data, "\"low\":0,\"high\":4"));
  CHECK(has(data, "\"low\":2.95,\"high\":4.05"));
  CHECK(has(data, "\"face\":\"#1f77b4\""));
  CHECK(has(data, "\"outline\":[-0.5,-0.5,0.5,-0.5,0.5,0.5,-0.5,0.5]"));  // the second: a square
  CHECK(has(data, "\"dashes\":[4,2]"));
}

TEST_CASE("html: points carry columns that are told on hover") {
  plot::figure f;
  f.axes().points({1, 2}, {3, 4}, {.hover = {{"batch", {17, 18}}}});
  CHECK(has(data_of(plot::html(f)), "\"hover\":[{\"name\":\"batch\",\"column\":[17,18]}]"));
  CHECK_THROWS_AS(f.axes().points({1, 2}, {3, 4}, {.hover = {{"batch", {17}}}}), plot::error);
}

TEST_CASE("html: many points are rounded, very many sampled, and the page says so") {
  const std::string few = data_of(plot::html(cloud_of(100)));
  CHECK(has(few, "\"notes\":[]"));
  CHECK(has(few, "1.4142135623730951"));

  const std::string many = data_of(plot::html(cloud_of(1234), {.exact_points = 1000}));
  CHECK(has(many, "1,234 points"));
  CHECK(has(many, "65,535 steps"));
  CHECK(has(many, "\"count\":1234,\"low\":0,\"step\":1,\"exact\":true"));

  const std::string some = data_of(plot::html(cloud_of(1000), {.most_points = 100}));
  CHECK(has(some, "{\"about\":\"roots\",\"text\":\"100 of 1,000 points are shown"));
}

TEST_CASE("html: a long line keeps its extremes and its gaps, and the page says so") {
  std::vector<double> x, y;
  for (std::size_t i = 0; i < 200'000; ++i) {
    x.push_back(static_cast<double>(i));
    y.push_back(static_cast<double>(i % 2));
  }
  y[77'777] = 1234.5;
  y[100'001] = -1234.5;
  y[150'003] = NAN;
  const auto places = plot::html_page::outline_places(x, y, 1000);
  CHECK(places.size() <= 1300);
  CHECK(std::is_sorted(places.begin(), places.end()));
  for (const std::size_t kept : {0u, 77'777u, 100'001u, 150'003u, 199'999u})
    CHECK_MESSAGE(std::binary_search(places.begin(), places.end(), kept), kept);

  plot::figure f;
  f.axes().line(x, y, {.label = "long"});
  const std::string page = plot::html(f);
  CHECK(page.size() < 1'000'000);
  CHECK(has(data_of(page), "of 200,000 points are shown, the extremes of every stretch"));
}

TEST_CASE("html: a line that turns back keeps its extremes along x too") {
  std::vector<double> x, y;
  for (std::size_t i = 0; i < 50'000; ++i) {
    x.push_back(std::sin(0.01 * static_cast<double>(i)));
    y.push_back(std::cos(0.01 * static_cast<double>(i)));
  }
  x[33'333] = 7;
  x[44'444] = -7;
  const auto places = plot::html_page::outline_places(x, y, 600);
  CHECK(places.size() <= 900);
  for (const std::size_t kept : {33'333u, 44'444u})
    CHECK_MESSAGE(std::binary_search(places.begin(), places.end(), kept), kept);
}

TEST_CASE("html: the markers of a thinned line stand at the points that are kept") {
  std::vector<double> x(1000), y(1000);
  for (std::size_t i = 0; i < x.size(); ++i) {
    x[i] = static_cast<double>(i);
    y[i] = static_cast<double>(i % 7);
  }
  plot::figure f;
  f.axes().line(x, y, {.label = "marked", .marker = plot::marker::square});
  CHECK(has(data_of(plot::html(f)), "\"notes\":[]"));
  const std::string data = data_of(plot::html(f, {.most_line_points = 200}));
  CHECK(has(data, "of 1,000 points are shown, with their markers: the extremes of every stretch"));
  CHECK(count_of(data, "\"x\":[0,6,") == 2);
}

TEST_CASE("html: long lines share what short ones leave of the page") {
  using plot::html_page::longest_within;
  CHECK(longest_within({}, 10) >= 1'000'000);
  CHECK(longest_within({4, 6}, 10) >= 1'000'000);
  CHECK(longest_within({2, 100, 100}, 10) == 4);
  CHECK(longest_within({100, 3, 100, 3}, 20) == 7);
  CHECK(longest_within({5, 5}, 8) == 4);
}

TEST_CASE("html: many lines below the length of a long one are thinned together") {
  std::vector<double> x(5000), y(5000);
  for (std::size_t i = 0; i < x.size(); ++i) {
    x[i] = static_cast<double>(i);
    y[i] = std::sqrt(static_cast<double>(i * 7919 % 5003));
  }
  plot::figure one, many;
  one.axes().line(x, y);
  auto& axes = many.axes();
  for (int i = 0; i < 20; ++i) axes.line(x, y, {.label = "line " + std::to_string(i)});
  axes.steps(x, y, {.label = "steps"}).band(x, y, y, {.label = "band"});
  axes.line({1, 2}, {3, 4}, {.label = "short"});
  const plot::html_options options{.most_line_points = 5000};
  const std::string page = plot::html(many, options);
  const std::string frame = plot::html({}, options);
  CHECK(page.size() - frame.size() < 3 * (plot::html(one, options).size() - frame.size()));
  for (const char* name : {"line 0", "line 19", "steps", "band"})
    CHECK_MESSAGE(has(data_of(page), "{\"about\":\"" + std::string(name) + "\",\"text\":"), name);
  CHECK(!has(data_of(page), "{\"about\":\"short\""));
}

TEST_CASE("html: a long line takes nothing from the sample of the points beside it") {
  plot::figure f = cloud_of(100);
  std::vector<double> level(3000);
  for (std::size_t i = 0; i < level.size(); ++i) level[i] = static_cast<double>(i);
  f.grid[0].line(level, level, {.label = "long"});
  const std::string data = data_of(plot::html(f, {.most_points = 100}));
  CHECK(!has(data, "of 100 points are shown"));
  CHECK(has(data, "\"notes\":[]"));
  CHECK(has(data_of(plot::html(f, {.most_points = 99})), "99 of 100 points are shown"));
}

TEST_CASE("html: error bars and the values beyond whiskers are sampled as points are") {
  const std::vector<double> x(200, 1.0);
  plot::figure f;
  f.axes().error_bars(x, x, x, {.label = "errors"});
  f.axes().boxes(plot::column{1}, {aggregate::box{.q1 = 1, .q3 = 2, .outliers = x}},
                 {.label = "boxes"});
  const std::string data = data_of(plot::html(f, {.most_points = 40}));
  CHECK(has(data, "{\"about\":\"errors\",\"text\":\"20 of 200 points are shown"));
  CHECK(has(data, "{\"about\":\"boxes\",\"text\":\"20 of 200 points are shown"));
}

TEST_CASE("html: cells count among the numbers of a page") {
  plot::figure f;
  f.axes().heat_map(30, 40, std::vector<double>(1200, 0.1));
  CHECK(has(data_of(plot::html(f)), "\"notes\":[]"));
  const std::string data = data_of(plot::html(f, {.exact_points = 1000}));
  CHECK(has(data, "1,200 cells or bars: too many to keep every digit"));
}

TEST_CASE("html: marks join the series whose part they say they are, whatever their colour") {
  plot::figure f;
  auto& axes = f.axes();
  axes.line({1, 2}, {3, 4}, {.label = "first", .paint = plot::tab10[0]});
  axes.line({1, 2}, {5, 6}, {.label = "second", .paint = plot::tab10[1]});
  axes.points({1}, {0},
              {.face = plot::tab10[5],
               .told = {"-3"},
               .belongs_to = "first",
               .anchor = plot::y_anchor::frame});
  axes.text(2, 1, "x",
            {.paint = plot::tab10[5],
             .told = "N/A",
             .belongs_to = "first",
             .anchor = plot::y_anchor::frame});
  axes.intervals({1}, {3}, {4}, {.paint = plot::tab10[5], .belongs_to = "first"});
  const std::string data = data_of(plot::html(f));
  CHECK(count_of(data, "\"label\":\"\",\"layers\"") == 0);
  const auto second = data.find("\"label\":\"second\"");
  REQUIRE(second != data.npos);
  for (const char* part : {"\"told\":[\"-3\"]", "\"told\":\"N/A\"", "\"kind\":\"errors\""})
    CHECK_MESSAGE(data.find(part) < second, part);
  CHECK(count_of(data, "\"on_frame\":true") == 2);
}

TEST_CASE("html: a mark of an unknown series stands on its own") {
  plot::figure f;
  f.axes().points({1}, {2}, {.belongs_to = "nobody"}).points({1}, {2}, {.label = "somebody"});
  CHECK(count_of(data_of(plot::html(f)), "\"layers\":[") == 2);
}

TEST_CASE("html: a page without a title is called after what it draws") {
  const auto title = [](const plot::figure& f) {
    const std::string page = plot::html(f);
    const auto begin = page.find("<title>") + 7;
    return page.substr(begin, page.find("</title>") - begin);
  };
  plot::figure f;
  CHECK(title(f) == "Figure");
  auto& axes = f.axes({.x = {"tokens"}, .y = {"ms"}});
  CHECK(title(f) == "ms against tokens");
  axes.options().y.label =
      "\xE2\x80\xAE"
      "evil";
  CHECK(title(f) ==
        "\xE2\x81\xA8\xE2\x80\xAE"
        "evil\xE2\x81\xA9 against tokens");
  axes.options().title = "panel";
  CHECK(title(f) == "panel");
  axes.options() = {.y = {"ms"}};
  CHECK(title(f) == "ms");
  f.title = "figure";
  CHECK(title(f) == "figure");
}

TEST_CASE("html: an override in the label of a colour bar stays in front of the note behind it") {
  plot::figure f;
  f.axes().heat_map(1, 2, {1, NAN}, {.value_label = "\xE2\x80\xAEms"});
  const std::string data = data_of(plot::html(f));
  CHECK(has(data, "\"\xE2\x81\xA8\xE2\x80\xAEms\xE2\x81\xA9, hatched: no value (1 of 2)\""));
  CHECK(has(data, "\"value_label\":\"\xE2\x80\xAEms\""));  // the row of the tooltip
}

TEST_CASE("html: names along x are turned as they are asked to be") {
  plot::figure f;
  f.axes({.x = {.scale = plot::categories{.names = {"a"}, .degrees = 30.0}}}).bars({0}, {1});
  f.axes({.x = {.scale = plot::categories{.names = {"a"}}}}).bars({0}, {1});
  CHECK(count_of(data_of(plot::html(f)), "\"degrees\":30") == 1);
  CHECK(count_of(data_of(plot::html(f)), "\"degrees\":") == 1);
}

TEST_CASE("html: a point that cannot be drawn is counted") {
  plot::figure f;
  f.axes({.title = "left"}).points({1, NAN, 3}, {1, 2, INFINITY});
  CHECK(has(data_of(plot::html(f)),
            "{\"about\":\"left\",\"text\":\"2 points have a coordinate that cannot be drawn"));
}

TEST_CASE("html: every mark has its layers") {
  plot::figure f;
  auto& axes = f.axes();
  axes.line([](double x) { return 2 * x; }, {.label = "model", .over = interval{0, 10}});
  axes.band({1, 2}, {1, 2}, {3, 4});
  axes.steps({1, 2, 3}, {3, 2, 1});
  axes.error_bars({1, 2}, {3, 4}, {0.5, 0.5}, {.label = "errors"});
  axes.bars(std::vector<std::string>{"a", "b"}, {3, 4}, {.label = "bars", .error = {1, 1}});
  axes.boxes(std::vector<std::string>{"a", "b"},
             {plot::column{1, 2, 3, 99}, plot::column{2, 3, 4}});
  axes.horizontal_line(3, {.text = "limit"});
  axes.text(1, 2, "here");
  f.axes().heat_map(1, 2, {1, NAN}, {.row_names = {"r"}, .column_names = {"c", "d"}});
  const std::string data = data_of(plot::html(f));
  for (const char* kind :
       {"line", "band", "errors", "rectangles", "segments", "points", "rule", "text", "cells"})
    CHECK_MESSAGE(has(data, "\"kind\":\"" + std::string(kind) + "\""), kind);
  CHECK(has(data, "\"x\":[1,2,2,3,3],\"y\":[3,3,2,2,1],\"level\":true"));
  CHECK(has(data, "\"names\":[\"a\",\"b\"]"));
  CHECK(has(data, "\"values\":[1,null]"));
  CHECK(has(data, "{\"name\":\"median\",\"column\":[2.5,3]}"));
}

TEST_CASE("html: error bars without a name belong to the line of their colour before them") {
  plot::figure f;
  auto& axes = f.axes();
  axes.line({1, 2}, {3, 4}, {.label = "times"});
  axes.error_bars({1, 2}, {3, 4}, {0.5, 0.5});
  CHECK(count_of(data_of(plot::html(f)), "\"label\":\"\",\"layers\"") == 0);
}

TEST_CASE("html: axes say their scale, their names and their units") {
  plot::figure f;
  auto& axes = f.axes({.x = {.label = "x", .scale = plot::logarithmic{}},
                       .y = {.label = "y", .unit = unit::millisecond}});
  axes.points({1, 10}, {1, 1000});
  const std::string data = data_of(plot::html(f));
  CHECK(has(data, "\"kind\":\"log\""));
  CHECK(has(data, "\"base\":10"));
  CHECK(has(data, "\"sizes\":[{\"name\":\" ns\",\"size\":1e-06}"));
}

TEST_CASE("html: axes that are shared begin with the same limits") {
  plot::figure f{.columns = 2, .share_y = true};
  f.axes().points({1, 2}, {0, 1});
  f.axes().points({3, 4}, {0, 100});
  const std::string data = data_of(plot::html(f));
  CHECK(count_of(data, "\"low\":-5,\"high\":105") == 2);
  CHECK(has(data, "\"share_x\":false,\"share_y\":true"));
}

TEST_CASE("html: wrong limits are an error, as for the other backends") {
  plot::figure f;
  f.axes({.x = {.low = 2.0, .high = 1.0}}).points({1}, {1});
  CHECK_THROWS_AS(plot::html(f), plot::error);
}

TEST_CASE("html: a figure without axes or marks is a page") {
  CHECK(has(data_of(plot::html({})), "\"axes\":[]"));
  plot::figure f;
  f.axes();
  CHECK(has(data_of(plot::html(f)), "\"series\":[]"));
}
