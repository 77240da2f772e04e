#include <proflens/record/chunk_tally.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <initializer_list>
#include <limits>

using proflens::record::chunk_tally;
using proflens::record::regime;

namespace {
chunk_tally tally(std::initializer_list<std::int64_t> chunks) {
  chunk_tally sum;
  for (const auto chunk : chunks) sum(chunk);
  return sum;
}
}  // namespace

TEST_CASE("chunk_tally: counts tokens, chunks, decodes and zeros") {
  const chunk_tally sum = tally({1, 512, 0, 1, 7});
  CHECK(sum.tokens == 521);
  CHECK(sum.batch_size == 5);
  CHECK(sum.decodes == 2);
  CHECK(sum.zeros == 1);
  CHECK(sum == chunk_tally::from_counts(521, 5, 2, 1));
}

TEST_CASE("chunk_tally: merging an empty one changes nothing") {
  chunk_tally sum = tally({3, 1});
  sum += chunk_tally{};
  CHECK(sum == tally({3, 1}));
  chunk_tally empty;
  empty += sum;
  CHECK(empty == sum);
}

TEST_CASE("chunk_tally: merging parts equals the whole") {
  chunk_tally parts = tally({1, 2, 0});
  parts += tally({1, 900});
  CHECK(parts == tally({1, 2, 0, 1, 900}));
}

TEST_CASE("chunk_tally: the regime follows the chunks that have tokens") {
  CHECK(tally({1, 1, 1}).regime() == regime::decode);
  CHECK(tally({2, 512}).regime() == regime::prefill);
  CHECK(tally({1, 512}).regime() == regime::mixed);
  CHECK(tally({}).regime() == regime::empty);
  CHECK(tally({0, 0}).regime() == regime::empty);
  CHECK(tally({0, 1}).regime() == regime::decode);
  CHECK(tally({0, 2}).regime() == regime::prefill);
  CHECK(name(regime::mixed) == "mixed");
  CHECK(name(regime::empty) == "empty");
}

TEST_CASE("chunk_tally: a sum too large stays at the largest value") {
  constexpr auto most = std::numeric_limits<std::int64_t>::max();
  chunk_tally sum = tally({most - 1, 1});
  CHECK(sum.tokens == most);
  sum(5);
  CHECK(sum.tokens == most);
  sum += sum;
  CHECK(sum.tokens == most);
}
