#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include <proflens/engine/kernel/elementwise.hpp>
#include <proflens/engine/kernel/instruction_set.hpp>
#include <proflens/engine/kernel/interleave.hpp>
#include <proflens/engine/kernel/multiply_kernels.hpp>
#include <proflens/engine/kernel/packed_matrix.hpp>
#include <proflens/engine/kernel/tile.hpp>
#include <proflens/engine/kv_cache.hpp>
#include <proflens/engine/transformer_config.hpp>

namespace proflens::engine {

/// Neighbouring tokens of one sequence, computed together.
struct token_run {
  std::size_t sequence = 0;
  std::size_t first_position = 0;
  std::size_t first_row = 0;  ///< where its tokens begin in what is computed
  std::size_t tokens = 0;
};

/// A few queries that share keys and values: rows are token after token, and for each token the
/// query heads of one key-value head.
struct attention_task {
  token_run run = {};
  std::size_t kv_head = 0;
  std::size_t first_row = 0;
  std::size_t rows = 0;
};

/// Causal attention with grouped heads over the cache: softmax(q k^T / sqrt(head_dim)) v.
class attention {
 public:
  attention(const transformer_config& config, kernel::instruction_set instructions,
            std::size_t threads)
      : kernels_(&kernel::kernels_of(instructions)),
        elementwise_(&kernel::elementwise_of(instructions)),
        head_dim_(static_cast<std::size_t>(config.head_dim)),
        group_(static_cast<std::size_t>(config.heads / config.kv_heads)),
        kv_heads_(static_cast<std::size_t>(config.kv_heads)),
        scratch_(threads) {}

  /// Makes room for sequences of so many positions, once for all tasks: these run where nothing may
  /// be thrown. Throws std::bad_alloc.
  void reserve(std::size_t capacity) {
    for (scratch& own : scratch_) own.resize(kernels_->most_rows, capacity, head_dim_);
  }

  /// Appends what has to be done for some tokens in a layer.
  void add_tasks(const token_run& run, std::vector<attention_task>& tasks) const {
    const kernel::row_tiles tiles{run.tokens * group_, kernels_->most_rows};
    for (std::size_t head = 0; head < kv_heads_; ++head)
      for (std::size_t i = 0; i < tiles.count(); ++i)
        tasks.push_back({run, head, tiles.begin(i), tiles.size(i)});
  }

  /// Reads the queries of a task and writes its outputs, within what was reserved. In both, a row
  /// is a token, of `stride` numbers, with head after head.
  void operator()(const attention_task& task, const kv_cache& cache, std::size_t layer,
                  const float* queries, std::size_t query_stride, float* out,
                  std::size_t out_stride, std::size_t thread) {
    scratch& own = scratch_[thread];
    const std::size_t length = position(task, task.rows - 1) + 1;
    for (std::size_t row = 0; row < task.rows; ++row) {
      const float* query = queries + place(task, row, query_stride);
      for (std::size_t i = 0; i < head_dim_; ++i) own.packed[i * task.rows + row] = query[i];
    }
    score(task, cache.keys(layer, task.run.sequence, task.kv_head), length, own);
    sum(task, cache.values(layer, task.run.sequence, task.kv_head), length, own);
    for (std::size_t row = 0; row < task.rows; ++row)
      std::copy_n(own.sums.data() + row * kernel::padded(head_dim_), head_dim_,
                  out + place(task, row, out_stride));
  }

 private:
  struct scratch {
    std::vector<float> packed, scores, sums;

    void resize(std::size_t rows, std::size_t length, std::size_t head_dim) {
      const auto grow = [](std::vector<float>& values, std::size_t size) {
        if (values.size() < size) values.resize(size);
      };
      grow(packed, rows * std::max(length, head_dim));
      grow(scores, rows * kernel::padded(length));
      grow(sums, rows * kernel::padded(head_dim));
    }
  };

  /// Of the token a row belongs to, which sees all up to itself.
  std::size_t position(const attention_task& task, std::size_t row) const {
    return task.run.first_position + (task.first_row + row) / group_;
  }

  std::size_t place(const attention_task& task, std::size_t row, std::size_t stride) const {
    const std::size_t token = (task.first_row + row) / group_;
    const std::size_t head = task.kv_head * group_ + (task.first_row + row) % group_;
    return (task.run.first_row + token) * stride + head * head_dim_;
  }

  /// From the queries in `packed` to the shares of the positions, there too.
  void score(const attention_task& task, const kernel::packed_matrix& keys, std::size_t length,
             scratch& own) const {
    const std::size_t stride = kernel::padded(length);
    kernel::multiply_panels(*kernels_, task.rows, dtype::f32,
                            {.rows = own.packed.data(),
                             .inputs = head_dim_,
                             .panels = keys.data,
                             .panel_stride = keys.panel_bytes(),
                             .out = own.scores.data(),
                             .out_stride = stride},
                            kernel::panels_for(length));
    const float scale = 1 / std::sqrt(static_cast<float>(head_dim_));
    for (std::size_t row = 0; row < task.rows; ++row) {
      float* scores = own.scores.data() + row * stride;
      const std::size_t seen = position(task, row) + 1;
      elementwise_->softmax(scores, seen, scale);
      std::fill_n(scores + seen, length - seen, 0.0F);
    }
    kernel::interleave(own.scores.data(), stride, task.rows, length, own.packed.data());
  }

  void sum(const attention_task& task, const kernel::packed_matrix& values, std::size_t length,
           scratch& own) const {
    const std::size_t stride = kernel::padded(head_dim_);
    kernel::multiply_panels(*kernels_, task.rows, dtype::f32,
                            {.rows = own.packed.data(),
                             .inputs = length,
                             .panels = values.data,
                             .panel_stride = values.panel_bytes(),
                             .out = own.sums.data(),
                             .out_stride = stride},
                            values.panels);
  }

  const kernel::multiply_kernels* kernels_;
  const kernel::elementwise* elementwise_;
  std::size_t head_dim_;
  std::size_t group_;
  std::size_t kv_heads_;
  std::vector<scratch> scratch_;
};

}  // namespace proflens::engine
