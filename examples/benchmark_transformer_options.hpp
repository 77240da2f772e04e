#pragma once

#include <proflens/engine/dtype.hpp>
#include <proflens/engine/known_shapes.hpp>
#include <proflens/engine/load_model.hpp>
#include <proflens/workflow/error.hpp>
#include <proflens/workflow/transformer_benchmark/options.hpp>
#include <proflens/workflow/transformer_benchmark/presets.hpp>
#include <proflens/workflow/transformer_benchmark/read_configuration.hpp>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdint>
#include <ctime>
#include <filesystem>
#include <limits>
#include <optional>
#include <string>
#include <system_error>

namespace driver {

/// The command line of benchmark_transformer.
class benchmark_transformer_options {
 public:
  std::string model;
  bool chose_cpu_itself = false;  ///< the device was `auto`

  explicit benchmark_transformer_options(CLI::App& app) {
    namespace workflow = proflens::workflow;
    app.add_option("--model", model,
                   "a folder with config.json and model.safetensors; or the name of a shape, for "
                   "random weights: " +
                       proflens::engine::known_shape_names())
        ->type_name("NAME_OR_PATH")
        ->required();
    app.add_option("--device", device_, "auto, cpu, cuda or cuda:N")
        ->type_name("DEVICE")
        ->check([](const std::string& name) { return workflow::refusal_of_device(name); });
    auto* file = app.add_option("--config-file", config_file_,
                                "what to measure, as benchmark_config writes it")
                     ->type_name("FILE");
    app.add_option("--preset", preset_, "what to measure: " + workflow::preset_names())
        ->type_name("NAME")
        ->excludes(file)
        ->check([](const std::string& name) {
          return workflow::find_preset(name)
                     ? std::string()
                     : "there is no preset " + name + "; there are " + workflow::preset_names();
        });
    app.add_option("--output-file", prefix_,
                   "PREFIX.json and PREFIX.csv are written (benchmark_results_YYYYMMDD_HHMMSS)")
        ->type_name("PREFIX");
    app.add_option("--engine", engine_, "what computes")->type_name("NAME")->capture_default_str();
    app.add_flag("--resume", resume_, "go on with PREFIX.json if it is there");
    app.add_option("--seed", seed_, "of random weights, prompts and sampling, from 0 on")
        ->check([](const std::string& text) {  // or -1 is read as 2^64 - 1
          return text.starts_with('-') ? "expected 0 or more, found " + text : std::string();
        })
        ->capture_default_str();
    app.add_option("--threads", threads_, "that compute; 0: one for each core")
        ->check(CLI::Range(0, 4096))
        ->capture_default_str();
    app.add_option("--dtype", dtype_, "of the weights in memory; auto: as they are stored")
        ->check(CLI::IsMember({"auto", "f32", "f16", "bf16"}))
        ->capture_default_str();
  }

  /// What is to be measured. Throws proflens::error for a configuration, an engine or a device that
  /// is not there.
  proflens::workflow::transformer_benchmark_options workflow() {
    require_engine();
    proflens::workflow::transformer_benchmark_options options;
    options.configuration = configuration();
    options.output_prefix = prefix_.empty() ? dated_prefix() : prefix_;
    require_own_files(options);
    options.resume = resume_;
    options.seed = seed_;
    if (!device_.empty()) options.configuration.device = device_;
    require_device(options.configuration.device);
    chose_cpu_itself = options.configuration.device != "cpu";
    return options;
  }

  proflens::engine::load_options loading() const {
    using proflens::engine::dtype;
    proflens::engine::load_options options{.seed = seed_, .threads = threads_};
    for (const dtype type : {dtype::f32, dtype::f16, dtype::bf16})
      if (name_of(type) == dtype_) options.type = type;
    return options;
  }

 private:
  /// Throws for a device that the engine does not compute on.
  static void require_device(const std::string& device) {
    if (!proflens::workflow::is_cuda(device)) return;
    std::string found;
    for (const char* path : {"/dev/nvidiactl", "/proc/driver/nvidia/version"}) {
      std::error_code ignored;
      found += (found.empty() ? "" : ", ") + std::string(path) +
               (std::filesystem::exists(path, ignored) ? " is there" : " is not there");
    }
    throw proflens::workflow::error(
        "device " + device +
        ": looked for an engine of this program that computes on CUDA and found none (there is: "
        "eigen, on the CPU), and for a CUDA device (" +
        found + "); use cpu or auto");
  }

  /// Throws for a prefix whose files would replace the configuration or have no name.
  void require_own_files(const proflens::workflow::transformer_benchmark_options& options) const {
    if (!options.output_prefix.has_filename())
      throw proflens::workflow::error("--output-file " + prefix_ +
                                      ": expected a name behind the folder; give it one");
    for (const auto& file : {json_file(options), csv_file(options)}) {
      std::error_code unknown;
      if (!config_file_.empty() && std::filesystem::equivalent(file, config_file_, unknown))
        throw proflens::workflow::error("--output-file " + prefix_ + ": " + file.string() +
                                        " is the configuration; name another prefix");
    }
  }

  void require_engine() const {
    if (engine_ == "eigen") return;
    throw proflens::workflow::error("the engine " + engine_ +
                                    " is not in this program; there is: eigen");
  }

  proflens::workflow::transformer_configuration configuration() const {
    if (!config_file_.empty()) return proflens::workflow::read_configuration_file(config_file_);
    if (!preset_.empty()) return proflens::workflow::preset_configuration(preset_);
    return proflens::workflow::default_configuration();
  }

  static std::string dated_prefix() {
    const std::time_t now = std::time(nullptr);
    std::tm local{};
    ::localtime_r(&now, &local);
    char text[64];
    const auto size = std::strftime(text, sizeof text, "benchmark_results_%Y%m%d_%H%M%S", &local);
    return {text, size};
  }

  std::string device_, config_file_, preset_, prefix_;
  std::string engine_ = "eigen";
  std::string dtype_ = "auto";
  bool resume_ = false;
  std::uint64_t seed_ = 0;
  int threads_ = 0;
};

}  // namespace driver
