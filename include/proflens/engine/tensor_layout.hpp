#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include <proflens/engine/transformer_config.hpp>
#include <proflens/engine/weights.hpp>

namespace proflens::engine {

/// What a tensor does; random weights depend on it.
enum class tensor_role : std::uint8_t {
  matrix,    ///< an embedding or a linear map
  residual,  ///< a linear map whose output is added to what came in
  gain,
  bias,
};

/// Names every tensor of a decoder and says how large it is, in one place for all who need to know:
/// `visit(name, role, view)` is called for each, in the order of the arithmetic, with a matrix_view
/// or vector_view of `weights` whose shape has been set. Names are those of Hugging Face without
/// the prefix of the body ("transformer." or "model."). The head is visited unless it is tied; then
/// it becomes the view of the embedding. Layers come to be one by one as they are visited.
template <class Visitor>
class tensor_layout {
 public:
  tensor_layout(const transformer_config& config, Visitor& visit)
      : config_(config),
        visit_(visit),
        hidden_(static_cast<std::size_t>(config.hidden)),
        queries_(static_cast<std::size_t>(config.heads) *
                 static_cast<std::size_t>(config.head_dim)),
        keys_(static_cast<std::size_t>(config.kv_heads) *
              static_cast<std::size_t>(config.head_dim)),
        intermediate_(static_cast<std::size_t>(config.intermediate)) {}

  void operator()(transformer_weights& weights) {
    const bool is_gpt2 = config_.family == transformer_family::gpt2;
    const auto vocabulary = static_cast<std::size_t>(config_.vocabulary);
    table(is_gpt2 ? "wte" : "embed_tokens", weights.token_embedding, vocabulary);
    if (is_gpt2)
      table("wpe", weights.position_embedding, static_cast<std::size_t>(config_.positions));
    for (std::size_t i = 0; i < static_cast<std::size_t>(config_.layers); ++i) {
      if (i == weights.layers.size()) weights.layers.emplace_back();
      is_gpt2 ? gpt2_layer("h." + std::to_string(i) + '.', weights.layers[i])
              : llama_layer("layers." + std::to_string(i) + '.', weights.layers[i]);
    }
    norm(is_gpt2 ? "ln_f" : "norm", weights.final_norm);
    if (config_.is_tied)
      weights.head = weights.token_embedding;
    else
      table("lm_head", weights.head, vocabulary);
  }

 private:
  void gpt2_layer(const std::string& prefix, layer_weights& layer) {
    norm(prefix + "ln_1", layer.attention_norm);
    linear(prefix + "attn.c_attn", layer.query_key_value, hidden_, 3 * hidden_, true);
    linear(prefix + "attn.c_proj", layer.attention_output, hidden_, hidden_, true,
           tensor_role::residual);
    norm(prefix + "ln_2", layer.mlp_norm);
    linear(prefix + "mlp.c_fc", layer.up, hidden_, intermediate_, true);
    linear(prefix + "mlp.c_proj", layer.down, intermediate_, hidden_, true, tensor_role::residual);
  }

  void llama_layer(const std::string& prefix, layer_weights& layer) {
    const bool has_bias = config_.family == transformer_family::qwen2;
    norm(prefix + "input_layernorm", layer.attention_norm);
    linear(prefix + "self_attn.q_proj", layer.query, hidden_, queries_, has_bias);
    linear(prefix + "self_attn.k_proj", layer.key, hidden_, keys_, has_bias);
    linear(prefix + "self_attn.v_proj", layer.value, hidden_, keys_, has_bias);
    linear(prefix + "self_attn.o_proj", layer.attention_output, queries_, hidden_, false,
           tensor_role::residual);
    norm(prefix + "post_attention_layernorm", layer.mlp_norm);
    linear(prefix + "mlp.gate_proj", layer.gate, hidden_, intermediate_, false);
    linear(prefix + "mlp.up_proj", layer.up, hidden_, intermediate_, false);
    linear(prefix + "mlp.down_proj", layer.down, intermediate_, hidden_, false,
           tensor_role::residual);
  }

  void table(const std::string& name, matrix_view& view, std::size_t rows) {
    view.rows = rows;
    view.columns = hidden_;
    view.order = matrix_order::out_in;
    visit_(name + ".weight", tensor_role::matrix, view);
  }

  void linear(const std::string& name, linear_weights& linear, std::size_t inputs,
              std::size_t outputs, bool has_bias, tensor_role role = tensor_role::matrix) {
    const bool is_in_out = config_.family == transformer_family::gpt2;
    linear.matrix.order = is_in_out ? matrix_order::in_out : matrix_order::out_in;
    linear.matrix.rows = is_in_out ? inputs : outputs;
    linear.matrix.columns = is_in_out ? outputs : inputs;
    visit_(name + ".weight", role, linear.matrix);
    if (has_bias) vector(name + ".bias", tensor_role::bias, linear.bias, outputs);
  }

  void norm(const std::string& name, norm_weights& norm) {
    vector(name + ".weight", tensor_role::gain, norm.gain, hidden_);
    if (config_.family == transformer_family::gpt2)
      vector(name + ".bias", tensor_role::bias, norm.bias, hidden_);
  }

  void vector(const std::string& name, tensor_role role, vector_view& view, std::size_t size) {
    view.size = size;
    visit_(name, role, view);
  }

  const transformer_config& config_;
  Visitor& visit_;
  std::size_t hidden_, queries_, keys_, intermediate_;
};

/// Calls `visit` for every tensor; see `tensor_layout`.
template <class Visitor>
void visit_tensors(const transformer_config& config, transformer_weights& weights,
                   Visitor&& visit) {
  tensor_layout<Visitor>(config, visit)(weights);
}

/// Numbers in a view.
inline std::uint64_t numbers_in(const matrix_view& view) {
  return std::uint64_t{view.rows} * view.columns;
}
inline std::uint64_t numbers_in(const vector_view& view) { return view.size; }

}  // namespace proflens::engine
