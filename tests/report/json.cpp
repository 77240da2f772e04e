#include <proflens/report/json.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#if __has_include(<simdjson.h>)
#include <simdjson.h>
#define PROFLENS_TEST_HAS_SIMDJSON 1
#endif

using proflens::report::json_string;
using proflens::report::json_writer;

TEST_CASE("json: a document is pretty printed with keys in the given order") {
  json_writer out;
  out.object([&] {
    out.member("schema", "proflens.runtime_vs_tokens/1");
    out.key("configurations").array([&] {
      out.object([&] {
        out.member("n", 81);
        out.member("files", std::vector<std::string>{"b.jsonl", "a.jsonl"});
        out.key("fits").object([] {});
      });
      out.value(true);
    });
    out.member("ci95", std::array{1.89, 3.13});
  });
  CHECK(out.text() == R"({
  "schema": "proflens.runtime_vs_tokens/1",
  "configurations": [
    {
      "n": 81,
      "files": ["b.jsonl", "a.jsonl"],
      "fits": {}
    },
    true
  ],
  "ci95": [1.89, 3.13]
}
)");
}

TEST_CASE("json: what is not finite or not there is null") {
  json_writer out;
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double infinity = std::numeric_limits<double>::infinity();
  out.array([&] {
    out.value(nan);
    out.value(std::vector{infinity, -infinity, 1.5});
    out.value(nullptr);
    out.value(std::optional<double>{});
    out.value(std::optional<int>{3});
  });
  CHECK(out.text() == "[\n  null,\n  [null, null, 1.5],\n  null,\n  null,\n  3\n]\n");
}

TEST_CASE("json: integers are exact and doubles read back to the same value") {
  json_writer out;
  out.object([&] {
    out.member("largest", std::numeric_limits<std::uint64_t>::max());
    out.member("smallest", std::numeric_limits<std::int64_t>::min());
    out.member("third", 1.0 / 3);
    out.member("huge", 1e22);
  });
  CHECK(out.text() ==
        "{\n  \"largest\": 18446744073709551615,\n  \"smallest\": -9223372036854775808,\n"
        "  \"third\": 0.3333333333333333,\n  \"huge\": 1e+22\n}\n");
}

TEST_CASE("json: a text is escaped and always valid UTF-8") {
  CHECK(json_string("") == "\"\"");
  CHECK(json_string("a\"b\\c\nd\te\r") == R"("a\"b\\c\nd\te\r")");
  CHECK(json_string({"\0\x1f\x7f", 3}) == R"("\u0000\u001f\u007f")");
  CHECK(json_string("\u914d\u7f6e </script>") == "\"\u914d\u7f6e </script>\"");
  CHECK(json_string("run\xff.jsonl") == "\"run\uFFFD.jsonl\"");
}

TEST_CASE("json: an array too long for a line has one element a line") {
  json_writer out;
  out.object([&] { out.member("empty", std::vector<int>{}); });
  CHECK(out.text() == "{\n  \"empty\": []\n}\n");
  json_writer fits;
  fits.value(std::vector<int>(33, 1));  // 33 ones and 32 separators: 97 columns, 99 with brackets
  CHECK(fits.text().find('\n') == 99);
  json_writer longer;
  longer.value(std::vector<int>(34, 1));
  CHECK(longer.text().starts_with("[\n  1,\n  1,\n"));
}

#ifdef PROFLENS_TEST_HAS_SIMDJSON
TEST_CASE("json: a strict parser reads back what was written, hostile keys and values too") {
  std::string hostile;
  for (int byte = 0; byte < 256; ++byte) hostile += static_cast<char>(byte);
  json_writer out;
  out.object([&] {
    out.member(hostile, hostile);
    out.key("deep").array([&] {
      for (int i = 0; i < 3; ++i) out.array([&] { out.value(i / 7.0); });
    });
  });
  simdjson::dom::parser parser;
  simdjson::dom::element document;
  const std::string text = out.text();
  REQUIRE(parser.parse(text).get(document) == simdjson::SUCCESS);
  const std::string expected = proflens::detail::valid_utf8(hostile);
  CHECK(std::string{std::string_view{document[expected]}} == expected);
  CHECK(double{document["deep"].at(2).at(0)} == 2 / 7.0);
}
#endif
