#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <proflens/engine/choose_token.hpp>
#include <proflens/engine/concepts.hpp>
#include <proflens/engine/decoder.hpp>
#include <proflens/engine/error.hpp>
#include <proflens/engine/info.hpp>
#include <proflens/engine/kernel/eigen.hpp>
#include <proflens/engine/kernel/instruction_set.hpp>
#include <proflens/engine/kv_cache.hpp>
#include <proflens/engine/sampling.hpp>
#include <proflens/engine/thread_team.hpp>
#include <proflens/engine/tokens.hpp>
#include <proflens/engine/transformer_model.hpp>

namespace proflens::engine {

struct transformer_options {
  int threads = 0;  ///< 0: one for each core
  kernel::instruction_set instructions = kernel::widest_instruction_set();
};

/// The step engine of this library: decoders of the GPT-2 and Llama families on the CPU, with a
/// cache of keys and values. Weights stay of the type they were stored in, arithmetic is float32.
/// Results do not depend on the number of threads or on what else is in the batch.
///
///     engine::transformer gpt2(engine::load_model("gpt2"));
///     gpt2.reset(1, 100);
///     gpt2.prefill(engine::generate_input_tokens(1, 50, gpt2.info().vocabulary));
///     gpt2.step(gpt2.next_tokens({.temperature = 0}));
class transformer {
 public:
  /// Copies the weights into the order its kernels read; the model's own are let go. Throws
  /// std::bad_alloc, and engine::error if this processor lacks the instructions asked for.
  explicit transformer(transformer_model model, const transformer_options& options = {})
      : config_(model.config),
        type_(model.type),
        team_(std::make_unique<thread_team>(options.threads)) {
    if (!kernel::is_supported(options.instructions))
      throw error("transformer: this processor has no " +
                  std::string(name_of(options.instructions)));
    decoder_ = std::make_unique<decoder>(model, *team_, options.instructions);
    choosers_.resize(static_cast<std::size_t>(team_->size()));
  }

  engine::info info() const {
    return {.name = "eigen",
            .version = kernel::eigen_version(),
            .device = "CPU",
            .device_name = {},
            .dtype = std::string(name_of(type_)),
            .precision = "f32",
            .threads = team_->size(),
            .vocabulary = config_.vocabulary,
            .positions = config_.positions};
  }

  /// Empty sequences that can hold `capacity` tokens each. Throws engine::error if a number is not
  /// positive or `capacity` is above the positions of the model; std::bad_alloc.
  void reset(int batch, int capacity) {
    if (batch <= 0 || capacity <= 0 || capacity > config_.positions)
      throw error("transformer: reset(" + std::to_string(batch) + ", " + std::to_string(capacity) +
                  "); expected a batch of 1 at least and a capacity of 1 to " +
                  std::to_string(config_.positions) + ", the positions of the model");
    has_logits_ = false;
    lengths_.clear();
    const auto rows = static_cast<std::size_t>(batch), size = static_cast<std::size_t>(capacity);
    if (cache_.batch() != rows || cache_.capacity() != size) {
      cache_ = kv_cache();  // first let go of the old one
      cache_ = kv_cache(config_, rows, size);
    }
    decoder_->reserve(rows, size);
    lengths_.assign(rows, 0);
  }

  /// Computes all prompts. Throws engine::error unless `reset` came just before, or if the batch is
  /// another one, the prompts do not fit, or a token is outside of the vocabulary.
  void prefill(const tokens& prompts) {
    if (has_logits_) throw error("transformer: prefill has to follow reset");
    feed(prompts);
  }

  /// Computes one more token of each sequence. Throws like `prefill`, and if that was not called.
  void step(const tokens& chosen) {
    if (!has_logits_) throw error("transformer: step has to follow prefill");
    if (chosen.length != 1)
      throw error("transformer: step takes one token of each sequence, not " +
                  std::to_string(chosen.length));
    feed(chosen);
  }

  /// One token of each sequence, chosen from the logits of the last prefill or step; see
  /// `token_chooser`. Throws engine::error if there are none.
  tokens next_tokens(const sampling& how) {
    require_logits();
    tokens result{static_cast<int>(lengths_.size()), 1, {}};
    result.ids.resize(lengths_.size());
    std::vector<std::exception_ptr> failures(lengths_.size());
    team_->run(lengths_.size(), [&](std::size_t sequence, int thread) {
      try {
        result.ids[sequence] = choosers_[static_cast<std::size_t>(thread)](
            decoder_->logits(sequence), how, sequence, lengths_[sequence]);
      } catch (...) {
        failures[sequence] = std::current_exception();
      }
    });
    for (const auto& failure : failures)
      if (failure) std::rethrow_exception(failure);
    return result;
  }

  /// All is done when a function returns.
  void synchronize() {}

  /// One logit for each token of the vocabulary, after the last prefill or step; valid until the
  /// next call. Throws engine::error if there are none.
  std::span<const float> logits(int sequence) const {
    require_logits();
    if (sequence < 0 || static_cast<std::size_t>(sequence) >= lengths_.size())
      throw error("transformer: there is no sequence " + std::to_string(sequence) +
                  " in a batch of " + std::to_string(lengths_.size()));
    return decoder_->logits(static_cast<std::size_t>(sequence));
  }

 private:
  void require_logits() const {
    if (!has_logits_) throw error("transformer: there are no logits before prefill");
  }

  void feed(const tokens& given) {
    check_fits(given);
    has_logits_ = false;
    const auto length = static_cast<std::size_t>(given.length);
    std::vector<placed_token> chunk;
    for (std::size_t i = 0; i < given.ids.size(); ++i) {
      const std::size_t sequence = i / length;
      chunk.push_back({given.ids[i], sequence, lengths_[sequence] + i % length});
      if (chunk.size() == decoder::most_tokens || i + 1 == given.ids.size()) {
        compute(chunk, lengths_.front() + length - 1);
        chunk.clear();
      }
    }
    for (std::size_t& held : lengths_) held += length;
    decoder_->compute_logits(lengths_.size());
    has_logits_ = true;
  }

  void compute(std::span<const placed_token> chunk, std::size_t last_position) {
    decoder_->compute(chunk, cache_);
    for (std::size_t row = 0; row < chunk.size(); ++row)
      if (chunk[row].position == last_position) decoder_->keep_last(row, chunk[row].sequence);
  }

  void check_fits(const tokens& given) const {
    const auto batch = static_cast<std::size_t>(std::max(given.batch, 0));
    if (lengths_.empty() || batch != lengths_.size() || given.length < 1 ||
        given.ids.size() != batch * static_cast<std::size_t>(given.length))
      throw error("transformer: " + std::to_string(given.batch) + " rows of " +
                  std::to_string(given.length) + " tokens (" + std::to_string(given.ids.size()) +
                  " ids) for a batch of " + std::to_string(lengths_.size()));
    if (lengths_.front() + static_cast<std::size_t>(given.length) > cache_.capacity())
      throw error("transformer: " + std::to_string(given.length) + " tokens behind " +
                  std::to_string(lengths_.front()) + " do not fit into a capacity of " +
                  std::to_string(cache_.capacity()));
    const auto is_unknown = [this](std::int64_t id) { return id < 0 || id >= config_.vocabulary; };
    const auto unknown = std::ranges::find_if(given.ids, is_unknown);
    if (unknown != given.ids.end())
      throw error("transformer: token " + std::to_string(*unknown) + " is not in [0, " +
                  std::to_string(config_.vocabulary) + ")");
  }

  transformer_config config_;
  dtype type_;
  std::unique_ptr<thread_team> team_;
  std::unique_ptr<decoder> decoder_;
  kv_cache cache_;
  std::vector<std::size_t> lengths_;  // of the sequences; all are equal
  std::vector<token_chooser> choosers_;
  bool has_logits_ = false;
};

static_assert(check_step_engine<transformer>());

}  // namespace proflens::engine
