#pragma once

// The way to ONNX Runtime: its names stand in this header only (component `onnxruntime`).

#ifdef PROFLENS_WITH_ONNXRUNTIME

#include <onnxruntime_cxx_api.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <proflens/engine/concepts.hpp>
#include <proflens/engine/engine_device.hpp>
#include <proflens/engine/error.hpp>
#include <proflens/engine/exported_stages.hpp>
#include <proflens/engine/graph_size.hpp>
#include <proflens/engine/graphsage_inputs.hpp>
#include <proflens/engine/graphsage_stages.hpp>
#include <proflens/engine/info.hpp>
#include <proflens/engine/telling_line.hpp>

namespace proflens::engine {

/// Runs the exported stages of GraphSAGE (`.onnx`) by ONNX Runtime on the CPU, in the precision of
/// the model. A stage_engine of graph_size.
///
/// All functions throw engine::error that names the stage and the file, with what ONNX Runtime
/// says.
class onnxruntime {
 public:
  /// The units that this engine can use: the CPU. Whatever else the library may have been built
  /// for is not used.
  static std::vector<engine_device> devices() { return {{"CPU", "CPUExecutionProvider"}}; }

  /// Throws engine::error if the unit is not among `devices()`, and where the library that was
  /// found at run time is older than the headers this was compiled with.
  explicit onnxruntime(exported_stages options) try
      : options_(checked(std::move(options))), environment_(ORT_LOGGING_LEVEL_FATAL, "proflens") {
    info_ = {.name = "onnxruntime",
             .version = OrtGetApiBase()->GetVersionString(),
             .device = "CPU",  // of which ONNX Runtime does not know the name
             .dtype = model_dtype(options_),
             .precision = model_dtype(options_),
             .threads = thread_count()};
  } catch (const Ort::Exception& why) {
    throw error("ONNX Runtime cannot begin: " + one_line(why.what()));
  }

  engine::info info() const { return info_; }

  std::vector<stage> stages() const { return graphsage_stage_list(); }

  /// Reads the model of the stage unless it is the last one of that stage, and binds random inputs
  /// of that size (`graphsage_inputs`).
  void prepare(int id, const graph_size& size) {
    prepare(id, size,
            graphsage_inputs(graphsage_stage_of(id), size, options_.features, options_.seed));
  }

  /// The same with inputs of one's own, of which the model takes those that it has.
  void prepare(int id, const graph_size& size, std::vector<stage_tensor> inputs) {
    const graphsage_stage stage = graphsage_stage_of(id);
    current_ = nullptr;
    const std::string name = model_name(options_, stage, size);
    if (!loaded_[id] || loaded_[id]->name != name) {
      loaded_[id].reset();
      loaded_[id] = load(id, name);
    }
    bind(*loaded_[id], std::move(inputs));
    current_ = &*loaded_[id];
  }

  void run() {
    if (current_ == nullptr) throw error("ONNX Runtime: no stage is prepared; call prepare first");
    try {
      current_->session.Run(run_options_, current_->binding);
    } catch (const Ort::Exception& why) {
      throw failure(current_->id, current_->file, why);
    }
  }

  /// Nothing to wait for: `run` returns when the stage is done.
  void synchronize() {}

  /// What the last run gave, row after row.
  std::vector<float> output() const {
    if (current_ == nullptr) throw error("ONNX Runtime: no stage is prepared; call prepare first");
    try {
      const auto values = current_->binding.GetOutputValues();
      if (values.empty()) throw error("ONNX Runtime: the stage has not run");
      const float* numbers = values[0].GetTensorData<float>();
      return {numbers, numbers + values[0].GetTensorTypeAndShapeInfo().GetElementCount()};
    } catch (const Ort::Exception& why) {
      throw failure(current_->id, current_->file, why);
    }
  }

 private:
  struct loaded_stage {
    int id = 0;
    std::string name = {};  ///< of the model
    std::filesystem::path file = {};
    std::vector<stage_tensor> inputs = {};  ///< bound, not copied
    Ort::Session session{nullptr};
    Ort::IoBinding binding{nullptr};
  };

  static exported_stages checked(exported_stages options) {
    // The headers ask for their version of the interface when the program starts; a library that
    // does not have it gives none.
    if (Ort::Global<void>::api_ == nullptr) {
      throw error(std::string("ONNX Runtime ") + OrtGetApiBase()->GetVersionString() +
                  " is older than the headers of version 1." + std::to_string(ORT_API_VERSION) +
                  " that this program was compiled with; install that version or a later one");
    }
    if (!find_device(devices(), options.unit)) {
      throw error("ONNX Runtime is not used on " + options.unit +
                  " by this engine; it has: " + names_of(devices()));
    }
    return options;
  }

  /// One for each core where none is asked for: ONNX Runtime does not tell how many it would take.
  int thread_count() const {
    if (options_.threads > 0) return options_.threads;
    return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
  }

  static error failure(int id, const std::filesystem::path& file, const Ort::Exception& why) {
    return error(file.string() + ": ONNX Runtime, stage " + std::to_string(id) + " (" +
                 std::string(name_of(graphsage_stage_of(id))) + "): " + one_line(why.what()));
  }

  loaded_stage load(int id, const std::string& name) {
    loaded_stage loaded{.id = id, .name = name, .file = model_file(options_, name, {".onnx"})};
    Ort::SessionOptions options;
    options.SetInterOpNumThreads(1);
    options.SetIntraOpNumThreads(thread_count());
    try {
      loaded.session = Ort::Session(environment_, loaded.file.c_str(), options);
      loaded.binding = Ort::IoBinding(loaded.session);
    } catch (const Ort::Exception& why) {
      throw failure(id, loaded.file, why);
    }
    return loaded;
  }

  void bind(loaded_stage& loaded, std::vector<stage_tensor> inputs) {
    loaded.binding.ClearBoundInputs();
    loaded.binding.ClearBoundOutputs();
    loaded.inputs = std::move(inputs);
    try {
      const Ort::AllocatorWithDefaultOptions allocator;
      for (std::size_t i = 0; i < loaded.session.GetInputCount(); ++i) {
        const std::string name = loaded.session.GetInputNameAllocated(i, allocator).get();
        const auto given = std::ranges::find(loaded.inputs, name, &stage_tensor::name);
        if (given == loaded.inputs.end())
          throw error(loaded.file.string() + ": the model wants the input " + name +
                      ", which stage " + std::to_string(loaded.id) + " has not");
        loaded.binding.BindInput(name.c_str(), view_of(*given));
      }
      loaded.binding.BindOutput(loaded.session.GetOutputNameAllocated(0, allocator).get(),
                                cpu_memory_);
    } catch (const Ort::Exception& why) {
      throw failure(loaded.id, loaded.file, why);
    }
  }

  /// Of the same memory.
  Ort::Value view_of(stage_tensor& given) const {
    const auto& shape = given.shape;
    if (!given.indices.empty() || given.name == "edge_index") {
      return Ort::Value::CreateTensor<std::int64_t>(
          cpu_memory_, given.indices.data(), given.indices.size(), shape.data(), shape.size());
    }
    return Ort::Value::CreateTensor<float>(cpu_memory_, given.floats.data(), given.floats.size(),
                                           shape.data(), shape.size());
  }

  exported_stages options_;
  Ort::Env environment_;
  Ort::MemoryInfo cpu_memory_ = Ort::MemoryInfo::CreateCpu(OrtArenaAllocator, OrtMemTypeDefault);
  Ort::RunOptions run_options_ = {};
  engine::info info_ = {};
  std::map<int, std::optional<loaded_stage>> loaded_ = {};  // of each stage the last model
  loaded_stage* current_ = nullptr;
};

}  // namespace proflens::engine

#endif  // PROFLENS_WITH_ONNXRUNTIME
