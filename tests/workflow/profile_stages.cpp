// The driver as its users run it: exit status, what it says, what it leaves on the disk.
#include <doctest/doctest.h>
#include <signal.h>  // SIGKILL
#include <proflens/read/json_document.hpp>

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "tests/shell.hpp"
#include "tests/temporary_folder.hpp"

using namespace proflens;
using tests::content_of;
using tests::finished;
using tests::has;
using tests::quoted;
using tests::temporary_folder;

namespace {

/// By Eigen, which every build has.
finished profile(const temporary_folder& folder, const std::string& arguments) {
  return tests::shell("profile_stages", "cd " + quoted(folder.path().string()) +
                                            " && {} --threads 1 --engine eigen " + arguments);
}

/// Cases that take no time.
void write_cases(const temporary_folder& folder, const char* name = "test_cases.json") {
  folder.write(name, R"({"config": {"feature_dim": 4, "num_warmup": 1, "num_iterations": 3},
                         "test_cases": [{"nodes": 20, "edges": 30}, {"nodes": 30, "edges": 60},
                                        {"nodes": 40, "edges": 40}]})");
}

/// What of a raw table does not depend on when and how fast it was measured.
std::string grid_of(const std::string& file) {
  const read::json_document document(content_of(file), file);
  std::string grid;
  for (const auto& [key, point] : document.root().members())
    grid += std::string(key) + " " + std::string(point.at("engine").text()) + " " +
            std::to_string(point.at("samples").items().size()) + "\n";
  return grid;
}

/// Reads what a killed process left. How many points its checkpoint holds, which never get fewer;
/// the raw table, which is written later, holds no others. So one point at most, the one that was
/// measured when the process died, is measured twice.
std::size_t points_kept(const temporary_folder& folder) {
  const std::string checkpoint = folder / "results/checkpoint.json";
  const std::string raw = folder / "results/raw_measurements.json";
  if (!std::filesystem::exists(checkpoint)) return 0;
  const read::json_document kept(content_of(checkpoint), checkpoint);
  const read::json_node points = kept.root().at("points");
  if (std::filesystem::exists(raw)) {
    const read::json_document table(content_of(raw), raw);
    for (const auto& member : table.root().members()) CHECK(points.find(member.key));
  }
  return points.members().size();
}

/// Kills the driver after so many seconds, if it is not done before; true if it was killed.
bool is_killed(const temporary_folder& folder, const std::string& seconds) {
  const finished run =
      tests::shell("profile_stages", "cd " + quoted(folder.path().string()) +
                                         " && timeout --foreground --signal=KILL " + seconds +
                                         " {} --threads 1 --engine eigen --units CPU --measure");
  INFO(run.said);
  const bool was_killed = run.status == 137 || run.status == -SIGKILL;
  REQUIRE((was_killed || run.status == 0 || run.status == 124));  // 124: done as time was up
  return was_killed;
}

}  // namespace

TEST_CASE("profile_stages: nothing asked for is a wrong command line, as are unknown words") {
  const temporary_folder folder;
  CHECK(profile(folder, "").status == 2);
  CHECK(profile(folder, "--measure --units TPU").status == 2);
  CHECK(profile(folder, "--measure --units GPU.").status == 2);
  CHECK(profile(folder, "--measure --iterations 0").status == 2);
  CHECK(profile(folder, "--measure --warmup -1").status == 2);
  CHECK(profile(folder, "--measure --engine torch").status == 2);
  CHECK(std::filesystem::is_empty(folder.path()));
}

TEST_CASE("profile_stages: writes the standard cases, but not over those that are there") {
  const temporary_folder folder;
  const finished first = profile(folder, "--create-test-cases");
  CHECK(first.status == 0);
  CHECK(has(first.said, "wrote test_cases.json"));
  const read::json_document document(content_of(folder / "test_cases.json"), "t");
  CHECK(document.root().at("test_cases").items().size() == 15);
  CHECK(document.root().at("config").at("feature_dim").integer() == 500);
  const finished second = profile(folder, "--create-test-cases");
  CHECK(second.status == 1);
  CHECK(has(second.said, "error: test_cases.json is there already"));
  CHECK(profile(folder, "--create-test-cases --test-cases mine.json").status == 0);
  CHECK(std::filesystem::exists(folder / "mine.json"));
}

TEST_CASE("profile_stages: measures every case and stage, absent units are listed") {
  const temporary_folder folder;
  write_cases(folder);
  const finished run = profile(folder, "--measure --units CPU,GPU,CPU,NPU");  // CPU counts once
  INFO(run.said);
  CHECK(run.status == 0);
  CHECK(has(run.said, "absent: GPU: the engine eigen computes on the CPU only"));
  CHECK(has(run.said, "absent: NPU: "));
  CHECK(has(run.said, "21 points: 21 measured, 0 failed"));
  CHECK(has(run.said, "wrote ./results/raw_measurements.json"));
  CHECK(!has(run.said, "\r"));  // no progress where there is no terminal
  const std::string grid = grid_of(folder / "results/raw_measurements.json");
  CHECK(has(grid, "20,30,CPU,1 eigen 3\n"));
  CHECK(has(grid, "40,40,CPU,7 eigen 3\n"));
  CHECK(!has(grid, "GPU"));
  CHECK(has(content_of(folder / "results/conditions.json"), "\"feature_dim\": 4"));
}

TEST_CASE("profile_stages: every unit that was asked for is absent: 1") {
  const temporary_folder folder;
  write_cases(folder);
  const finished run = profile(folder, "--measure --units GPU,NPU");
  CHECK(run.status == 1);
  CHECK(has(run.said, "error: no unit that was asked for is there: GPU: "));
}

TEST_CASE("profile_stages: cases that are wrong or not there: 1, with their place") {
  const temporary_folder folder;
  const finished absent = profile(folder, "--measure --test-cases none.json");
  CHECK(absent.status == 1);
  CHECK(has(absent.said, "error: cannot read none.json: No such file or directory"));
  struct wrong_case {
    const char* text;
    const char* said;
  };
  const wrong_case wrong[] = {
      {R"({"runs": 3})", "t.json: runs: there is no such key"},
      {R"({"config": {"feature_dim": "4"}})", "t.json: config.feature_dim: expected an integer"},
      {R"({"test_cases": [{"nodes": 0, "edges": 1}]})", "t.json: test_cases[0].nodes: expected"},
      {R"({"test_cases": [{"nodes": 4, "edges": -1}]})", "t.json: test_cases[0].edges: expected"},
      {R"({"test_cases": [{"nodes": 4611686018427387904, "edges": 1}]})",
       "t.json: test_cases[0]: 4,611,686,018,427,387,904 x feature_dim (500)"},
      {R"({"test_cases": []})", "t.json: test_cases: expected at least one case"},
      {"{", "t.json: no JSON"}};
  for (const wrong_case& one : wrong) {
    folder.write("t.json", one.text);
    const finished run = profile(folder, "--measure --test-cases t.json");
    INFO(one.text << "\n" << run.said);
    CHECK(run.status == 1);
    CHECK(has(run.said, std::string("error: ") + one.said));
  }
  CHECK(!std::filesystem::exists(folder / "results"));
}

TEST_CASE("profile_stages: results that cannot be written are told before anything is measured") {
  const temporary_folder folder;
  write_cases(folder);
  folder.write("results", "a file of that name");
  const finished run = profile(folder, "--measure");
  CHECK(run.status == 1);
  CHECK(has(run.said, "error: cannot make the folder ./results: "));
  CHECK(!has(run.said, "measured"));
}

TEST_CASE("profile_stages: a finished sweep is not measured again, other settings are refused") {
  const temporary_folder folder;
  write_cases(folder);
  CHECK(profile(folder, "--measure").status == 0);
  const std::string raw = content_of(folder / "results/raw_measurements.json");
  const finished again = profile(folder, "--measure");
  CHECK(again.status == 0);
  CHECK(has(again.said, "21 points were measured in an earlier session"));
  CHECK(content_of(folder / "results/raw_measurements.json") == raw);
  const finished other = profile(folder, "--measure --iterations 4");
  CHECK(other.status == 1);
  CHECK(has(other.said, "belongs to another measurement: num_iterations was 3, now 4;"));
  const finished fresh = profile(folder, "--measure --iterations 4 --fresh");
  CHECK(fresh.status == 0);
  CHECK(has(grid_of(folder / "results/raw_measurements.json"), "20,30,CPU,1 eigen 4\n"));
}

TEST_CASE("profile_stages: all of it by whatever engine is there, in one call") {
  const temporary_folder folder;
  write_cases(folder, "small.json");
  const finished run = tests::shell(
      "profile_stages", "cd " + quoted(folder.path().string()) +
                            " && {} --all --units CPU --test-cases small.json --output-dir out");
  INFO(run.said);
  CHECK(run.status == 0);
  CHECK(has(run.said, "ran on CPU ("));
  CHECK(has(run.said, "21 points: 21 measured, 0 failed"));
  const std::string results = folder / "out/results/";
  for (const char* name : {"raw_measurements.json", "lookup_table.json", "bandwidth_table.json",
                           "profile.json", "conditions.json", "checkpoint.json"})
    CHECK_NOTHROW(read::json_document(content_of(results + name), name));  // strict
  const std::string report = content_of(results + "profiling_report.txt");
  CHECK(has(report, "21 points: 3 sizes ("));
  CHECK(has(report, "models left out: ") == !has(run.said, "OpenVINO IR models in "));
  const read::json_document lookup(content_of(results + "lookup_table.json"), "lookup");
  CHECK(lookup.root().members().size() == 21);
  const auto point = lookup.root().at("30,60,CPU,6");
  CHECK(point.at("compute_time_ms").number() + point.at("transfer_time_ms").number() ==
        doctest::Approx(point.at("total_time_ms").number()));
}

TEST_CASE("profile_stages: a processor has one name, whatever engine runs on it") {
  std::vector<std::string> names;
  for (const char* engine : {"eigen", "openvino", "onnxruntime"}) {
    const temporary_folder folder;
    write_cases(folder);
    const finished run =
        tests::shell("profile_stages", "cd " + quoted(folder.path().string()) +
                                           " && {} --measure --units CPU --engine " + engine);
    if (has(run.said, "cannot be used: this program was built without")) continue;
    INFO(run.said);
    REQUIRE(run.status == 0);
    const read::json_document raw(content_of(folder / "results/raw_measurements.json"), "raw");
    names.emplace_back(raw.root().at("20,30,CPU,1").at("device_name").text());
  }
  REQUIRE(!names.empty());
  for (const std::string& name : names) CHECK(name == names.front());
}

TEST_CASE("profile_stages: to analyse without measurements is an error") {
  const temporary_folder folder;
  const finished run = profile(folder, "--analyze");
  CHECK(run.status == 1);
  CHECK(has(run.said, "raw_measurements.json is missing; measure first"));
}

TEST_CASE("profile_stages: a table measured elsewhere is analysed") {
  const temporary_folder folder;
  folder.write("results/raw_measurements.json",
               R"({"1000,1000,GPU,1": {"mean": 1.5, "std": 0.1, "min": 1.4, "max": 1.9},
                   "2000,2000,GPU,1": {"mean": -1, "failed": true},
                   "2000,3000,GPU,1": {"total_time_ms": 2.5}})");
  const finished run = profile(folder, "--analyze");
  INFO(run.said);
  CHECK(run.status == 0);
  const read::json_document table(content_of(folder / "results/bandwidth_table.json"), "b");
  CHECK(table.root().at("GPU_stage1").is_null());  // two sizes
  const read::json_document lookup(content_of(folder / "results/lookup_table.json"), "l");
  CHECK(lookup.root().members().size() == 2);
}

TEST_CASE("profile_stages: killed ten times it ends with the grid of an undisturbed one") {
  const temporary_folder folder, undisturbed;
  for (const temporary_folder* one : {&folder, &undisturbed})
    one->write("test_cases.json",
               R"({"config": {"feature_dim": 32, "num_warmup": 1, "num_iterations": 20,
                              "node_sizes": [200, 400, 800], "edge_sizes": [800, 1600]}})");
  int killed = 0;
  std::size_t kept = 0;
  for (int attempt = 1; killed < 10 && attempt < 100; ++attempt) {
    if (is_killed(folder, "0.0" + std::to_string(10 + attempt * 37 % 60))) {
      ++killed;
    } else {
      std::filesystem::remove_all(folder / "results");  // it was done: from the start again
      kept = 0;
    }
    const std::size_t now = points_kept(folder);
    CHECK(now >= kept);
    kept = now;
  }
  CHECK(killed == 10);
  CHECK(profile(folder, "--units CPU --measure").status == 0);
  CHECK(profile(undisturbed, "--units CPU --measure").status == 0);
  const std::string grid = grid_of(folder / "results/raw_measurements.json");
  CHECK(grid == grid_of(undisturbed / "results/raw_measurements.json"));
  CHECK(has(grid, "800,1600,CPU,7 eigen 20\n"));
  for (const auto& entry : std::filesystem::directory_iterator(folder / "results"))
    CHECK(!has(entry.path().filename().string(), ".tmp"));
}

TEST_CASE("profile_stages: sizes are looked up and placed from results that are there") {
  const temporary_folder folder;
  write_cases(folder);
  CHECK(profile(folder, "--lookup 20,30").status == 1);  // nothing was measured
  CHECK(profile(folder, "--measure --units CPU").status == 0);
  const finished found = profile(folder, "--lookup 20,30 --lookup 200,300");
  INFO(found.said);
  CHECK(found.status == 0);
  CHECK(has(found.said, "Lookup: 20 nodes, 30 edges"));
  CHECK(has(found.said, "measured"));
  CHECK(has(found.said, "in 7 rows; its line may not hold there"));
  CHECK_FALSE(std::filesystem::exists(folder / "results/placement.json"));
  const finished placed = profile(folder, "--place --link CPU:GPU=8000,0.05 --max-blocks 2");
  INFO(placed.said);
  CHECK(has(placed.said, "note: --link: GPU gave no times; no plan uses it"));
  CHECK(placed.status == 0);
  CHECK(has(placed.said, "CPU 1-7"));
  CHECK(has(placed.said, "link CPU:GPU: 8,000 MB/s"));
  const read::json_document all(content_of(folder / "results/placement.json"), "p");
  CHECK(all.root().at("sizes").items().size() == 3);
  CHECK(all.root().at("max_blocks").integer() == 2);
  CHECK(profile(folder, "--place 25,35 --place 40,40").status == 0);
  const read::json_document two(content_of(folder / "results/placement.json"), "p");
  CHECK(two.root().at("sizes").items().size() == 2);
  CHECK(std::filesystem::exists(folder / "results/placement.md"));
}

TEST_CASE("profile_stages: the analysis draws both figures and places the stages") {
  const temporary_folder folder;
  write_cases(folder);
  CHECK(profile(folder, "--measure --units CPU").status == 0);
  const finished run = profile(folder, "--analyze --lookup 25,40");
  INFO(run.said);
  CHECK(run.status == 0);
  CHECK(has(run.said, "Lookup: 25 nodes, 40 edges"));
  for (const char* name : {"latency_by_bytes", "stage_breakdown"}) {
    const std::string file = folder / (std::string("results/") + name);
    CHECK((std::filesystem::exists(file + ".png") || std::filesystem::exists(file + ".svg")));
  }
  const read::json_document all(content_of(folder / "results/placement.json"), "p");
  CHECK(all.root().at("sizes").items().size() == 3);
}

TEST_CASE("profile_stages: what an earlier analysis left is told, or goes") {
  const temporary_folder folder;
  write_cases(folder);
  const std::string note = "note: tables, report and figures there are of an earlier analysis";
  CHECK_FALSE(has(profile(folder, "--measure --units CPU").said, note));
  CHECK(profile(folder, "--analyze").status == 0);
  CHECK_FALSE(has(profile(folder, "--measure --units CPU").said, note));  // measures nothing
  CHECK(has(profile(folder, "--measure --units CPU --fresh").said, note));
  folder.write("results/raw_measurements.json", R"({"20,30,CPU,1": {"failed": true}})");
  CHECK(profile(folder, "--analyze").status == 0);  // of which there is no figure
  for (const char* name : {"latency_by_bytes", "stage_breakdown"}) {
    for (const char* ending : {".png", ".svg"})
      CHECK_FALSE(std::filesystem::exists(folder / (std::string("results/") + name + ending)));
  }
}

TEST_CASE("profile_stages: sizes, links and blocks that cannot be are wrong command lines") {
  const temporary_folder folder;
  for (const char* wrong :
       {"--lookup 5", "--lookup 0,5", "--lookup 5,5x", "--place 5,x", "--place 5,5,5",
        "--link CPU:GPU=8000", "--place --link CPU=3", "--place --link CPU:GPU=0,1",
        "--place --link CPU:GPU=5,-1", "--place --link CPU:CPU=5,1", "--place --max-blocks 0"}) {
    INFO(wrong);
    CHECK(profile(folder, wrong).status == 2);
  }
  CHECK(profile(folder, "--lookup 4000000000000000000,4").status == 1);
}
