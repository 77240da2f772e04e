// What cannot be drawn is drawn alike by every backend.
#include <doctest/doctest.h>
#include <proflens/plot/backend/cairo.hpp>
#include <proflens/plot/backend/xml.hpp>
#include <proflens/plot/drawn_text.hpp>
#include <proflens/plot/table_measure.hpp>

#include <cmath>
#include <string>

using namespace proflens;
using plot::drawn_text;

TEST_CASE("drawn_text: what can be drawn stays") {
  for (const std::string text : {"", "plain", "模型 😀 é", "\u2068a\u202Eb\u2069", "\u00a0"})
    CHECK(drawn_text(text) == text);
}

TEST_CASE("drawn_text: separators become spaces, controls and bad bytes U+FFFD") {
  CHECK(drawn_text("a\tb\nc\rd\u2028e\u2029f") == "a b c d e f");
  CHECK(drawn_text(std::string("\0\x1b\x7f\xff", 4)) == "\uFFFD\uFFFD\uFFFD\uFFFD");
  CHECK(drawn_text("\u0085\uFFFE\uFFFF") == "\uFFFD\uFFFD\uFFFD");
}

TEST_CASE("drawn_text: the backends and both measures agree on it") {
  const plot::cairo::typesetter set;
  const plot::table_measure table;
  const std::string hostile("a\x01\x1b[31m\x7f\u0085\tb\nc\u2028d\xff", 17),
      drawn = drawn_text(hostile);
  CHECK(plot::xml_escaped(hostile) == drawn);
  CHECK(set(hostile, 10).width == set(drawn, 10).width);
  CHECK(table(hostile, 10).width == table(drawn, 10).width);
}

TEST_CASE("drawn_text: bidi controls draw nothing and take no room") {
  const plot::cairo::typesetter set;
  const plot::table_measure table;
  const std::string controls = "\u202A\u202B\u202C\u202D\u202C\u2066\u2067\u2068\u2069";
  CHECK(table("ab" + controls, 10).width == table("ab", 10).width);
  CHECK(std::abs(set("ab" + controls, 10).width - set("ab", 10).width) < 0.01);
}
