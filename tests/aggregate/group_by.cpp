#include <proflens/aggregate/group_by.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include <proflens/aggregate/concepts.hpp>
#include <proflens/aggregate/moments.hpp>
#include <proflens/aggregate/of.hpp>

using namespace proflens::aggregate;

namespace {

struct run {
  std::string name;
  double cost_us = 0;
  int node = 0;
};

auto cost_by_name() { return group_by(&run::name, of(&run::cost_us, moments{})); }

template <class Groups>
std::vector<std::string> keys_of(const Groups& groups) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : groups) keys.push_back(key);
  return keys;
}

}  // namespace

static_assert(accumulator<group_by<std::string run::*, count>, run>);

TEST_CASE("group_by: without records there are no groups") {
  const auto groups = cost_by_name();
  CHECK(groups.empty());
  CHECK(groups.size() == 0);
  CHECK(groups.find("MatMul") == nullptr);
}

TEST_CASE("group_by: counts by default") {
  group_by groups(&run::node);
  for (const int node : {2, 1, 2, 2}) groups(run{"a", 1, node});
  REQUIRE(groups.size() == 2);
  REQUIRE(groups.find(2) != nullptr);
  CHECK(groups.find(2)->value() == 3);
  CHECK(groups.find(1)->value() == 1);
  CHECK(groups.find(3) == nullptr);
}

TEST_CASE("group_by: each group has its own accumulator, in the order of first sight") {
  auto groups = cost_by_name();
  groups(run{"MatMul", 10, 0}), groups(run{"Add", 1, 0}), groups(run{"MatMul", 30, 0});
  CHECK(keys_of(groups) == std::vector<std::string>{"MatMul", "Add"});
  CHECK(groups.find(std::string_view("MatMul"))->value.mean() == 20);
  CHECK(groups.find(std::string("Add"))->value.count() == 1);
}

TEST_CASE("group_by: a key that is a view is kept as text of its own") {
  group_by groups([](const run& r) { return std::string_view(r.name).substr(0, 3); });
  {
    const run passing{"MatMulV2", 1, 0};
    groups(passing);
  }
  groups(run{"MatMul", 1, 0});
  REQUIRE(groups.size() == 1);
  CHECK(groups.begin()->key == "Mat");
  CHECK(groups.begin()->value.value() == 2);
}

TEST_CASE("group_by: merging an empty one changes nothing") {
  auto some = cost_by_name();
  some(run{"MatMul", 10, 0}), some(run{"Add", 1, 0});
  auto left = some;
  left += cost_by_name();
  CHECK(left == some);
  auto right = cost_by_name();
  right += some;
  CHECK(right == some);
  decltype(some) identity;
  identity += some;
  identity += decltype(some){};
  CHECK(identity == some);
  identity(run{"Add", 3, 0});  // key and accumulator came with the groups
  CHECK(identity.find("Add")->value.mean() == 2);
}

TEST_CASE("group_by: merge equals whole, groups in the order of the records") {
  auto whole = cost_by_name(), left = whole, right = whole;
  for (int i = 0; i < 100; ++i) {
    const run one{"operator " + std::to_string(i * i % 17), i * 1.0, 0};
    whole(one);
    (i < 5 ? left : right)(one);
  }
  auto moved = left;
  left += right;
  CHECK(keys_of(left) == keys_of(whole));
  for (const auto& [key, value] : whole) {
    REQUIRE(left.find(key) != nullptr);
    CHECK(left.find(key)->value.count() == value.value.count());
    CHECK(left.find(key)->value.sum() == value.value.sum());
  }
  moved += std::move(right);
  CHECK(moved == left);
}

namespace {

/// A key that can be spelled with any number of bangs behind it.
struct shouted {
  using value_type = std::string;
  std::array<std::string_view, 1> bytes;

  std::array<std::string_view, 1> spelling() const { return bytes; }
  std::string value() const { return std::string(bytes[0].substr(0, bytes[0].find('!'))); }
};

struct shout {
  std::string text;
};
struct shout_key {
  using record_type = shout;
  shouted operator()(const shout& s) const { return {{s.text}}; }
};

}  // namespace

TEST_CASE(
    "group_by: spellings of one key meet, in the order of first sight, whatever their length") {
  group_by groups(shout_key{});
  std::vector<std::string> order;
  for (std::size_t i = 0; i < 5000; ++i) {
    const std::string word(i % 41, static_cast<char>('a' + i % 23));
    if (i < 41 * 23) order.push_back(word);
    groups(shout{word + std::string(i % 3, '!')});
  }
  std::vector<std::string> distinct;
  for (const auto& word : order)
    if (std::ranges::find(distinct, word) == distinct.end()) distinct.push_back(word);
  CHECK(keys_of(groups) == distinct);
  std::uint64_t sum = 0;
  for (const auto& [key, value] : groups) sum += value.value();
  CHECK(sum == 5000);
  REQUIRE(groups.find(std::string("bbbbbbbbbbbbbbbbbbbbbbbb")) != nullptr);
}

TEST_CASE(
    "group_by: spelled keys are told right in steps that repeat, change and outlast all memory") {
  group_by groups(shout_key{});
  std::map<std::string, std::uint64_t> expected;
  std::uint64_t dice = 1;
  for (int i = 0; i < 200'000; ++i) {
    dice = dice * 6364136223846793005u + 1442695040888963407u;
    const auto in_step = static_cast<std::uint64_t>(i % 997);
    const std::uint64_t which = i % 50'000 < 40'000 ? in_step * in_step % 311 : dice >> 54;
    const std::string word = "operator of some length, number " + std::to_string(which);
    ++expected[word];
    groups(shout{word});
  }
  CHECK(groups.size() == expected.size());
  for (const auto& [key, value] : groups) CHECK(value.value() == expected[key]);
}

TEST_CASE("group_by: of spelled keys merge equals whole, and copies and moved ones go on") {
  group_by<shout_key> whole(shout_key{}), left(shout_key{}), right(shout_key{});
  for (int i = 0; i < 1000; ++i) {
    const shout one{std::to_string(i * i % 97) + (i % 2 ? "!" : "")};
    whole(one);
    (i < 300 ? left : right)(one);
  }
  auto copy = left;
  copy += right;
  CHECK(copy == whole);
  left += std::move(right);
  CHECK(left == whole);
  left(shout{"16!"}), copy(shout{"16"});
  CHECK(left == copy);
  auto moved = std::move(left);
  left = group_by<shout_key>(shout_key{});
  left(shout{"1"}), moved(shout{"1"});
  CHECK(left.size() == 1);
  CHECK(moved.find(std::string("1"))->value() == copy.find(std::string("1"))->value() + 1);
}

TEST_CASE("group_by: whole numbers that differ in their high bits only do not collide") {
  group_by groups([](const std::uint64_t& n) { return n; });
  for (std::uint64_t i = 0; i < 20'000; ++i) groups(i << 40);
  CHECK(groups.size() == 20'000);
  CHECK(groups.find(std::uint64_t{19'999} << 40) != nullptr);
  CHECK(groups.find(std::uint64_t{1}) == nullptr);
}

TEST_CASE("group_by: tells which fields it reads") {
  CHECK(cost_by_name().needs() == std::tuple{&run::name, &run::cost_us});
  CHECK(group_by(&run::node).needs() == std::tuple{&run::node});
}

namespace {

/// A key all of whose values have one hash.
struct alike {
  int number = 0;
  std::size_t hash() const { return 5; }
  friend bool operator==(const alike&, const alike&) = default;
};

/// Sixteen bytes whose hash in `hash_bytes` does not depend on the first eight: what is multiplied
/// with them is zero.
std::string of_equal_hash(std::uint64_t number) {
  const std::uint64_t last = 0xd6e8feb86659fd93u ^ 16 * 0x9e3779b97f4a7c15u;
  std::string text(16, ' ');
  std::memcpy(text.data(), &number, 8);
  std::memcpy(text.data() + 8, &last, 8);
  return text;
}

}  // namespace

TEST_CASE("group_by: keys of equal hash are told apart, spelled or not") {
  group_by numbers([](const int& n) { return alike{n}; });
  for (int i = 0; i < 900; ++i) numbers(i % 300);
  CHECK(numbers.size() == 300);
  for (const auto& [key, value] : numbers) CHECK(value.value() == 3);
  CHECK(numbers.find(alike{299})->value() == 3);
  CHECK(numbers.find(alike{300}) == nullptr);

  REQUIRE(hash_bytes(of_equal_hash(1), 0) == hash_bytes(of_equal_hash(2), 0));
  group_by groups(shout_key{});
  for (std::uint64_t i = 0; i < 900; ++i) groups(shout{of_equal_hash(i * i % 300)});
  std::map<std::string, std::uint64_t> expected;
  for (std::uint64_t i = 0; i < 900; ++i) {
    std::string key = of_equal_hash(i * i % 300);
    ++expected[shout_key{}(shout{key}).value()];
  }
  CHECK(groups.size() == expected.size());
  for (const auto& [key, value] : groups) CHECK(value.value() == expected[key]);
}
