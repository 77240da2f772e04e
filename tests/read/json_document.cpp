#include <proflens/read/json_document.hpp>

#include <doctest/doctest.h>

#include <string>

using doctest::Contains;
using proflens::read::json_document;
using proflens::read::shortened;

TEST_CASE("json_document: values come out as the kind that was asked for") {
  const json_document document(
      R"({"text": "a\nb", "yes": true, "whole": -3, "large": 18446744073709551615,
          "number": 1e-05, "list": [1, 2.5, null], "nothing": null, "inner": {"x": 7}})",
      "file.json");
  const auto root = document.root();
  CHECK(root.at("text").text() == "a\nb");
  CHECK(root.at("yes").flag());
  CHECK(root.at("whole").integer() == -3);
  CHECK(root.at("whole").number() == -3.0);
  CHECK(root.at("large").count() == 18446744073709551615u);
  CHECK(root.at("number").number() == 1e-5);
  REQUIRE(root.at("list").items().size() == 3);
  CHECK(root.at("list").items()[1].number() == 2.5);
  CHECK(root.at("list").items()[2].is_null());
  CHECK(root.at("inner").at("x").count() == 7);
  CHECK(root.find("nothing")->is_null());
  CHECK_FALSE(root.find_value("nothing"));
  CHECK_FALSE(root.find("absent"));
}

TEST_CASE("json_document: another kind is told with source, path, expectation and finding") {
  const json_document document(R"({"a": {"b": [1, "x"]}, "minus": -8, "half": 8.5})", "file.json");
  const auto a = document.root().at("a");
  CHECK_THROWS_WITH(a.at("b").items()[1].integer(),
                    "file.json: a.b[1]: expected an integer, found the text \"x\"");
  CHECK_THROWS_WITH(a.number(), "file.json: a: expected a number, found an object");
  CHECK_THROWS_WITH(a.at("b").flag(), "file.json: a.b: expected true or false, found a list");
  CHECK_THROWS_WITH(a.at("c"), "file.json: a: there is no c");
  CHECK_THROWS_WITH(document.root().at("minus").count(),
                    "file.json: minus: expected an integer of 0 or more, found -8");
  CHECK_THROWS_WITH(document.root().at("half").count(),
                    "file.json: half: expected an integer of 0 or more, found 8.5");
  CHECK_THROWS_WITH(document.root().items(), "file.json: expected a list, found an object");
  CHECK_THROWS_AS(a.at("b").members(), proflens::read::error);
}

TEST_CASE("json_document: members keep their order, and a key that stands twice is there twice") {
  const json_document document(R"({"b": 1, "a": 2, "b": 3})", "file.json");
  const auto members = document.root().members();
  REQUIRE(members.size() == 3);
  CHECK(members[0].key == "b");
  CHECK(members[1].key == "a");
  CHECK(members[2].value.integer() == 3);
  CHECK(document.root().at("b").integer() == 1);
}

TEST_CASE("json_document: what is no JSON is told") {
  for (const std::string text :
       {"", " ", "{", "{\"a\": 1", "{} x", "{\"a\": nan}", "[1,]", "{'a':1}", "{\"\xff\": 1}"}) {
    CAPTURE(text);
    CHECK_THROWS_WITH_AS(json_document(text, "file.json"), Contains("file.json: no JSON ("),
                         proflens::read::error);
  }
  using namespace std::string_literals;
  CHECK_THROWS_AS(json_document("{\"a\": 1}\0"s, "file.json"), proflens::read::error);
  CHECK_THROWS_AS(json_document(std::string(5000, '['), "file.json"), proflens::read::error);
  CHECK_NOTHROW(json_document("{\"a\": 1} \n", "file.json"));
}

TEST_CASE("json_document: long text in a message is cut, between code points") {
  CHECK(shortened("short") == "short");
  CHECK(shortened("abcdef", 3) == "abc...");
  CHECK(shortened("ab\xc3\xa4xyz", 3) == "ab...");
  CHECK(shortened("ab\xc3\xa4xyz", 4) == "ab\xc3\xa4...");
}
