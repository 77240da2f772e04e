// Plans against those of a search of all ways, and moves against those counted by hand.
#include <proflens/workflow/stage_profiling/placement.hpp>
#include <proflens/workflow/stage_profiling/placement_json.hpp>
#include <proflens/workflow/stage_profiling/placement_report.hpp>

#include <doctest/doctest.h>
#include <proflens/read/json_document.hpp>
#include <proflens/workflow/stage_profiling/make_profile.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

using namespace proflens;
using namespace proflens::workflow;
using doctest::Approx;
using engine::graph_size;

namespace {

using strings = std::vector<std::string>;

bool holds(const std::string& text, std::string_view part) { return text.find(part) != text.npos; }

constexpr graph_size some_size{1000, 3000};

record::stage_time time_of(const std::string& unit, int stage, double ms,
                           const graph_size& size = some_size) {
  record::stage_time point{size.nodes, size.edges, unit, stage};
  point.median_ms = point.mean_ms = ms;
  return point;
}

/// Units measured at one size: times that repeat in no simple way.
stage_profile made_up(const strings& units, std::uint32_t seed = 1) {
  std::vector<record::stage_time> points;
  for (const std::string& unit : units) {
    for (int stage = 1; stage <= 7; ++stage) {
      seed = seed * 1664525 + 1013904223;
      points.push_back(time_of(unit, stage, 0.5 + (seed >> 20) / 1000.0));
    }
  }
  return profile_of(points);
}

double total_at(const stage_profile& profile, const std::string& unit, int stage) {
  for (const profiled_point& point : profile.points)
    if (point.measured.unit == unit && point.measured.stage == stage) return point.split.total_ms;
  return -1;
}

/// All links between three units, each of its own speed.
std::vector<stage_link> three_links() {
  return {{"CPU", "GPU", 4000, 0.02}, {"NPU", "CPU", 2000, 0.1}, {"GPU", "NPU", 1000, 0.3}};
}

/// The cost of giving each stage to a unit, written down without blocks: negative where the stages
/// of a unit are not contiguous.
double cost_by_hand(const stage_profile& profile, const std::array<std::size_t, 7>& unit_of,
                    std::size_t max_blocks) {
  const std::vector<stage_link> links = three_links();
  std::set<std::size_t> left_behind;
  std::size_t blocks = 1;
  double cost = total_at(profile, profile.units[unit_of[0]], 1);
  for (std::size_t i = 1; i < 7; ++i) {
    cost += total_at(profile, profile.units[unit_of[i]], static_cast<int>(i) + 1);
    if (unit_of[i] == unit_of[i - 1]) continue;
    left_behind.insert(unit_of[i - 1]);
    if (left_behind.contains(unit_of[i]) || ++blocks > max_blocks) return -1;
  }
  constexpr double n = 1000, e = 3000, f = 500;
  struct arrow {
    int from;
    std::vector<int> to;
    double bytes;
  };
  const std::vector<arrow> arrows{
      {0, {0, 5}, 4 * n * f}, {0, {0, 2, 3}, 16 * e}, {0, {1}, 4 * e * f}, {1, {2}, 4 * e * f},
      {2, {4}, 4 * n * f},    {3, {4}, 4 * n},        {4, {5}, 4 * n * f}, {5, {6}, 4 * n * f}};
  double bytes[3][3] = {};
  for (const arrow& one : arrows) {
    std::set<std::size_t> readers;
    for (const int to : one.to) readers.insert(unit_of[static_cast<std::size_t>(to)]);
    const std::size_t source = unit_of[static_cast<std::size_t>(one.from)];
    for (const std::size_t reader : readers)
      if (reader != source) bytes[source][reader] += one.bytes;
  }
  for (std::size_t a = 0; a < 3; ++a) {
    for (std::size_t b = 0; b < 3; ++b) {
      if (bytes[a][b] == 0) continue;
      for (const stage_link& link : links)
        if (link.joins(profile.units[a], profile.units[b]))
          cost += link.latency_ms + bytes[a][b] / 1048576 / link.mb_per_s * 1000;
    }
  }
  return cost;
}

}  // namespace

TEST_CASE("tensor_moves: a cut moves what later stages read, from where it lies, once") {
  const graph_size size{10, 100};
  constexpr std::int64_t f = 8;
  const auto texts = [&](const std::vector<stage_block>& blocks) {
    strings all;
    for (const tensor_move& move : moves_between(blocks, size, f)) {
      std::string text = std::to_string(move.from) + std::to_string(move.to);
      for (const std::string_view name : move.tensors) text += ' ' + std::string(name);
      all.push_back(text + ' ' + std::to_string(move.bytes));
    }
    return all;
  };
  CHECK(texts({{"CPU", 1, 7}}).empty());
  CHECK(texts({{"CPU", 1, 1}, {"GPU", 2, 7}}) == strings{"01 x edge_index x_j 5120"});
  CHECK(texts({{"CPU", 1, 3}, {"GPU", 4, 7}}) == strings{"01 x edge_index sum 2240"});
  CHECK(texts({{"CPU", 1, 4}, {"GPU", 5, 7}}) == strings{"01 x sum count 680"});
  CHECK(texts({{"CPU", 1, 6}, {"GPU", 7, 7}}) == strings{"01 out 320"});
  // The third block takes x and sum from the first right away, not through the second.
  CHECK(texts({{"CPU", 1, 3}, {"GPU", 4, 4}, {"NPU", 5, 7}}) ==
        strings{"01 edge_index 1600", "02 x sum 640", "12 count 40"});
}

TEST_CASE("placement: the best plans are those of a search of all 2,187 ways") {
  for (std::uint32_t seed = 1; seed <= 12; ++seed) {
    const stage_profile profile = made_up({"CPU", "GPU", "NPU"}, seed);
    for (const std::size_t max_blocks : {1U, 2U, 3U}) {
      std::vector<double> costs;
      for (std::size_t way = 0; way < 2187; ++way) {
        std::array<std::size_t, 7> unit_of{};
        for (std::size_t rest = way, i = 0; i < 7; ++i, rest /= 3) unit_of[i] = rest % 3;
        const double cost = cost_by_hand(profile, unit_of, max_blocks);
        if (cost >= 0) costs.push_back(cost);
      }
      std::ranges::sort(costs);
      const auto found =
          place(profile, some_size,
                {.links = three_links(), .max_blocks = max_blocks, .most_plans = costs.size() + 1});
      REQUIRE(found.plans.size() == costs.size());
      CHECK(found.considered == costs.size());
      for (std::size_t i = 0; i < costs.size(); ++i) {
        CHECK(found.plans[i].cost_ms() == Approx(costs[i]).epsilon(1e-12));
        CHECK_FALSE(found.plans[i].is_lower_bound);
      }
    }
  }
}

TEST_CASE("placement: how many plans there are, and how many are kept") {
  CHECK(place(made_up({"CPU"}), some_size).considered == 1);
  CHECK(place(made_up({"CPU", "GPU"}), some_size).considered == 14);
  const stage_profile three = made_up({"CPU", "GPU", "NPU"});
  CHECK(place(three, some_size).considered == 129);
  CHECK(place(three, some_size).plans.size() == 10);
  CHECK(place(three, some_size, {.max_blocks = 7}).considered == 129);
  CHECK(place(three, some_size, {.max_blocks = 1}).considered == 3);
}

TEST_CASE("placement: without a link the cost is a lower bound, of one unit it is not") {
  const stage_profile profile = made_up({"CPU", "GPU"});
  const auto found = place(profile, some_size, {.most_plans = 14});
  for (const stage_plan& plan : found.plans) {
    CHECK(plan.is_lower_bound == (plan.blocks.size() > 1));
    CHECK(plan.cost_ms() == plan.stages_ms);
  }
  stage_placements all{.sizes = {found}};
  CHECK(holds(placement_text(all), "is not known"));
  // Of several links for a pair the last one counts.
  const auto linked =
      place(profile, some_size,
            {.links = {{"CPU", "GPU", 1, 0}, {"GPU", "CPU", 1e9, 0.25}}, .most_plans = 14});
  for (const stage_plan& plan : linked.plans)
    CHECK(plan.moves_ms == Approx(plan.blocks.size() > 1 ? 0.25 : 0).epsilon(1e-3));
}

TEST_CASE("placement: of equal plans that of fewer blocks, then of units as measured, is first") {
  std::vector<record::stage_time> points;
  for (const char* unit : {"NPU", "CPU"})
    for (int stage = 1; stage <= 7; ++stage) points.push_back(time_of(unit, stage, 0.25));
  const stage_profile profile = profile_of(points);
  const auto found = place(profile, some_size);
  CHECK(found.plans.at(0).blocks == std::vector<stage_block>{{"NPU", 1, 7}});
  CHECK(found.plans.at(1).blocks == std::vector<stage_block>{{"CPU", 1, 7}});
  CHECK(found.plans.at(2).blocks.size() == 2);
}

TEST_CASE("placement: what failed on a unit is in no plan of it") {
  stage_profile profile = made_up({"CPU", "GPU"});
  const auto at = std::ranges::find_if(profile.points, [](const profiled_point& point) {
    return point.measured.unit == "GPU" && point.measured.stage == 3;
  });
  profile.failures.push_back(at->measured);
  profile.failures.back().failed = true;
  profile.failures.back().reason = "refused";
  profile.points.erase(at);
  const auto found = place(profile, some_size, {.most_plans = 14});
  CHECK(found.considered == 1 + 4 + 2);  // CPU alone; CPU 1-3 to 1-6 first; GPU 1, 1-2 first
  for (const stage_plan& plan : found.plans)
    for (const stage_block& block : plan.blocks)
      CHECK_FALSE((block.unit == "GPU" && block.holds(3)));
  REQUIRE(found.excluded.size() == 1);
  const stage_placements all{.sizes = {found}};
  CHECK(holds(placement_markdown(all), "- GPU without 3 reduce_sum (failed: refused)"));
  CHECK(holds(placement_json(all), "\"reason\": \"failed: refused\""));
}

TEST_CASE("placement: a stage that runs nowhere leaves no plan, and that is said") {
  std::vector<record::stage_time> points;
  for (int stage = 1; stage <= 6; ++stage) points.push_back(time_of("CPU", stage, 1));
  const stage_profile profile = profile_of(points);
  const auto all = place_all(profile, {some_size, {2000, 2000}});
  CHECK(all.sizes.at(0).plans.empty());
  CHECK(all.changes.empty());
  CHECK(holds(placement_text(all), "no units can run all stages"));
  CHECK(holds(placement_markdown(all), "no units can run all stages"));
  CHECK(holds(placement_text({.sizes = {all.sizes[0]}}), "CPU without 7 activate (not measured)"));
  CHECK_NOTHROW(read::json_document(placement_json(all), "written"));
  CHECK(place_all(profile_of({}), {}).sizes.empty());
}

TEST_CASE("placement: without sizes all that were measured, and where the best plan changes") {
  // The GPU takes a millisecond to start, and less for each edge.
  std::vector<record::stage_time> points;
  for (const graph_size& size : default_stage_configuration().test_cases) {
    const double edges = static_cast<double>(size.edges) / 1000;
    for (int stage = 1; stage <= 7; ++stage) {
      points.push_back(time_of("CPU", stage, edges, size));
      points.push_back(time_of("GPU", stage, 2 + edges / 4, size));
    }
  }
  const stage_profile profile = profile_of(points);
  const auto all = place_all(profile, {}, {.links = {{"CPU", "GPU", 10, 100}}});
  REQUIRE(all.sizes.size() == 15);
  for (const stage_placement& one : all.sizes)
    CHECK(blocks_text(one.plans.at(0).blocks) == (one.size.edges <= 2000 ? "CPU 1-7" : "GPU 1-7"));
  REQUIRE(all.changes.size() == 2);  // for 1,000 and for 2,000 nodes; never along the nodes
  for (const placement_change& change : all.changes) {
    CHECK(all.sizes[change.from].size.edges == 2000);
    CHECK(all.sizes[change.to].size.edges == 3000);
  }
  CHECK(holds(placement_text(all),
              "- from 2,000 nodes, 2,000 edges to 2,000 nodes, 3,000 edges: CPU 1-7 becomes GPU"));
  const read::json_document document(placement_json(all), "placement.json");
  CHECK(document.root().at("schema").text() == "proflens.stage_placement/1");
  CHECK(document.root().at("sizes").items().size() == 15);
  CHECK(document.root().at("changes").items().size() == 2);
  CHECK(place_all(profile, {some_size, some_size}).sizes.size() == 1);
}

TEST_CASE("placement: a change is seen across a size that has no plan") {
  std::vector<record::stage_time> points;
  for (const std::int64_t edges : {1000, 2000, 3000}) {
    for (int stage = 1; stage <= 7; ++stage) {
      for (const char* unit : {"CPU", "GPU"}) {
        const bool is_better = (unit[0] == 'C') == (edges == 1000);
        points.push_back(time_of(unit, stage, is_better ? 1 : 3, {1000, edges}));
        points.back().failed = edges == 2000 && stage == 3;
      }
    }
  }
  const auto all = place_all(profile_of(points), {}, {.max_blocks = 1});
  REQUIRE(all.sizes.size() == 3);
  CHECK(all.sizes[1].plans.empty());
  REQUIRE(all.changes.size() == 1);
  CHECK(all.sizes[all.changes[0].from].size.edges == 1000);
  CHECK(all.sizes[all.changes[0].to].size.edges == 3000);
}

TEST_CASE("placement: moves are written with their bytes, those without a link as null") {
  const stage_profile profile = made_up({"CPU", "GPU", "NPU"});
  const auto all =
      place_all(profile, {some_size}, {.links = {{"CPU", "GPU", 1000, 0}}, .most_plans = 129});
  const read::json_document document(placement_json(all), "placement.json");
  const auto plans = document.root().at("sizes").items().at(0).at("plans").items();
  std::size_t unknown = 0, moved = 0;
  for (const auto& plan : plans) {
    for (const auto& move : plan.at("moves").items()) {
      const bool is_linked = move.at("from").text() != "NPU" && move.at("to").text() != "NPU";
      if (is_linked)
        CHECK(move.at("ms").number() == Approx(move.at("bytes").number() / 1048576).epsilon(1e-12));
      unknown += is_linked ? 0 : 1;
      ++moved;
    }
  }
  CHECK(moved > unknown);
  CHECK(unknown > 0);
  CHECK(holds(placement_json(all), "\"ms\": null"));
  CHECK(holds(placement_markdown(all), "lower bound"));
}

TEST_CASE("placement: links without speed, no blocks and impossible sizes are refused") {
  const stage_profile profile = made_up({"CPU", "GPU"});
  for (const stage_link& link : {stage_link{"CPU", "GPU", 0, 0},
                                 {"CPU", "GPU", -1, 0},
                                 {"CPU", "GPU", 10, -1},
                                 {"CPU", "CPU", 10, 0}})
    CHECK_THROWS_WITH_AS(place(profile, some_size, {.links = {link}}),
                         doctest::Contains("cannot be"), workflow::error);
  CHECK_THROWS_AS(place(profile, some_size, {.max_blocks = 0}), workflow::error);
  CHECK_THROWS_AS(place(profile, {0, 1}), workflow::error);
}
