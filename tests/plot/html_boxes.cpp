#include <doctest/doctest.h>
#include <proflens/plot/backend/html_boxes.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/plot/page_text.hpp"

using namespace proflens;
using plot::html_boxes::data_text;
using plot::html_boxes::float_text;
using plot::html_boxes::places_of;
using plot::html_boxes::spread_over;

static plot::device_box box(std::int64_t node, std::int64_t device, double median = 10) {
  return {.node = node,
          .device = device,
          .count = 4,
          .mean = median,
          .min = median - 4,
          .q1 = median - 1,
          .median = median,
          .q3 = median + 1,
          .whisker_low = median - 2,
          .whisker_high = median + 2,
          .max = median + 4};
}

static plot::box_page page_of(std::vector<plot::device_box> boxes) {
  plot::box_page page{.feature = "total_time", .unit = unit::microsecond};
  page.panels.push_back({.op_name = "Add", .input_shape = "8,8", .boxes = std::move(boxes)});
  return page;
}

/// Panels with every operator on every device, each box with so many values beyond its whiskers.
static plot::box_page cluster(std::size_t operators, std::size_t devices, std::size_t outliers) {
  plot::box_page page{.feature = "total_time", .unit = unit::microsecond};
  for (std::size_t k = 0; k < operators; ++k) {
    std::vector<plot::device_box> boxes;
    for (std::size_t d = 0; d < devices; ++d) {
      boxes.push_back(box(static_cast<std::int64_t>(d / 8), static_cast<std::int64_t>(d % 8),
                          100 + std::sqrt(static_cast<double>(k * devices + d))));
      for (std::size_t i = 0; i < outliers; ++i)
        boxes.back().outliers.push_back(200 + static_cast<double>(i));
    }
    page.panels.push_back({.op_name = "operator " + std::to_string(k), .boxes = boxes});
  }
  return page;
}

TEST_CASE("html_boxes: devices stand in the order of their numbers, not of their digits") {
  plot::box_page page = page_of({box(10, 0), box(2, 10), box(2, 9), box(-1, 0)});
  page.panels.push_back({.op_name = "Cast", .boxes = {box(2, 9), box(0, 3)}});
  std::vector<std::string> labels;
  for (const auto& place : places_of(page.panels)) labels.push_back(place.label);
  CHECK(labels == std::vector<std::string>{"-1_0", "0_3", "2_9", "2_10", "10_0"});
  CHECK(has(data_text(page), "\"nodes\":[-1,0,2,2,10]"));
}

TEST_CASE("html_boxes: labels that are given stand for node and device") {
  plot::box_page page = page_of({box(0, 0), box(1, 0)});
  page.panels[0].boxes[0].label = "node 0";
  CHECK(has(data_text(page), "\"labels\":[\"node 0\",\"1_0\"]"));
}

TEST_CASE("html_boxes: two boxes of one device in a panel are an error that names both") {
  CHECK_THROWS_WITH_AS(data_text(page_of({box(0, 7), box(0, 7)})),
                       doctest::Contains("two boxes of 0_7 in the panel of Add"), plot::error);
}

TEST_CASE("html_boxes: numbers are floats, least byte first, NaN where there is none") {
  // 1.0f is 3f800000, NaN 7fc00000.
  CHECK(float_text(std::vector<double>{1, NAN}) == "\"AACAPwAAwH8=\"");
  CHECK(float_text(std::vector<double>{1e39}) == float_text(std::vector<double>{NAN}));
  CHECK(float_text({}) == "\"\"");
}

TEST_CASE("html_boxes: of many outliers the ends and some between are kept") {
  const std::vector<double> values{1, 2, 3, 4, 5, 6, 7};
  CHECK(spread_over(values, 9) == values);
  CHECK(spread_over(values, 4) == std::vector<double>{1, 3, 5, 7});
  CHECK(spread_over(values, 2) == std::vector<double>{1, 7});
  CHECK(spread_over(values, 1) == std::vector<double>{7});
}

TEST_CASE("html_boxes: the ends of a box are drawn also where its outliers are not kept") {
  plot::device_box some = box(0, 0);  // from 6 to 14, whiskers 8 and 12
  using plot::html_boxes::drawn_outliers;
  CHECK(drawn_outliers(some, 10) == std::vector<double>{6, 14});
  some.outliers = {6, 7, 13};
  CHECK(drawn_outliers(some, 10) == std::vector<double>{6, 7, 13, 14});
  CHECK(drawn_outliers(some, 2) == std::vector<double>{6, 14});
  some.min = 8;
  some.max = 12;
  some.outliers = {};
  CHECK(drawn_outliers(some, 10).empty());
  CHECK(drawn_outliers({}, 10).empty());
}

TEST_CASE("html_boxes: outliers that are not drawn are counted with those that were not kept") {
  plot::box_page page = page_of({box(0, 0)});
  for (int i = 0; i < 25; ++i) page.panels[0].boxes[0].outliers.push_back(i);
  page.panels[0].boxes[0].outliers_not_shown = 5;
  const std::string data = data_text(page);
  // Zigzag: 10 kept is byte 20, 15 + 5 left out byte 40.
  CHECK(has(data, "\"kept\":{\"kind\":\"differences\",\"count\":1,\"bytes\":\"FA==\"}"));
  CHECK(has(data, "\"left_out\":{\"kind\":\"differences\",\"count\":1,\"bytes\":\"KA==\"}"));
}

TEST_CASE("html_boxes: slow devices are told by their place") {
  plot::box_page page = page_of({box(1, 1), box(0, 0), box(1, 0)});
  page.panels[0].boxes[0].slow = true;
  CHECK(has(data_text(page), "\"slow\":[2]"));
}

TEST_CASE("html_boxes: times have sizes to be shown in, ratios none") {
  plot::box_page page = page_of({box(0, 0)});
  CHECK(has(data_text(page), "{\"name\":\" ms\",\"size\":"));
  page.unit = unit::none;
  CHECK(has(data_text(page), "\"sizes\":null"));
}

TEST_CASE("html_boxes: texts without Chinese are English for all") {
  plot::box_page page = page_of({});
  page.title = {"Time", "时间"};
  page.notes = {{"only English"}};
  const std::string data = data_text(page);
  CHECK(has(data, "\"title\":[\"Time\",\"时间\"]"));
  CHECK(has(data, "\"notes\":[[\"only English\",\"only English\"]]"));
}

TEST_CASE("html_boxes: a page without panels and a panel without boxes are pages too") {
  CHECK(has(plot::encoded({}), "</html>"));
  CHECK(has(data_text({}), "\"labels\":[],\"nodes\":[],\"panels\":[]"));
  CHECK(has(data_text(page_of({})), "\"slow\":[]"));
}

TEST_CASE("html_boxes: a page needs nothing else and may load nothing") {
  const std::string page = plot::encoded(page_of({box(0, 0)}));
  CHECK(page.starts_with("<!DOCTYPE html>"));
  CHECK(has(page, "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "));
  CHECK(count_of(page, "<script") == 2);
  CHECK(count_of(page, "</script>") == 2);
  for (const char* outside : {"http:", "https:", "src=", "href=", "url(", "@import", "innerHTML"})
    CHECK_MESSAGE(!has(page, outside), outside);
}

TEST_CASE("html_boxes: hostile names stay text") {
  plot::box_page page = page_of({box(0, 0)});
  page.feature = "</title><img src=x onerror=alert(1)>";
  page.panels[0].op_name = "</script><script>alert(2)</script>";
  page.panels[0].boxes[0].label = "=cmd() \xE2\x80\xAE <b>\xff";
  const std::string text = plot::encoded(page);
  CHECK(count_of(text, "<script") == 2);
  CHECK(count_of(text, "<img") == 0);
  CHECK(has(text, "<title>&lt;/title&gt;&lt;img"));
  CHECK(has(data_of(text), "\\u003c/script\\u003e"));
  CHECK(!has(data_of(text), "<"));
  CHECK(has(data_of(text), "=cmd() \xE2\x80\xAE \\u003cb\\u003e\uFFFD"));
}

TEST_CASE("html_boxes: the size of a page depends on its boxes, not on their values") {
  CHECK(plot::encoded(cluster(30, 64, 20)).size() <= 400'000);
  CHECK(plot::encoded(cluster(30, 64, 1000)).size() <= 400'000);
  const std::size_t large = plot::encoded(cluster(30, 1024, 20)).size();
  CHECK(large <= 4'000'000);
  CHECK(large == plot::encoded(cluster(30, 1024, 40)).size());
}
