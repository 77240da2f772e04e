#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <proflens/engine/attention.hpp>
#include <proflens/engine/convert_numbers.hpp>
#include <proflens/engine/kernel/elementwise.hpp>
#include <proflens/engine/kernel/instruction_set.hpp>
#include <proflens/engine/kernel/interleave.hpp>
#include <proflens/engine/kernel/multiply.hpp>
#include <proflens/engine/kernel/normalize.hpp>
#include <proflens/engine/kernel/packed_matrix.hpp>
#include <proflens/engine/kv_cache.hpp>
#include <proflens/engine/packed_weights.hpp>
#include <proflens/engine/rotary_table.hpp>
#include <proflens/engine/thread_team.hpp>
#include <proflens/engine/transformer_config.hpp>
#include <proflens/engine/transformer_model.hpp>

namespace proflens::engine {

/// A token to be computed, and where it stands.
struct placed_token {
  std::int64_t id = 0;
  std::size_t sequence = 0;
  std::size_t position = 0;
};

/// The arithmetic of a decoder: from placed tokens to hidden values, from those to logits. It keeps
/// weights and intermediate values; the cache is its caller's.
class decoder {
 public:
  /// How many tokens are computed at once at most: enough to read the weights seldom, few enough
  /// that intermediate values stay small, however long the prompts are.
  static constexpr std::size_t most_tokens = 512;

  decoder(const transformer_model& model, thread_team& team, kernel::instruction_set instructions)
      : config_(model.config),
        team_(team),
        weights_(pack_weights(model, team)),
        multiply_(team, kernel::kernels_of(instructions)),
        elementwise_(kernel::elementwise_of(instructions)),
        attend_(model.config, instructions, static_cast<std::size_t>(team.size())),
        hidden_(static_cast<std::size_t>(model.config.hidden)),
        queries_(static_cast<std::size_t>(model.config.heads) *
                 static_cast<std::size_t>(model.config.head_dim)),
        keys_(static_cast<std::size_t>(model.config.kv_heads) *
              static_cast<std::size_t>(model.config.head_dim)),
        intermediate_(static_cast<std::size_t>(model.config.intermediate)),
        stride_(kernel::padded(hidden_)) {
    scratch_.resize(static_cast<std::size_t>(team.size()));
    for (auto& own : scratch_) own.resize(multiply_.most_rows() * hidden_);
  }

  /// Prepares for so many sequences of so many positions, and makes room.
  void reserve(std::size_t batch, std::size_t capacity) {
    if (has_rotary_positions(config_)) rotary_ = rotary_table(config_, capacity);
    attend_.reserve(capacity);
    const std::size_t rows = std::min(most_tokens, batch * capacity);
    const auto grow = [](std::vector<float>& values, std::size_t size) {
      if (values.size() < size) values.resize(size);
    };
    grow(values_, rows * stride_);
    grow(wide_, rows * wide_stride());
    grow(attended_, rows * queries_);
    grow(packed_, std::max(rows * std::max(queries_, intermediate_), batch * hidden_));
    grow(packed_, std::max(rows, batch) * hidden_);
    grow(last_, batch * stride_);
    grow(logits_, batch * logits_stride());
  }

  /// Computes tokens, at most `most_tokens`, those of a sequence one behind the other, and writes
  /// their keys and values. What came before must be in the cache.
  void compute(std::span<const placed_token> tokens, kv_cache& cache) {
    cut(tokens);
    embed(tokens);
    for (std::size_t i = 0; i < weights_.layers.size(); ++i) {
      add_attention(i, tokens, cache);
      add_mlp(weights_.layers[i], tokens.size());
    }
  }

  /// Keeps the hidden values of a computed row for `compute_logits`.
  void keep_last(std::size_t row, std::size_t sequence) {
    std::copy_n(values_.data() + row * stride_, hidden_, last_.data() + sequence * stride_);
  }

  /// The logits that follow what was kept of each sequence.
  void compute_logits(std::size_t batch) {
    const auto rows = normalize(weights_.final_norm, last_.data(), batch);
    multiply_(rows, weights_.head, {.out = logits_.data(), .stride = logits_stride()});
  }

  std::span<const float> logits(std::size_t sequence) const {
    return std::span(logits_).subspan(sequence * logits_stride(),
                                      static_cast<std::size_t>(config_.vocabulary));
  }

 private:
  bool is_gpt2() const { return config_.family == transformer_family::gpt2; }
  std::size_t logits_stride() const { return weights_.head.outputs(); }
  std::size_t wide_stride() const {
    const packed_layer& layer = weights_.layers.front();
    return std::max(layer.query_key_value.matrix.outputs(), layer.up.matrix.outputs());
  }
  // GPT-2 has one matrix for all three; those of the others begin with panels of their own.
  std::size_t keys_begin() const { return is_gpt2() ? queries_ : kernel::padded(queries_); }
  std::size_t values_begin() const {
    return keys_begin() + (is_gpt2() ? keys_ : kernel::padded(keys_));
  }

  kernel::row_tiles tiles_of(std::size_t rows) const { return {rows, multiply_.most_rows()}; }

  /// Splits into runs of one sequence, and those into the tasks of attention and of the cache.
  void cut(std::span<const placed_token> tokens) {
    tasks_.clear();
    cached_.clear();
    for (std::size_t begin = 0, end = 0; begin < tokens.size(); begin = end) {
      while (end < tokens.size() && tokens[end].sequence == tokens[begin].sequence) ++end;
      const token_run run{tokens[begin].sequence, tokens[begin].position, begin, end - begin};
      attend_.add_tasks(run, tasks_);
      cut_by_panels(run);
    }
  }

  void cut_by_panels(const token_run& run) {
    for (std::size_t done = 0, size = 0; done < run.tokens; done += size) {
      const std::size_t position = run.first_position + done;
      size = std::min(kernel::panel_width - position % kernel::panel_width, run.tokens - done);
      cached_.push_back({run.sequence, position, run.first_row + done, size});
    }
  }

  void embed(std::span<const placed_token> tokens) {
    team_.run(tokens.size(), [&](std::size_t row, int thread) {
      float* to = values_.data() + row * stride_;
      const auto id = static_cast<std::size_t>(tokens[row].id);
      if (config_.is_tied)
        kernel::unpack_output(weights_.head, id, to);
      else
        widen_numbers(weights_.token_embedding.row(id), weights_.token_embedding.type, to, hidden_);
      if (!weights_.position_embedding) return;
      float* position = scratch_[static_cast<std::size_t>(thread)].data();
      widen_numbers(weights_.position_embedding.row(tokens[row].position),
                    weights_.position_embedding.type, position, hidden_);
      for (std::size_t i = 0; i < hidden_; ++i) to[i] += position[i];
    });
  }

  kernel::packed_rows normalize(const float_norm& norm, const float* rows, std::size_t count) {
    const kernel::row_tiles tiles = tiles_of(count);
    const auto eps = static_cast<float>(config_.eps);
    team_.run(tiles.count(), [&](std::size_t index, int thread) {
      const std::size_t begin = tiles.begin(index), size = tiles.size(index);
      float* own = scratch_[static_cast<std::size_t>(thread)].data();
      for (std::size_t row = 0; row < size; ++row) {
        const float* from = rows + (begin + row) * stride_;
        if (norm.shift.empty())
          kernel::rms_norm(from, hidden_, norm.gain.data(), eps, own + row * hidden_);
        else
          kernel::layer_norm(from, hidden_, norm.gain.data(), norm.shift.data(), eps,
                             own + row * hidden_);
      }
      kernel::interleave(own, hidden_, size, hidden_, packed_.data() + begin * hidden_);
    });
    return {packed_.data(), tiles};
  }

  void multiply(const kernel::packed_rows& rows, const packed_linear& linear, float* out,
                std::size_t stride, bool is_added = false) {
    multiply_(rows, linear.matrix,
              {.out = out,
               .stride = stride,
               .bias = linear.bias.empty() ? nullptr : linear.bias.data(),
               .is_added = is_added});
  }

  void add_attention(std::size_t index, std::span<const placed_token> tokens, kv_cache& cache) {
    const packed_layer& layer = weights_.layers[index];
    const auto rows = normalize(layer.attention_norm, values_.data(), tokens.size());
    multiply(rows, layer.query_key_value, wide_.data(), wide_stride());
    write_cache(index, cache);
    team_.run(tasks_.size(), [&](std::size_t task, int thread) {
      attend_(tasks_[task], cache, index, wide_.data(), wide_stride(), attended_.data(), queries_,
              static_cast<std::size_t>(thread));
    });
    const kernel::row_tiles tiles = tiles_of(tokens.size());
    team_.run(tiles.count(), [&](std::size_t i, int) {
      kernel::interleave(attended_.data() + tiles.begin(i) * queries_, queries_, tiles.size(i),
                         queries_, packed_.data() + tiles.begin(i) * queries_);
    });
    multiply({packed_.data(), tiles}, layer.attention_output, values_.data(), stride_, true);
  }

  /// Turns queries and keys by their positions, and writes keys and values.
  void write_cache(std::size_t layer, kv_cache& cache) {
    const auto head_dim = static_cast<std::size_t>(config_.head_dim);
    team_.run(cached_.size(), [&](std::size_t task, int) {
      const token_run& run = cached_[task];
      if (has_rotary_positions(config_)) rotate(run);
      for (std::size_t i = 0; i < keys_; i += head_dim)
        for (std::size_t token = 0; token < run.tokens; ++token) {
          const float* row = wide_.data() + (run.first_row + token) * wide_stride();
          cache.write(layer, run.sequence, i / head_dim, run.first_position + token,
                      row + keys_begin() + i, row + values_begin() + i);
        }
    });
  }

  void rotate(const token_run& run) {
    const auto head_dim = static_cast<std::size_t>(config_.head_dim);
    for (std::size_t token = 0; token < run.tokens; ++token) {
      float* queries = wide_.data() + (run.first_row + token) * wide_stride();
      float* keys = queries + keys_begin();
      const std::size_t position = run.first_position + token;
      for (std::size_t i = 0; i < queries_; i += head_dim) rotary_.rotate(queries + i, position);
      for (std::size_t i = 0; i < keys_; i += head_dim) rotary_.rotate(keys + i, position);
    }
  }

  void add_mlp(const packed_layer& layer, std::size_t count) {
    const auto rows = normalize(layer.mlp_norm, values_.data(), count);
    multiply(rows, layer.up, wide_.data(), wide_stride());
    activate(rows.tiles);
    multiply({packed_.data(), rows.tiles}, layer.down, values_.data(), stride_, true);
  }

  void activate(const kernel::row_tiles& tiles) {
    constexpr std::size_t columns = 512;
    const std::size_t parts = (intermediate_ + columns - 1) / columns;
    const bool is_gated = !is_gpt2();
    team_.run(tiles.count() * parts, [&](std::size_t task, int) {
      const std::size_t first = task % parts * columns;
      const std::size_t begin = tiles.begin(task / parts), rows = tiles.size(task / parts);
      const std::size_t size = std::min(columns, intermediate_ - first);
      float* values = wide_.data() + begin * wide_stride() + first;
      for (std::size_t row = 0; row < rows; ++row) {
        float* own = values + row * wide_stride();
        elementwise_.activate(config_.activation, own, size);
        if (is_gated) elementwise_.multiply_each(own, own + kernel::padded(intermediate_), size);
      }
      kernel::interleave(values, wide_stride(), rows, size,
                         packed_.data() + begin * intermediate_ + first * rows);
    });
  }

  transformer_config config_;
  thread_team& team_;
  packed_weights weights_;
  kernel::multiplier multiply_;
  const kernel::elementwise& elementwise_;
  attention attend_;
  rotary_table rotary_;
  std::size_t hidden_, queries_, keys_, intermediate_, stride_;
  std::vector<std::vector<float>> scratch_;  // of each thread
  std::vector<float> values_;                // a row for each token
  std::vector<float> wide_;                  // queries, keys, values; the inside of the MLP
  std::vector<float> attended_, packed_, last_, logits_;
  std::vector<attention_task> tasks_;
  std::vector<token_run> cached_;  // each within the positions of a panel of keys
};

}  // namespace proflens::engine
