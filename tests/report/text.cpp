#include <proflens/report/text.hpp>

#include <doctest/doctest.h>

#include <limits>
#include <string>

using namespace proflens::report;

TEST_CASE("text: texts are left and numbers right aligned") {
  table shown{{{"configuration", ""}, {"n", ""}, {"mean", "ms"}}};
  shown.add({"A6000 512", 81, 59.3147});
  shown.add({"3090", 1234, std::numeric_limits<double>::quiet_NaN()});
  CHECK(text(shown) ==
        "configuration      n  mean (ms)\n"
        "-------------  -----  ---------\n"
        "A6000 512         81      59.31\n"
        "3090           1,234          -\n");
}

TEST_CASE("text: a Chinese character takes two columns") {
  table shown{{{"name", ""}, {"n", ""}}};
  shown.add({"\u914d\u7f6e", 1});
  shown.add({"abcde", 2});
  CHECK(text(shown) == "name   n\n-----  -\n\u914d\u7f6e   1\nabcde  2\n");
}

TEST_CASE("text: no line ends in spaces and an empty table has its heading") {
  table shown{{{"a", ""}, {"long heading", ""}}};
  shown.add({"x", {}});
  CHECK(text(shown) == "a  long heading\n-  ------------\nx\n");
  CHECK(text(table{{{"a", ""}}}) == "a\n-\n");
  CHECK(text(table{{}}) == "\n\n");
}

TEST_CASE("text: a hostile name can neither command the terminal nor break the line") {
  CHECK(terminal_text("a\nb\tc") == "a b c");
  CHECK(terminal_text("\x1b[2J") == "\uFFFD[2J");
  CHECK(terminal_text("\u009b2J\x7f\xff") == "\uFFFD2J\uFFFD\uFFFD");
  CHECK(terminal_text("a\u202Eb\u2068c\u2069") == "a\uFFFDb\uFFFDc\uFFFD");
}

TEST_CASE("text: a long name loses its middle") {
  CHECK(shortened("0123456789", 10) == "0123456789");
  CHECK(shortened("0123456789", 9) == "012...789");
  CHECK(shortened("0123456789", 8) == "012...89");
  CHECK(shortened("\u914d\u7f6e\u914d\u7f6e\u914d", 9) == "\u914d\u7f6e...\u914d");
  table shown{{{"name", ""}}};
  shown.add({std::string(300, 'n')});
  CHECK(text(shown, {.max_cell_columns = 9}) == "name\n---------\nnnn...nnn\n");
}
