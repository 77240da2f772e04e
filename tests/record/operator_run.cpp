#include <proflens/record/operator_run.hpp>

#include <doctest/doctest.h>

#include <array>
#include <string>
#include <string_view>

using namespace proflens;
using record::raw_text;
using record::text_key;

TEST_CASE("operator_run: only a cell of no length or N/A is missing") {
  for (const std::string_view cell : {"", "N/A", "\"\"", "\"N/A\""})
    CHECK_MESSAGE(raw_text(cell).missing(), cell);
  for (const std::string_view cell : {"\"\"\"\"\"\"", " ", "n/a", "NA", "0", "\"N/A \""})
    CHECK_MESSAGE(!raw_text(cell).missing(), cell);
}

TEST_CASE(
    "operator_run: a raw text means what stands between its quotes, doubled ones made single") {
  CHECK(raw_text("MatMul").text() == "MatMul");
  CHECK(raw_text("\"a,b\"").text() == "a,b");
  CHECK(raw_text("\"\"\"8,128;128,64\"\"\"").text() == "\"8,128;128,64\"");
  CHECK(raw_text("\"\"\"\"\"\"").text() == "\"\"");
  CHECK(raw_text("").text().empty());
  CHECK(raw_text("").key_text() == "N/A");
  CHECK(raw_text("\"a\"") == raw_text("a"));
  CHECK(!(raw_text("\"a\"") == raw_text("b")));
}

TEST_CASE("operator_run: what guards a text from a spreadsheet is none of it") {
  CHECK(raw_text("'=1+2").text() == "=1+2");
  CHECK(raw_text("\"'-a,\"\"b\"\"\"").text() == "-a,\"b\"");
  CHECK(raw_text("''@c").text() == "'@c");
  CHECK(raw_text("'+d") == raw_text("+d"));
  for (const std::string_view text : {"'", "''", "'a", "a'=b", "=1", "' =1"})
    CHECK_MESSAGE(raw_text(text).text() == text, text);
  for (const std::string text :
       {"=1", "'=1", "''=1", "+", "-a", "@", "\tb", "\rc", "a=1", "'a", ""}) {
    CHECK_MESSAGE(raw_text((record::takes_guard(text) ? "'" : "") + text).text() == text, text);
  }
}

TEST_CASE("operator_run: a key keeps its parts apart and orders them bytewise") {
  const text_key<2> a(std::array<std::string_view, 2>{"ab", "c"});
  const text_key<2> b(std::array<std::string_view, 2>{"a", "bc"});
  CHECK(a[0] == "ab");
  CHECK(a[1] == "c");
  CHECK(a != b);
  CHECK(b < a);
  CHECK(text_key<2>(std::array<std::string_view, 2>{"B", "z"}) < b);
  CHECK(text_key<2>{} == text_key<2>{});
  CHECK(text_key<2>{}[1].empty());
}

TEST_CASE("operator_run: spellings of one class give one key") {
  operator_run plain, quoted;
  plain.op_name = raw_text("Add");
  quoted.op_name = raw_text("\"Add\"");
  plain.input_shapes = quoted.input_shapes = raw_text("\"\"\"1,2\"\"\"");
  plain.output_shapes = raw_text("N/A");
  const auto key = operator_class(plain).value();
  CHECK(key == operator_class(quoted).value());
  CHECK(key.hash() == operator_class(quoted).value().hash());
  CHECK(key[0] == "Add");
  CHECK(key[1] == "\"1,2\"");
  CHECK(key[2] == "N/A");
  CHECK(key[3] == "N/A");
}
