#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <new>
#include <optional>
#include <string>
#include <system_error>
#include <thread>
#include <utility>

#include <proflens/engine/error.hpp>
#include <proflens/engine/info.hpp>
#include <proflens/engine/kernel/eigen.hpp>
#include <proflens/engine/load_model.hpp>
#include <proflens/engine/sampling.hpp>
#include <proflens/engine/tokens.hpp>
#include <proflens/engine/transformer.hpp>
#include <proflens/engine/transformer_model.hpp>
#include <proflens/measure/machine_memory.hpp>
#include <proflens/workflow/transformer_benchmark.hpp>

namespace proflens::workflow {

/// Stands for an engine whose weights do not fit into memory: tells what it would be, and fails at
/// everything else.
class absent_engine {
 public:
  explicit absent_engine(engine::info told) : told_(std::move(told)) {}

  engine::info info() const { return told_; }
  [[noreturn]] void reset(int, int) { fail(); }
  [[noreturn]] void prefill(const engine::tokens&) { fail(); }
  [[noreturn]] void step(const engine::tokens&) { fail(); }
  [[noreturn]] engine::tokens next_tokens(const engine::sampling&) { fail(); }
  [[noreturn]] void synchronize() { fail(); }

 private:
  [[noreturn]] static void fail() { throw engine::error("the weights are not in memory"); }

  engine::info told_;
};

/// What is known of a model whose weights will be of a type.
inline benchmarked_model description_of(const engine::transformer_model& model,
                                        engine::dtype type) {
  const engine::transformer_config& config = model.config;
  benchmarked_model result;
  result.name = model.name;
  result.family = name_of(config.family);
  result.has_random_weights = model.has_random_weights;
  result.dtype = name_of(type);
  result.parameters = model.parameters;
  result.cache_bytes_per_token =
      std::uint64_t{2} * sizeof(float) * static_cast<std::uint64_t>(config.layers) *
      static_cast<std::uint64_t>(config.kv_heads) * static_cast<std::uint64_t>(config.head_dim);
  return result;
}

/// A model without its weights, or with those of a folder mapped but not read: enough to know how
/// large it is. Throws like `engine::load_model`.
inline engine::transformer_model outline_of(const std::string& name) {
  std::error_code ignored;
  const engine::known_shape* shape = engine::find_shape(name);
  if (shape == nullptr || std::filesystem::exists(name, ignored)) return engine::load_model(name);
  engine::transformer_model outline{
      .name = name, .config = shape->config, .has_random_weights = true};
  engine::count_weights(outline);
  return outline;
}

/// Bytes that it takes to bring a model into the built-in engine: the copy in the order of its
/// kernels, and another while that is made, unless the weights are mapped as they are.
inline std::uint64_t bytes_to_load(const engine::transformer_model& outline, engine::dtype type) {
  const std::uint64_t copy = outline.parameters * engine::size_of(type);
  const bool is_mapped = !outline.has_random_weights && outline.type == type;
  return is_mapped ? copy : 2 * copy;
}

/// What the built-in engine will tell of itself with such a model. `threads` as in
/// `engine::transformer_options`.
inline engine::info info_of(const engine::transformer_model& outline, engine::dtype type,
                            int threads) {
  engine::info told{.name = "eigen", .version = engine::kernel::eigen_version(), .device = "CPU"};
  told.dtype = name_of(type);
  told.precision = "f32";
  const int cores = static_cast<int>(std::thread::hardware_concurrency());
  told.threads = threads > 0 ? threads : std::max(cores, 1);
  told.vocabulary = outline.config.vocabulary;
  told.positions = outline.config.positions;
  return told;
}

/// Loads a decoder into the built-in engine, which takes so many bytes. Throws workflow::error
/// where the system gives less memory than it said was free, or permits less.
inline engine::transformer loaded_engine(const std::string& name,
                                         const engine::load_options& loading,
                                         std::uint64_t needed) {
  try {
    return engine::transformer(engine::load_model(name, loading), {.threads = loading.threads});
  } catch (const std::bad_alloc&) {
    throw error(name + ": out of memory; to load its weights takes " +
                megabytes_text(static_cast<double>(needed)) +
                "; free some, or choose a smaller type or model");
  }
}

/// Loads a decoder, by the path of its folder or the name of its shape, and measures the built-in
/// engine with it. Where its weights do not fit into the memory that is free, every point is
/// skipped for that reason. Throws engine::error for a model that cannot be loaded, and what
/// `loaded_engine` and `transformer_benchmark` throw.
inline transformer_benchmark_result benchmark_built_in_engine(
    const std::string& name, const engine::load_options& loading,
    transformer_benchmark_options options) {
  engine::transformer_model outline = outline_of(name);
  const engine::dtype type = loading.type.value_or(outline.type);
  benchmarked_model described = description_of(outline, type);
  options.libraries.push_back({"eigen", engine::kernel::eigen_version()});
  for (const std::string& tensor : outline.unused_tensors)
    options.remarks.push_back("the tensor " + tensor + " has no use in this model");

  const auto available =
      options.free_memory ? options.free_memory() : measure::read_machine_memory().available;
  const std::uint64_t needed = bytes_to_load(outline, type);
  if (available && needed > *available) {
    described.absent_weight_bytes = needed;
    absent_engine engine(info_of(outline, type, loading.threads));
    return transformer_benchmark(engine, std::move(described), options);
  }
  outline = {};
  engine::transformer engine = loaded_engine(name, loading, needed);
  return transformer_benchmark(engine, std::move(described), options);
}

}  // namespace proflens::workflow
