#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <proflens/engine/error.hpp>
#include <proflens/engine/graphsage_inputs.hpp>
#include <proflens/engine/graphsage_weights.hpp>
#include <proflens/workflow/error.hpp>
#include <proflens/workflow/stage_profiling/configuration.hpp>
#include <proflens/workflow/stage_profiling/exported_models.hpp>
#include <proflens/workflow/stage_profiling/model_folder_writer.hpp>
#include <proflens/workflow/stage_profiling/model_manifest.hpp>
#ifdef PROFLENS_WITH_ONNX
#include <proflens/engine/onnx_export.hpp>
#endif
#ifdef PROFLENS_WITH_OPENVINO
#include <proflens/engine/openvino_ir.hpp>
#endif

namespace proflens::workflow {

struct export_options {
  std::uint64_t weights_seed = 1;
  int threads = 0;  ///< 0: one for each core
};

/// Whether this build can: it has the component `onnx`.
#ifdef PROFLENS_WITH_ONNX
inline constexpr bool can_export_models = true;
#else
inline constexpr bool can_export_models = false;
#endif

/// Calls `work(i)` for each i in [0, count), in several threads (0: one for each core). What it
/// throws first stops the rest, and is thrown when all threads have ended.
template <class Work>
void for_each_in_parallel(std::size_t count, int threads, const Work& work) {
  std::atomic<std::size_t> next = 0;
  std::exception_ptr failure;
  std::mutex mutex;
  const auto run = [&] {
    try {
      for (std::size_t i = 0; (i = next++) < count;) work(i);
    } catch (...) {
      next = count;
      const std::scoped_lock lock(mutex);
      if (!failure) failure = std::current_exception();
    }
  };
  const unsigned wanted =
      threads > 0 ? static_cast<unsigned>(threads) : std::thread::hardware_concurrency();
  {
    std::vector<std::jthread> helpers;
    for (std::size_t i = 1; i < std::min<std::size_t>(wanted, count); ++i)
      helpers.emplace_back(run);
    run();
  }
  if (failure) std::rethrow_exception(failure);
}

#ifdef PROFLENS_WITH_ONNX

/// One export; `export_models` is what to call.
class model_export {
 public:
  model_export(const stage_configuration& configuration, const std::filesystem::path& folder,
               const export_options& options)
      : models_(models_of(configuration)),
        weights_(engine::random_graphsage_weights(configuration.feature_dim, options.weights_seed)),
        options_(options),
        files_(folder, has_ir) {
    result_.folder = folder;
    result_.features = configuration.feature_dim;
    result_.weights_seed = options.weights_seed;
    result_.onnx_version = engine::onnx_graph::library_version();
  }

  exported_models run() {
    std::vector<outcome> outcomes(models_.size());
    for_each_in_parallel(models_.size(), options_.threads,
                         [&](std::size_t i) { outcomes[i] = write(models_[i]); });
    tell_ir();
    for (std::size_t i = 0; i < models_.size(); ++i) {
      result_.onnx.push_back({models_[i], {std::move(outcomes[i].onnx)}});
      if (!outcomes[i].ir.empty()) result_.ir.push_back({models_[i], std::move(outcomes[i].ir)});
      if (outcomes[i].left_out) result_.left_out.push_back(*std::move(outcomes[i].left_out));
    }
    files_.put("manifest.json", manifest_json(result_));
    result_.written_files = files_.written();
    result_.unchanged_files = files_.unchanged();
    return std::move(result_);
  }

 private:
#ifdef PROFLENS_WITH_OPENVINO
  static constexpr bool has_ir = true;
#else
  static constexpr bool has_ir = false;
#endif

  struct outcome {
    exported_file onnx = {};
    std::vector<exported_file> ir = {};
    std::optional<left_out_model> left_out = {};
  };

  outcome write(const stage_model& model) {
    const auto precision =
        model.precision == "f16" ? engine::onnx_precision::f16 : engine::onnx_precision::f32;
    const std::string bytes = engine::onnx_model(model.stage, weights_, precision, model.fixed);
    outcome result;
    result.onnx = files_.put(std::string(onnx_folder) + '/' + model.name() + ".onnx", bytes);
#ifdef PROFLENS_WITH_OPENVINO
    write_ir(std::string(ir_folder) + '/' + model.name(), bytes, result);
#endif
    return result;
  }

#ifdef PROFLENS_WITH_OPENVINO
  void write_ir(const std::string& name, const std::string& onnx, outcome& result) {
    engine::openvino_ir ir;
    try {
      ir = convert_(onnx);
    } catch (const engine::error& refusal) {
      // What an earlier export left there is of another model.
      for (const char* ending : {".xml", ".bin"}) files_.remove(name + ending);
      result.left_out = {name, refusal.what()};
      return;
    }
    result.ir.push_back(files_.put(name + ".bin", ir.weights));
    result.ir.push_back(files_.put(name + ".xml", ir.graph));
  }

  engine::openvino_ir_converter convert_;
#endif

  void tell_ir() {
#ifdef PROFLENS_WITH_OPENVINO
    result_.openvino_version = engine::openvino_ir_converter::version();
#else
    result_.left_out.push_back(
        {std::string(ir_folder),
         "this build has no OpenVINO (component openvino); cmake/fetch_engines.sh brings it"});
#endif
  }

  std::vector<stage_model> models_;
  engine::graphsage_weights weights_;
  export_options options_;
  model_folder_writer files_;
  exported_models result_;
};

#endif

/// Writes the models of all stages to `exported_models/` below `output_folder`, which is created:
/// ONNX to `onnx_models/`, OpenVINO IR of them to `ir_models/` where this build has OpenVINO, and
/// `manifest.json`. Weights are random, from the seed. A file that is there as it should be is not
/// touched, so that an export that was stopped goes on, and a second one writes nothing; what is
/// damaged or belongs to another configuration is written anew. Models of sizes that are no longer
/// among the test cases stay on the disk, unlisted.
///
/// Throws workflow::error where this build cannot export (`can_export_models`) or a folder cannot
/// be made, engine::error for sizes that no model can have, proflens::error where a file cannot be
/// written.
inline exported_models export_models([[maybe_unused]] const stage_configuration& configuration,
                                     [[maybe_unused]] const std::filesystem::path& output_folder,
                                     [[maybe_unused]] const export_options& options = {}) {
#ifdef PROFLENS_WITH_ONNX
  for (const engine::graph_size& size : configuration.test_cases)
    engine::require_computable(size, configuration.feature_dim);
  engine::require_exportable(configuration.feature_dim);
  return model_export(configuration, output_folder / "exported_models", options).run();
#else
  throw error(
      "this build cannot export models: it has no component onnx; install it (apt-get install "
      "libonnx-dev libprotobuf-dev), configure and build again");
#endif
}

}  // namespace proflens::workflow
