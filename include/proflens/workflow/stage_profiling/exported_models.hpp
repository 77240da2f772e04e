#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <proflens/engine/graph_size.hpp>
#include <proflens/engine/graphsage_model_file.hpp>
#include <proflens/engine/graphsage_stages.hpp>
#include <proflens/report/number.hpp>
#include <proflens/workflow/stage_profiling/configuration.hpp>
#include <proflens/workflow/wording.hpp>

namespace proflens::workflow {

/// What the exported files are; also the folders of `exported_models/` they lie in.
inline constexpr std::string_view onnx_folder = "onnx_models", ir_folder = "ir_models";

/// One model to export: a stage for a unit, for graphs of any size or of one.
struct stage_model {
  engine::graphsage_stage stage = engine::graphsage_stage::gather;
  std::string unit = {};       ///< it is made for: "CPU", "GPU", "NPU"
  std::string precision = {};  ///< "f32" for CPU, "f16" for the others; float32 at its ends
  std::optional<engine::graph_size> fixed = {};  ///< nothing: any size

  /// Without folder and ending.
  std::string name() const {
    std::string lower = unit;
    for (char& letter : lower) {
      if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
    }
    return engine::graphsage_model_name(stage, lower, fixed);
  }

  friend bool operator==(const stage_model&, const stage_model&) = default;
};

/// All models of a configuration: for each stage one for CPU and one for GPU, which take graphs of
/// any size, then for each test case one of each stage for NPU, which wants to know the size.
inline std::vector<stage_model> models_of(const stage_configuration& configuration) {
  std::vector<stage_model> models;
  for (const auto stage : engine::all_graphsage_stages) {
    models.push_back({stage, "CPU", "f32"});
    models.push_back({stage, "GPU", "f16"});
  }
  for (const engine::graph_size& size : configuration.test_cases) {
    for (const auto stage : engine::all_graphsage_stages)
      models.push_back({stage, "NPU", "f16", size});
  }
  return models;
}

/// A file that holds a model or a part of it.
struct exported_file {
  std::string name = {};  ///< below `exported_models`: "onnx_models/stage1_gather_cpu.onnx"
  std::uint64_t bytes = 0;
  std::uint32_t crc32 = 0;  ///< of its bytes

  friend bool operator==(const exported_file&, const exported_file&) = default;
};

/// A model that was written: one file of ONNX, or two of IR (.xml and .bin).
struct exported_model {
  stage_model model = {};
  std::vector<exported_file> files = {};

  friend bool operator==(const exported_model&, const exported_model&) = default;
};

/// What should be there and is not.
struct left_out_model {
  std::string name = {};    ///< of a model, or of the folder if it is all of them
  std::string reason = {};  ///< and what to do about it

  friend bool operator==(const left_out_model&, const left_out_model&) = default;
};

/// The result of `export_models`.
struct exported_models {
  std::filesystem::path folder = {};  ///< exported_models
  std::int64_t features = 0;          ///< F
  std::uint64_t weights_seed = 0;
  std::string onnx_version = {};      ///< of libonnx, which checked the models
  std::string openvino_version = {};  ///< empty where IR was left out
  std::vector<exported_model> onnx = {};
  std::vector<exported_model> ir = {};
  std::vector<left_out_model> left_out = {};
  std::size_t written_files = 0;    ///< by this export, the manifest counted
  std::size_t unchanged_files = 0;  ///< that were there, whole and the same

  /// On the disk, without the manifest.
  std::uint64_t bytes() const {
    std::uint64_t sum = 0;
    for (const auto* models : {&onnx, &ir}) {
      for (const exported_model& one : *models) {
        for (const exported_file& file : one.files) sum += file.bytes;
      }
    }
    return sum;
  }

  std::filesystem::path onnx_models() const { return folder / onnx_folder; }
  std::filesystem::path ir_models() const { return folder / ir_folder; }
  std::filesystem::path manifest() const { return folder / "manifest.json"; }
};

/// "ir_models left out: this build has no OpenVINO"; of several models the first, and how many
/// more. Empty where all are there.
inline std::string left_out_text(const exported_models& models) {
  if (models.left_out.empty()) return {};
  const left_out_model& first = models.left_out.front();
  const std::size_t more = models.left_out.size() - 1;
  return first.name + " left out: " + first.reason +
         (more > 0 ? "; " + report::rounded(more) + " more" : "");
}

/// What an export came to, a line for people each: how many models and bytes there are and where,
/// what was written now, what is left out.
inline std::vector<std::string> export_lines(const exported_models& models) {
  const auto count = [](std::size_t models_there, std::string_view kind) {
    return report::rounded(models_there) + ' ' + std::string(kind) +
           (models_there == 1 ? " model" : " models");
  };
  std::vector<std::string> lines;
  lines.push_back(count(models.onnx.size(), "ONNX") + " in " + models.onnx_models().string());
  if (!models.ir.empty())
    lines.push_back(count(models.ir.size(), "OpenVINO IR") + " in " + models.ir_models().string());
  lines.push_back(report::rounded(static_cast<double>(models.bytes()) / 0x1p20, 3) +
                  " MiB on the disk; " + counted(models.written_files, "file", "files") +
                  " written, " + report::rounded(models.unchanged_files) + " were there and whole");
  for (const left_out_model& one : models.left_out)
    lines.push_back(one.name + " left out: " + one.reason);
  return lines;
}

}  // namespace proflens::workflow
