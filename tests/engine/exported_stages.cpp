// Both runtimes of exported models, and what they share, in one file: it takes long to compile.

#include <proflens/engine/exported_stages.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <proflens/engine/engine_device.hpp>
#include <proflens/engine/error.hpp>
#include <proflens/engine/graph_size.hpp>
#include <proflens/engine/graphsage.hpp>
#include <proflens/engine/graphsage_model_file.hpp>
#include <proflens/engine/graphsage_stages.hpp>
#include <proflens/engine/graphsage_weights.hpp>
#include <proflens/engine/onnx_export.hpp>
#include <proflens/engine/onnxruntime.hpp>
#include <proflens/engine/openvino.hpp>
#include <proflens/engine/openvino_ir.hpp>
#include <proflens/engine/telling_line.hpp>
#include "tests/graphsage_reference.hpp"
#include "tests/temporary_folder.hpp"

namespace engine = proflens::engine;
using engine::engine_device;
using engine::find_device;
using engine::graph_size;
using engine::graphsage_stage;

namespace {

constexpr std::int64_t features = 24;

/// Writes the models of all stages as they are exported for a unit.
void write_models(const tests::temporary_folder& folder, const std::string& unit,
                  const engine::graphsage_weights& weights,
                  const std::optional<graph_size>& fixed = {}) {
  const auto precision = unit == "cpu" ? engine::onnx_precision::f32 : engine::onnx_precision::f16;
  for (const auto stage : engine::all_graphsage_stages)
    engine::write_onnx(folder / (engine::graphsage_model_name(stage, unit, fixed) + ".onnx"), stage,
                       weights, precision, fixed);
}

/// On the CPU, by one thread.
engine::exported_stages models_in(const tests::temporary_folder& folder,
                                  const std::string& models_of = "") {
  return {.folder = folder.path(),
          .unit = "CPU",
          .features = features,
          .threads = 1,
          .models_of = models_of};
}

/// Infinite where the sizes differ.
template <class Expected>
double largest_difference(const std::vector<float>& found, const std::vector<Expected>& expected) {
  if (found.size() != expected.size()) return INFINITY;
  double largest = 0;
  for (std::size_t i = 0; i < found.size(); ++i) {
    const double difference = std::abs(double(found[i]) - double(expected[i]));
    largest = std::max(largest, std::isnan(difference) ? INFINITY : difference);
  }
  return largest;
}

/// Runs a stage on the inputs of a size, as Eigen does, and compares.
template <class Runtime>
void check_equal_to_eigen(Runtime& runtime, engine::graphsage& eigen, graphsage_stage stage,
                          const graph_size& size, double tolerance) {
  CAPTURE(name_of(stage));
  CAPTURE(size.nodes);
  CAPTURE(size.edges);
  eigen.prepare(id_of(stage), size);
  eigen.run();
  runtime.prepare(id_of(stage), size);
  for (int time = 0; time < 2; ++time) {  // the second time nothing has to be made any more
    runtime.run();
    runtime.synchronize();
    CHECK(largest_difference(runtime.output(), eigen.output()) <= tolerance);
  }
}

/// The message of an engine::error; empty if there is none.
template <class Function>
std::string refusal(Function&& function) {
  try {
    function();
  } catch (const engine::error& why) {
    return why.what();
  }
  return "";
}

/// Whether a message says all of that, in one line and without places in a runtime's sources.
bool says(const std::string& message, const std::vector<std::string>& parts) {
  return message.find('\n') == message.npos && message.find("Exception from") == message.npos &&
         std::ranges::all_of(
             parts, [&](const std::string& part) { return message.find(part) != message.npos; });
}

}  // namespace

TEST_CASE("exported_stages: the file of a model is that of its unit, stage and size") {
  const tests::temporary_folder folder;
  engine::exported_stages options{.folder = folder.path(), .unit = "GPU.1"};
  CHECK(model_name(options, graphsage_stage::gather, {3, 4}) == "stage1_gather_gpu");
  CHECK(model_dtype(options) == "f16");
  options.models_of = "NPU";
  CHECK(model_name(options, graphsage_stage::gather, {3, 4}) == "stage1_gather_npu_3_4");
  options = {.folder = folder.path(), .unit = "CPU"};
  CHECK(model_dtype(options) == "f32");

  const std::vector<std::string> endings{".xml", ".onnx"};
  CHECK(says(refusal([&] { model_file(options, "m", endings); }),
             {folder.path().string(), "m.xml or m.onnx"}));
  folder.write("m.onnx", "");
  CHECK(model_file(options, "m", endings) == folder.path() / "m.onnx");
  folder.write("m.xml", "");
  CHECK(model_file(options, "m", endings) == folder.path() / "m.xml");
}

TEST_CASE("exported_stages: a device is found by its unit, not by a part of its name") {
  const std::vector<engine_device> devices{{"CPU", "A"}, {"GPU.0", "B"}, {"GPU.1", "C"}};
  CHECK(find_device(devices, "CPU") == devices[0]);
  CHECK(find_device(devices, "GPU") == devices[1]);
  CHECK(find_device(devices, "GPU.1") == devices[2]);
  CHECK_FALSE(find_device(devices, "GP"));
  CHECK_FALSE(find_device(devices, "NPU"));
  CHECK_FALSE(find_device({}, "CPU"));

  // The only one of its kind is listed as "GPU"; what runs there says "GPU.0".
  const std::vector<engine_device> single{{"CPU", "A"}, {"GPU", "B"}};
  CHECK(find_device(single, "GPU.0") == single[1]);
  CHECK_FALSE(find_device(single, "GPU.1"));
  CHECK(engine::names_of(devices) == "CPU, GPU.0, GPU.1");
  CHECK(engine::names_of({}) == "none");
}

TEST_CASE("exported_stages: the line of a message that tells something") {
  using engine::telling_line;
  CHECK(telling_line("Exception from src/inference/src/cpp/core.cpp:117:\n"
                     "Exception from src/inference/src/dev/plugin.cpp:54:\n"
                     "Could not find an NPU device.\n\n") == "Could not find an NPU device.");
  CHECK(telling_line("Exception from src/inference/src/cpp/core.cpp:117:\n"
                     "Check 'false' failed at src/inference/src/dev/core.cpp:5: it is absent\n") ==
        "it is absent");
  CHECK(telling_line("one line") == "one line");
  CHECK(telling_line("Exception from a.cpp:1:\nCheck 'b' failed at c.cpp:2:\n") ==
        "Exception from a.cpp:1: Check 'b' failed at c.cpp:2:");
  CHECK(telling_line("") == "");
  CHECK(engine::one_line(" a\n\n b \n") == "a b");
}

TEST_CASE_TEMPLATE_DEFINE("exported_stages: every stage equals values computed elsewhere", Runtime,
                          equals_reference) {
  for (const auto& it : tests::graphsage_cases()) {
    const tests::temporary_folder folder;
    write_models(folder, "cpu", it.weights);
    auto options = models_in(folder);
    options.features = it.weights.features;
    Runtime runtime(options);
    for (const auto stage : engine::all_graphsage_stages) {
      CAPTURE(it.name);
      CAPTURE(name_of(stage));
      runtime.prepare(id_of(stage), it.size, inputs_of(it, stage));
      runtime.run();
      CHECK(largest_difference(runtime.output(), expected_of(it, stage)) <= it.tolerance);
    }
  }
}

TEST_CASE_TEMPLATE_DEFINE("exported_stages: one model runs graphs of any size, in float32", Runtime,
                          runs_any_size) {
  const tests::temporary_folder folder;
  write_models(folder, "cpu", engine::random_graphsage_weights(features));
  Runtime runtime(models_in(folder));
  engine::graphsage eigen(features, {.threads = 1});
  for (const graph_size& size :
       {graph_size{300, 1000}, {1, 1}, {50, 0}, {1000, 300}, {300, 1000}}) {
    for (const auto stage : engine::all_graphsage_stages)
      check_equal_to_eigen(runtime, eigen, stage, size, 1e-5);
  }
  CHECK(runtime.stages() == eigen.stages());
  const engine::info info = runtime.info();
  CHECK(info.dtype == "f32");
  CHECK(info.precision == "f32");
  CHECK(info.device == "CPU");
  CHECK_FALSE(info.version.empty());
  // ONNX Runtime does not know it.
  CHECK(info.device_name.empty() == (info.name == "onnxruntime"));
  CHECK(info.threads == 1);
}

TEST_CASE_TEMPLATE_DEFINE("exported_stages: models in half precision, of any size or of one",
                          Runtime, runs_half_precision) {
  const tests::temporary_folder folder;
  const graph_size size{60, 200};
  const auto weights = engine::random_graphsage_weights(features);
  write_models(folder, "gpu", weights);
  write_models(folder, "npu", weights, size);
  engine::graphsage eigen(features, {.threads = 1});
  for (const std::string unit : {"GPU", "NPU"}) {
    CAPTURE(unit);
    Runtime runtime(models_in(folder, unit));
    for (const auto stage : engine::all_graphsage_stages) {
      check_equal_to_eigen(runtime, eigen, stage, size, 0.03);  // halves to 16 are 2^-7 apart
    }
    CHECK(runtime.info().dtype == "f16");
  }
}

TEST_CASE_TEMPLATE_DEFINE("exported_stages: what cannot be run is refused in words", Runtime,
                          refuses) {
  const tests::temporary_folder folder;
  const graph_size size{6, 9};
  write_models(folder, "npu", engine::random_graphsage_weights(features), size);
  Runtime runtime(models_in(folder, "NPU"));
  CHECK(says(refusal([&] { runtime.run(); }), {"prepare"}));
  CHECK(says(refusal([&] { runtime.output(); }), {"prepare"}));
  CHECK(says(refusal([&] { runtime.prepare(8, size); }), {"stage 8"}));

  // No model of that size; then one that is called so and is of another.
  const std::string name = "stage1_gather_npu_7_9.onnx";
  CHECK(says(refusal([&] { runtime.prepare(1, {7, 9}); }), {name, "export"}));
  std::filesystem::copy_file(folder / "stage1_gather_npu_6_9.onnx", folder / name);
  const std::string wrong_size = refusal([&] {
    runtime.prepare(1, {7, 9});
    runtime.run();
  });
  CAPTURE(wrong_size);
  CHECK(says(wrong_size, {name, "stage 1 (gather)"}));
  const std::string what = wrong_size.substr(std::min(wrong_size.size(), wrong_size.find("): ")));
  CHECK(says(what, {"7", "6"}));  // nodes given, nodes wanted

  const std::string model = tests::content_of(folder / "stage2_message_npu_6_9.onnx");
  folder.write("stage2_message_npu_6_9.onnx", model.substr(0, model.size() / 2));
  const std::string damaged = refusal([&] { runtime.prepare(2, size); });
  CAPTURE(damaged);
  CHECK(says(damaged, {"stage2_message_npu_6_9.onnx", "stage 2 (message)"}));

  // After all of that it has no stage, and goes on with the next.
  CHECK(says(refusal([&] { runtime.run(); }), {"prepare"}));
  runtime.prepare(4, size);
  runtime.run();
  CHECK(runtime.output().size() == 6);

  CHECK(says(refusal([&] { runtime.prepare(5, size, {}); }), {"stage5_normalize", "input"}));
}

TEST_CASE_TEMPLATE_DEFINE("exported_stages: a unit that is not listed is refused by name", Runtime,
                          refuses_units) {
  const auto devices = Runtime::devices();
  CAPTURE(engine::names_of(devices));
  REQUIRE(find_device(devices, "CPU"));
  CHECK_FALSE(find_device(devices, "CPU")->full_name.empty());
  for (const std::string unit : {"GPU", "NPU", "TPU", "CP"}) {
    if (find_device(devices, unit)) continue;  // this machine has one
    CHECK(says(refusal([&] { Runtime({.unit = unit}); }), {unit, engine::names_of(devices)}));
  }
}

#ifdef PROFLENS_WITH_OPENVINO
static_assert(engine::check_stage_engine<engine::openvino, graph_size>());
TEST_CASE_TEMPLATE_INVOKE(equals_reference, engine::openvino);
TEST_CASE_TEMPLATE_INVOKE(runs_any_size, engine::openvino);
TEST_CASE_TEMPLATE_INVOKE(runs_half_precision, engine::openvino);
TEST_CASE_TEMPLATE_INVOKE(refuses, engine::openvino);
TEST_CASE_TEMPLATE_INVOKE(refuses_units, engine::openvino);

TEST_CASE("exported_stages: OpenVINO prefers its own files, which give the same") {
  const tests::temporary_folder folder;
  const auto weights = engine::random_graphsage_weights(features);
  engine::openvino_ir_converter convert;
  for (const auto stage : engine::all_graphsage_stages) {
    const std::string name = engine::graphsage_model_name(stage, "cpu");
    const auto ir = convert(engine::onnx_model(stage, weights, engine::onnx_precision::f32));
    folder.write(name + ".xml", ir.graph);
    folder.write(name + ".bin", ir.weights);
    folder.write(name + ".onnx", "of no use");
  }
  engine::openvino runtime(models_in(folder));
  engine::graphsage eigen(features, {.threads = 1});
  for (const auto stage : engine::all_graphsage_stages)
    check_equal_to_eigen(runtime, eigen, stage, {40, 90}, 1e-5);
}

TEST_CASE("exported_stages: OpenVINO tells how many threads it chose") {
  const tests::temporary_folder folder;
  write_models(folder, "cpu", engine::random_graphsage_weights(features));
  engine::exported_stages options = models_in(folder);
  options.threads = 0;
  engine::openvino runtime(options);
  CHECK(runtime.info().threads == 0);
  runtime.prepare(1, {3, 4});
  CHECK(runtime.info().threads >= 1);
}
#endif

#ifdef PROFLENS_WITH_ONNXRUNTIME
static_assert(engine::check_stage_engine<engine::onnxruntime, graph_size>());
TEST_CASE_TEMPLATE_INVOKE(equals_reference, engine::onnxruntime);
TEST_CASE_TEMPLATE_INVOKE(runs_any_size, engine::onnxruntime);
TEST_CASE_TEMPLATE_INVOKE(runs_half_precision, engine::onnxruntime);
TEST_CASE_TEMPLATE_INVOKE(refuses, engine::onnxruntime);
TEST_CASE_TEMPLATE_INVOKE(refuses_units, engine::onnxruntime);

TEST_CASE("exported_stages: ONNX Runtime is told how many threads to take") {
  CHECK(engine::onnxruntime({.unit = "CPU"}).info().threads >= 1);
  CHECK(engine::onnxruntime({.unit = "CPU", .threads = 3}).info().threads == 3);
}
#endif
