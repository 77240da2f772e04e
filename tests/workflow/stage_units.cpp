// Which engine computes on which unit, and what is said where none does.
#include <proflens/workflow/stage_profiling/stage_units.hpp>

#include <doctest/doctest.h>
#include <proflens/engine/concepts.hpp>
#include <proflens/measure/fingerprint.hpp>

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/temporary_folder.hpp"

using namespace proflens;
using namespace proflens::workflow;

namespace {

/// A runtime with a CPU and two GPUs, of which the second cannot be opened.
struct fake_runtime {
  static std::vector<engine::engine_device> devices() {
    return {{"CPU", "a CPU"}, {"GPU.0", "a GPU"}, {"GPU.1", "another"}};
  }
  explicit fake_runtime(engine::exported_stages options) : asked(std::move(options)) {
    if (asked.unit == "GPU.1") throw std::runtime_error("out of resources");
  }
  engine::info info() const { return {.name = "fake", .version = "2", .device = asked.unit}; }
  std::vector<engine::stage> stages() const { return {}; }
  void prepare(int, const engine::graph_size&) {}
  void run() {}
  void synchronize() {}

  engine::exported_stages asked;
};

struct without_devices : fake_runtime {
  using fake_runtime::fake_runtime;
  static std::vector<engine::engine_device> devices() { throw std::runtime_error("no plugin"); }
};

stage_units_options small(std::vector<std::string> units) {
  stage_units_options options;
  options.units = std::move(units);
  options.features = 4;
  options.threads = 1;
  return options;
}

unit_runners on(const std::string& name, const model_runtime& runtime) {
  unit_runners unit{.unit = name};
  add_runtime(unit, runtime, small({}));
  return unit;
}

std::string message_of(const auto& work) {
  try {
    work();
  } catch (const proflens::error& failure) {
    return failure.what();
  }
  return "nothing was thrown";
}

}  // namespace

TEST_CASE("stage_units: a unit that the runtime lists gets a runner") {
  const model_runtime runtime = runtime_of<fake_runtime>("Fake", "models");
  CHECK(on("CPU", runtime).runners.size() == 1);
  const unit_runners gpu = on("GPU", runtime);
  REQUIRE(gpu.runners.size() == 1);
  CHECK(gpu.why_absent.empty());
  CHECK(gpu.runners[0]->info().device == "GPU");
  CHECK(gpu.runners[0]->has_device());
}

TEST_CASE("stage_units: a unit that is not in the list, or cannot be opened, is absent") {
  const model_runtime runtime = runtime_of<fake_runtime>("Fake", "models");
  CHECK(on("NPU", runtime).runners.empty());
  CHECK(on("NPU", runtime).why_absent == "Fake lists CPU, GPU.0, GPU.1");
  CHECK(on("GPU.1", runtime).runners.empty());
  CHECK(on("GPU.1", runtime).why_absent == "Fake: out of resources");
}

TEST_CASE("stage_units: a runtime that cannot list its devices is told") {
  const model_runtime runtime = runtime_of<without_devices>("Fake", "models");
  CHECK(on("CPU", runtime).why_absent == "Fake cannot list its devices: no plugin");
}

TEST_CASE("stage_units: Eigen stands behind a runtime on the CPU, and on no other unit") {
  const model_runtime runtime = runtime_of<fake_runtime>("Fake", "models");
  unit_runners cpu = on("CPU", runtime), gpu = on("GPU", runtime), npu = on("NPU", runtime);
  for (unit_runners* unit : {&cpu, &gpu, &npu}) add_eigen(*unit, small({}));
  REQUIRE(cpu.runners.size() == 2);
  CHECK(cpu.runners[0]->info().name == "fake");
  CHECK(cpu.runners[1]->info().name == "eigen");
  CHECK(cpu.why_stand_in.empty());
  CHECK(gpu.runners.size() == 1);
  CHECK(npu.runners.empty());
  CHECK(npu.why_absent == "Fake lists CPU, GPU.0, GPU.1");
}

TEST_CASE("stage_units: Eigen stands in where the runtime cannot be used, and says why") {
  unit_runners cpu = on("CPU", {.name = "Fake", .why_not = "it is not built in"});
  CHECK(cpu.why_absent == "it is not built in");
  add_eigen(cpu, small({}));
  REQUIRE(cpu.runners.size() == 1);
  CHECK(cpu.why_absent.empty());
  CHECK(cpu.why_stand_in == "it is not built in");
}

TEST_CASE("stage_units: Eigen alone computes on the CPU, and needs no models") {
  stage_units_options options = small({"CPU", "GPU"});
  options.engine = engine_choice::eigen;
  options.models = "there/is/none";
  const stage_units all = make_stage_units(options);
  REQUIRE(all.units.size() == 2);
  CHECK(all.units[0].runners.size() == 1);
  CHECK(all.units[0].why_stand_in.empty());
  CHECK(all.why_stand_in.empty());
  CHECK(all.units[1].why_absent == "the engine eigen computes on the CPU only");
  const auto times = all.units[0].runners[0]->time(6, {10, 20}, 1, 3);
  CHECK(times.seconds.size() == 3);
  CHECK(times.seconds.min() > 0);
}

TEST_CASE("stage_units: without models, or built without it, OpenVINO is not used") {
  const tests::temporary_folder folder;
  stage_units_options options = small({"CPU", "NPU"});
  options.models = folder / "exported_models";
  const stage_units all = make_stage_units(options);
  REQUIRE(all.units[0].runners.size() == 1);
  CHECK(all.units[0].runners[0]->info().name == "eigen");
  CHECK(!all.units[0].why_stand_in.empty());
  CHECK(all.why_stand_in == all.units[0].why_stand_in);
  CHECK(all.units[1].why_absent == all.why_stand_in);
  options.engine = engine_choice::openvino;
  CHECK(message_of([&] { make_stage_units(options); }) ==
        "the engine openvino cannot be used: " + all.why_stand_in);
  options.engine = engine_choice::onnxruntime;
  CHECK(message_of([&] {
          make_stage_units(options);
        }).starts_with("the engine onnxruntime cannot be used: "));
}

TEST_CASE("stage_units: a checkpoint belongs to engine, version, threads") {
  stage_units_options options = small({"CPU"});
  options.engine = engine_choice::eigen;
  const auto belongs_to = make_stage_units(options).belongs_to;
  options.threads = 2;
  const auto other = make_stage_units(options).belongs_to;
  REQUIRE(belongs_to.size() == other.size());
  CHECK(measure::text_of(measure::differences(belongs_to, other)) == "threads was 1, now 2");
  options.engine = engine_choice::automatic;
  options.models = "there/is/none";
  CHECK(measure::text_of(measure::differences(other, make_stage_units(options).belongs_to)) ==
        "engine was eigen, now auto; OpenVINO was (none), now none");
}
