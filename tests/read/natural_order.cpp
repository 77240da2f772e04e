#include <proflens/read/natural_order.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

using proflens::read::natural_order;

TEST_CASE("natural_order: runs of digits compare as numbers") {
  std::vector<std::string> names{"chunk_1024_1",
                                 "chunk_512_10",
                                 "chunk_512_2",
                                 "chunk_512",
                                 "a",
                                 "chunk_512_02",
                                 "Z",
                                 "99999999999999999999999",
                                 "100000000000000000000000"};
  std::ranges::sort(names, natural_order{});
  CHECK(names == std::vector<std::string>{"99999999999999999999999", "100000000000000000000000",
                                          "Z", "a", "chunk_512", "chunk_512_02", "chunk_512_2",
                                          "chunk_512_10", "chunk_1024_1"});
}

TEST_CASE("natural_order: is a strict order") {
  const natural_order less;
  CHECK_FALSE(less("a1", "a1"));
  CHECK(less("a01", "a1"));  // equal but for zeros: by bytes
  CHECK_FALSE(less("a1", "a01"));
  CHECK(less("", "a"));
  CHECK(less("a\x7f", "a\xc3"));  // bytes are unsigned
}
