#pragma once

#include <algorithm>
#include <cstddef>
#include <limits>
#include <memory>
#include <new>

#include <proflens/engine/kernel/packed_matrix.hpp>
#include <proflens/engine/kernel/tile.hpp>
#include <proflens/engine/large_memory.hpp>
#include <proflens/engine/transformer_config.hpp>

namespace proflens::engine {

/// Keys and values of all layers, sequences and heads as float32, kept as matrices in the order of
/// the kernels: scores are the product of queries with a matrix whose outputs are the positions,
/// attention is the product of the scores with one whose inputs are the positions.
class kv_cache {
 public:
  kv_cache() = default;

  /// Empty, for so many sequences and tokens of each. Throws std::bad_alloc.
  kv_cache(const transformer_config& config, std::size_t batch, std::size_t capacity)
      : batch_(batch),
        capacity_(capacity),
        heads_(static_cast<std::size_t>(config.kv_heads)),
        head_dim_(static_cast<std::size_t>(config.head_dim)) {
    const double size = static_cast<double>(config.layers) * static_cast<double>(batch * heads_) *
                        static_cast<double>(key_floats() + value_floats()) * sizeof(float);
    if (!(size < static_cast<double>(std::numeric_limits<std::ptrdiff_t>::max())))
      throw std::bad_alloc();
    memory_ = std::make_shared<large_memory>(static_cast<std::size_t>(size));
  }

  std::size_t batch() const { return batch_; }
  std::size_t capacity() const { return capacity_; }

  /// Writes key and value of one head at one position. Keys of `panel_width` positions share lines
  /// of the processor's caches: threads that write them at once hinder each other.
  void write(std::size_t layer, std::size_t sequence, std::size_t head, std::size_t position,
             const float* key, const float* value) {
    using kernel::panel_width;
    float* keys = begin(layer, sequence, head) + position / panel_width * head_dim_ * panel_width +
                  position % panel_width;
    float* values = begin(layer, sequence, head) + key_floats() + position * panel_width;
    for (std::size_t i = 0; i < head_dim_; ++i) keys[i * panel_width] = key[i];
    for (std::size_t i = 0; i < head_dim_; i += panel_width)
      std::copy_n(value + i, std::min(panel_width, head_dim_ - i), values + i * capacity_);
  }

  /// Outputs are positions; inputs the values of a head.
  kernel::packed_matrix keys(std::size_t layer, std::size_t sequence, std::size_t head) const {
    return {reinterpret_cast<const std::byte*>(begin(layer, sequence, head)), dtype::f32,
            kernel::panels_for(capacity_), head_dim_};
  }

  /// Outputs are the values of a head, inputs are positions.
  kernel::packed_matrix values(std::size_t layer, std::size_t sequence, std::size_t head) const {
    return {reinterpret_cast<const std::byte*>(begin(layer, sequence, head) + key_floats()),
            dtype::f32, kernel::panels_for(head_dim_), capacity_};
  }

 private:
  std::size_t key_floats() const { return kernel::padded(capacity_) * head_dim_; }
  std::size_t value_floats() const { return kernel::padded(head_dim_) * capacity_; }
  float* begin(std::size_t layer, std::size_t sequence, std::size_t head) const {
    const std::size_t index = (layer * batch_ + sequence) * heads_ + head;
    return reinterpret_cast<float*>(memory_->data()) + index * (key_floats() + value_floats());
  }

  std::size_t batch_ = 0;
  std::size_t capacity_ = 0;
  std::size_t heads_ = 0;
  std::size_t head_dim_ = 0;
  std::shared_ptr<large_memory> memory_;
};

}  // namespace proflens::engine
