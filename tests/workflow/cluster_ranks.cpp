#include <doctest/doctest.h>

#include <proflens/aggregate/pack.hpp>
#include <proflens/workflow/cluster_operators/class_account.hpp>
#include <proflens/workflow/cluster_operators/cluster_ranks.hpp>
#include <proflens/workflow/cluster_operators/cluster_reading.hpp>
#include <proflens/workflow/cluster_operators/write.hpp>

#include <cmath>
#include <filesystem>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "tests/temporary_folder.hpp"

using namespace proflens;
using namespace proflens::workflow;

// What ranks do with their stretches of the classes, one rank after the other in this process.

namespace {

operator_key key_of(int number) { return {"op" + std::to_string(1000 + number), "1", "2", "3"}; }

/// Class k has 10 (k + 1) runs on each of eight devices; device 3 is slow on class 5.
operator_store store_of(int classes, const duration_samples& empty = {}) {
  std::mt19937_64 random(7);
  std::lognormal_distribution<double> duration(2, 0.1);
  operator_store store(empty);
  for (int k = 0; k < classes; ++k) {
    for (std::int64_t device = 0; device < 8; ++device) {
      duration_samples samples = empty.emptied();
      for (int i = 0; i < 10 * (k + 1); ++i)
        samples(duration(random) * (k == 5 && device == 3 ? 2 : 1));
      store.add(key_of(k), k % 2 == 0 ? "Even" : "Odd", "AI_CORE", {.device = device},
                std::move(samples));
    }
  }
  return store;
}

class_account account_of(const operator_store& store, const cluster_operators_options& options) {
  class_account account(options);
  summarize(store, options,
            [&](const operator_key& key, const stored_class& stored, class_summary&& summary) {
              account.add({key, stored.op_type, stored.is_communication, summary.devices.size()},
                          summary);
            });
  return account;
}

std::string table_of(const cluster_operators_result& result) {
  std::string text;
  write_analysis_csv(result.classes, result.rows, result.options,
                     [&](std::string_view lines) { text += lines; });
  return text;
}

/// Rank 0, to which another rank sends a text.
struct told_a_text : single_rank {
  static constexpr int size() { return 2; }
  template <class Take>
  void collect(std::string_view mine, Take take) const {
    CHECK(mine.empty());
    take(std::string_view(text).substr(0, 5));
    take(std::string_view(text).substr(5));
  }
  std::string text = {};
};

/// Rank 1, which sends one.
struct sends_a_text : single_rank {
  static constexpr int rank() { return 1; }
  static constexpr int size() { return 2; }
  template <class Take>
  void collect(std::string_view mine, Take) const {
    text = mine;
  }
  mutable std::string text = {};
};

}  // namespace

TEST_CASE("cluster_ranks: stretches of classes are as long and make the whole") {
  const operator_store whole = store_of(40);
  for (const std::size_t stretches : {1u, 2u, 3u, 7u}) {
    operator_store store = whole, sum;
    const auto cuts = store.cuts(stretches);
    REQUIRE(cuts.size() == stretches - 1);
    auto parts = store.cut(cuts, stretches);
    CHECK(store == operator_store{});
    REQUIRE(parts.size() == stretches);
    const auto runs = [](const operator_store& part) {
      double count = 0;
      for (const auto& [key, stored] : part.classes())
        for (const auto& [place, samples] : stored.places)
          count += static_cast<double>(samples.count());
      return count;
    };
    for (std::size_t i = 0; i < stretches; ++i) {
      CHECK(parts[i].types().empty() == (i > 0));
      CHECK(std::abs(runs(parts[i]) * static_cast<double>(stretches) / runs(whole) - 1) < 0.35);
      if (i > 0) CHECK(parts[i].classes().begin()->first == cuts[i - 1]);
      sum += std::move(parts[i]);
    }
    CHECK(sum == whole);
  }
}

TEST_CASE("cluster_ranks: more stretches than classes, one giant, none at all") {
  operator_store two = store_of(2), none;
  CHECK(none.cuts(3).empty());
  for (const auto& part : none.cut({}, 3)) CHECK(part == operator_store{});
  std::size_t classes = 0;
  for (const auto& part : two.cut(two.cuts(9), 9)) classes += part.classes().size();
  CHECK(classes == 2);
  operator_store other = store_of(3);  // another rank may have classes beyond all cuts
  const auto parts = other.cut({key_of(1)}, 3);
  CHECK(parts[0].classes().size() == 1);
  CHECK(parts[1].classes().size() == 2);
  CHECK(parts[2].classes().empty());
}

TEST_CASE("cluster_ranks: extracted classes are gone, and may be added anew") {
  operator_store store = store_of(3);
  const auto taken = store.extract({key_of(1), key_of(77)});
  CHECK(taken.classes().size() == 1);
  CHECK(store.classes().size() == 2);
  duration_samples again;
  again(1);
  store.add(key_of(1), "Odd", "AI_CORE", {}, std::move(again));
  CHECK(store.classes().size() == 3);
  CHECK(taken.classes().at(key_of(1)) == store_of(3).classes().at(key_of(1)));
}

TEST_CASE("cluster_ranks: a reading is cut with all its account on the first part") {
  cluster_reading reading{.store = store_of(4)};
  reading.files.push_back({"a.csv", {}});
  reading.set_aside.push_back({"b.csv", "holds no row"});
  reading.warnings = {"a warning"};
  reading.features = {"aicore_time(us)"};
  reading.exports.of[{1, 2}] = {"PROF_1"};
  reading.has_steps = true;
  reading.kept = {.samples = 7, .are_sketched = true};
  reading.sources.resize(1);
  auto parts = reading.cut(reading.store.cuts(2), 2);
  CHECK(reading.sources.size() == 1);
  CHECK(parts[1].files.empty());
  CHECK_FALSE(parts[1].has_steps);
  cluster_reading sum = aggregate::unpack(aggregate::pack(parts[0]), reading.emptied());
  sum += aggregate::unpack(aggregate::pack(parts[1]), reading.emptied());
  CHECK(sum.store == store_of(4));
  CHECK(sum.files.front().path == "a.csv");
  CHECK(sum.set_aside.size() == 1);
  CHECK(sum.warnings.size() == 1);
  CHECK(sum.features.size() == 1);
  CHECK(sum.exports.of.size() == 1);
  CHECK(sum.has_steps);
  CHECK(sum.kept.samples == 14);
  CHECK(sum.kept.are_sketched);
}

TEST_CASE("cluster_ranks: accounts of stretches make that of all classes, sent or not") {
  cluster_operators_result whole{.options = {.rank_by = operator_rank::total}};
  const operator_store store = store_of(30);
  account_of(store, whole.options).finish(whole);
  REQUIRE(whole.slow_devices.size() == 1);
  operator_store copy = store;
  cluster_operators_result joined{.options = whole.options};
  class_account sum = class_account(whole.options).emptied();
  for (const auto& part : copy.cut(copy.cuts(3), 3))
    sum += aggregate::unpack(aggregate::pack(account_of(part, whole.options)), sum);
  CHECK(sum.rows() == whole.rows.size());
  sum.finish(joined);
  CHECK(table_of(joined) == table_of(whole));
  CHECK(joined.top == whole.top);
  CHECK(joined.devices == whole.devices);
  CHECK(joined.tested_pairs == whole.tested_pairs);
  CHECK(joined.verdict_note == whole.verdict_note);
  REQUIRE(joined.slow_devices.size() == 1);
  CHECK(joined.slow_devices[0].op_name == key_of(5).op_name);
  CHECK(joined.slow_devices[0].device == 3);
  CHECK(joined.slow_devices[0].z == whole.slow_devices[0].z);
  REQUIRE(joined.imbalance.size() == whole.imbalance.size());
  for (std::size_t i = 0; i < whole.imbalance.size(); ++i)
    CHECK(joined.imbalance[i].of == whole.imbalance[i].of);
  for (std::size_t i = 0; i < whole.devices_ranked.size(); ++i) {
    CHECK(joined.devices_ranked[i].device == whole.devices_ranked[i].device);
    CHECK(joined.devices_ranked[i].count == whole.devices_ranked[i].count);
    CHECK(std::abs(joined.devices_ranked[i].ratio / whole.devices_ranked[i].ratio - 1) < 1e-12);
    CHECK(std::abs(joined.devices_ranked[i].total_us / whole.devices_ranked[i].total_us - 1) <
          1e-12);
  }
}

TEST_CASE("cluster_ranks: sketches of one stretch tell their error for all") {
  const duration_samples sketched(std::make_shared<aggregate::sample_budget>(0));
  cluster_operators_result result;
  class_account sum = account_of(store_of(2), {});
  sum += account_of(store_of(2, sketched), {});
  sum.finish(result);
  CHECK(result.percentile_error > 0);
}

TEST_CASE("cluster_ranks: rank 0 writes its lines before those of the others, who write none") {
  const tests::temporary_folder folder;
  cluster_operators_result result{.options = {.output = cluster_output::csv}};
  account_of(store_of(3), result.options).finish(result);
  result.runs = std::make_shared<const operator_store>();
  const std::string whole = table_of(result);
  result.rows_of_rank = 9;
  const std::size_t cut = whole.find(key_of(1).op_name);
  told_a_text first;
  first.text = whole.substr(cut);
  const auto written = write(result, folder.path(), first);
  CHECK(written.size() == 3);
  CHECK(tests::content_of(folder / "cluster_op_time_analysis.csv") == whole);
  const sends_a_text second;
  CHECK(write(result, folder / "none", second).empty());
  CHECK_FALSE(std::filesystem::exists(folder / "none"));
  const std::size_t header = whole.find('\n') + 1;
  CHECK(second.text == whole.substr(header, cut - header));
}

TEST_CASE("cluster_ranks: where there was nothing to sum up, nobody waits for lines") {
  sends_a_text second;
  second.text = "nothing";
  CHECK(write({.options = {.output = cluster_output::csv}}, "none", second).empty());
  CHECK(second.text == "nothing");
}
