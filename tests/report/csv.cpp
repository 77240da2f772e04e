#include <proflens/report/csv.hpp>

#include <doctest/doctest.h>

#include <limits>
#include <string>

using namespace proflens::report;

TEST_CASE("csv: numbers read back, undefined is empty, integers have no separators") {
  table shown{{{"name", ""}, {"n", ""}, {"mean", "ms"}}};
  shown.add({"a", 1234567, 20.585705606658});
  shown.add({"b", 0, std::numeric_limits<double>::quiet_NaN()});
  shown.add({{}, {}, std::numeric_limits<double>::infinity()});
  CHECK(csv(shown) == "name,n,mean (ms)\na,1234567,20.585705606658\nb,0,\n,,inf\n");
}

TEST_CASE("csv: a table without rows has its heading") {
  CHECK(csv(table{{{"a", ""}, {"b, c", ""}}}) == "a,\"b, c\"\n");
}

TEST_CASE("csv: a field is quoted where RFC 4180 asks for it") {
  CHECK(csv_field("plain text") == "plain text");
  CHECK(csv_field("a,b") == "\"a,b\"");
  CHECK(csv_field("say \"x\"") == "\"say \"\"x\"\"\"");
  CHECK(csv_field("two\nlines") == "\"two\nlines\"");
  CHECK(csv_field("cr\r") == "\"cr\r\"");
  CHECK(csv_field("") == "\"\"");
  CHECK(csv_field(" x") == "\" x\"");
}

TEST_CASE("csv: hostile names are quoted and otherwise as they were") {
  CHECK(csv_field("=cmd()") == "\"=cmd()\"");
  CHECK(csv_field("-1+1") == "\"-1+1\"");
  CHECK(csv_field("@x") == "\"@x\"");
  CHECK(csv_field("<script>") == "<script>");
  CHECK(csv_field(std::string(300, 'n')) == std::string(300, 'n'));
  table shown{{{"file", ""}}};
  shown.add({"run\xff"});
  CHECK(csv(shown) == "file\nrun\uFFFD\n");
}
