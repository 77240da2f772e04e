#include <doctest/doctest.h>
#include <proflens/detail/bidi.hpp>

using namespace proflens::detail;

TEST_CASE("bidi: embeddings, overrides and isolates are controls, marks are not") {
  CHECK(is_bidi_control(0x202A));
  CHECK(is_bidi_control(0x202E));
  CHECK(is_bidi_control(0x2066));
  CHECK(is_bidi_control(0x2069));
  CHECK(!is_bidi_control(0x2029));
  CHECK(!is_bidi_control(0x202F));
  CHECK(!is_bidi_control(0x200F));
  CHECK(!is_bidi_control(0x206A));
}

TEST_CASE("bidi: the controls of a text, in their order") {
  CHECK(bidi_controls("") == "");
  CHECK(bidi_controls("abc\xff") == "");
  CHECK(bidi_controls("a\u202Eb\u2068c\u200f") == "\u202E\u2068");
}
