#include <proflens/aggregate/group_by.hpp>

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <tuple>
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

TEST_CASE("group_by: tells which fields it reads") {
  CHECK(cost_by_name().needs() == std::tuple{&run::name, &run::cost_us});
  CHECK(group_by(&run::node).needs() == std::tuple{&run::node});
}
