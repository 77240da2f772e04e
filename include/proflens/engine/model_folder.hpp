#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <proflens/engine/error.hpp>
#include <proflens/engine/read_config.hpp>
#include <proflens/engine/tensor_layout.hpp>
#include <proflens/engine/transformer_config.hpp>
#include <proflens/engine/transformer_model.hpp>
#include <proflens/engine/weight_files.hpp>

namespace proflens::engine {

/// Finds each tensor of a decoder in the files, checks type and shape, and points the views there.
class weight_binder {
 public:
  weight_binder(const transformer_config& config, const weight_files& files)
      : files_(files),
        body_(prefix_of_body(config, files)),
        what_(std::string(name_of(config.family)) + " and " +
              (config.family == transformer_family::gpt2 ? "n_layer " : "num_hidden_layers ") +
              std::to_string(config.layers)) {}

  template <class View>
  void operator()(const std::string& name, tensor_role, View& view) {
    const std::string full = name == head ? name : body_ + name;
    const auto [tensor, path] = files_.find(full);
    if (tensor == nullptr)
      throw error(files_.source() + ": there is no tensor " + full + "; expected " +
                  shape_text(shape_of(view)) + ", because config.json says " + what_);
    const std::string where = *path + ": tensor " + full + ": ";
    if (!tensor->type.type)
      throw error(where + "expected F32, F16 or BF16, found " + std::string(tensor->type.name));
    if (const auto expected = shape_of(view); tensor->shape != expected)
      throw error(where + "expected " + shape_text(expected) + " by config.json, found " +
                  shape_text(tensor->shape));
    view.data = tensor->bytes.data();
    view.type = *tensor->type.type;
    bound_.push_back(full);
  }

  /// Tensors that no one asked for and that are no buffers, by name.
  std::vector<std::string> unused() {
    std::ranges::sort(bound_);
    std::vector<std::string> result;
    for (const auto& [name, place] : files_.places())
      if (!std::ranges::binary_search(bound_, name) && !is_buffer(name)) result.push_back(name);
    return result;
  }

  static constexpr std::string_view head = "lm_head.weight";

 private:
  /// Values that follow from the configuration and are stored by old versions all the same.
  static bool is_buffer(std::string_view name) {
    constexpr std::array<std::string_view, 3> ends{".attn.bias", ".attn.masked_bias",
                                                   ".rotary_emb.inv_freq"};
    return std::ranges::any_of(ends, [&](std::string_view end) { return name.ends_with(end); });
  }

  /// The names of the body may lack their prefix: so it was when the body was saved without head.
  static std::string prefix_of_body(const transformer_config& config, const weight_files& files) {
    const bool is_gpt2 = config.family == transformer_family::gpt2;
    const bool lacks = files.find(is_gpt2 ? "wte.weight" : "embed_tokens.weight").tensor != nullptr;
    return lacks ? "" : is_gpt2 ? "transformer." : "model.";
  }

  static std::vector<std::uint64_t> shape_of(const matrix_view& view) {
    return {view.rows, view.columns};
  }
  static std::vector<std::uint64_t> shape_of(const vector_view& view) { return {view.size}; }

  const weight_files& files_;
  std::string body_;
  std::string what_;
  std::vector<std::string> bound_;
};

/// Sums up the tensors of a model.
struct weight_counter {
  std::uint64_t parameters = 0;
  std::uint64_t bytes = 0;

  template <class View>
  void operator()(const std::string&, tensor_role, const View& view) {
    parameters += numbers_in(view);
    bytes += view.bytes();
  }
};

/// Fills the members of a model that follow from its weights.
inline void count_weights(transformer_model& model) {
  weight_counter counter;
  visit_tensors(model.config, model.weights, counter);
  model.parameters = counter.parameters;
  model.weight_bytes = counter.bytes;
  const layer_weights& first = model.weights.layers.front();
  model.type = first.down.matrix.type;
}

/// Loads a folder as Hugging Face writes it: config.json and `weight_files`. The files are mapped,
/// no number is read or copied, and they stay mapped as long as the weights live. The head is the
/// token embedding where `lm_head.weight` is not stored. Throws engine::error naming the file and
/// the tensor or key, what was found and what was expected.
inline transformer_model load_model_folder(const std::filesystem::path& folder) {
  const auto config_path = folder / "config.json";
  std::error_code ignored;
  if (!std::filesystem::exists(config_path, ignored))
    throw error(config_path.string() +
                ": there is no such file; a model's folder has config.json "
                "and model.safetensors");
  transformer_model model{.name = folder.string(),
                          .config = read_config(json_of_file(config_path.string()))};
  const weight_files files(folder);
  model.config.is_tied = files.find(weight_binder::head).tensor == nullptr;
  weight_binder bind(model.config, files);
  visit_tensors(model.config, model.weights, bind);
  model.weights.files = files.memory();
  model.unused_tensors = bind.unused();
  count_weights(model);
  return model;
}

}  // namespace proflens::engine
