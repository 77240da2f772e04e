// Tables of measured stages, as we write them and as they are found in the wild.
#include <proflens/workflow/stage_profiling/read_measurements.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <string_view>

using namespace proflens;
using namespace proflens::workflow;

namespace {

stage_measurements read_text(std::string_view text) {
  const read::json_document document(without_python_numbers(text), "raw.json");
  return read_measurements(document.root());
}

record::stage_time read_one(const std::string& entry) {
  const stage_measurements read = read_text("{\"1000,2000,CPU,3\": " + entry + "}");
  REQUIRE(read.left_out.empty());
  REQUIRE(read.points.size() == 1);
  return read.points.front();
}

/// Why the only entry gave no point.
std::string refusal(const std::string& key, const std::string& entry) {
  const stage_measurements read = read_text("{\"" + key + "\": " + entry + "}");
  REQUIRE(read.points.empty());
  REQUIRE(read.left_out.size() == 1);
  CHECK(read.left_out.front().key == key);
  return read.left_out.front().reason;
}

bool holds(const std::string& text, std::string_view part) { return text.find(part) != text.npos; }

}  // namespace

TEST_CASE("read_measurements: what raw_measurements.json holds comes back") {
  const record::stage_time ran = summarized({.nodes = 1000,
                                             .edges = 2000,
                                             .unit = "CPU",
                                             .stage = 3,
                                             .samples_ms = {1.25, 0.1, 7.0 / 3},
                                             .engine = "openvino",
                                             .device = "CPU",
                                             .device_name = "a \"name\"",
                                             .precision = "f32",
                                             .threads = 2});
  record::stage_time failed{.nodes = 1000, .edges = 2000, .unit = "GPU", .stage = 4};
  failed.engine = "openvino";
  failed.device = "GPU.0";
  failed.failed = true;
  failed.reason = "out of memory";
  const stage_measurements read = read_text(raw_measurements_json(std::vector{ran, failed}));
  CHECK(read.entries == 2);
  REQUIRE(read.points.size() == 2);
  CHECK(read.points[0] == ran);
  const record::stage_time& second = read.points[1];
  CHECK(second.failed);
  CHECK(second.reason == "out of memory");
  CHECK(second.device == "GPU.0");
  CHECK(record::key_of(second) == "1000,2000,GPU,4");
  CHECK(std::isnan(second.mean_ms));
}

TEST_CASE("read_measurements: tables found in the wild") {
  SUBCASE("the original's raw table") {
    const auto point = read_one(R"({"mean": 2.5, "std": 0.5, "min": 2, "max": 4})");
    CHECK(point.mean_ms == 2.5);
    CHECK(point.std_ms == 0.5);
    CHECK(point.min_ms == 2);
    CHECK(point.max_ms == 4);
    CHECK(std::isnan(point.median_ms));
  }
  SUBCASE("a total alone") { CHECK(read_one(R"({"total_time_ms": 3})").mean_ms == 3); }
  SUBCASE("a lookup table") {
    const auto point = read_one(
        R"({"compute_time_ms": 1, "transfer_time_ms": 2, "total_time_ms": 3.5, "std_ms": 0.25})");
    CHECK(point.mean_ms == 3.5);
    CHECK(point.std_ms == 0.25);
  }
  SUBCASE("parts without a total") {
    CHECK(read_one(R"({"compute_time_ms": 1, "transfer_time_ms": 2})").mean_ms == 3);
  }
  SUBCASE("compute alone, told") {
    const auto read = read_text(R"({"1,2,CPU,3": {"compute_time_ms": 1.5, "std_ms": 0.1}})");
    REQUIRE(read.points.size() == 1);
    CHECK(read.points[0].mean_ms == 1.5);
    CHECK(read.points[0].std_ms == 0.1);
    CHECK(read.compute_only == 1);
  }
  SUBCASE("failures") {
    CHECK(read_one(R"({"mean": -1, "std": 0, "failed": true})").failed);
    CHECK(read_one(R"({"failed": true, "error": "no device"})").reason == "no device");
    const auto marked = read_one(R"({"mean": -1, "std": -1, "min": -1, "max": -1})");
    CHECK(marked.failed);
    CHECK(holds(marked.reason, "-1"));
  }
  SUBCASE("numbers that are none") {
    const auto point = read_one(R"({"mean": 2, "std": NaN, "min": -Infinity, "max": Infinity})");
    CHECK(point.mean_ms == 2);
    CHECK(std::isnan(point.std_ms));
    CHECK(std::isnan(point.max_ms));
    CHECK(holds(refusal("1,2,CPU,3", R"({"mean": Infinity})"), "holds no time"));
  }
  SUBCASE("samples decide over what is said of them") {
    const auto point = read_one(R"({"mean": 99, "median": 98, "samples": [1, 2, 6]})");
    CHECK(point.mean_ms == 3);
    CHECK(point.median_ms == 2);
  }
  SUBCASE("keys with spaces and small letters") {
    const auto read = read_text(R"({" 1000, 2000 ,gpu.0 , 7": {"mean": 1}})");
    REQUIRE(read.points.size() == 1);
    CHECK(record::key_of(read.points[0]) == "1000,2000,GPU.0,7");
  }
}

TEST_CASE("read_measurements: an entry that is damaged is left out and told") {
  CHECK(holds(refusal("1000,CPU,3", R"({"mean": 1})"), "nodes,edges,PU,stage"));
  CHECK(holds(refusal("1,2,CPU,3,4", R"({"mean": 1})"), "nodes,edges,PU,stage"));
  CHECK(holds(refusal("1,2,,3", R"({"mean": 1})"), "nodes,edges,PU,stage"));
  CHECK(holds(refusal("0,2,CPU,3", R"({"mean": 1})"), "from 1"));
  CHECK(holds(refusal("1.5,2,CPU,3", R"({"mean": 1})"), "whole"));
  CHECK(holds(refusal("1,99999999999999999999,CPU,3", R"({"mean": 1})"), "2^40"));
  CHECK(holds(refusal("1,2,CPU,8", R"({"mean": 1})"), "no stage 8"));
  CHECK(holds(refusal("1,2,CPU,gather", R"({"mean": 1})"), "no stage gather"));
  CHECK(holds(refusal("1,2,CPU,3", "{}"), "holds no time"));
  CHECK(holds(refusal("1,2,CPU,3", R"({"mean": "fast"})"), "raw.json: 1,2,CPU,3.mean: expected"));
  CHECK(holds(refusal("1,2,CPU,3", R"({"mean": -2})"), "negative"));
  CHECK(holds(refusal("1,2,CPU,3", R"({"mean": 2, "std": -2})"), "std is negative"));
  CHECK(holds(refusal("1,2,CPU,3", R"({"samples": [1, -2]})"), "samples[1]"));
  CHECK(holds(refusal("1,2,CPU,3", R"({"samples": [1, NaN]})"), "samples[1]"));
  CHECK(holds(refusal("1,2,CPU,3", R"({"samples": 3})"), "a list"));
  CHECK(holds(refusal("1,2,CPU,3", "17"), "an object"));
}

TEST_CASE("read_measurements: a failure is one, whatever stands for its time") {
  const read::json_document document(R"({"1,2,CPU,3": {"failed": true, "mean": "n/a"}})",
                                     "raw.json");
  const stage_measurements read = read_measurements(document.root());
  REQUIRE(read.points.size() == 1);
  CHECK(read.points[0].failed);
  CHECK(read.left_out.empty());
}

TEST_CASE("read_measurements: of a key that stands twice the first counts") {
  const auto read = read_text(R"({"1,2,CPU,3": {"mean": 1}, "1,2,cpu,3": {"mean": 2}})");
  CHECK(read.entries == 2);
  REQUIRE(read.points.size() == 1);
  CHECK(read.points[0].mean_ms == 1);
  REQUIRE(read.left_out.size() == 1);
  CHECK(holds(read.left_out[0].reason, "twice"));
}

TEST_CASE("read_measurements: what is no table is refused") {
  CHECK(read_text("{}").entries == 0);
  CHECK_THROWS_AS(read_text("[]"), read::error);
  CHECK_THROWS_AS(read_text(R"({"1,2,CPU,3": {"mean": 1)"), read::error);
  CHECK_THROWS_AS(read_measurements_file("/no/such/file.json"), read::error);
}
