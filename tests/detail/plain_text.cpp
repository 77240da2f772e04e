#include <proflens/detail/plain_text.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <random>
#include <string>
#include <string_view>

using namespace proflens::detail;

namespace {
bool closes(std::string_view text) {
  return plainly_closes_object(text.data(), text.data() + text.size());
}

bool surely_closes(std::string_view text) {
  return surely_closes_object(text.data(), text.data() + text.size());
}

/// Bytes of the plain value at the start of the text; 0: not plain.
std::size_t value_size(std::string text) {
  const std::size_t size = text.size();
  text += '\n';
  const char* const end = end_of_plain_value(text.data(), text.data() + size);
  return end == nullptr ? 0 : static_cast<std::size_t>(end - text.data());
}
}  // namespace

TEST_CASE("plain_text: only a rest that surely closes the object is accepted") {
  CHECK(surely_closes("}"));
  CHECK(surely_closes("} \t\r"));
  CHECK(surely_closes(", \"a\": [1, [2]], \"b\": \"x\"}"));
  CHECK_FALSE(surely_closes(""));
  CHECK_FALSE(surely_closes("  "));
  CHECK_FALSE(surely_closes(", \"a\": 1"));
  CHECK_FALSE(surely_closes("}}"));
  CHECK_FALSE(surely_closes(", \"a\": {}}"));
  CHECK_FALSE(surely_closes(", \"a\": [}"));
  CHECK_FALSE(surely_closes("} x"));
  CHECK(surely_closes(" \t, \"a\": 1 }"));
  for (const std::string rest : {",}", ",,,}", ", garbage }", " garbage }", ", \"a\": 1,}", "5}",
                                 ", \"a\": 1 , }", ", \"a\":}", ",, \"a\": 1}", ", ]["}) {
    CAPTURE(rest);
    CHECK_FALSE(surely_closes(rest));
    CHECK_FALSE(closes(rest));
  }
  CHECK_FALSE(surely_closes(", \"a\": \"}\"}"));  // must be looked at properly
}

TEST_CASE("plain_text: only a rest that plainly closes the object is accepted") {
  CHECK(closes("}"));
  CHECK(closes("}\r"));
  CHECK(closes(", \"a\": [1, [2]], \"b\": \"x\"} "));
  for (const std::string_view text :
       {"", " ", ", \"a\": 1", "}}", ", \"a\": {}}", ", \"a\": [}", "} x", ", \"a\": \"}",
        ", \"a\": \"\\\"}", ", \"a\": \"\\n\"}", ", \"a\": \"\xc3\xa4\"}", ", \"a\":\t1}",
        ", \"a\": \"x}", "\x01}", "\x7f\x80}"}) {
    CAPTURE(text);
    CHECK_FALSE(closes(text));
  }
}

TEST_CASE("plain_text: plain values") {
  CHECK(value_size("12.5e-3, ") == 7);
  CHECK(value_size("null}") == 4);
  CHECK(value_size("\"a b\", ") == 5);
  CHECK(value_size("\"\"") == 2);
  CHECK(value_size("[1, 2, null], ") == 12);
  CHECK(value_size("[]") == 2);
  for (const char* text : {"", ",", "{}", "[[1]]", "[{}]", "[\"a\"]", "[1", "\"a", "\"a\\\"b\"",
                           "\"\xc3\xa4\"", "\"\t\"", "[1\t]"}) {
    CAPTURE(text);
    CHECK(value_size(text) == 0);
  }
}

TEST_CASE("plain_text: every version sees alike") {
  std::mt19937_64 random(8);
  constexpr std::string_view bytes = "{}[] ,:\"a1";
  for (int i = 0; i < 20'000; ++i) {
    std::string text(random() % 300, ' ');
    for (char& c : text) c = bytes[random() % bytes.size()];
    if (!text.empty() && i % 2 == 0)
      text[random() % text.size()] = static_cast<char>(random() % 256);
    const char* const begin = text.data();
    const char* const end = begin + text.size();
    const text_marks expected = marks_in_scalar(begin, end);
    REQUIRE(marks_in(begin, end) == expected);
#if defined(__x86_64__) && defined(__GNUC__)
    if (widest_vectors() >= vector_width::avx2) REQUIRE(marks_in_avx2(begin, end) == expected);
    if (widest_vectors() >= vector_width::avx512) REQUIRE(marks_in_avx512(begin, end) == expected);
#endif
  }
}
