// What is planted in stage times has to be found again, and what is not there must not be.
#include <proflens/workflow/stage_profiling/analysis.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "tests/planted_stages.hpp"
#include "tests/temporary_folder.hpp"

using namespace proflens;
using namespace proflens::workflow;
using doctest::Approx;
using tests::planted_stage;
using tests::planted_sweep;

namespace {

using points = std::vector<record::stage_time>;

/// The fit of a sweep of one stage.
stage_fit fit_of(const points& sweep) {
  const stage_profile profile = profile_of(sweep);
  REQUIRE(profile.fits.size() == 1);
  return profile.fits.front();
}

points operator+(points a, const points& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

bool holds(const std::string& text, std::string_view part) { return text.find(part) != text.npos; }

/// Strict JSON: the parser refuses NaN and Infinity.
void check_strict(const std::string& text) {
  CHECK_NOTHROW(read::json_document(text, "written"));
  for (const char* word : {"Infinity", "NaN", "nan,", "inf,"}) CHECK(!holds(text, word));
}

/// The failure of a point.
record::stage_time failed(record::stage_time point, const std::string& reason) {
  record::stage_time failure{point.nodes, point.edges, point.unit, point.stage};
  failure.engine = point.engine;
  failure.device = point.device;
  failure.failed = true;
  failure.reason = reason;
  return failure;
}

}  // namespace

TEST_CASE("stage_line_fit: exact times give back what was planted") {
  for (const int stage : {1, 3, 4, 6}) {
    const planted_stage truth{.ms_per_byte = 3e-7, .fixed_ms = 0.25, .noise = 0};
    const stage_fit fit = fit_of(planted_sweep(truth, 1, stage));
    for (const stage_line& line : {fit.line, fit.original, fit.robust, fit.nonnegative}) {
      CHECK(line.ms_per_byte == Approx(3e-7).epsilon(1e-12));
      CHECK(line.fixed_ms == Approx(0.25).epsilon(1e-10));
    }
    CHECK(fit.identifiable);
    CHECK(fit.bandwidth == Approx(1000 / 3e-7 / (1024 * 1024)).epsilon(1e-12));
    CHECK(fit.points == 15);
    CHECK(fit.predict(1e6) == Approx(0.55).epsilon(1e-12));
  }
}

// The promise of the intervals: 93 to 97 % of 1,000 sweeps is about three deviations of that count.
TEST_CASE("stage_line_fit: 95 % intervals hold the truth in 93 to 97 % of 1,000 sweeps") {
  constexpr int sweeps = 1000;
  for (const bool is_proportional : {false, true}) {
    const planted_stage truth{.fixed_ms = 1, .is_proportional = is_proportional};
    aggregate::normal_numbers normal(7);
    int slope = 0, fixed = 0, band = 0, bandwidth = 0, changes = 0;
    for (int i = 0; i < sweeps; ++i) {
      const stage_fit fit = fit_of(planted_sweep(truth, 5000 + static_cast<unsigned>(i)));
      slope += fit.line.ms_per_byte_ci95.contains(truth.ms_per_byte);
      fixed += fit.line.fixed_ms_ci95.contains(truth.fixed_ms);
      band += fit.mean_interval(2e7).contains(truth.fixed_ms + 4);
      bandwidth += fit.bandwidth_ci95.contains(1000 / truth.ms_per_byte / (1024 * 1024));
      changes += fit.warnings.empty() ? 0 : 1;
    }
    CAPTURE(is_proportional);
    for (const int held : {slope, fixed, band, bandwidth}) {
      CHECK(held >= 0.93 * sweeps);
      CHECK(held <= 0.97 * sweeps);
    }
    CHECK(changes <= 2);  // regimes that nobody planted
  }
}

TEST_CASE("stage_line_fit: one more point lies in the prediction interval") {
  constexpr int sweeps = 300;
  for (const bool is_proportional : {false, true}) {
    const planted_stage truth{.is_proportional = is_proportional};
    int held = 0, all = 0;
    for (unsigned i = 0; i < sweeps; ++i) {
      const stage_fit fit = fit_of(planted_sweep(truth, i));
      for (const record::stage_time& next : planted_sweep(truth, 7000 + i)) {
        held += fit.prediction_interval(bytes_of(next, 500)).contains(next.median_ms);
        ++all;
      }
    }
    CAPTURE(is_proportional);
    CHECK(held >= 0.92 * all);
    CHECK(held <= 0.98 * all);
  }
}

TEST_CASE("stage_line_fit: a constant latency has no bandwidth, and says so") {
  for (const double noise : {0.0, 0.02}) {
    const points sweep = planted_sweep({.ms_per_byte = 0, .fixed_ms = 3.3, .noise = noise}, 11);
    const stage_profile profile = profile_of(sweep);
    const stage_fit& fit = profile.fits.front();
    CHECK_FALSE(fit.identifiable);
    CHECK_FALSE(fit.reason.empty());
    CHECK(std::isnan(fit.bandwidth));
    for (const profiled_point& point : profile.points) {
      CHECK(point.split.transfer_ms == 0);
      CHECK(point.split.compute_ms == point.split.total_ms);
      CHECK_FALSE(point.split.is_clamped);
    }
    CHECK(holds(bandwidth_table_json(profile), "\"CPU_stage1\": null"));
    CHECK(holds(profile_report(profile), "not identifiable"));
    for (const auto& text :
         {bandwidth_table_json(profile), lookup_table_json(profile), profile_json(profile)})
      check_strict(text);
  }
}

TEST_CASE("stage_line_fit: times of 0 and times that cannot be squared have no bandwidth") {
  for (const double ms : {0.0, 5e-324, 1e300}) {
    points sweep = planted_sweep({.runs = 1}, 1);
    for (std::size_t i = 0; i < sweep.size(); ++i)
      tests::set_run(sweep[i], 0, i % 2 == 0 ? ms : ms / 2);
    const stage_profile profile = profile_of(sweep);
    CHECK_FALSE(profile.fits.front().identifiable);
    CHECK_FALSE(profile.fits.front().reason.empty());
    check_strict(profile_json(profile));
    check_strict(lookup_table_json(profile));
    CHECK(holds(profile_report(profile), "not identifiable"));
  }
}

TEST_CASE("stage_line_fit: a latency that falls has no bandwidth") {
  const stage_fit fit = fit_of(planted_sweep({.ms_per_byte = -1e-7, .fixed_ms = 9}, 3));
  CHECK_FALSE(fit.identifiable);
  CHECK(std::isnan(fit.bandwidth));
  CHECK(fit.nonnegative.ms_per_byte == 0);
}

TEST_CASE("stage_line_fit: fewer than 3 sizes give a reason, no line") {
  points sweep = planted_sweep({}, 5, 6);  // bytes by nodes: 5, 4, 3, 2, 1 points a size
  sweep.resize(9);
  const stage_fit fit = fit_of(sweep);
  CHECK(fit.points == 9);
  CHECK(fit.sizes == 2);
  CHECK_FALSE(fit.identifiable);
  CHECK_FALSE(fit.line.is_known());
  CHECK(holds(fit.reason, "2 different sizes"));
  sweep.resize(1);
  CHECK(holds(fit_of(sweep).reason, "1 size"));
  const stage_profile one = profile_of(sweep);
  CHECK(one.points.front().split.compute_ms == one.points.front().split.total_ms);
  check_strict(profile_json(one));
}

TEST_CASE("stage_line_fit: a spike of 100x in one run moves neither total nor bandwidth") {
  for (unsigned seed = 0; seed < 45; ++seed) {
    const points calm = planted_sweep({.is_proportional = true}, 300 + seed);
    points spiked = calm;
    record::stage_time& hit = spiked[seed % 15];
    tests::set_run(hit, seed, 100 * hit.samples_ms[seed]);
    const double before = calm[seed % 15].median_ms;
    CHECK(std::abs(total_of(hit) - before) <= 0.02 * before);
    const stage_profile profile = profile_of(spiked);
    const stage_fit without = fit_of(calm), with = profile.fits.front();
    CHECK(std::abs(with.bandwidth - without.bandwidth) < without.bandwidth_ci95.width() / 2);
    CHECK(with.spikes == 1);
    CHECK(profile.points[seed % 15].has_spike());
    CHECK(without.spikes == 0);
    CHECK(std::abs(with.original.ms_per_byte / without.original.ms_per_byte - 1) > 0.005);
  }
}

TEST_CASE("stage_warnings: of spikes the bound is that of the deviation") {
  record::stage_time point{1000, 1000, "CPU", 1};
  point.samples_ms.assign(50, 2);
  tests::set_run(point, 7, 40);  // all but one are equal: the most there can be
  CHECK(spike_share_of(point, 10) == Approx(1));
  point.std_ms *= std::sqrt(49.0 / 50);  // as numpy writes it, in a table without samples
  point.samples_ms.clear();
  CHECK(spike_share_of(point, 50) == Approx(1));
  CHECK(std::isnan(spike_share_of({1000, 1000, "CPU", 1}, 50)));
  point.samples_ms = {1, 1, 2};  // of so few one always makes the spread
  CHECK(std::isnan(spike_share_of(summarized(point), 50)));
}

TEST_CASE("make_profile: compute and transfer are the total, none is negative") {
  // A constant below 0 asks for more transfer than there is time.
  const stage_profile profile =
      profile_of(planted_sweep({.ms_per_byte = 5e-7, .fixed_ms = -1.5, .noise = 0.01}, 2));
  std::size_t clamped = 0;
  for (const profiled_point& point : profile.points) {
    const stage_split& split = point.split;
    CHECK(split.compute_ms >= 0);
    CHECK(split.transfer_ms >= 0);
    CHECK(split.compute_ms + split.transfer_ms == Approx(split.total_ms).epsilon(1e-15));
    CHECK(split.total_ms == point.measured.median_ms);
    clamped += split.is_clamped ? 1 : 0;
    if (split.is_clamped) CHECK(split.compute_ms == 0);
  }
  CHECK(clamped == 15);
  CHECK(profile.fits.front().clamped == 15);
  CHECK(holds(profile_report(profile), "15 points by their line transfer for longer"));
}

TEST_CASE("make_profile: the order of the points changes no line") {
  points sweep = planted_sweep({}, 21);
  const stage_fit fit = fit_of(sweep);
  std::ranges::reverse(sweep);
  const stage_fit turned = fit_of(sweep);
  CHECK(turned.line.ms_per_byte == Approx(fit.line.ms_per_byte).epsilon(1e-12));
  CHECK(turned.bandwidth_ci95.low == Approx(fit.bandwidth_ci95.low).epsilon(1e-9));
  CHECK(turned.frame.covariance == Approx(fit.frame.covariance).epsilon(1e-6));
}

TEST_CASE("make_profile: points that failed are in no table, the loss of a device is named") {
  points sweep;
  const points cpu = planted_sweep({}, 1, 1, "CPU"), gpu = planted_sweep({}, 2, 1, "GPU");
  for (std::size_t i = 0; i < cpu.size(); ++i) {
    sweep.push_back(cpu[i]);
    sweep.push_back(i < 6 ? gpu[i] : failed(gpu[i], "device lost"));
  }
  const stage_profile profile = profile_of(sweep);
  CHECK(profile.points.size() == 21);
  CHECK(profile.failures.size() == 9);
  CHECK(profile.find("GPU", 1)->points == 6);
  REQUIRE(profile.warnings.size() == 1);
  CHECK(profile.warnings[0] ==
        "GPU: lost: 9 points failed, all from " + record::key_of(gpu[6]) + " on (device lost)");
  const std::string table = lookup_table_json(profile);
  CHECK(holds(table, record::key_of(gpu[5])));
  CHECK_FALSE(holds(table, record::key_of(gpu[6])));
  check_strict(profile_json(profile));
}

TEST_CASE("make_profile: a device that refuses stages is not lost") {
  points sweep;
  for (int stage = 1; stage <= 7; ++stage) {
    sweep.push_back(planted_sweep({}, 1, stage, "NPU").front());
    if (stage >= 6) sweep.back() = failed(sweep.back(), "no such operator");
  }
  const stage_profile profile = profile_of(sweep);
  REQUIRE_FALSE(profile.warnings.empty());
  for (const std::string& one : profile.warnings) CHECK_FALSE(holds(one, "lost"));
}

TEST_CASE("profile_report: shares of stages that ran at different sizes are no layer's") {
  points sweep = planted_sweep({}, 1, 1) + planted_sweep({}, 2, 6);
  CHECK_FALSE(holds(profile_report(profile_of(sweep)), "at different sizes"));
  sweep.pop_back();
  CHECK(holds(profile_report(profile_of(sweep)), "stages ran at different sizes"));
}

TEST_CASE("make_profile: a unit of which everything failed is in no table") {
  points sweep = planted_sweep({}, 1);
  for (const record::stage_time& point : planted_sweep({}, 2, 1, "NPU"))
    sweep.push_back(failed(point, "no driver"));
  const stage_profile profile = profile_of(sweep);
  CHECK(profile.units == std::vector<std::string>{"CPU"});
  CHECK(profile.find("NPU", 1) == nullptr);
  CHECK_FALSE(holds(bandwidth_table_json(profile), "NPU"));
  CHECK_FALSE(holds(lookup_table_json(profile), "NPU"));
  CHECK(holds(profile.warnings.at(0), "every point failed"));
}

TEST_CASE("make_profile: sizes whose bytes cannot be counted are refused") {
  record::stage_time point{std::int64_t{1} << 40, std::int64_t{1} << 40, "CPU", 2};
  point.mean_ms = 1;
  stage_conditions conditions;
  CHECK_NOTHROW(profile_of({point}, conditions));
  conditions.configuration.feature_dim = 1 << 20;
  CHECK_THROWS_AS(profile_of({point}, conditions), workflow::error);
}

TEST_CASE("regime_change: a fallback in the middle is named with its point") {
  points sweep = planted_sweep({.is_proportional = true}, 9);
  for (std::size_t i = 8; i < sweep.size(); ++i) {
    for (double& ms : sweep[i].samples_ms) ms *= 3;
    sweep[i] = summarized(std::move(sweep[i]));
  }
  const std::string key = record::key_of(sweep[8]);
  SUBCASE("by the latency alone, as in tables that hold no engine") {
    const stage_fit fit = fit_of(sweep);
    REQUIRE(fit.warnings.size() == 1);
    CHECK(holds(fit.warnings[0], "from " + key + " on the latency follows another line"));
  }
  SUBCASE("by the engine that stood in") {
    for (std::size_t i = 8; i < sweep.size(); ++i) sweep[i].engine = "eigen";
    sweep[8].reason = "OpenVINO refuses the stage";
    const stage_fit fit = fit_of(sweep);
    REQUIRE(fit.warnings.size() == 2);
    CHECK(
        holds(fit.warnings[0], "at " + key + " what ran changes from fake on CPU to eigen on CPU"));
    CHECK(holds(fit.warnings[0], "OpenVINO refuses the stage"));
    CHECK(holds(profile_report(profile_of(sweep)), "CPU, 1 gather: at " + key));
  }
}

TEST_CASE("regime_change: sizes of 1.3x more time are found at every place, exact lines are not") {
  const points sweep = planted_sweep({.noise = 0.001, .is_proportional = true}, 4);
  std::vector<double> bytes, ms;
  for (const record::stage_time& point : sweep) {
    bytes.push_back(bytes_of(point, 500));
    ms.push_back(point.median_ms);
  }
  const std::vector<double> equal(ms.size(), 1.0);
  CHECK_FALSE(find_regime_change(bytes, ms, equal));
  for (std::size_t at = 4; at + 4 <= ms.size(); ++at) {
    std::vector<double> changed = ms;
    for (std::size_t i = at; i < ms.size(); ++i) changed[i] *= 1.3;
    const auto found = find_regime_change(bytes, changed, equal);
    REQUIRE(found);
    CHECK(found->at == at);
    CHECK(found->ratio() == Approx(1.3).epsilon(0.02));
  }
  std::vector<double> exact;
  for (const double one : bytes) exact.push_back(1 + 1e-7 * one);
  CHECK_FALSE(find_regime_change(bytes, exact, equal));
  CHECK_FALSE(find_regime_change({}, {}, {}));
}

TEST_CASE("stage_totals: speed-ups are ratios over the common sizes") {
  const planted_stage slow{.ms_per_byte = 4e-7, .fixed_ms = 1, .noise = 0};
  const planted_stage fast{.ms_per_byte = 2e-7, .fixed_ms = 0.5, .noise = 0};
  points all;
  for (int stage = 1; stage <= 7; ++stage)
    all = all + planted_sweep(slow, 1, stage, "CPU") + planted_sweep(fast, 1, stage, "GPU");
  all.pop_back();  // one size without stage 7 on the GPU
  const stage_profile profile = profile_of(all);
  CHECK(speed_up(profile, "CPU", "GPU", 3).value() == Approx(2));
  CHECK(speed_up(profile, "CPU", "GPU", 7).count() == 14);
  CHECK(speed_up_of_layer(profile, "CPU", "GPU").value() == Approx(2));
  CHECK(speed_up_of_layer(profile, "CPU", "GPU").count() == 14);
  CHECK(whole_layers(profile, "CPU").size() == 15);
  const std::string report = profile_report(profile);
  CHECK(holds(report, "GPU takes all stages 2.00 times as fast as CPU, over 14 sizes"));
  CHECK(holds(report, "Slowest: 6 transform on CPU, 25.00 ms at 10,000 nodes and 10,000 edges"));
}

TEST_CASE("analysis: from the files of a folder to the tables beside them") {
  const tests::temporary_folder folder;
  stage_conditions conditions{.configuration = default_stage_configuration()};
  conditions.environment = measure::read_environment();
  conditions.absent = {{"NPU", "OpenVINO lists CPU"}};
  conditions.engines = {{.name = "fake", .version = "1.2", .device = "CPU"}};
  points all;
  for (int stage = 1; stage <= 7; ++stage)
    all = all + planted_sweep({.noise = 0.01}, 60 + static_cast<unsigned>(stage), stage);
  folder.write("conditions.json", conditions_json(conditions));
  folder.write("raw_measurements.json", raw_measurements_json(all));

  const stage_profile profile = read_profile(folder.path());
  CHECK(profile.points.size() == 105);
  CHECK(profile.fits.size() == 7);
  CHECK(profile.warnings.empty());
  const auto written = write_tables(profile, folder.path());
  std::map<std::string, std::string> text;
  for (const auto& file : written) text[file.filename()] = whole_file(file);
  REQUIRE(text.size() == 4);

  const read::json_document lookup(text["lookup_table.json"], "lookup");
  const auto entries = lookup.root().members();
  CHECK(entries.size() == 105);
  CHECK(entries[0].key == "1000,1000,CPU,1");
  CHECK(entries[0].value.at("total_time_ms").number() == all[0].median_ms);
  CHECK(entries[0].value.at("std_ms").number() == all[0].std_ms);
  CHECK(entries[0].value.members().size() == 4);

  const read::json_document bandwidths(text["bandwidth_table.json"], "bandwidths");
  CHECK(bandwidths.root().members().size() == 7);
  CHECK(bandwidths.root().at("CPU_stage6").number() == profile.find("CPU", 6)->bandwidth);

  check_strict(text["profile.json"]);
  const read::json_document document(text["profile.json"], "profile");
  CHECK(document.root().at("schema").text() == "proflens.stage_profiling/1");
  CHECK(document.root().at("absent_units").items().at(0).at("name").text() == "NPU");
  CHECK(document.root().at("fits").items().size() == 7);
  CHECK(document.root().at("fits").items()[2].at("name").text() == "reduce_sum");

  CHECK(holds(text["profiling_report.txt"],
              "105 points: 15 sizes (1,000 to 10,000 nodes, 1,000 to 10,000 edges), 1 unit; "
              "500 features; 0 failures"));
  CHECK(holds(text["profiling_report.txt"], "Absent: NPU (OpenVINO lists CPU)"));
  for (const char* table : {"lookup_table.json", "bandwidth_table.json"})
    CHECK_FALSE(holds(text[table], "NPU"));
}

TEST_CASE("analysis: our own lookup table can be analysed like one of others") {
  const tests::temporary_folder folder;
  const stage_profile profile = profile_of(planted_sweep({}, 8) + planted_sweep({}, 9, 2));
  folder.write("raw_measurements.json", lookup_table_json(profile));
  const stage_profile again = read_profile(folder.path(), default_stage_configuration());
  for (const std::string& one : again.warnings) CHECK_FALSE(holds(one, "not measured yet"));
  CHECK(again.conditions.configuration.test_cases.empty());
  REQUIRE(again.points.size() == profile.points.size());
  for (std::size_t i = 0; i < again.points.size(); ++i)
    CHECK(again.points[i].split.total_ms == profile.points[i].split.total_ms);
  const interval before = profile.find("CPU", 2)->bandwidth_ci95;
  CHECK(before.contains(again.find("CPU", 2)->bandwidth));
  CHECK(holds(profile_report(again), "there is no conditions.json"));
  CHECK(holds(again.warnings.at(0), "neither runs nor a median"));
}

TEST_CASE("analysis: the features decide the bytes") {
  const tests::temporary_folder folder;
  const planted_stage truth{.noise = 0, .features = 32};
  folder.write("raw_measurements.json", raw_measurements_json(planted_sweep(truth, 1)));
  const stage_profile right = read_profile(folder.path(), {.feature_dim = 32});
  CHECK(right.fits[0].line.ms_per_byte == Approx(2e-7).epsilon(1e-10));
  const stage_profile wrong = read_profile(folder.path(), {.feature_dim = 64});
  CHECK(wrong.fits[0].line.ms_per_byte < 1.1e-7);
}

TEST_CASE("analysis: what is missing, damaged or incomplete is said") {
  const tests::temporary_folder folder;
  CHECK_THROWS_WITH_AS(read_profile(folder.path()), doctest::Contains("measure first"),
                       workflow::error);
  folder.write("raw_measurements.json", "{}");
  CHECK_THROWS_WITH_AS(read_profile(folder.path()), doctest::Contains("holds no point"),
                       workflow::error);
  folder.write("raw_measurements.json", R"({"1,1,CPU,9": {"mean": 1}})");
  CHECK_THROWS_WITH_AS(read_profile(folder.path()), doctest::Contains("no stage 9"),
                       workflow::error);
  folder.write("raw_measurements.json", R"({"1,1,CPU,1": {"mean": 1)");
  CHECK_THROWS_AS(read_profile(folder.path()), read::error);

  folder.write("raw_measurements.json",
               R"({"9,9,CPU,1": {"mean": 1}, "x": {"mean": 1}, "9,9,CPU,2": {"failed": true}})");
  stage_conditions conditions;
  conditions.configuration.test_cases = {{9, 9}};
  folder.write("conditions.json", conditions_json(conditions));
  const stage_profile profile = read_profile(folder.path());
  CHECK(profile.left_out.size() == 1);
  const std::string report = profile_report(profile);
  CHECK(holds(report, "1 of 3 entries of the measurements gave no point; first \"x\""));
  CHECK(holds(report, "5 points of the configuration are not measured yet, the first 9,9,CPU,3"));
  CHECK(holds(report, "CPU: 1 of 2 points failed, the first at 9,9,CPU,2"));
}

TEST_CASE("analysis: a table of failures alone has a report") {
  const tests::temporary_folder folder;
  folder.write("raw_measurements.json", R"({"9,9,GPU,1": {"mean": -1, "failed": true}})");
  const stage_profile profile = read_profile(folder.path());
  CHECK(lookup_table_json(profile) == "{}\n");
  CHECK(bandwidth_table_json(profile) == "{}\n");
  CHECK(holds(profile_report(profile), "GPU: every point failed"));
}
