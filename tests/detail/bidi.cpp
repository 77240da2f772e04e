#include <doctest/doctest.h>
#include <proflens/detail/bidi.hpp>

#include <string>

using namespace proflens::detail;

TEST_CASE("bidi: names that cannot reorder a line stay as they are") {
  for (const std::string name : {"", "A 100", "模型 😀", "Ωmega", "\xff"})
    CHECK(isolated(name) == name);
}

TEST_CASE("bidi: other names are isolated, what they open is closed, nothing else is popped") {
  CHECK(isolated("שלום") == "\u2068שלום\u2069");
  CHECK(isolated("a\u202Eb") == "\u2068a\u202Eb\u2069");  // the end of an isolate ends overrides
  CHECK(isolated("a\u2067b") == "\u2068a\u2067b\u2069\u2069");
  CHECK(isolated("\u2069\u202Eb") == "\u2068\u202Eb\u2069");
  CHECK(isolated("\u2066a\u2069\u2069b") == "\u2068\u2066a\u2069b\u2069");
}

TEST_CASE("bidi: isolating twice adds no disorder") {
  const std::string once = isolated("a\u202Eb");
  CHECK(isolated(once) == "\u2068" + once + "\u2069");
}

TEST_CASE("bidi: the controls of a text") {
  CHECK(bidi_controls("a\u202Eb\u2068c\u200f") == "\u202E\u2068");
  CHECK(!is_bidi_control(0x2029));
  CHECK(is_bidi_control(0x202A));
  CHECK(is_bidi_control(0x2069));
  CHECK(!is_bidi_control(0x206A));
}
