#include <proflens/detail/utf8.hpp>

#include <doctest/doctest.h>

#include <string>

using namespace proflens::detail;

TEST_CASE("utf8: valid text of every length stays as it is") {
  const std::string text = "a\u00e9\u4e2d\U0001F600\u07FF\u0800\uFFFF\U00010000\U0010FFFF";
  CHECK(valid_utf8(text) == text);
  CHECK(valid_utf8("") == "");
}

TEST_CASE("utf8: code points are decoded") {
  CHECK(first_code_point("a").value == U'a');
  CHECK(first_code_point("\u00e9").value == U'\u00e9');
  CHECK(first_code_point("\u4e2d").value == U'\u4e2d');
  CHECK(first_code_point("\U0001F600").value == U'\U0001F600');
  CHECK(first_code_point("\U0001F600").length == 4);
}

TEST_CASE("utf8: what is no UTF-8 is replaced, one for each longest prefix") {
  // Expected: bytes.decode("utf-8", "replace") of Python 3.11.
  CHECK(valid_utf8("a\x80z") == "a\uFFFDz");
  CHECK(valid_utf8("\xC0\xAF") == "\uFFFD\uFFFD");                      // overlong
  CHECK(valid_utf8("\xE0\x80\xAF") == "\uFFFD\uFFFD\uFFFD");            // overlong
  CHECK(valid_utf8("\xED\xA0\x80") == "\uFFFD\uFFFD\uFFFD");            // surrogate
  CHECK(valid_utf8("\xF4\x90\x80\x80") == "\uFFFD\uFFFD\uFFFD\uFFFD");  // above U+10FFFF
  CHECK(valid_utf8("\xE4\xB8") == "\uFFFD");                            // cut
  CHECK(valid_utf8("\xF0\x9F\x98x") == "\uFFFDx");
  CHECK(valid_utf8("\xFF\xFE") == "\uFFFD\uFFFD");
}

TEST_CASE("utf8: terminal columns count Chinese twice and combining marks not at all") {
  CHECK(terminal_columns("abc") == 3);
  CHECK(terminal_columns("\u914d\u7f6e A") == 6);
  CHECK(terminal_columns("e\u0301") == 1);
  CHECK(terminal_columns("\uff08") == 2);
  CHECK(terminal_columns("\x80") == 1);
}
