#include <proflens/engine/input_tokens.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <set>
#include <vector>

using proflens::engine::generate_input_tokens;
using proflens::engine::tokens;

namespace {

std::size_t different_rows(const tokens& made) {
  std::set<std::vector<std::int64_t>> rows;
  for (int i = 0; i < made.batch; ++i) rows.emplace(made.row(i).begin(), made.row(i).end());
  return rows.size();
}

}  // namespace

TEST_CASE("input_tokens: exactly the length asked for, inside the vocabulary") {
  const tokens made = generate_input_tokens(3, 700, 50257);
  CHECK(made.batch == 3);
  CHECK(made.length == 700);
  CHECK(made.ids.size() == 2100);
  CHECK(made.row(2).size() == 700);
  CHECK(made.row(2).data() == made.ids.data() + 1400);
  const auto [least, most] = std::ranges::minmax(made.ids);
  CHECK(least >= 0);
  CHECK(most < 50257);
  CHECK(most - least > 45000);  // spread over the vocabulary
}

TEST_CASE("input_tokens: the same arguments give the same tokens, another seed others") {
  CHECK(generate_input_tokens(2, 64, 1000) == generate_input_tokens(2, 64, 1000));
  CHECK(generate_input_tokens(2, 64, 1000, 1) != generate_input_tokens(2, 64, 1000));
}

TEST_CASE("input_tokens: sequences differ even where chance would repeat them") {
  CHECK(different_rows(generate_input_tokens(256, 1, 256)) == 256);
  CHECK(different_rows(generate_input_tokens(64, 6, 2)) == 64);
  CHECK(different_rows(generate_input_tokens(100, 3, 5)) == 100);
  CHECK(different_rows(generate_input_tokens(5, 1, 3)) == 3);  // no more are possible
}

TEST_CASE("input_tokens: ids within a row are not all alike") {
  const tokens made = generate_input_tokens(1, 100, 1000);
  CHECK(std::set<std::int64_t>(made.ids.begin(), made.ids.end()).size() > 80);
}

TEST_CASE("input_tokens: what is not positive is refused") {
  CHECK_THROWS_WITH_AS(generate_input_tokens(0, 1, 1),
                       "generate_input_tokens: batch 0, length 1, vocabulary 1; each has to be 1 "
                       "at least",
                       proflens::error);
  CHECK_THROWS_AS(generate_input_tokens(1, -1, 1), proflens::error);
  CHECK_THROWS_AS(generate_input_tokens(1, 1, 0), proflens::error);
}
