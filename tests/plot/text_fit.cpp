#include <doctest/doctest.h>
#include <proflens/detail/utf8.hpp>
#include <proflens/plot/arrange/text_fit.hpp>
#include <proflens/plot/table_measure.hpp>

#include <string>
#include <vector>

using namespace proflens::plot;
using namespace proflens::plot::arrange;
using lines = std::vector<std::string>;

/// One point for each character.
struct counting_measure final : text_measure {
  text_extent operator()(std::string_view utf8, double) const override {
    double count = 0;
    proflens::detail::for_each_code_point(utf8, [&](const auto&, std::string_view) { ++count; });
    return {count, 1, 0};
  }
};

static const counting_measure measure;

TEST_CASE("text_fit: what fits stays as it is") {
  CHECK(shortened("abc", 1, 3, measure) == "abc");
  CHECK(shortened_inside("abc", 1, 3, measure) == "abc");
  CHECK(fitted_lines("one two", 1, 7, 2, measure) == lines{"one two"});
  CHECK(fitted_lines("", 1, 7, 2, measure).empty());
}

TEST_CASE("text_fit: what does not fit ends with an ellipsis and never inside a character") {
  CHECK(shortened("abcdef", 1, 4, measure) == "abc…");
  CHECK(shortened("模型运行时间", 1, 3, measure) == "模型…");
  CHECK(shortened("ab cdef", 1, 4, measure) == "ab…");
  CHECK(shortened("abcdef", 1, 0, measure) == "a…");
}

TEST_CASE("text_fit: names of one family keep their ends") {
  CHECK(shortened_inside("configuration 12", 1, 9, measure) == "conf…n 12");
  CHECK(shortened_inside("模型运行时间", 1, 5, measure) == "模型…时间");
}

TEST_CASE("text_fit: what is cut leaves the controls that close an isolate") {
  const std::string name = "\u2068abcdefgh\u202Eijklmnop\u2069 - bsz: 8";
  for (const double width : {4.0, 8.0, 12.0, 20.0})
    for (const std::string& cut :
         {shortened(name, 1, width, measure), shortened_inside(name, 1, width, measure)})
      CHECK(proflens::detail::bidi_controls(cut) == "\u2068\u202E\u2069");
}

TEST_CASE("text_fit: lines break at spaces, inside long words, and at line ends") {
  CHECK(fitted_lines("one two three", 1, 8, 3, measure) == lines{"one two", "three"});
  CHECK(fitted_lines("abcdefghij", 1, 4, 3, measure) == lines{"abcd", "efgh", "ij"});
  CHECK(fitted_lines("a\nb", 1, 4, 3, measure) == lines{"a", "b"});
  CHECK(fitted_lines("模型运行时间", 1, 4, 3, measure) == lines{"模型运行", "时间"});
}

TEST_CASE("text_fit: the last line tells that more follows") {
  CHECK(fitted_lines("one two three four", 1, 8, 2, measure) == lines{"one two", "three f…"});
  CHECK(fitted_lines("a\nb\nc", 1, 4, 2, measure) == lines{"a", "b…"});
}

TEST_CASE("text_fit: any text and width end") {
  for (const std::string text : {"a b", " ", "  x  ", "\n\n", "\xff\xfe", "word word word"})
    for (const double width : {0.0, 1.0, 2.0, 100.0})
      for (const std::size_t most : {1u, 2u, 3u})
        CHECK(fitted_lines(text, 1, width, most, measure).size() <= most);
}
