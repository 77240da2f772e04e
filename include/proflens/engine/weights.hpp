#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include <proflens/engine/dtype.hpp>
#include <proflens/engine/mapped_file.hpp>

namespace proflens::engine {

/// How the matrix of y = W x + b lies in memory.
enum class matrix_order : std::uint8_t {
  out_in,  ///< a row for each output: rows are outputs, columns are inputs
  in_out,  ///< a row for each input (GPT-2): rows are inputs, columns are outputs
};

/// A matrix somewhere in memory, row after row without gaps. `data` need not be aligned, not even
/// to the size of a number: a file decides. Without data the model has no such matrix.
struct matrix_view {
  const std::byte* data = nullptr;
  dtype type = dtype::f32;
  std::size_t rows = 0;
  std::size_t columns = 0;
  matrix_order order = matrix_order::out_in;

  explicit operator bool() const { return data != nullptr; }
  std::size_t outputs() const { return order == matrix_order::out_in ? rows : columns; }
  std::size_t inputs() const { return order == matrix_order::out_in ? columns : rows; }
  std::size_t bytes() const { return rows * columns * size_of(type); }
  /// The first number of a row as it is stored.
  const std::byte* row(std::size_t index) const { return data + index * columns * size_of(type); }
};

/// A vector somewhere in memory, aligned or not. Without data the model has no such vector.
struct vector_view {
  const std::byte* data = nullptr;
  dtype type = dtype::f32;
  std::size_t size = 0;

  explicit operator bool() const { return data != nullptr; }
  std::size_t bytes() const { return size * size_of(type); }
};

/// y = W x + b; the bias may be absent.
struct linear_weights {
  matrix_view matrix = {};
  vector_view bias = {};
};

/// Gain and, for LayerNorm only, shift.
struct norm_weights {
  vector_view gain = {};
  vector_view bias = {};
};

/// One layer. GPT-2 has `query_key_value` (outputs: all queries, then keys, then values) and no
/// `query`, `key`, `value`, `gate`; the other families have those and no `query_key_value`.
struct layer_weights {
  norm_weights attention_norm = {};
  linear_weights query_key_value = {};
  linear_weights query = {};
  linear_weights key = {};
  linear_weights value = {};
  linear_weights attention_output = {};
  norm_weights mlp_norm = {};
  linear_weights gate = {};  ///< hidden to intermediate, through the activation
  linear_weights up = {};    ///< hidden to intermediate; GPT-2: through the activation
  linear_weights down = {};  ///< intermediate to hidden
};

/// All weights of a decoder, as views; `memory` or `files` keep alive what they point into. Copies
/// share it. Types may differ from tensor to tensor.
struct transformer_weights {
  matrix_view token_embedding = {};     ///< vocabulary rows of hidden
  matrix_view position_embedding = {};  ///< positions rows of hidden; GPT-2 only
  std::vector<layer_weights> layers = {};
  norm_weights final_norm = {};
  matrix_view head = {};  ///< vocabulary rows of hidden; where tied, the same view as the embedding
  std::shared_ptr<const void> memory = {};
  std::vector<std::shared_ptr<const mapped_file>> files = {};
};

}  // namespace proflens::engine
