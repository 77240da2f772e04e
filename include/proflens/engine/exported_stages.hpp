#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <proflens/engine/concepts.hpp>
#include <proflens/engine/error.hpp>
#include <proflens/engine/graph_size.hpp>
#include <proflens/engine/graphsage_model_file.hpp>
#include <proflens/engine/graphsage_stage_list.hpp>
#include <proflens/engine/graphsage_stages.hpp>

namespace proflens::engine {

/// What a runtime needs to run the exported models of GraphSAGE's stages.
struct exported_stages {
  std::filesystem::path folder = {};  ///< of the models, named by `graphsage_model_name`
  std::string unit = {};              ///< to run on: "CPU", "GPU", "NPU", or "GPU.1"
  std::int64_t features = 500;        ///< F of the models
  int threads = 0;                    ///< on a CPU; 0: what the runtime chooses, or one a core
  std::uint64_t seed = 1;             ///< of the inputs
  /// The unit whose models are run: "NPU" with unit "CPU" tries the static half-precision models
  /// where there is no NPU. Empty: those of the unit itself.
  std::string models_of = {};
};

/// "gpu", whose models "GPU.0" runs.
inline std::string model_unit(const exported_stages& options) {
  std::string_view unit = options.models_of.empty() ? options.unit : options.models_of;
  std::string lower(unit.substr(0, unit.find('.')));
  for (char& letter : lower) {
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  }
  return lower;
}

/// The name of the model of a stage, without folder and ending: NPUs want one for each size, other
/// units run one for all.
inline std::string model_name(const exported_stages& options, graphsage_stage stage,
                              const graph_size& size) {
  const std::string unit = model_unit(options);
  return unit == "npu" ? graphsage_model_name(stage, unit, size)
                       : graphsage_model_name(stage, unit);
}

/// "f32" of the models for CPUs, "f16" of the others.
inline std::string model_dtype(const exported_stages& options) {
  return model_unit(options) == "cpu" ? "f32" : "f16";
}

/// The file of a model, of the first ending that there is. Throws engine::error where there is
/// none.
inline std::filesystem::path model_file(const exported_stages& options, const std::string& name,
                                        const std::vector<std::string>& endings) {
  std::string tried;
  for (const std::string& ending : endings) {
    const auto file = options.folder / (name + ending);
    std::error_code ignored;
    if (std::filesystem::is_regular_file(file, ignored)) return file;
    tried += (tried.empty() ? "" : " or ") + name + ending;
  }
  throw error(options.folder.string() + ": there is no " + tried +
              "; export the models of this unit, size and number of features first");
}

}  // namespace proflens::engine
