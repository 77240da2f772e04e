#include <proflens/detail/isolated.hpp>

#include <doctest/doctest.h>

#include <string>

using proflens::detail::isolated;

static const std::string fsi = "\xE2\x81\xA8", pdi = "\xE2\x81\xA9", rlo = "\xE2\x80\xAE",
                         rli = "\xE2\x81\xA7";

TEST_CASE("isolated: plain names stay as they are") {
  for (const char* name : {"", "bert", "Ω 矩阵", "\xF0\x9F\x9A\x80", "\xff"})
    CHECK(isolated(name) == name);
}

TEST_CASE("isolated: names with overrides or letters from the right stand between FSI and PDI") {
  CHECK(isolated(rlo + "evil") == fsi + rlo + "evil" + pdi);
  CHECK(isolated("\xD7\xA9\xD7\x9C") == fsi + "\xD7\xA9\xD7\x9C" + pdi);
  CHECK(isolated("\xEF\xBA\x8D") == fsi + "\xEF\xBA\x8D" + pdi);
}

TEST_CASE("isolated: isolates of a name are balanced") {
  CHECK(isolated("a" + pdi + rlo + "b") == fsi + "a" + rlo + "b" + pdi);
  CHECK(isolated("a" + rli + "b") == fsi + "a" + rli + "b" + pdi + pdi);
  CHECK(isolated(rli + "a" + pdi) == fsi + rli + "a" + pdi + pdi);
}

TEST_CASE("isolated: isolating twice nests") {
  CHECK(isolated(isolated(rlo)) == fsi + fsi + rlo + pdi + pdi);
}
