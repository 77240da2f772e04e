#include "proflens/detail/object_end.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <random>
#include <string>
#include <string_view>

using namespace proflens::detail;

namespace {
bool closes(std::string_view text) {
  return surely_closes_object(text.data(), text.data() + text.size());
}
}  // namespace

TEST_CASE("object_end: only a rest that surely closes the object is accepted") {
  CHECK(closes("}"));
  CHECK(closes("} \t\r"));
  CHECK(closes(", \"a\": [1, [2]], \"b\": \"x\"}"));
  CHECK_FALSE(closes(""));
  CHECK_FALSE(closes("  "));
  CHECK_FALSE(closes(", \"a\": 1"));
  CHECK_FALSE(closes("}}"));
  CHECK_FALSE(closes(", \"a\": {}}"));
  CHECK_FALSE(closes(", \"a\": [}"));
  CHECK_FALSE(closes("} x"));
  CHECK_FALSE(closes(", \"a\": \"}\"}"));  // must be looked at properly
}

TEST_CASE("object_end: every version counts alike") {
  std::mt19937_64 random(7);
  constexpr std::string_view bytes = "{}[] ,:\"a1";
  for (int i = 0; i < 20'000; ++i) {
    std::string text(random() % 300, ' ');
    for (char& c : text) c = bytes[random() % bytes.size()];
    const char* const begin = text.data();
    const char* const end = begin + text.size();
    const bracket_count expected = count_brackets_scalar(begin, end);
    REQUIRE(count_brackets(begin, end) == expected);
#if defined(__x86_64__) && defined(__GNUC__)
    if (widest_vectors() >= vector_width::avx2)
      REQUIRE(count_brackets_avx2(begin, end) == expected);
    if (widest_vectors() >= vector_width::avx512)
      REQUIRE(count_brackets_avx512(begin, end) == expected);
#endif
  }
}
