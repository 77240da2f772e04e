#include <proflens/aggregate/of.hpp>

#include <doctest/doctest.h>

#include <string>
#include <tuple>
#include <type_traits>

#include <proflens/aggregate/all.hpp>
#include <proflens/aggregate/collect.hpp>
#include <proflens/aggregate/concepts.hpp>
#include <proflens/aggregate/count.hpp>
#include <proflens/aggregate/extrema.hpp>
#include <proflens/aggregate/group_by.hpp>
#include <proflens/aggregate/moments.hpp>

using namespace proflens::aggregate;

namespace {

struct run {
  std::string name;
  double cost_us = 0;
  int node = 0;
};

/// A projection that says what it reads, as the library's own do.
struct cost_per_node {
  using record_type = run;
  static constexpr std::tuple needs{&run::cost_us, &run::node};
  double operator()(const run& r) const { return r.cost_us / r.node; }
};

template <class A>
concept names_record = requires {
  typename A::record_type;
};

using of_field = of<double run::*, moments>;

}  // namespace

static_assert(accumulator<of_field, run>);
static_assert(!accumulator<of_field, int>);
static_assert(std::is_same_v<of_field::record_type, run>);
static_assert(std::is_same_v<of<cost_per_node, moments>::record_type, run>);

TEST_CASE("of: accumulates a field or what a function makes of the record") {
  of field(&run::cost_us, moments{});
  of function([](const run& r) { return 2 * r.cost_us; }, moments{});
  for (const double cost : {1.0, 2.0, 6.0}) {
    field(run{"a", cost, 1});
    function(run{"a", cost, 1});
  }
  CHECK(field.value.mean() == 3);
  CHECK(function.value.mean() == 6);
}

TEST_CASE("of: the record is deduced from a field, a projection or a lambda's parameter") {
  of typed([](const run& r) { return r.cost_us; }, moments{});
  of generic([](const auto& r) { return r.cost_us; }, moments{});
  CHECK(std::is_same_v<decltype(typed)::record_type, run>);
  CHECK_FALSE(names_record<decltype(generic)>);
  generic(run{"a", 4, 1});
  CHECK(generic.value.mean() == 4);
}

TEST_CASE("of: tells which fields it reads, where it knows") {
  of field(&run::cost_us, moments{});
  of function(cost_per_node{}, moments{});
  of lambda([](const run& r) { return r.cost_us; }, moments{});
  CHECK(field.needs() == std::tuple{&run::cost_us});
  CHECK(function.needs() == std::tuple{&run::cost_us, &run::node});
  CHECK_FALSE(has_needs<decltype(lambda)>);
}

TEST_CASE("of: a default constructed one is the identity on both sides") {
  of some(&run::cost_us, moments{});
  some(run{"a", 2, 1});
  of_field left;
  left += some;
  CHECK(left == some);
  left(run{"b", 4, 1});  // it took over the projection
  CHECK(left.value.mean() == 3);
  const of before = some;
  some += of_field{};
  CHECK(some == before);
}

TEST_CASE("of: merging concerns the accumulated value") {
  of a(&run::cost_us, collect<double>{}), b = a;
  a(run{"a", 1, 1}), b(run{"b", 2, 1});
  a += b;
  CHECK(a.value.size() == 2);
  a += std::move(b);
  CHECK(a.value.size() == 3);
}

TEST_CASE("all: each part sees every value and keeps its own account") {
  all both(moments{}, extrema{});
  for (const double value : {3.0, 1.0, 2.0}) both(value);
  CHECK(both.get<moments>().mean() == 2);
  CHECK(both.get<extrema>().minimum() == 1);
  CHECK(both.get<1>().maximum() == 3);
}

TEST_CASE("all: merge equals whole, and an empty one changes nothing") {
  using statistics = all<moments, extrema, count>;
  static_assert(accumulator<statistics, double>);
  statistics whole, left, right;
  for (int i = 0; i < 10; ++i) {
    whole(i * i * 1.0);
    (i < 4 ? left : right)(i * i * 1.0);
  }
  left += right;
  left += statistics{};
  CHECK(left.get<count>() == whole.get<count>());
  CHECK(left.get<extrema>() == whole.get<extrema>());
  CHECK(left.get<moments>().sum() == whole.get<moments>().sum());
  statistics empty;
  empty += std::move(left);
  CHECK(empty.get<count>().value() == 10);
}

TEST_CASE("all: of records, it reads what its parts read") {
  const all parts(of(&run::cost_us, moments{}), of(&run::node, extrema{}), count{});
  CHECK(parts.needs() == std::tuple{&run::cost_us, &run::node});
}
