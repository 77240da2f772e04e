#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <initializer_list>
#include <memory>
#include <vector>

#include <proflens/engine/convert_numbers.hpp>
#include <proflens/engine/kernel/packed_matrix.hpp>
#include <proflens/engine/kernel/tile.hpp>
#include <proflens/engine/large_memory.hpp>
#include <proflens/engine/thread_team.hpp>
#include <proflens/engine/transformer_config.hpp>
#include <proflens/engine/transformer_model.hpp>
#include <proflens/engine/weights.hpp>

namespace proflens::engine {

/// Gain and shift as floats; RMSNorm has no shift.
struct float_norm {
  std::vector<float> gain = {};
  std::vector<float> shift = {};
};

/// One matrix, or several that are fed with the same and lie one behind the other, each beginning
/// with a panel of its own.
struct packed_linear {
  kernel::packed_matrix matrix = {};
  std::vector<float> bias = {};  ///< one for each output of whole panels; empty: none
};

struct packed_layer {
  float_norm attention_norm = {};
  packed_linear query_key_value = {};
  packed_linear attention_output = {};
  float_norm mlp_norm = {};
  packed_linear up = {};  ///< for SwiGLU: gate, then up
  packed_linear down = {};
};

/// All weights in the order of the kernels, of the types they were stored in, in memory of their
/// own; norms and biases as floats. Of a tied head there is one copy, packed.
struct packed_weights {
  std::vector<packed_layer> layers = {};
  float_norm final_norm = {};
  kernel::packed_matrix head = {};
  matrix_view token_embedding = {};  ///< no data where the head is tied
  matrix_view position_embedding = {};
  std::shared_ptr<const large_memory> memory = {};
};

/// The floats of a vector, filled up with zeros to `size`.
inline std::vector<float> floats_of(const vector_view& view, std::size_t size) {
  std::vector<float> result(size);
  widen_numbers(view.data, view.type, result.data(), view.size);
  return result;
}

inline float_norm floats_of(const norm_weights& norm) {
  return {floats_of(norm.gain, norm.gain.size), floats_of(norm.bias, norm.bias.size)};
}

/// Brings the weights of a model into the order of the kernels, once, in a team; see
/// `pack_weights`.
class weight_packer {
 public:
  packed_weights operator()(const transformer_model& model, thread_team& team) {
    const transformer_weights& from = model.weights;
    packed_weights result;
    result.layers.resize(from.layers.size());
    for (std::size_t i = 0; i < from.layers.size(); ++i) add(from.layers[i], result.layers[i]);
    result.final_norm = floats_of(from.final_norm);
    add({&from.head}, result.head);
    if (!model.config.is_tied) keep(from.token_embedding, result.token_embedding);
    if (from.position_embedding) keep(from.position_embedding, result.position_embedding);
    const auto memory = std::make_shared<large_memory>(size_);
    for (const place& there : places_) *there.data = memory->data() + there.begin;
    team.run(pieces_.size(), [&](std::size_t i, int) {
      const piece& todo = pieces_[i];
      std::byte* to = memory->data() + todo.begin;
      if (todo.panels > 0)
        kernel::pack_panels(*todo.from, todo.first, todo.panels, todo.type, to);
      else
        std::memcpy(to, todo.from->data, todo.from->bytes());
    });
    result.memory = memory;
    return result;
  }

 private:
  struct place {
    const std::byte** data;
    std::size_t begin;
  };
  struct piece {
    const matrix_view* from = nullptr;
    std::size_t first = 0, panels = 0;  // no panels: the rows as they are
    dtype type = dtype::f32;
    std::size_t begin = 0;
  };

  void add(const layer_weights& from, packed_layer& to) {
    to.attention_norm = floats_of(from.attention_norm);
    if (from.query_key_value.matrix)
      add({&from.query_key_value}, to.query_key_value);
    else
      add({&from.query, &from.key, &from.value}, to.query_key_value);
    add({&from.attention_output}, to.attention_output);
    to.mlp_norm = floats_of(from.mlp_norm);
    if (from.gate.matrix)
      add({&from.gate, &from.up}, to.up);
    else
      add({&from.up}, to.up);
    add({&from.down}, to.down);
  }

  void add(std::initializer_list<const linear_weights*> from, packed_linear& to) {
    std::vector<const matrix_view*> matrices;
    bool has_bias = false;
    for (const linear_weights* linear : from) {
      matrices.push_back(&linear->matrix);
      has_bias = has_bias || linear->bias;
    }
    add(matrices, to.matrix);
    if (!has_bias) return;
    for (const linear_weights* linear : from) {
      const auto bias = floats_of(linear->bias, kernel::padded(linear->matrix.outputs()));
      to.bias.insert(to.bias.end(), bias.begin(), bias.end());
    }
  }

  void add(const std::vector<const matrix_view*>& from, kernel::packed_matrix& to) {
    // Matrices that are computed together have one type; of different ones, that which holds all.
    to.type = from.front()->type;
    for (const matrix_view* matrix : from)
      if (matrix->type != to.type) to.type = dtype::f32;
    to.inputs = from.front()->inputs();
    for (const matrix_view* matrix : from) {
      const std::size_t panels = kernel::panels_for(matrix->outputs());
      for (std::size_t first = 0; first < panels; first += kernel::panels_per_packing)
        pieces_.push_back({matrix, first, std::min(kernel::panels_per_packing, panels - first),
                           to.type, size_ + (to.panels + first) * to.panel_bytes()});
      to.panels += panels;
    }
    places_.push_back({&to.data, size_});
    take(to.bytes());
  }

  void keep(const matrix_view& from, matrix_view& to) {
    to = from;
    pieces_.push_back({.from = &from, .begin = size_});
    places_.push_back({&to.data, size_});
    take(from.bytes());
  }

  void take(std::size_t bytes) {
    constexpr std::size_t alignment = 64;
    size_ += (bytes + alignment - 1) / alignment * alignment;
  }

  std::vector<place> places_;
  std::vector<piece> pieces_;
  std::size_t size_ = 0;
};

/// The weights of a model in the order of the kernels. It is a copy, so that a file's mapping may
/// go; GPT-2's matrices, stored the other way round, are turned by the way. Throws std::bad_alloc.
inline packed_weights pack_weights(const transformer_model& model, thread_team& team) {
  return weight_packer()(model, team);
}

}  // namespace proflens::engine
