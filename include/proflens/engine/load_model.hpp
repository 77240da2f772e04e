#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <system_error>

#include <proflens/engine/convert_numbers.hpp>
#include <proflens/engine/dtype.hpp>
#include <proflens/engine/error.hpp>
#include <proflens/engine/known_shapes.hpp>
#include <proflens/engine/model_folder.hpp>
#include <proflens/engine/owned_weights.hpp>
#include <proflens/engine/random_weights.hpp>
#include <proflens/engine/transformer_model.hpp>

namespace proflens::engine {

struct load_options {
  /// Of all weights in memory; nothing: as they are stored, random ones as f32.
  std::optional<dtype> type = {};
  std::uint64_t seed = 0;  ///< of random weights
  int threads = 0;         ///< that make or convert weights; 0: one for each core
};

/// Gives a model weights of another type, rounded to the nearest, in memory of their own. Nothing
/// happens if all are of that type. Throws std::bad_alloc.
inline void convert_weights(transformer_model& model, dtype type, int threads = 0) {
  bool is_of_type = true;
  visit_tensors(model.config, model.weights,
                [&](const std::string&, tensor_role, const auto& view) {
                  is_of_type = is_of_type && view.type == type;
                });
  if (is_of_type) return;
  own_weights(model.config, model.weights, type, threads,
              [](const owned_tensor& tensor, std::size_t first, std::size_t count) {
                convert_numbers(tensor.source + first * size_of(tensor.source_type),
                                tensor.source_type, tensor.data + first * size_of(tensor.type),
                                tensor.type, count);
              });
  count_weights(model);
}

/// A decoder by the path of its folder (`load_model_folder`) or by the name of a known shape, then
/// with random weights. A path that exists wins. No network is used. Throws engine::error, naming
/// the shapes if the name is none; std::bad_alloc if the weights do not fit in memory.
inline transformer_model load_model(const std::string& name, const load_options& options = {}) {
  std::error_code ignored;
  const auto kind = std::filesystem::status(name, ignored).type();
  if (kind == std::filesystem::file_type::directory) {
    transformer_model model = load_model_folder(name);
    if (options.type) convert_weights(model, *options.type, options.threads);
    return model;
  }
  if (std::filesystem::exists(std::filesystem::file_status(kind)))
    throw error(name + ": expected a folder with config.json and model.safetensors, found a file");
  const known_shape* shape = find_shape(name);
  if (shape == nullptr)
    throw error(name + ": there is neither such a folder nor such a shape; the known shapes are " +
                known_shape_names());
  const dtype type = options.type.value_or(dtype::f32);
  transformer_model model{
      .name = name,
      .config = shape->config,
      .weights = random_weights(shape->config, options.seed, type, options.threads),
      .has_random_weights = true};
  count_weights(model);
  return model;
}

}  // namespace proflens::engine
