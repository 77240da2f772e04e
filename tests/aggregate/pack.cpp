#include <proflens/aggregate/pack.hpp>

#include <doctest/doctest.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include <proflens/aggregate/all.hpp>
#include <proflens/aggregate/bounded_quantiles.hpp>
#include <proflens/aggregate/collect.hpp>
#include <proflens/aggregate/count.hpp>
#include <proflens/aggregate/extrema.hpp>
#include <proflens/aggregate/geometric_mean.hpp>
#include <proflens/aggregate/moments.hpp>
#include <proflens/aggregate/of.hpp>
#include <proflens/aggregate/quantile_sketch.hpp>

using namespace proflens::aggregate;

namespace {

struct sample {
  std::string name;
  double value = 0;
};

template <class Accumulator>
Accumulator fed(Accumulator into, int count) {
  for (int i = 0; i < count; ++i) into(1.5 * i * i - 20);
  return into;
}

template <class Accumulator>
void check_round_trip(const Accumulator& value) {
  const auto bytes = pack(value);
  CHECK(unpack(bytes, value) == value);
  CHECK(unpack(bytes, Accumulator{}) == value);
  CHECK_THROWS_WITH_AS(unpack(std::span(bytes).first(bytes.size() - 1), value),
                       doctest::Contains("same program"), proflens::error);
  auto longer = bytes;
  longer.push_back({});
  CHECK_THROWS_WITH_AS(unpack(longer, value), doctest::Contains("left over"), proflens::error);
}

}  // namespace

TEST_CASE("pack: accumulators come back as they were, empty, small and large") {
  for (const int count : {0, 1, 2, 300, 5000}) {
    check_round_trip(fed(proflens::aggregate::count{}, count));
    check_round_trip(fed(moments{}, count));
    check_round_trip(fed(extrema{}, count));
    check_round_trip(fed(geometric_mean{}, count));
    check_round_trip(fed(collect<double>{}, count));
    check_round_trip(fed(quantile_sketch{.relative_error = 0.02}, count));
    check_round_trip(fed(bounded_quantiles{}, count));
    check_round_trip(fed(all(moments{}, quantile_sketch{}), count));
  }
}

TEST_CASE("pack: what comes back goes on as the original would") {
  auto sketch = fed(quantile_sketch{}, 100);
  auto copy = unpack(pack(sketch), quantile_sketch{});
  for (const double value : {3.0, -4.0, 0.0}) sketch(value), copy(value);
  CHECK(copy == sketch);
  auto sums = fed(moments{}, 100);
  auto same = unpack(pack(sums), moments{});
  CHECK((sums += fed(moments{}, 7)) == (same += fed(moments{}, 7)));
}

TEST_CASE("pack: the budget is that of the receiver, and books what comes") {
  const auto budget = std::make_shared<sample_budget>(1000 * sizeof(double));
  const bounded_quantiles mine(budget);
  const auto received = unpack(pack(fed(bounded_quantiles{}, 600)), mine);
  CHECK(received.exact());
  CHECK(budget->taken() == 600);
  const auto more = unpack(pack(fed(bounded_quantiles{}, 401)), mine);
  CHECK(budget->spent());
  CHECK_FALSE(more.exact());
  const auto spent = std::make_shared<sample_budget>(0);
  const auto sketched = fed(bounded_quantiles(spent), 50);
  CHECK_FALSE(unpack(pack(sketched), bounded_quantiles{}).exact());
  // Its last samples are not in a sketch yet, but will be.
  const auto late = std::make_shared<sample_budget>(1000 * sizeof(double));
  const auto unsettled = fed(bounded_quantiles(late), 50);
  late->spend();
  CHECK(unpack(pack(unsettled), bounded_quantiles{}) == unsettled);
  const auto other = std::make_shared<sample_budget>(1000 * sizeof(double));
  CHECK(unpack(pack(unsettled), bounded_quantiles(other)).count() == 50);
  CHECK(other->spent());
}

TEST_CASE("pack: projections are those of the receiver") {
  auto kept = of(&sample::value, moments{});
  for (int i = 0; i < 5; ++i) kept(sample{"a", 2.0 * i});
  auto back = unpack(pack(kept), of(&sample::value, moments{}));
  CHECK(back == kept);
  back(sample{"b", 7});
  kept(sample{"b", 7});
  CHECK(back == kept);
}

TEST_CASE("pack: text, lists, maps and pointers") {
  using table = std::map<std::string, std::vector<std::string>>;
  const table texts{{"", {}}, {"one", {"a", "", std::string("\0b", 2)}}};
  packing_archive archive;
  archive(texts, std::unique_ptr<int>(), std::make_unique<int>(7));
  table found;
  std::unique_ptr<int> none = std::make_unique<int>(1), seven;
  unpacking_archive reading(archive.bytes());
  reading(found, none, seven);
  CHECK(found == texts);
  CHECK(none == nullptr);
  REQUIRE(seven != nullptr);
  CHECK(*seven == 7);
  CHECK(reading.remaining() == 0);
}

TEST_CASE("pack: a damaged length does not take all memory") {
  std::vector<std::byte> bytes(8, std::byte{0x7f});
  unpacking_archive archive(bytes);
  std::vector<double> values;
  CHECK_THROWS_AS(archive(values), proflens::error);
  unpacking_archive again(bytes);
  std::string text;
  CHECK_THROWS_AS(again(text), proflens::error);
}

TEST_CASE("pack: a sender may keep the parts") {
  const std::vector<std::string> values(40, "text");
  std::vector<std::vector<std::byte>> parts;
  packing_archive archive(16, [&](std::vector<std::byte>& part) {
    CHECK(part.size() <= 16);
    parts.push_back(std::move(part));
  });
  archive(values);
  archive.finish();
  std::vector<std::byte> all;
  for (const auto& part : parts) all.insert(all.end(), part.begin(), part.end());
  CHECK(parts.back().empty());
  CHECK(all == pack(values));
}

TEST_CASE("pack: in parts of any size all arrives, and what is cut off or left over is told") {
  const std::map<std::string, std::vector<double>> values{
      {"a", {1, 2, 3}}, {"", {}}, {"long", {4}}};
  for (const std::size_t size : {1u, 3u, 8u, 64u, 4096u}) {
    std::vector<std::vector<std::byte>> parts;
    packing_archive archive(size, [&](std::span<const std::byte> part) {
      parts.emplace_back(part.begin(), part.end());
    });
    archive(values);
    archive.finish();
    REQUIRE(parts.size() > 1);
    CHECK(parts.back().empty());
    CHECK(parts.front().size() <= size);
    const auto received = [&parts](std::size_t until) {
      return unpacking_archive([&parts, until, next = std::size_t{0}]() mutable {
        return std::span<const std::byte>(next < until ? parts[next++] : parts.back());
      });
    };
    CHECK(unpack(received(parts.size()), std::map<std::string, std::vector<double>>{}) == values);
    CHECK_THROWS_AS(unpack(received(parts.size() - 2), values), proflens::error);
    CHECK_THROWS_AS(unpack(received(parts.size()), 0), proflens::error);
  }
}
