#include <doctest/doctest.h>
#include <proflens/plot/table_measure.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

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

static std::u32string decoded(std::string_view text) {
  std::u32string codes;
  for (std::size_t at = 0; at < text.size();) codes += next_code(text, at);
  return codes;
}

TEST_CASE("table_measure: bytes that are no UTF-8 count one by one") {
  const char32_t bad = replacement_character;
  CHECK(decoded("aé时🔄") == U"aé时🔄");
  CHECK(decoded("\xff") == std::u32string{bad});
  CHECK(decoded("\xc0\xaf") == std::u32string(2, bad));          // overlong
  CHECK(decoded("\xed\xa0\x80") == std::u32string(3, bad));      // a surrogate
  CHECK(decoded("\xe6\x97") == std::u32string(2, bad));          // cut
  CHECK(decoded("\xf4\x90\x80\x80") == std::u32string(4, bad));  // beyond U+10FFFF
  CHECK(decoded("\xc3"
                "a") == std::u32string{bad, U'a'});
}
