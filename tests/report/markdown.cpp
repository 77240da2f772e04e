#include <proflens/report/markdown.hpp>

#include <doctest/doctest.h>

#include <limits>
#include <string>

using namespace proflens::report;

TEST_CASE("markdown: numbers are rounded and right aligned") {
  table shown{{{"name", ""}, {"n", ""}, {"mean", "ms"}}};
  shown.add({"a", 1234567, 20.585705606658});
  shown.add({"b", 0, std::numeric_limits<double>::quiet_NaN()});
  CHECK(markdown(shown) ==
        "| name | n | mean (ms) |\n|---|---:|---:|\n| a | 1,234,567 | 20.59 |\n| b | 0 | - |\n");
}

TEST_CASE("markdown: nothing in a text becomes markup") {
  CHECK(markdown_text("a|b") == "a\\|b");
  CHECK(markdown_text("<script>alert(1)</script>") == "&lt;script&gt;alert(1)&lt;/script&gt;");
  CHECK(markdown_text("&lt;") == "&amp;lt;");
  CHECK(markdown_text("two\r\nlines\tx") == "two<br>lines x");
  CHECK(markdown_text("*b* `c` [l](u) ~~s~~ $x$ \\|") ==
        "\\*b\\* \\`c\\` \\[l\\](u) \\~\\~s\\~\\~ \\$x\\$ \\\\\\|");
  CHECK(markdown_text("=cmd()") == "=cmd()");
  CHECK(markdown_text("\x1b[2J\xff") == "\uFFFD\\[2J\uFFFD");
}

TEST_CASE("markdown: an underscore stays plain inside a word only") {
  CHECK(markdown_text("run_time_ms") == "run_time_ms");
  CHECK(markdown_text("_x_ y_ __z") == "\\_x\\_ y\\_ \\_\\_z");
  CHECK(markdown_text("_") == "\\_");
  CHECK(markdown_text("\u914d_\u7f6e") == "\u914d_\u7f6e");
}

TEST_CASE("markdown: a name of 300 characters stays whole on one line") {
  table shown{{{"name", ""}}};
  shown.add({std::string(300, 'n') + "\n"});
  CHECK(markdown(shown) == "| name |\n|---|\n| " + std::string(300, 'n') + "<br> |\n");
}
