#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace proflens::engine {

/// Which decoder it is. `gpt2`: LayerNorm, learnt positions, one matrix for query, key and value,
/// biases everywhere. The others: RMSNorm, rotary positions, grouped heads, SwiGLU; `qwen2` has
/// biases on query, key and value.
enum class transformer_family : std::uint8_t { gpt2, llama, qwen2, mistral };

/// "gpt2", "llama", "qwen2" or "mistral", as config.json spells them.
constexpr std::string_view name_of(transformer_family family) {
  switch (family) {
    case transformer_family::gpt2: return "gpt2";
    case transformer_family::llama: return "llama";
    case transformer_family::qwen2: return "qwen2";
    case transformer_family::mistral: return "mistral";
  }
  return "";
}

/// Between the two linear maps of the MLP; with `silu` there are three, and it is applied to the
/// gate.
enum class activation : std::uint8_t {
  gelu_tanh,  ///< x/2 (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3))), known as gelu_new
  silu,       ///< x / (1 + exp(-x)), known as swish
};

/// The rotary frequencies of Llama 3: those of a wave length below `original_positions` /
/// `high_frequency_factor` stay, those above `original_positions` / `low_frequency_factor` are
/// divided by `factor`, between them it is 1 / `factor` to 1, linear in original_positions /
/// length.
struct llama3_scaling {
  double factor = 1;
  double low_frequency_factor = 1;
  double high_frequency_factor = 4;
  double original_positions = 8192;

  friend bool operator==(const llama3_scaling&, const llama3_scaling&) = default;
};

/// All that decides the arithmetic of a decoder besides its weights. Counts are 1 at least, `heads`
/// is a multiple of `kv_heads`, and `head_dim` is even where positions are rotary.
struct transformer_config {
  transformer_family family = transformer_family::gpt2;
  int layers = 0;
  int heads = 0;         ///< of queries
  int kv_heads = 0;      ///< of keys and values, each shared by heads / kv_heads neighbours
  int head_dim = 0;      ///< scores are divided by its square root
  int hidden = 0;        ///< values of a token between layers; not always heads * head_dim
  int intermediate = 0;  ///< width of the MLP
  int vocabulary = 0;    ///< tokens lie in [0, vocabulary)
  int positions = 0;     ///< the most tokens of a sequence
  double eps = 1e-5;     ///< of LayerNorm or RMSNorm
  double theta = 10000;  ///< base of the rotary frequencies; of no meaning for gpt2
  std::optional<llama3_scaling> scaling = {};
  engine::activation activation = engine::activation::gelu_tanh;
  bool is_tied = false;  ///< the head is the token embedding; decided by what the weights hold

  friend bool operator==(const transformer_config&, const transformer_config&) = default;
};

/// Positions are an angle of queries and keys rather than a table that is added.
constexpr bool has_rotary_positions(const transformer_config& config) {
  return config.family != transformer_family::gpt2;
}

}  // namespace proflens::engine
