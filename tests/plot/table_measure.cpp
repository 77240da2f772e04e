#include <doctest/doctest.h>
#include <proflens/plot/table_measure.hpp>

#include <algorithm>

using namespace proflens::plot;

TEST_CASE("table_measure: letters have the widths of DejaVu Sans") {
  const table_measure measure;
  CHECK(measure("0", 2048).width == 1303);
  CHECK(measure("lp", 2048).width == 569 + 1300);
  CHECK(measure("é", 2048).width == 1260);
  CHECK(measure("μ", 2048).width == 1303);
  CHECK(measure("−", 2048).width == 1716);
  CHECK(measure("…", 10).width == 10);
  CHECK(measure("", 10).width == 0);
}

TEST_CASE("table_measure: Chinese and emoji are one em wide, combining marks none") {
  const table_measure measure;
  CHECK(measure("模型运行时间", 10).width == 60);
  CHECK(measure("🔄", 10).width == 10);
  CHECK(measure("e\u0301", 2048).width == measure("e", 2048).width);
}

TEST_CASE("table_measure: the height does not depend on the text") {
  const table_measure measure;
  CHECK(measure("a", 10).ascent == measure("模p", 10).ascent);
  CHECK(measure("a", 10).descent == measure("", 10).descent);
}

TEST_CASE("table_measure: the table of signs is in order") {
  const auto& signs = font_table::signs;
  CHECK(std::is_sorted(signs.begin(), signs.end(), [](auto a, auto b) { return a.code < b.code; }));
}

TEST_CASE("table_measure: bytes that are no UTF-8 are as wide as the signs that replace them") {
  const table_measure measure;
  const double one = measure("\uFFFD", 10).width;
  CHECK(one > 0);
  CHECK(measure("\xff", 10).width == one);
  CHECK(measure("\xe6\x97", 10).width == one);  // one character, cut
  CHECK(measure("\xc0\xaf", 10).width == 2 * one);
}
