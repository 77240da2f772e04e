#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

#include <proflens/engine/error.hpp>
#include <proflens/engine/rope_config.hpp>
#include <proflens/engine/transformer_config.hpp>
#include <proflens/read/error.hpp>
#include <proflens/read/json_document.hpp>

namespace proflens::engine {

/// Makes a `transformer_config` of a config.json of Hugging Face. Keys that it leaves out mean what
/// they mean to transformers, except those of the model's size, which have to be there. A value
/// that changes the arithmetic and is not computed here is refused; keys that change nothing are
/// not looked at. Throws read::error with the key.
class config_reader {
 public:
  explicit config_reader(const read::json_node& root) : root_(root) {}

  transformer_config operator()() {
    require_single_keys();
    if (root_.find_value("quantization_config"))
      root_.at("quantization_config").fail("quantized weights are not computed here");
    config_.family = read_family();
    config_.family == transformer_family::gpt2 ? read_gpt2() : read_llama();
    return config_;
  }

 private:
  void require_single_keys() const {
    auto members = root_.members();
    std::ranges::sort(members, {}, &read::json_node::member::key);
    const auto twin = std::ranges::adjacent_find(members, {}, &read::json_node::member::key);
    if (twin != members.end()) twin->value.fail("stands twice");
  }

  /// By model_type, else by the class that wrote the file.
  transformer_family read_family() const {
    using enum transformer_family;
    constexpr std::array<std::pair<std::string_view, transformer_family>, 8> families{
        {{"gpt2", gpt2},
         {"llama", llama},
         {"qwen2", qwen2},
         {"mistral", mistral},
         {"GPT2LMHeadModel", gpt2},
         {"LlamaForCausalLM", llama},
         {"Qwen2ForCausalLM", qwen2},
         {"MistralForCausalLM", mistral}}};
    auto name = root_.find_value("model_type");
    if (!name) {
      const auto classes = root_.find_value("architectures");
      if (!classes || classes->items().empty())
        root_.fail("there is neither model_type nor architectures");
      name = classes->items().front();
    }
    const std::string_view text = name->text();
    const auto found = std::ranges::find(families, text, &decltype(families)::value_type::first);
    if (found == families.end())
      name->fail("expected a decoder of the families gpt2, llama, qwen2 or mistral, found " +
                 name->described());
    return found->second;
  }

  void read_gpt2() {
    config_.layers = size("n_layer");
    config_.heads = config_.kv_heads = size("n_head");
    config_.hidden = size("n_embd");
    config_.vocabulary = size("vocab_size");
    config_.positions =
        size(root_.find("n_ctx") && !root_.find("n_positions") ? "n_ctx" : "n_positions");
    require_multiple("n_embd", config_.hidden, "n_head", config_.heads);
    config_.head_dim = config_.hidden / config_.heads;
    if (!root_.find_value("n_inner") && config_.hidden > std::numeric_limits<int>::max() / 4)
      root_.at("n_embd").fail("is too large");
    config_.intermediate = root_.find_value("n_inner") ? size("n_inner") : 4 * config_.hidden;
    config_.eps = positive_or("layer_norm_epsilon", 1e-5);
    config_.activation = activation::gelu_tanh;
    // Three spellings of the same formula.
    require_one_of("activation_function", {"gelu_new", "gelu_pytorch_tanh", "gelu_fast"});
    require_flag("scale_attn_weights", true);
    require_flag("scale_attn_by_inverse_layer_idx", false);
    require_flag("add_cross_attention", false);
    config_.is_tied = flag_or("tie_word_embeddings", true);
  }

  void read_llama() {
    config_.layers = size("num_hidden_layers");
    config_.heads = size("num_attention_heads");
    config_.hidden = size("hidden_size");
    config_.intermediate = size("intermediate_size");
    config_.vocabulary = size("vocab_size");
    config_.positions = size("max_position_embeddings");
    read_heads();
    config_.eps = positive_or("rms_norm_eps", 1e-6);
    config_.activation = activation::silu;
    require_one_of("hidden_act", {"silu", "swish"});
    if (config_.family != transformer_family::qwen2) require_flag("attention_bias", false);
    require_flag("mlp_bias", false);
    require_full_attention();
    const rope_config rope = read_rope(root_);
    config_.theta = rope.theta;
    config_.scaling = rope.scaling;
    config_.is_tied = flag_or("tie_word_embeddings", false);
  }

  void read_heads() {
    // Without the key llama has as many as heads, the others have a fixed number of their own.
    const bool may_lack =
        config_.family == transformer_family::llama || root_.find("num_key_value_heads");
    config_.kv_heads = may_lack && !root_.find_value("num_key_value_heads")
                           ? config_.heads
                           : size("num_key_value_heads");
    require_multiple("num_attention_heads", config_.heads, "num_key_value_heads", config_.kv_heads);
    const bool has_dim = root_.find_value("head_dim").has_value();
    if (!has_dim)
      require_multiple("hidden_size", config_.hidden, "num_attention_heads", config_.heads);
    config_.head_dim = has_dim ? size("head_dim") : config_.hidden / config_.heads;
    if (config_.head_dim % 2 != 0)
      root_.at(has_dim ? "head_dim" : "hidden_size")
          .fail("a head has " + std::to_string(config_.head_dim) +
                " values; rotary angles need an even number");
  }

  /// A window that is as long as the context is no window.
  void require_full_attention() const {
    using enum transformer_family;
    if (config_.family == qwen2 && !flag_or("use_sliding_window", false))
      return require_full_layers();
    if (config_.family == llama) return require_full_layers();
    // 4096 is what transformers takes for a key that is not there; null is none.
    const auto window = root_.find("sliding_window");
    if (window ? !window->is_null() && window->integer() < config_.positions
               : config_.positions > 4096)
      root_.fail("sliding_window: " + (window ? window->described() : "4096 (absent)") +
                 " is below the context of " + std::to_string(config_.positions) +
                 " tokens; sliding windows are not computed here");
  }

  void require_full_layers() const {
    const auto layers = root_.find_value("layer_types");
    if (!layers) return;
    for (const auto& layer : layers->items())
      if (layer.text() != "full_attention")
        layer.fail("only full_attention is computed here, found " + layer.described());
  }

  int size(std::string_view key) const {
    const auto node = root_.at(key);
    const std::int64_t result = node.integer();
    if (result < 1 || result > std::numeric_limits<int>::max())
      node.fail("expected 1 to " + std::to_string(std::numeric_limits<int>::max()) + ", found " +
                node.described());
    return static_cast<int>(result);
  }

  void require_multiple(std::string_view key, int value, std::string_view of, int divisor) const {
    if (value % divisor != 0)
      root_.at(key).fail(std::to_string(value) + " is not a multiple of " + std::string(of) + ' ' +
                         std::to_string(divisor));
  }

  double positive_or(std::string_view key, double otherwise) const {
    return root_.find_value(key) ? positive_number(root_, key) : otherwise;
  }

  bool flag_or(std::string_view key, bool otherwise) const {
    const auto node = root_.find_value(key);
    return node ? node->flag() : otherwise;
  }

  void require_flag(std::string_view key, bool expected) const {
    if (flag_or(key, expected) != expected)
      root_.at(key).fail(std::string("only ") + (expected ? "true" : "false") +
                         " is computed here");
  }

  /// The key may be absent; its default is among the names.
  void require_one_of(std::string_view key, std::initializer_list<std::string_view> names) const {
    const auto node = root_.find_value(key);
    if (!node || std::ranges::find(names, node->text()) != names.end()) return;
    std::string known;
    for (const std::string_view name : names)
      known += (known.empty() ? "" : " or ") + std::string(name);
    node->fail("expected " + known + " (others are not computed here), found " + node->described());
  }

  const read::json_node& root_;
  transformer_config config_;
};

/// The configuration of a model, of a config.json that has been read. `is_tied` is what the file
/// says; the weights decide. Throws engine::error with file and key.
inline transformer_config read_config(const read::json_document& document) {
  try {
    const auto root = document.root();
    return config_reader(root)();
  } catch (const read::error& why) {
    throw error(why.what());
  }
}

}  // namespace proflens::engine
