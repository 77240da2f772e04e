#include <proflens/plot/arrange/cell_text.hpp>
#include <proflens/plot/table_measure.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

using namespace proflens::plot;
using arrange::cell_text;
using arrange::cell_text_size;
using arrange::short_value;

TEST_CASE("cell_text: numbers keep three digits in few characters") {
  CHECK(short_value(0) == "0");
  CHECK(short_value(-0.0) == "0");
  CHECK(short_value(1) == "1.00");
  CHECK(short_value(1.2345) == "1.23");
  CHECK(short_value(9.999) == "10.0");
  CHECK(short_value(12.34) == "12.3");
  CHECK(short_value(99.96) == "100");
  CHECK(short_value(1234.5) == "1234");
  CHECK(short_value(98765) == "98765");
  CHECK(short_value(123456) == "123k");
  CHECK(short_value(999999) == "1.00M");
  CHECK(short_value(1.5e7) == "15.0M");
  CHECK(short_value(2.345e9) == "2.35G");
  CHECK(short_value(7e12) == "7.00T");
  CHECK(short_value(1.234e16) == "1.23\u00d710\u00b9\u2076");
  CHECK(short_value(0.01234) == "0.0123");
  CHECK(short_value(0.000123) == "0.000123");
  CHECK(short_value(1.23e-5) == "1.23\u00d710\u207b\u2075");
  CHECK(short_value(-12.34) == "\u221212.3");
  CHECK(short_value(5e-324).find("\u00d710\u207b") != std::string::npos);
}

TEST_CASE("cell_text: decimals that are asked for are kept; no value has no text") {
  CHECK(cell_text(1.25, 1) == "1.2");
  CHECK(cell_text(1234567, 0) == "1234567");
  CHECK(cell_text(1.25, {}) == "1.25");
  CHECK(cell_text(std::numeric_limits<double>::quiet_NaN(), 1).empty());
  CHECK(cell_text(std::numeric_limits<double>::infinity(), {}).empty());
}

TEST_CASE("cell_text: texts shrink to their cells and vanish where they had to be tiny") {
  const table_measure measure;
  const style s;
  const std::vector<std::string> texts{"1.00", "123.4"};
  CHECK(cell_text_size(texts, 100, 100, s, measure) == s.tick_size);
  const auto narrow = cell_text_size(texts, 25, 100, s, measure);
  REQUIRE(narrow);
  CHECK(*narrow < s.tick_size);
  CHECK(measure("123.4", *narrow).width <= 25);
  const auto low = cell_text_size(texts, 100, 8, s, measure);
  REQUIRE(low);
  CHECK(measure("lp", *low).ascent + measure("lp", *low).descent <= 8);
  CHECK(!cell_text_size(texts, 10, 100, s, measure));
  CHECK(!cell_text_size(texts, 100, 3, s, measure));
}
