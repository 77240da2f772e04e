#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstring>
#include <functional>
#include <initializer_list>
#include <memory>
#include <vector>

#include <proflens/engine/convert_numbers.hpp>
#include <proflens/engine/error.hpp>
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
    fill(*memory, from, team);
    result.memory = memory;
    return result;
  }

 private:
  struct place {
    const std::byte** data;
    std::size_t begin;
  };
  /// Some rows as they are stored, which fit into a thread's caches.
  struct piece {
    const matrix_view* from = nullptr;
    std::size_t first = 0, rows = 0;
    dtype type = dtype::f32;
    std::size_t panel_bytes = 0;  // none: the rows as they are
    std::size_t begin = 0;
  };
  static constexpr std::size_t piece_bytes = 384 << 10;

  void fill(const large_memory& memory, const transformer_weights& from, thread_team& team) {
    std::vector<std::vector<std::byte>> buffers(static_cast<std::size_t>(team.size()));
    if (!from.files.empty())
      for (auto& buffer : buffers) buffer.resize(largest_piece_);
    std::atomic<bool> is_read = true;
    // Two threads that touch a large page at once would both clear one.
    const std::size_t pages = (size_ + large_memory::page - 1) / large_memory::page;
    team.run(pages, [&](std::size_t page, int) {
      const volatile std::byte* there = memory.data() + page * large_memory::page;
      static_cast<void>(*const_cast<volatile std::byte*>(there) = std::byte{});
    });
    team.run(pieces_.size(), [&](std::size_t i, int thread) {
      const piece& todo = pieces_[i];
      const std::byte* rows = rows_of(todo, from, buffers[static_cast<std::size_t>(thread)].data());
      if (rows == nullptr)
        is_read = false;
      else
        pack(todo, rows, memory.data() + todo.begin);
    });
    if (!is_read) throw error("a file of weights cannot be read, or has become shorter");
  }

  /// From a file by reading, else where they are; null if the file does not have them.
  static const std::byte* rows_of(const piece& todo, const transformer_weights& from,
                                  std::byte* buffer) {
    const std::byte* data = todo.from->row(todo.first);
    const std::size_t count = todo.rows * todo.from->columns * size_of(todo.from->type);
    for (const auto& file : from.files) {
      const auto bytes = file->bytes();
      if (std::less<>()(data, bytes.data()) || !std::less<>()(data, bytes.data() + bytes.size()))
        continue;
      const auto begin = static_cast<std::size_t>(data - bytes.data());
      return file->read(begin, count, buffer) ? buffer : nullptr;
    }
    return data;
  }

  static void pack(const piece& todo, const std::byte* data, std::byte* to) {
    matrix_view rows = *todo.from;
    rows.data = data;
    rows.rows = todo.rows;
    if (todo.panel_bytes == 0) {
      std::memcpy(to, data, rows.bytes());
      return;
    }
    const std::size_t panels = kernel::panels_for(rows.outputs());
    for (std::size_t first = 0; first < panels; first += kernel::panels_per_packing)
      kernel::pack_panels(rows, first, std::min(kernel::panels_per_packing, panels - first),
                          todo.type, todo.panel_bytes, to + first * todo.panel_bytes);
  }

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
      add_pieces(*matrix, to.type, to.panel_bytes(), size_ + to.bytes());
      to.panels += kernel::panels_for(matrix->outputs());
    }
    places_.push_back({&to.data, size_});
    take(to.bytes());
  }

  void keep(const matrix_view& from, matrix_view& to) {
    to = from;
    add_pieces(from, from.type, 0, size_);
    places_.push_back({&to.data, size_});
    take(from.bytes());
  }

  /// Cuts a matrix that goes to `begin`.
  void add_pieces(const matrix_view& from, dtype type, std::size_t panel_bytes, std::size_t begin) {
    const std::size_t row_bytes = from.columns * size_of(from.type);
    const bool is_in_out = from.order == matrix_order::in_out;
    // Outputs are packed by panels.
    const std::size_t least = panel_bytes > 0 && !is_in_out ? kernel::panel_width : 1;
    const std::size_t most = std::max<std::size_t>(piece_bytes / row_bytes / least, 1) * least;
    const std::size_t packed_row_bytes =
        is_in_out ? kernel::panel_width * size_of(type) : panel_bytes / kernel::panel_width;
    const std::size_t stored = panel_bytes > 0 ? packed_row_bytes : row_bytes;
    for (std::size_t first = 0; first < from.rows; first += most) {
      const std::size_t rows = std::min(most, from.rows - first);
      pieces_.push_back({&from, first, rows, type, panel_bytes, begin + first * stored});
      largest_piece_ = std::max(largest_piece_, rows * row_bytes);
    }
  }

  void take(std::size_t bytes) {
    constexpr std::size_t alignment = 64;
    size_ += (bytes + alignment - 1) / alignment * alignment;
  }

  std::vector<place> places_;
  std::vector<piece> pieces_;
  std::size_t size_ = 0, largest_piece_ = 0;
};

/// The weights of a model in the order of the kernels. It is a copy, so that a file's mapping may
/// go; GPT-2's matrices, stored the other way round, are turned by the way. Throws std::bad_alloc,
/// and engine::error if a file has become shorter.
inline packed_weights pack_weights(const transformer_model& model, thread_team& team) {
  return weight_packer()(model, team);
}

}  // namespace proflens::engine
