#include <proflens/aggregate/collect.hpp>

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <proflens/aggregate/concepts.hpp>
#include <proflens/point.hpp>

using namespace proflens::aggregate;

namespace {

template <class Value>
std::vector<Value> kept(const collect<Value>& values) {
  return {values.values().begin(), values.values().end()};
}

collect<int> counting(int begin, int end) {
  collect<int> result;
  for (int i = begin; i < end; ++i) result(i);
  return result;
}

}  // namespace

static_assert(accumulator<collect<proflens::point>, proflens::point>);
static_assert(accumulator<collect<std::string>, std::string>);

TEST_CASE("collect: an empty one holds nothing and changes nothing") {
  const collect<int> none;
  CHECK(none.size() == 0);
  CHECK(none.values().empty());
  auto left = counting(0, 5);
  left += none;
  CHECK(left == counting(0, 5));
  collect<int> right;
  right += left;
  CHECK(right == left);
}

TEST_CASE("collect: merge equals whole, to the bit and in order") {
  const auto whole = counting(0, 10000);
  for (const int cut : {0, 1, 15, 16, 17, 9999, 10000}) {
    auto copied = counting(0, cut);
    copied += counting(cut, 10000);
    CHECK(copied == whole);
    auto moved = counting(0, cut);
    auto rest = counting(cut, 10000);
    moved += std::move(rest);
    CHECK(moved == whole);
  }
}

TEST_CASE("collect: a copy is independent") {
  auto first = counting(0, 3);
  auto second = first;
  second(99);
  CHECK(kept(first) == std::vector{0, 1, 2});
  first = second;
  second(100);
  CHECK(kept(first) == std::vector{0, 1, 2, 99});
  CHECK_FALSE(first == second);
}

TEST_CASE("collect: merging one with itself repeats it") {
  auto twice = counting(0, 3);
  twice += twice;
  CHECK(kept(twice) == std::vector{0, 1, 2, 0, 1, 2});
}

TEST_CASE("collect: keeps values that own memory") {
  collect<std::string> words, more;
  words("a word too long for the small string optimisation"), words("b");
  more("c");
  words += more;
  words += std::move(more);
  CHECK(words.size() == 4);
  CHECK(words.values()[0] == "a word too long for the small string optimisation");
  CHECK(words.values()[3] == "c");
}

TEST_CASE("collect: a buffer takes a value out of itself while it grows") {
  buffer<int> numbers;
  for (int i = 0; i < 100; ++i) {
    if (numbers.size() == 0) numbers.push_back(7);
    numbers.push_back(numbers.data()[0]);
  }
  for (std::size_t i = 0; i < numbers.size(); ++i) CHECK(numbers.data()[i] == 7);
}

TEST_CASE("collect: a moved-from one is empty and can be used again") {
  auto source = counting(0, 3);
  const auto target = std::move(source);
  CHECK(target.size() == 3);
  CHECK(source.size() == 0);  // NOLINT(bugprone-use-after-move)
  source(5);
  CHECK(kept(source) == std::vector{5});
}
