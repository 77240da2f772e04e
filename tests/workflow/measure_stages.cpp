// The sweep over cases, units and stages, with engines whose work takes planted times on a clock
// that is moved by hand.
#include <proflens/workflow/stage_profiling/measure_stages.hpp>

#include <doctest/doctest.h>
#include <proflens/read/json_document.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <new>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/measure/fake_clock.hpp"
#include "tests/temporary_folder.hpp"

using namespace proflens;
using namespace proflens::workflow;
using engine::graph_size;
using tests::content_of;
using tests::temporary_folder;

namespace {

/// What becomes of the runs of a fake engine.
struct fate {
  std::chrono::nanoseconds time{0};  ///< of the machine
  bool has_gpu = true;
  int runs = 0;                            ///< of all engines
  std::vector<std::string> prepared = {};  ///< "GPU 1000 2000 4"
  /// Called at each prepare and run; throws what the engine is to throw.
  std::function<void(const std::string& device, int stage, const graph_size&)> on_prepare = {};
  std::function<std::chrono::nanoseconds(int run)> extra = {};
};

/// A run takes 1 ns for each byte of the stage at 4 features, and 1 us.
class fake_stages {
 public:
  fake_stages(fate& of, std::string name, std::string device)
      : of_(&of), name_(std::move(name)), device_(std::move(device)) {}

  engine::info info() const {
    engine::info told{.name = name_, .version = "1.0", .device = device_};
    told.device_name = "a fake " + device_;
    told.precision = device_ == "CPU" ? "f32" : "f16";
    told.threads = 2;
    return told;
  }
  std::vector<engine::stage> stages() const { return {}; }
  std::vector<engine::engine_device> devices() const {
    std::vector<engine::engine_device> all{{"CPU", ""}};
    if (of_->has_gpu) all.push_back({"GPU", ""});
    return all;
  }
  void prepare(int id, const graph_size& size) {
    of_->time += std::chrono::seconds(7);  // never timed
    of_->prepared.push_back(device_ + ' ' + std::to_string(size.nodes) + ' ' +
                            std::to_string(size.edges) + ' ' + std::to_string(id));
    if (of_->on_prepare) of_->on_prepare(device_, id, size);
    duration_ = std::chrono::nanoseconds(
        1000 + engine::graphsage_bytes(engine::graphsage_stage_of(id), size, 4));
  }
  void run() {
    of_->time += duration_;
    if (of_->extra) of_->time += of_->extra(of_->runs);
    ++of_->runs;
  }
  void synchronize() {}

 private:
  fate* of_;
  std::string name_, device_;
  std::chrono::nanoseconds duration_{0};
};

using runner = engine_runner<fake_stages, tests::fake_clock>;

unit_runners unit_of(fate& of, const std::string& unit,
                     const std::vector<std::string>& engines = {"fake"}) {
  unit_runners result;
  result.unit = unit;
  for (const std::string& name : engines)
    result.runners.push_back(std::make_unique<runner>(std::make_unique<fake_stages>(of, name, unit),
                                                      tests::fake_clock{&of.time}));
  return result;
}

std::vector<unit_runners> cpu_and_gpu(fate& of) {
  std::vector<unit_runners> units;
  units.push_back(unit_of(of, "CPU", {"fake", "stand-in"}));
  units.push_back(unit_of(of, "GPU"));
  return units;
}

stage_configuration three_cases() {
  stage_configuration configuration;
  configuration.feature_dim = 4;
  configuration.num_warmup = 2;
  configuration.num_iterations = 5;
  configuration.test_cases = {{1000, 1000}, {1000, 3000}, {2000, 3000}};
  return configuration;
}

measure_stages_options plain(const temporary_folder* folder = nullptr) {
  measure_stages_options options;
  if (folder != nullptr) options.results = *folder / "results";
  options.free_memory = [] { return std::optional<std::uint64_t>(1'000'000'000); };
  options.belongs_to = {{"models", "m1"}};
  return options;
}

const record::stage_time& find(const measured_stages& all, const std::string& key) {
  const auto found =
      std::ranges::find_if(all.points, [&](const auto& one) { return key_of(one) == key; });
  REQUIRE(found != all.points.end());
  return *found;
}

bool has_remark(const measured_stages& of, const std::string& part) {
  return std::ranges::any_of(of.conditions.remarks, [&](const std::string& one) {
    return one.find(part) != std::string::npos;
  });
}

std::string message_of(const auto& work) {
  try {
    work();
  } catch (const proflens::error& failure) {
    return failure.what();
  }
  return "nothing was thrown";
}

struct stopped {};

/// Measures until so many points are done, then is stopped.
void stop_after(std::size_t points, fate& of, measure_stages_options options) {
  options.on_progress = [=](const stage_progress& now) {
    if (now.place == points + 1) throw stopped{};
  };
  CHECK_THROWS_AS(measure_stages(three_cases(), options, cpu_and_gpu(of)), stopped);
}

}  // namespace

TEST_CASE("measure_stages: every point has the planted time, preparing is not timed") {
  fate of;
  const auto units = cpu_and_gpu(of);
  const measured_stages all = measure_stages(three_cases(), plain(), units);
  REQUIRE(all.points.size() == 3 * 2 * 7);
  std::size_t i = 0;
  for (const graph_size& size : {graph_size{1000, 1000}, {2000, 3000}, {1000, 3000}}) {
    for (const char* unit : {"CPU", "GPU"}) {
      for (const auto stage : engine::all_graphsage_stages) {
        const record::stage_time& point = all.points[i++];
        CHECK(key_of(point) == std::to_string(size.nodes) + "," + std::to_string(size.edges) + "," +
                                   unit + "," + std::to_string(id_of(stage)));
        const double expected = 1e-6 * (1000 + bytes_of(point, 4));
        CHECK(point.samples_ms.size() == 5);
        CHECK(point.median_ms == doctest::Approx(expected).epsilon(1e-12));
        CHECK(point.mean_ms == doctest::Approx(expected).epsilon(1e-12));
        CHECK(point.mad_ms <= 1e-12);
        CHECK(point.engine == "fake");
        CHECK(point.device == unit);
        CHECK(point.threads == 2);
        CHECK(point.reason.empty());
      }
    }
  }
  CHECK(of.runs == 42 * 7);
  CHECK(all.failed() == 0);
  CHECK(all.conditions.engines.size() == 2);
  CHECK(all.conditions.engines[1].version == "1.0");
  CHECK(all.conditions.engines[1].precision == "f16");
  CHECK(all.conditions.configuration == three_cases());
}

TEST_CASE("measure_stages: a spike is kept, and moves neither median nor MAD") {
  fate of;
  of.extra = [](int run) { return std::chrono::nanoseconds(run == 4 ? 100'000'000 : run % 7); };
  const measured_stages all = measure_stages(three_cases(), plain(), cpu_and_gpu(of));
  const record::stage_time& point = all.points.front();  // its runs are 0 to 6, two to warm up
  CHECK(point.max_ms > 100);
  CHECK(point.mean_ms > 20);
  CHECK(point.std_ms > 40);
  CHECK(point.median_ms == doctest::Approx(1e-6 * (1000 + bytes_of(point, 4) + 5)).epsilon(1e-9));
  CHECK(point.mad_ms < 1e-5);
}

TEST_CASE("measure_stages: neighbouring cases are measured as long before the middle as after") {
  for (const std::size_t cases : {1, 2, 3, 4, 15, 16}) {
    const std::vector<std::size_t> order = measuring_order(cases);
    REQUIRE(order.size() == cases);
    const auto moment = [&](std::size_t which) {
      return static_cast<std::size_t>(std::ranges::find(order, which) - order.begin());
    };
    for (std::size_t i = 0; i + 1 < cases; i += 2) CHECK(moment(i) + moment(i + 1) == cases - 1);
    for (std::size_t i = 0; i < cases; ++i) CHECK(moment(i) < cases);
  }
}

TEST_CASE("measure_stages: a unit without runners is absent and in no point") {
  fate of;
  auto units = cpu_and_gpu(of);
  units.push_back({.unit = "NPU", .why_absent = "the list of devices has none"});
  const measured_stages all = measure_stages(three_cases(), plain(), units);
  CHECK(all.points.size() == 42);
  CHECK(all.conditions.absent == std::vector<absent_unit>{{"NPU", "the list of devices has none"}});
  for (const auto& point : all.points) CHECK(point.unit != "NPU");
}

TEST_CASE("measure_stages: nothing to measure, or nothing to measure on, is an error") {
  std::vector<unit_runners> units;
  units.push_back({.unit = "GPU", .why_absent = "no driver"});
  units.push_back({.unit = "NPU", .why_absent = "none"});
  CHECK(message_of([&] { measure_stages(three_cases(), plain(), units); }) ==
        "no unit that was asked for is there: GPU: no driver; NPU: none");
  fate of;
  CHECK_THROWS_AS(measure_stages(stage_configuration{}, plain(), cpu_and_gpu(of)), workflow::error);
}

TEST_CASE("measure_stages: a device that vanishes is named with its point, and not tried again") {
  const temporary_folder folder;
  fate of;
  of.on_prepare = [&](const std::string& device, int stage, const graph_size& size) {
    if (device == "GPU" && size == graph_size{2000, 3000} && stage == 4) of.has_gpu = false;
    if (device == "GPU" && !of.has_gpu) throw std::runtime_error("CL_OUT_OF_RESOURCES");
  };
  const measured_stages all = measure_stages(three_cases(), plain(&folder), cpu_and_gpu(of));
  // Measured in the order of cases 0, 2, 1.
  const record::stage_time& lost = find(all, "2000,3000,GPU,4");
  CHECK(lost.failed);
  CHECK(lost.reason == "CL_OUT_OF_RESOURCES; the device GPU was lost here");
  CHECK(lost.samples_ms.empty());
  CHECK(all.failed() == 4 + 7);
  for (const auto& point : all.points) {
    const bool is_later =
        point.unit == "GPU" && (point.edges == 3000) && (point.nodes == 1000 || point.stage > 4);
    if (is_later)
      CHECK(point.reason ==
            "not tried: the device GPU was lost in stage 4 (reduce_count) at 2,000 nodes and "
            "3,000 edges");
    CHECK(point.failed == (is_later || key_of(point) == "2000,3000,GPU,4"));
  }
  CHECK(has_remark(all, "unit GPU: the device GPU was lost in stage 4 (reduce_count) at 2,000"));
  CHECK(std::ranges::count(of.prepared, "GPU 1000 3000 1") == 0);
  CHECK(content_of(folder / "results/conditions.json").find("was lost in stage 4") !=
        std::string::npos);
  of = {};  // it is back
  const measured_stages again = measure_stages(three_cases(), plain(&folder), cpu_and_gpu(of));
  CHECK(again.failed() == 0);
  CHECK(again.kept == 31);
  CHECK(of.prepared.size() == 11);
}

TEST_CASE("measure_stages: a stage that fails on a device that stays is a failure of its own") {
  fate of;
  of.on_prepare = [](const std::string& device, int stage, const graph_size&) {
    if (device == "GPU" && stage == 3) throw std::runtime_error("no kernel");
    if (device == "GPU" && stage == 6) throw std::bad_alloc();
  };
  const measured_stages all = measure_stages(three_cases(), plain(), cpu_and_gpu(of));
  CHECK(all.failed() == 6);
  CHECK(find(all, "1000,3000,GPU,3").reason == "no kernel");
  CHECK(find(all, "1000,3000,GPU,6").reason == "out of memory");
  CHECK(find(all, "1000,3000,GPU,3").engine == "fake");
  CHECK(find(all, "1000,3000,GPU,3").device == "GPU");
  CHECK(!find(all, "1000,3000,GPU,7").failed);
  CHECK_NOTHROW(require_any_measured(all));
}

TEST_CASE("measure_stages: where the preferred engine refuses a stage the next stands in") {
  fate of;
  int prepared = 0;
  of.on_prepare = [&](const std::string& device, int stage, const graph_size&) {
    if (device == "CPU" && stage == 5 && prepared++ % 2 == 0)
      throw std::runtime_error("refused");  // the first of each two tries
  };
  const measured_stages all = measure_stages(three_cases(), plain(), cpu_and_gpu(of));
  CHECK(all.failed() == 0);
  for (const auto& point : all.points) {
    const bool stands_in = point.unit == "CPU" && point.stage == 5;
    CHECK(point.engine == (stands_in ? "stand-in" : "fake"));
    CHECK(point.reason == (stands_in ? "refused" : ""));
  }
  CHECK(has_remark(all,
                   "unit CPU: the engine stand-in stood in from stage 5 (normalize) at 1,000 "
                   "nodes and 1,000 edges on, where it had to: refused"));
  CHECK(all.conditions.engines.size() == 3);
}

TEST_CASE("measure_stages: why an engine stands in from the start is told at every point") {
  fate of;
  auto units = cpu_and_gpu(of);
  units[0].why_stand_in = "OpenVINO is not here";
  const measured_stages all = measure_stages(three_cases(), plain(), units);
  CHECK(find(all, "1000,1000,CPU,1").reason == "OpenVINO is not here");
  CHECK(find(all, "1000,1000,GPU,1").reason.empty());
}

TEST_CASE("measure_stages: if every point failed, the first says why") {
  fate of;
  of.on_prepare = [](const std::string&, int, const graph_size&) {
    throw std::runtime_error("broken");
  };
  const measured_stages all = measure_stages(three_cases(), plain(), cpu_and_gpu(of));
  CHECK(all.failed() == 42);
  CHECK(message_of([&] { require_any_measured(all); }) ==
        "every point failed; the first, unit CPU, stage 1 (gather) at 1,000 nodes and 1,000 edges: "
        "broken; broken");
}

TEST_CASE("measure_stages: a point that does not fit into memory is not tried") {
  fate of;
  auto options = plain();
  options.free_memory = [] { return std::optional<std::uint64_t>(200'000); };
  const measured_stages all = measure_stages(three_cases(), options, cpu_and_gpu(of));
  // gather at 1000 x 1000: 32,000 bytes twice, and 16,000; message at 3,000 edges: 48,000 thrice.
  CHECK(!find(all, "1000,1000,CPU,1").failed);
  CHECK(!find(all, "2000,3000,CPU,2").failed);
  CHECK(find(all, "2000,3000,CPU,1").reason ==
        "not tried: it needs 0.198 MiB and 0.191 MiB are free");
  options.free_memory = [] { return std::optional<std::uint64_t>(); };
  CHECK(measure_stages(three_cases(), options, cpu_and_gpu(of)).failed() == 0);
}

TEST_CASE("measure_stages: points of units that take no part now are not forgotten") {
  const temporary_folder folder;
  fate of;
  measure_stages(three_cases(), plain(&folder), cpu_and_gpu(of));
  auto cpu_only = cpu_and_gpu(of);
  cpu_only.resize(1);
  const measured_stages alone = measure_stages(three_cases(), plain(&folder), cpu_only);
  CHECK(alone.points.size() == 21);
  CHECK(has_remark(alone,
                   "21 points of units that did not take part now stay in checkpoint.json; measure "
                   "with these units too to have them in the tables"));
  const measured_stages both = measure_stages(three_cases(), plain(&folder), cpu_and_gpu(of));
  CHECK(both.points.size() == 42);
  CHECK(both.kept == 42);
  CHECK(both.conditions.remarks.size() == 1);
}

TEST_CASE("measure_stages: what was measured is kept to the last digit when it goes on") {
  const temporary_folder folder, undisturbed;
  fate first, second, whole;
  const auto odd = [](int run) { return std::chrono::nanoseconds(run * 37 % 1001); };
  first.extra = second.extra = whole.extra = odd;
  stop_after(17, first, plain(&folder));
  const read::json_document before(content_of(folder / "results/raw_measurements.json"), "raw");
  CHECK(before.root().members().size() == 17);
  const measured_stages rest = measure_stages(three_cases(), plain(&folder), cpu_and_gpu(second));
  CHECK(rest.kept == 17);
  CHECK(rest.points.size() == 42);
  CHECK(second.prepared.size() == 25);
  CHECK(has_remark(rest, "17 points were measured in an earlier session"));
  const read::json_document after(content_of(folder / "results/raw_measurements.json"), "raw");
  for (const auto& member : before.root().members()) {
    const auto is = after.root().at(member.key).at("samples").items();
    const auto was = member.value.at("samples").items();
    REQUIRE(is.size() == was.size());
    for (std::size_t i = 0; i < is.size(); ++i) CHECK(is[i].number() == was[i].number());
    CHECK(after.root().at(member.key).at("std").number() == member.value.at("std").number());
  }
  measure_stages(three_cases(), plain(&undisturbed), cpu_and_gpu(whole));
  const read::json_document all(content_of(undisturbed / "results/raw_measurements.json"), "raw");
  const auto keys = [](const read::json_document& of) {
    std::string text;
    for (const auto& member : of.root().members()) text += std::string(member.key) + "\n";
    return text;
  };
  CHECK(keys(after) == keys(all));
}

TEST_CASE("measure_stages: a finished sweep is not measured again, unless it is to be fresh") {
  const temporary_folder folder;
  fate first, second, third;
  measure_stages(three_cases(), plain(&folder), cpu_and_gpu(first));
  const std::string raw = content_of(folder / "results/raw_measurements.json");
  CHECK(measure_stages(three_cases(), plain(&folder), cpu_and_gpu(second)).kept == 42);
  CHECK(second.runs == 0);
  CHECK(content_of(folder / "results/raw_measurements.json") == raw);
  auto options = plain(&folder);
  options.fresh = true;
  CHECK(measure_stages(three_cases(), options, cpu_and_gpu(third)).kept == 0);
  CHECK(third.prepared.size() == 42);
}

TEST_CASE("measure_stages: a unit can be added to what was measured, and left out") {
  const temporary_folder folder;
  fate of;
  std::vector<unit_runners> cpu;
  cpu.push_back(unit_of(of, "CPU"));
  CHECK(measure_stages(three_cases(), plain(&folder), cpu).points.size() == 21);
  const measured_stages both = measure_stages(three_cases(), plain(&folder), cpu_and_gpu(of));
  CHECK(both.kept == 21);
  CHECK(both.points.size() == 42);
  CHECK(measure_stages(three_cases(), plain(&folder), cpu).points.size() == 21);
}

TEST_CASE("measure_stages: a checkpoint of another measurement is refused, by its differences") {
  const temporary_folder folder;
  fate of;
  stop_after(3, of, plain(&folder));
  const auto refusal = [&](stage_configuration configuration, measure_stages_options options) {
    return message_of([&] { measure_stages(configuration, options, cpu_and_gpu(of)); });
  };
  const auto has = [](const std::string& text, const std::string& part) {
    INFO(text);
    CHECK(text.find("belongs to another measurement: " + part) != std::string::npos);
  };
  stage_configuration other = three_cases();
  other.num_iterations = 6;
  has(refusal(other, plain(&folder)), "num_iterations was 5, now 6;");
  other = three_cases();
  other.feature_dim = 8;
  has(refusal(other, plain(&folder)), "feature_dim was 4, now 8;");
  other = three_cases();
  other.test_cases.pop_back();
  has(refusal(other, plain(&folder)),
      "test_cases was 1000x1000 1000x3000 2000x3000, now 1000x1000 1000x3000;");
  auto options = plain(&folder);
  options.belongs_to = {{"models", "m2"}};
  has(refusal(three_cases(), options), "models was m1, now m2;");
  options.fresh = true;
  CHECK(measure_stages(three_cases(), options, cpu_and_gpu(of)).points.size() == 42);
}

TEST_CASE("measure_stages: points of another device of that unit are refused") {
  const temporary_folder folder;
  fate of;
  stop_after(8, of, plain(&folder));
  std::vector<unit_runners> units;
  units.push_back(unit_of(of, "GPU"));
  units[0].unit = "CPU";  // its runner is "a fake GPU"
  const std::string said =
      message_of([&] { measure_stages(three_cases(), plain(&folder), units); });
  CHECK(said ==
        "the checkpoint holds points of unit CPU measured on a fake CPU, now it is a fake GPU; "
        "delete it to begin anew");
}

TEST_CASE("measure_stages: a damaged checkpoint is refused, not replaced") {
  const temporary_folder folder;
  fate of;
  stop_after(3, of, plain(&folder));
  const std::string file = folder / "results/checkpoint.json";
  std::string text = content_of(file);
  text[text.find("fake") + 1] = 'o';
  folder.write("results/checkpoint.json", text);
  CHECK(message_of([&] {
          measure_stages(three_cases(), plain(&folder), cpu_and_gpu(of));
        }).find("is damaged: it is not what was written: the checksum differs") !=
        std::string::npos);
  CHECK(content_of(file) == text);
}

TEST_CASE("measure_stages: results that cannot be written are told before anything is measured") {
  const temporary_folder folder;
  fate of;
  folder.write("results", "a file");
  const std::string said =
      message_of([&] { measure_stages(three_cases(), plain(&folder), cpu_and_gpu(of)); });
  CHECK(said.find("cannot make the folder " + (folder / "results")) != std::string::npos);
  CHECK(of.runs == 0);
}

TEST_CASE("raw_measurements: strict JSON, with what is undefined as null and failures bare") {
  record::stage_time once;
  once.nodes = 1;
  once.edges = 2;
  once.unit = "CPU";
  once.stage = 3;
  once.samples_ms = {0.25};
  record::stage_time lost = once;
  lost.unit = "GPU";
  lost.failed = true;
  lost.reason = "a \"reason\"\n";
  lost.engine = "e";
  const std::vector<record::stage_time> both{summarized(once), lost};
  const std::string text = raw_measurements_json(both);
  CHECK(text.find("nan") == std::string::npos);
  const read::json_document document(text, "raw");
  const auto ran = document.root().at("1,2,CPU,3");
  CHECK(ran.at("std").is_null());
  CHECK(ran.at("median").number() == 0.25);
  CHECK(ran.at("mad").number() == 0);
  CHECK(!ran.find("failed"));
  const auto failed = document.root().at("1,2,GPU,3");
  CHECK(failed.at("failed").flag());
  CHECK(failed.at("reason").text() == "a \"reason\"\n");
  CHECK(failed.at("device").is_null());
  CHECK(failed.members().size() == 4);
}

TEST_CASE("measure_stages: progress tells each point that is measured, and how much is done") {
  fate of;
  auto options = plain();
  std::vector<stage_progress> told;
  options.on_progress = [&](const stage_progress& now) { told.push_back(now); };
  measure_stages(three_cases(), options, cpu_and_gpu(of));
  REQUIRE(told.size() == 42);
  CHECK(told[0].place == 1);
  CHECK(told[0].share_done == 0);
  CHECK(told[41].place == 42);
  CHECK(told[41].places == 42);
  CHECK(told[20].size == graph_size{2000, 3000});  // the last case of the list is second
  CHECK(std::ranges::is_sorted(told, {}, &stage_progress::share_done));
  CHECK(told[41].share_done < 1);
  CHECK(told[41].share_done > 0.5);
}
