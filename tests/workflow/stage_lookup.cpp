// What was measured has to come back, and what was planted has to be predicted.
#include <proflens/workflow/stage_profiling/lookup.hpp>
#include <proflens/workflow/stage_profiling/lookup_table.hpp>
#include <proflens/workflow/stage_profiling/make_profile.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/planted_stages.hpp"

using namespace proflens;
using namespace proflens::workflow;
using doctest::Approx;
using engine::graph_size;
using tests::planted_stage;
using tests::planted_sweep;

namespace {

bool holds(const std::string& text, std::string_view part) { return text.find(part) != text.npos; }

double bytes_at(const graph_size& size, int stage) {
  return bytes_of(record::stage_time{size.nodes, size.edges, "CPU", stage}, 500);
}

}  // namespace

TEST_CASE("size_hull: its edge belongs to it, what is beyond does not") {
  const size_hull hull(default_stage_configuration().test_cases);
  CHECK(hull.corners().size() == 3);
  for (const graph_size& size : default_stage_configuration().test_cases)
    CHECK(hull.contains(size));
  CHECK(hull.contains({4000, 4000}));
  CHECK(hull.contains({1000, 7777}));
  CHECK(hull.contains({2500, 6000}));
  for (const graph_size& size :
       {graph_size{4001, 4000}, {999, 5000}, {5000, 10001}, {900, 900}, {11000, 11000}})
    CHECK_FALSE(hull.contains(size));
}

TEST_CASE("size_hull: nothing, a point, a line, any order, sizes beyond 32 bits") {
  CHECK_FALSE(size_hull().contains({1, 1}));
  const size_hull point({{5, 7}, {5, 7}});
  CHECK(point.contains({5, 7}));
  CHECK_FALSE(point.contains({5, 8}));
  for (const auto& sizes : {std::vector<graph_size>{{1, 3}, {3, 1}, {2, 2}}, {{3, 1}, {1, 3}}}) {
    const size_hull line(sizes);
    CHECK(line.contains({2, 2}));
    CHECK(line.contains({1, 3}));
    CHECK_FALSE(line.contains({2, 3}));
    CHECK_FALSE(line.contains({4, 0}));
    CHECK_FALSE(line.contains({0, 4}));
  }
  const size_hull upright({{4, 1}, {4, 9}, {4, 5}});
  CHECK(upright.contains({4, 2}));
  CHECK_FALSE(upright.contains({4, 10}));
  constexpr std::int64_t far = std::int64_t{1} << 50;
  std::vector<graph_size> square{{1, 1}, {far, 1}, {far, far}, {1, far}, {3, 5}};
  do {
    const size_hull hull(square);
    CHECK(hull.corners().size() == 4);
    CHECK(hull.contains({far / 2, far / 3}));
    CHECK_FALSE(hull.contains({far / 2, far + 1}));
  } while (std::ranges::next_permutation(square).found);
}

TEST_CASE("lookup: a measured size gives what was measured, with the interval of its median") {
  const stage_profile profile = profile_of(planted_sweep({}, 4, 3));
  const profiled_point& point = profile.points.at(6);
  const stage_prediction row =
      stage_lookup(profile, "CPU", 3).at({point.measured.nodes, point.measured.edges});
  CHECK(row.source == prediction_source::measured);
  CHECK(row.split.total_ms == point.measured.median_ms);
  CHECK(row.split.transfer_ms == point.split.transfer_ms);
  CHECK_FALSE(row.extrapolated);
  CHECK(row.reason.empty());
  std::vector<double> runs = point.measured.samples_ms;
  std::ranges::sort(runs);
  CHECK(row.total_ci95 == interval{runs[17], runs[31]});  // of 50: the 18th and the 32nd
}

TEST_CASE("lookup: between sizes the planted line, beyond them too, but it is said") {
  const planted_stage truth{.ms_per_byte = 3e-7, .fixed_ms = 2, .noise = 0};
  const stage_profile profile = profile_of(planted_sweep(truth, 1, 6));
  const stage_lookup six(profile, "CPU", 6);
  for (const auto& [size, is_outside] :
       {std::pair(graph_size{4000, 8000}, false), {{20000, 20000}, true}, {{8000, 4000}, true}}) {
    const stage_prediction row = six.at(size);
    CHECK(row.source == prediction_source::fitted);
    CHECK(row.extrapolated == is_outside);
    CHECK(row.split.transfer_ms == Approx(3e-7 * bytes_at(size, 6)).epsilon(1e-9));
    CHECK(row.split.compute_ms == Approx(2).epsilon(1e-7));
    CHECK(row.split.total_ms == row.split.compute_ms + row.split.transfer_ms);
  }
}

TEST_CASE("lookup: the interval holds a new measurement in about 95 of 100") {
  const graph_size size{4000, 7000};
  const planted_stage truth{.noise = 0.2};
  aggregate::normal_numbers normal(99);
  int held = 0;
  constexpr int sets = 400;
  for (int seed = 0; seed < sets; ++seed) {
    const stage_profile profile = profile_of(planted_sweep(truth, static_cast<unsigned>(seed), 1));
    record::stage_time again{size.nodes, size.edges, "CPU", 1};
    for (int run = 0; run < truth.runs; ++run)
      again.samples_ms.push_back(truth.ms_per_byte * bytes_at(size, 1) + truth.fixed_ms +
                                 truth.noise * normal());
    const double median = summarized(std::move(again)).median_ms;
    held += stage_lookup(profile, "CPU", 1).at(size).total_ci95.contains(median) ? 1 : 0;
  }
  CHECK(held >= 0.90 * sets);
  CHECK(held <= 0.99 * sets);
}

TEST_CASE("lookup: a constant latency is predicted, undivided, with its reason") {
  const stage_profile profile = profile_of(planted_sweep({.ms_per_byte = 0, .fixed_ms = 3}, 2));
  REQUIRE_FALSE(profile.fits.at(0).identifiable);
  const stage_prediction row = stage_lookup(profile, "CPU", 1).at({4000, 8000});
  CHECK(row.split.total_ms == Approx(3).epsilon(0.05));
  CHECK(row.split.transfer_ms == 0);
  CHECK(row.total_ci95.contains(row.split.total_ms));
  CHECK(holds(row.reason, "not divided: "));
}

TEST_CASE("lookup: a line that falls never gives a time below 0") {
  const stage_profile profile =
      profile_of(planted_sweep({.ms_per_byte = -1e-7, .fixed_ms = 9, .noise = 0.01}, 3));
  const stage_prediction row = stage_lookup(profile, "CPU", 1).at({1000000, 1000000});
  CHECK(row.extrapolated);
  CHECK(row.split.total_ms > 0);
  CHECK(row.split.total_ms < 9);
  CHECK(holds(row.reason, "non-negative"));
  CHECK(std::isnan(row.total_ci95.low));
}

TEST_CASE("lookup: with fewer than 3 sizes the nearest is taken and named") {
  auto sweep = planted_sweep({.noise = 0}, 1, 1);
  sweep.erase(sweep.begin() + 1, sweep.end() - 1);  // 1000,1000 and 10000,10000
  const stage_profile profile = profile_of(sweep);
  const stage_lookup one(profile, "CPU", 1);
  const stage_prediction near = one.at({1200, 1200}), far = one.at({7000, 7000});
  CHECK(near.source == prediction_source::nearest);
  CHECK(near.split.total_ms == sweep.front().median_ms);
  CHECK(far.split.total_ms == sweep.back().median_ms);
  CHECK(holds(near.reason, "1,000 nodes and 1,000 edges is taken"));
  CHECK_FALSE(near.extrapolated);
  CHECK(one.at({1000, 2000}).extrapolated);
  const std::string text = lookup_text({1000, 2000}, lookup(profile, {1000, 2000}));
  CHECK(holds(text, "; the time of 1,000 nodes and 1,000 edges is taken"));
  CHECK_FALSE(holds(text, "..."));  // whole
}

TEST_CASE("lookup: what failed there has no time, and says why, of a whole unit too") {
  auto sweep = planted_sweep({}, 1, 1);
  record::stage_time& lost = sweep.at(4);
  lost.failed = true;
  lost.reason = "device lost";
  const graph_size size{lost.nodes, lost.edges};
  sweep.push_back({1000, 1000, "CPU", 2});
  sweep.back().failed = true;
  sweep.push_back({1000, 1000, "NPU", 1});
  sweep.back().failed = true;
  const stage_profile profile = profile_of(sweep);
  const auto rows = lookup(profile, size);
  REQUIRE(rows.size() == 14);
  CHECK(rows[7].unit == "NPU");
  CHECK(rows[7].reason == "failed");
  CHECK_FALSE(rows[7].is_known());
  CHECK(rows[0].source == prediction_source::none);
  CHECK(rows[0].reason == "failed: device lost");
  CHECK(std::isnan(rows[0].split.total_ms));
  CHECK(rows[1].reason == "failed");
  CHECK(rows[2].reason == "not measured");
  CHECK(stage_lookup(profile, "CPU", 1).at({size.nodes, size.edges + 1}).is_known());
}

TEST_CASE("lookup: sizes that no graph has are refused") {
  const stage_profile profile = profile_of(planted_sweep({}, 1));
  for (const graph_size& size : {graph_size{0, 5}, {5, 0}, {-1, 1}, {std::int64_t{1} << 60, 5}})
    CHECK_THROWS_WITH_AS(lookup(profile, size), doctest::Contains("cannot be looked up"),
                         workflow::error);
}

TEST_CASE("lookup_table: a row for each unit and stage, extrapolation is explained") {
  const stage_profile profile = profile_of(planted_sweep({}, 1, 3));
  const std::string inside = lookup_text({4000, 8000}, lookup(profile, {4000, 8000}));
  CHECK(holds(inside, "Lookup: 4,000 nodes, 8,000 edges"));
  CHECK(holds(inside, "3 reduce_sum"));
  CHECK(holds(inside, "fitted"));
  CHECK_FALSE(holds(inside, "extrapolated"));
  const std::string outside = lookup_text({40000, 80000}, lookup(profile, {40000, 80000}));
  CHECK(holds(outside, "in 1 row"));
  CHECK(holds(lookup_text({1, 1}, lookup(profile_of({}), {1, 1})), "no unit was measured"));
}
