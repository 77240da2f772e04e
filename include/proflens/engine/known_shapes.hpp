#pragma once

#include <array>
#include <string>
#include <string_view>

#include <proflens/engine/transformer_config.hpp>

namespace proflens::engine {

/// A decoder whose sizes are known by name, without its weights.
struct known_shape {
  std::string_view name = {};
  transformer_config config = {};
};

/// GPT-2 of a size; all have the same vocabulary and context.
constexpr transformer_config gpt2_shape(int layers, int heads, int hidden) {
  return {.family = transformer_family::gpt2,
          .layers = layers,
          .heads = heads,
          .kv_heads = heads,
          .head_dim = hidden / heads,
          .hidden = hidden,
          .intermediate = 4 * hidden,
          .vocabulary = 50257,
          .positions = 1024,
          .eps = 1e-5,
          .activation = activation::gelu_tanh,
          .is_tied = true};
}

/// A Llama small enough to try things: 4 million parameters.
constexpr transformer_config llama_tiny_shape() {
  return {.family = transformer_family::llama,
          .layers = 4,
          .heads = 8,
          .kv_heads = 4,
          .head_dim = 32,
          .hidden = 256,
          .intermediate = 704,
          .vocabulary = 4096,
          .positions = 2048,
          .eps = 1e-5,
          .theta = 10000,
          .activation = activation::silu,
          .is_tied = true};
}

/// Sizes as published with the weights: Radford and others 2019 (GPT-2), Sanh and others 2019
/// (distilgpt2), Zhang and others 2020 (DialoGPT); `llama-tiny` is our own.
inline constexpr std::array<known_shape, 7> known_shapes{{
    {"gpt2", gpt2_shape(12, 12, 768)},
    {"distilgpt2", gpt2_shape(6, 12, 768)},
    {"gpt2-medium", gpt2_shape(24, 16, 1024)},
    {"gpt2-large", gpt2_shape(36, 20, 1280)},
    {"gpt2-xl", gpt2_shape(48, 25, 1600)},
    {"microsoft/DialoGPT-small", gpt2_shape(12, 12, 768)},
    {"llama-tiny", llama_tiny_shape()},
}};

/// Null if there is none of that name.
constexpr const known_shape* find_shape(std::string_view name) {
  for (const known_shape& shape : known_shapes)
    if (shape.name == name) return &shape;
  return nullptr;
}

/// "gpt2, distilgpt2, ...", for messages and helps.
inline std::string known_shape_names() {
  std::string result;
  for (const known_shape& shape : known_shapes)
    result += (result.empty() ? "" : ", ") + std::string(shape.name);
  return result;
}

}  // namespace proflens::engine
