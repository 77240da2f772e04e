#include <proflens/measure/checkpoint_text.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <string>

using namespace proflens::measure;

namespace {

checkpoint_content sample() {
  return {{{"model", "gpt2"}, {"machine", "AMD \"EPYC\""}},
          {{"1,32", "{\"a\": [1, 2.5]}\n"}, {"2,32", ""}, {"键 \\", "\t\x01\x7f é\r"}}};
}

std::string why_damaged(const std::string& text) {
  try {
    checkpoint_parser(text).parse();
  } catch (const error& damage) {
    return damage.what();
  }
  return "not damaged";
}

}  // namespace

TEST_CASE("checkpoint_text: what is written is read again") {
  for (const checkpoint_content& content : {checkpoint_content{}, sample()})
    CHECK(checkpoint_parser(checkpoint_text(content)).parse() == content);
}

TEST_CASE("checkpoint_text: the file is JSON, a line for each value") {
  CHECK(checkpoint_text({{{"model", "gpt2"}}, {{"1,32", "3"}}}) == R"({
"schema": "proflens.checkpoint/1",
"fingerprint": {
"model": "gpt2"
},
"points": {
"1,32": "3"
},
"checksum": ")" + checksum_text(R"({
"schema": "proflens.checkpoint/1",
"fingerprint": {
"model": "gpt2"
},
"points": {
"1,32": "3"
},
)") + "\"\n}\n");
}

TEST_CASE("checkpoint_text: the checksum is FNV-1a") {
  // The values published with the algorithm.
  CHECK(checksum_text("") == "cbf29ce484222325");
  CHECK(checksum_text("a") == "af63dc4c8601ec8c");
  CHECK(checksum_text("foobar") == "85944171f73967e8");
}

TEST_CASE("checkpoint_text: cut anywhere it is damaged") {
  const std::string whole = checkpoint_text(sample());
  // The line end at the end is no loss.
  for (std::size_t size = 0; size + 1 < whole.size(); ++size) {
    CAPTURE(size);
    CHECK(why_damaged(whole.substr(0, size)) != "not damaged");
  }
}

TEST_CASE("checkpoint_text: changed anywhere it is damaged") {
  const std::string whole = checkpoint_text(sample());
  int unnoticed = 0;
  for (std::size_t at = 0; at < whole.size(); ++at) {
    std::string changed = whole;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    unnoticed += why_damaged(changed) == "not damaged";
  }
  CHECK(unnoticed == 0);
}

TEST_CASE("checkpoint_text: what is wrong is told with its place") {
  CHECK(why_damaged("") == "byte 0: expected '{', found the end of the file");
  CHECK(why_damaged("[]") == "byte 0: expected '{', found \"[]\"");
  CHECK(why_damaged("{\"results\": []}") ==
        "byte 1: expected \"schema\", found "
        "\"\\\"results\\\": []}\"");
  CHECK(why_damaged("{\"schema\": \"other/3\"}") ==
        "its schema is \"other/3\", expected \"proflens.checkpoint/1\"");
  const std::string whole = checkpoint_text(sample());
  CHECK(why_damaged(whole + "x") ==
        "byte " + std::to_string(whole.size()) + ": expected the end of the file, found \"x\"");
  std::string other = whole;
  other.replace(other.find("gpt2"), 4, "gpt3");
  CHECK(why_damaged(other) == "it is not what was written: the checksum differs");
}

TEST_CASE("checkpoint_text: escapes that are none") {
  for (const char* text :
       {R"("\x")", R"("\u12")", R"("\u00zz")", R"("\u0041)", R"("\u4e00")", "\"\\", "\"a\nb\""}) {
    CAPTURE(text);
    CHECK(why_damaged(std::string("{\"schema\": ") + text) != "not damaged");
    CHECK(why_damaged(std::string("{\"schema\": ") + text).find("expected") != std::string::npos);
  }
}
