#pragma once

// The way to OpenVINO: its names stand in this header only (component `openvino`).

#ifdef PROFLENS_WITH_OPENVINO

#include <openvino/openvino.hpp>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <exception>
#include <filesystem>
#include <map>
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

/// Runs the exported stages of GraphSAGE by OpenVINO Runtime: IR (`.xml` with its `.bin`), or
/// `.onnx` where there is no IR. Computes in f32 on CPUs, where OpenVINO would take bf16 by itself,
/// in f16 on other units. A stage_engine of graph_size.
///
/// All functions throw engine::error that names the stage and the file, with the line of OpenVINO's
/// message that says what is wrong.
class openvino {
 public:
  /// The processing units that OpenVINO can use on this machine; none where it cannot tell.
  static std::vector<engine_device> devices() {
    ov::Core core;
    return devices_of(core);
  }

  /// Throws engine::error if the unit is not among `devices()`.
  explicit openvino(exported_stages options) : options_(std::move(options)) {
    const auto found = devices_of(core_);
    const auto device = find_device(found, options_.unit);
    if (!device) {
      throw error("OpenVINO has no device " + options_.unit +
                  " on this machine; it has: " + names_of(found));
    }
    info_ = {.name = "openvino",
             .version = ov::get_openvino_version().buildNumber,
             .device = device->name,
             .device_name = device->full_name,
             .dtype = model_dtype(options_),
             .precision = asked_precision().to_string(),
             .threads = is_cpu() ? options_.threads : 0};
  }

  /// What runs; precision and threads are read back from the model that was prepared last, before
  /// the first they are those asked for.
  engine::info info() const { return info_; }

  std::vector<stage> stages() const { return graphsage_stage_list(); }

  /// Reads and compiles the model of the stage unless it is the last one of that stage, and binds
  /// random inputs of that size (`graphsage_inputs`).
  void prepare(int id, const graph_size& size) {
    prepare(id, size,
            graphsage_inputs(graphsage_stage_of(id), size, options_.features, options_.seed));
  }

  /// The same with inputs of one's own, of which the model takes those that it has.
  void prepare(int id, const graph_size& size, const std::vector<stage_tensor>& inputs) {
    const graphsage_stage stage = graphsage_stage_of(id);
    current_ = nullptr;
    const std::string name = model_name(options_, stage, size);
    if (loaded_[id].name != name) {
      loaded_[id] = {};
      loaded_[id] = load(id, name);
    }
    loaded_stage& loaded = loaded_[id];
    bind(loaded, inputs);
    try {
      read_back(loaded);
    } catch (const std::exception& why) {
      throw failure(id, loaded.file, why.what());
    }
    current_ = &loaded;
  }

  void run() {
    if (current_ == nullptr) throw error("OpenVINO: no stage is prepared; call prepare first");
    try {
      current_->request.infer();
    } catch (const ov::Exception& why) {
      throw failure(current_->id, current_->file, why.what());
    }
  }

  /// Nothing to wait for: `run` returns when the stage is done.
  void synchronize() {}

  /// What the last run gave, row after row.
  std::vector<float> output() {
    if (current_ == nullptr) throw error("OpenVINO: no stage is prepared; call prepare first");
    const ov::Tensor tensor = current_->request.get_output_tensor(0);
    const float* numbers = tensor.data<const float>();
    return {numbers, numbers + tensor.get_size()};
  }

 private:
  struct loaded_stage {
    int id = 0;
    std::string name = {};  ///< of the model; empty: none
    std::filesystem::path file = {};
    ov::CompiledModel compiled = {};
    ov::InferRequest request = {};
  };

  static std::vector<engine_device> devices_of(ov::Core& core) {
    std::vector<engine_device> devices;
    for (const std::string& name : core.get_available_devices()) {
      devices.push_back({name});
      try {
        devices.back().full_name = core.get_property(name, ov::device::full_name);
      } catch (const ov::Exception&) {
        // a driver that cannot say its name does not take the other devices away
      }
    }
    return devices;
  }

  static error failure(int id, const std::filesystem::path& file, const char* message) {
    return error(file.string() + ": OpenVINO, stage " + std::to_string(id) + " (" +
                 std::string(name_of(graphsage_stage_of(id))) + "): " + telling_line(message));
  }

  bool is_cpu() const { return options_.unit.starts_with("CPU"); }
  ov::element::Type asked_precision() const {
    return is_cpu() ? ov::element::f32 : ov::element::f16;
  }

  ov::AnyMap properties() const {
    ov::AnyMap properties{ov::hint::performance_mode(ov::hint::PerformanceMode::LATENCY),
                          ov::hint::inference_precision(asked_precision())};
    if (is_cpu() && options_.threads > 0)
      properties.insert(ov::inference_num_threads(options_.threads));
    // OpenVINO's package has no compiler for NPUs, their drivers have.
    if (options_.unit.starts_with("NPU")) properties["NPU_COMPILER_TYPE"] = "DRIVER";
    return properties;
  }

  loaded_stage load(int id, const std::string& name) {
    loaded_stage loaded{.id = id, .file = model_file(options_, name, {".xml", ".onnx"})};
    try {
      loaded.compiled =
          core_.compile_model(core_.read_model(loaded.file.string()), info_.device, properties());
      loaded.request = loaded.compiled.create_infer_request();
    } catch (const ov::Exception& why) {
      throw failure(id, loaded.file, why.what());
    }
    loaded.name = name;
    return loaded;
  }

  static void bind(loaded_stage& loaded, const std::vector<stage_tensor>& inputs) {
    try {
      for (const auto& input : loaded.compiled.inputs()) {
        // Several names where an output is an input, as of the identity.
        const auto& names = input.get_names();
        const auto given = std::ranges::find_if(
            inputs, [&](const stage_tensor& one) { return names.contains(one.name); });
        if (given == inputs.end())
          throw error(loaded.file.string() + ": the model wants the input " + input.get_any_name() +
                      ", which stage " + std::to_string(loaded.id) + " has not");
        loaded.request.set_tensor(input, copy_of(*given));
      }
    } catch (const ov::Exception& why) {
      throw failure(loaded.id, loaded.file, why.what());
    }
  }

  /// In OpenVINO's own memory, aligned as it wants.
  static ov::Tensor copy_of(const stage_tensor& given) {
    const ov::Shape shape(given.shape.begin(), given.shape.end());
    const bool is_index = !given.indices.empty() || given.name == "edge_index";
    ov::Tensor tensor(is_index ? ov::element::i64 : ov::element::f32, shape);
    if (is_index)
      std::ranges::copy(given.indices, tensor.data<std::int64_t>());
    else
      std::ranges::copy(given.floats, tensor.data<float>());
    return tensor;
  }

  void read_back(const loaded_stage& loaded) {
    const auto& compiled = loaded.compiled;
    info_.device = compiled.get_property(ov::execution_devices).at(0);
    const auto known = compiled.get_property(ov::supported_properties);
    const auto tells = [&](const auto& property) {
      return std::ranges::find(known, property.name()) != known.end();
    };
    if (tells(ov::hint::inference_precision))
      info_.precision = compiled.get_property(ov::hint::inference_precision).to_string();
    if (is_cpu() && tells(ov::inference_num_threads))
      info_.threads = compiled.get_property(ov::inference_num_threads);
  }

  exported_stages options_;
  ov::Core core_;
  engine::info info_ = {};
  std::map<int, loaded_stage> loaded_ = {};  // of each stage the last model
  loaded_stage* current_ = nullptr;
};

}  // namespace proflens::engine

#endif  // PROFLENS_WITH_OPENVINO
