#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <proflens/engine/error.hpp>
#include <proflens/workflow/error.hpp>
#include <proflens/workflow/stage_profiling/configuration.hpp>
#include <proflens/workflow/stage_profiling/export_models.hpp>
#include <proflens/workflow/stage_profiling/measure_options.hpp>
#include <proflens/workflow/stage_profiling/measure_stages.hpp>
#include <proflens/workflow/stage_profiling/stage_units.hpp>

namespace proflens::workflow {

/// What is asked of a stage profile.
struct stage_profiling_options {
  stage_configuration configuration = {};
  std::filesystem::path output_dir = {};  ///< gets exported_models/ and results/
  std::vector<std::string> units = {};    ///< "CPU", "GPU", "NPU", "GPU.1"
  engine_choice engine = engine_choice::automatic;
  int threads = 0;     ///< on a CPU; 0: as many as the engine chooses
  bool fresh = false;  ///< measures all points anew, whatever checkpoint there is
  std::function<void(const stage_progress&)> on_progress = {};
};

inline std::filesystem::path models_folder(const stage_profiling_options& options) {
  return options.output_dir / "exported_models";
}
inline std::filesystem::path results_folder(const stage_profiling_options& options) {
  return options.output_dir / "results";
}

/// Exports what is missing of the models, where an engine is to read them. What is left out, in
/// words; empty where nothing is.
inline std::string export_missing_models(const stage_profiling_options& options) {
  if (options.engine == engine_choice::eigen) return {};
  if (!can_export_models) return "models left out: this build has no component onnx";
  try {
    return left_out_text(export_models(options.configuration, options.output_dir));
  } catch (const engine::error& refusal) {
    // Eigen can stand in on the CPU, as where there is nothing to export with.
    if (options.engine != engine_choice::automatic) throw;
    return std::string("models left out: ") + refusal.what();
  }
}

/// Measures the stages of GraphSAGE on processing units, from end to end: exports what is missing
/// of the models, finds engines and devices, goes on from the checkpoint that is there; see
/// `measure_stages`.
///
///     workflow::stage_profiling_options options;
///     options.configuration = workflow::default_stage_configuration();
///     options.units = {"CPU", "GPU", "NPU"};
///     auto measured = workflow::measure_stage_profile(options);
///
/// Throws proflens::error where results cannot be written, before it does anything else; what
/// `export_models`, `make_stage_units` and `measure_stages` throw.
inline measured_stages measure_stage_profile(const stage_profiling_options& options) {
  require_writable(results_folder(options));
  const std::string left_out = export_missing_models(options);
  stage_units_options wanted;
  wanted.units = options.units;
  wanted.engine = options.engine;
  wanted.models = models_folder(options);
  wanted.features = options.configuration.feature_dim;
  wanted.threads = options.threads;
  stage_units units = make_stage_units(wanted);
  measure_stages_options measuring;
  measuring.results = results_folder(options);
  measuring.fresh = options.fresh;
  measuring.belongs_to = std::move(units.belongs_to);
  measuring.on_progress = options.on_progress;
  if (!left_out.empty()) measuring.remarks.push_back(left_out);
  if (!units.why_stand_in.empty())
    measuring.remarks.push_back(units.why_stand_in + "; the engine eigen computes on the CPU");
  return measure_stages(options.configuration, measuring, units.units);
}

}  // namespace proflens::workflow
