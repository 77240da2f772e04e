#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <proflens/engine/engine_device.hpp>
#include <proflens/engine/exported_stages.hpp>
#include <proflens/engine/graphsage.hpp>
#include <proflens/engine/onnxruntime.hpp>
#include <proflens/engine/openvino.hpp>
#include <proflens/measure/checkpoint_text.hpp>
#include <proflens/measure/named_value.hpp>
#include <proflens/version.hpp>
#include <proflens/workflow/error.hpp>
#include <proflens/workflow/stage_profiling/exported_models.hpp>
#include <proflens/workflow/stage_profiling/stage_runner.hpp>
#include <proflens/workflow/whole_file.hpp>

namespace proflens::workflow {

/// Which engine runs the stages.
enum class engine_choice : std::uint8_t {
  automatic,    ///< OpenVINO; on the CPU Eigen where OpenVINO is not there or refuses a stage
  openvino,     ///< and nothing else
  onnxruntime,  ///< on the CPU, and nothing else
  eigen,        ///< on the CPU
};

inline constexpr std::array<std::string_view, 4> engine_choice_names{"auto", "openvino",
                                                                     "onnxruntime", "eigen"};
constexpr std::string_view name_of(engine_choice engine) {
  return engine_choice_names[static_cast<std::size_t>(engine)];
}

/// What is asked of `make_stage_units`.
struct stage_units_options {
  std::vector<std::string> units = {};  ///< "CPU", "GPU", "NPU", "GPU.1"; each counts once
  engine_choice engine = engine_choice::automatic;
  std::filesystem::path models = {};  ///< the folder exported_models
  std::int64_t features = 500;        ///< F
  int threads = 0;                    ///< on a CPU; 0: as many as the engine chooses
};

/// The units that were asked for, with what runs stages there.
struct stage_units {
  std::vector<unit_runners> units = {};
  /// What a checkpoint belongs to: models, engines and their versions, threads.
  std::vector<measure::named_value> belongs_to = {};
  std::string why_stand_in = {};  ///< Eigen computes all stages of the CPU; empty: it does not
};

/// A runtime of exported models, or why it cannot be used.
struct model_runtime {
  std::string name = {};
  std::vector<engine::engine_device> devices = {};
  std::filesystem::path folder = {};  ///< of the models that it reads
  std::string why_not = {};           ///< empty: it can
  std::function<std::unique_ptr<stage_runner>(engine::exported_stages)> make = {};
};

/// The runtime that is behind a stage engine.
template <class Engine>
model_runtime runtime_of(std::string name, std::filesystem::path folder) {
  model_runtime result{.name = std::move(name), .folder = std::move(folder)};
  try {
    result.devices = Engine::devices();
  } catch (const std::exception& failure) {
    result.why_not = result.name + " cannot list its devices: " + failure.what();
  }
  result.make = [](engine::exported_stages options) -> std::unique_ptr<stage_runner> {
    return std::make_unique<engine_runner<Engine>>(std::make_unique<Engine>(std::move(options)));
  };
  return result;
}

/// OpenVINO, reading IR, or ONNX models where there is no IR.
inline model_runtime openvino_runtime([[maybe_unused]] const std::filesystem::path& models) {
#ifdef PROFLENS_WITH_OPENVINO
  std::error_code ignored;
  const bool has_ir = std::filesystem::exists(models / ir_folder, ignored);
  return runtime_of<engine::openvino>("OpenVINO", models / (has_ir ? ir_folder : onnx_folder));
#else
  return {.name = "OpenVINO", .why_not = "this program was built without OpenVINO"};
#endif
}

inline model_runtime onnxruntime_runtime([[maybe_unused]] const std::filesystem::path& models) {
#ifdef PROFLENS_WITH_ONNXRUNTIME
  return runtime_of<engine::onnxruntime>("ONNX Runtime", models / onnx_folder);
#else
  return {.name = "ONNX Runtime", .why_not = "this program was built without ONNX Runtime"};
#endif
}

/// Puts the runtime's runner on a unit where it can be, else the reason into `why_absent`.
inline void add_runtime(unit_runners& unit, const model_runtime& runtime,
                        const stage_units_options& options) {
  unit.why_absent = runtime.why_not;
  if (!runtime.why_not.empty()) return;
  if (!engine::find_device(runtime.devices, unit.unit)) {
    unit.why_absent = runtime.name + " lists " + engine::names_of(runtime.devices);
    return;
  }
  try {
    unit.runners.push_back(runtime.make({.folder = runtime.folder,
                                         .unit = unit.unit,
                                         .features = options.features,
                                         .threads = options.threads}));
  } catch (const std::exception& failure) {
    unit.why_absent = runtime.name + ": " + failure.what();
  }
}

/// Puts Eigen on the unit, behind what is there, if it is the CPU.
inline void add_eigen(unit_runners& unit, const stage_units_options& options) {
  if (unit.unit != "CPU") {
    if (unit.why_absent.empty()) unit.why_absent = "the engine eigen computes on the CPU only";
    return;
  }
  engine::graphsage_options computing;
  computing.threads = options.threads;
  unit.runners.push_back(std::make_unique<engine_runner<engine::graphsage>>(
      std::make_unique<engine::graphsage>(options.features, computing)));
  if (unit.runners.size() == 1) unit.why_stand_in = std::move(unit.why_absent);
  unit.why_absent.clear();
}

/// The runtime that was chosen; for Eigen one that has nothing to say.
inline model_runtime chosen_runtime(const stage_units_options& options) {
  if (options.engine == engine_choice::eigen) return {.name = "runtime"};
  model_runtime runtime = options.engine == engine_choice::onnxruntime
                              ? onnxruntime_runtime(options.models)
                              : openvino_runtime(options.models);
  std::error_code ignored;
  if (runtime.why_not.empty() &&
      !std::filesystem::exists(options.models / "manifest.json", ignored))
    runtime.why_not = options.models.string() + " holds no exported models";
  return runtime;
}

/// Finds what can run stages on the units that were asked for. A unit that its engine does not list
/// has no runners and a reason. Throws workflow::error where an engine that was asked for by name
/// is not there at all.
inline stage_units make_stage_units(const stage_units_options& options) {
  const bool is_automatic = options.engine == engine_choice::automatic;
  const bool is_eigen = options.engine == engine_choice::eigen;
  const model_runtime runtime = chosen_runtime(options);
  if (!is_automatic && !runtime.why_not.empty())
    throw error("the engine " + std::string(name_of(options.engine)) +
                " cannot be used: " + runtime.why_not);
  stage_units result;
  std::string version = "none";
  for (const std::string& name : options.units) {
    if (std::ranges::find(result.units, name, &unit_runners::unit) != result.units.end()) continue;
    unit_runners unit{.unit = name};
    if (!is_eigen) add_runtime(unit, runtime, options);
    if (!unit.runners.empty()) version = unit.runners.front()->info().version;
    if (is_automatic || is_eigen) add_eigen(unit, options);
    if (!unit.why_stand_in.empty()) result.why_stand_in = unit.why_stand_in;
    result.units.push_back(std::move(unit));
  }
  result.belongs_to = {{"engine", std::string(name_of(options.engine))},
                       {"proflens", PROFLENS_VERSION},
                       {"threads", std::to_string(options.threads)}};
  if (!is_eigen) result.belongs_to.push_back({runtime.name, version});
  if (!is_eigen && runtime.why_not.empty())
    result.belongs_to.push_back(
        {"models", measure::checksum_text(whole_file(options.models / "manifest.json"))});
  return result;
}

}  // namespace proflens::workflow
