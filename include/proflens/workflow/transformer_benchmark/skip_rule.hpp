#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <proflens/engine/info.hpp>
#include <proflens/report/number.hpp>
#include <proflens/workflow/transformer_benchmark/configuration.hpp>
#include <proflens/workflow/transformer_benchmark/result.hpp>

namespace proflens::workflow {

/// Why a point is left out whatever memory is free; empty: it is not. Points with exactly
/// `max_batch_input_product` input tokens stay, and the last token of a sequence is never fed.
inline std::string reason_to_skip(const transformer_configuration& configuration,
                                  const engine::info& engine, int batch_size, int input_length) {
  const std::int64_t product = std::int64_t{batch_size} * input_length;
  if (product > configuration.max_batch_input_product)
    return "batch size * input length is " + report::rounded(product) +
           ", above max_batch_input_product, " +
           report::rounded(configuration.max_batch_input_product);
  const std::int64_t capacity = std::int64_t{input_length} + configuration.output_length - 1;
  if (engine.positions > 0 && capacity > engine.positions)
    return "input length + output length - 1 is " + report::rounded(capacity) +
           ", above the positions of the model, " + report::rounded(engine.positions);
  return {};
}

/// Bytes that a point needs: weights that are not in memory yet, keys and values, logits, prompts.
inline double bytes_needed(const transformer_configuration& configuration,
                           const engine::info& engine, const benchmarked_model& model,
                           int batch_size, int input_length) {
  const double capacity = static_cast<double>(input_length) + configuration.output_length - 1;
  const double sequence = capacity * static_cast<double>(model.cache_bytes_per_token) +
                          static_cast<double>(engine.vocabulary) * sizeof(float) +
                          static_cast<double>(input_length) * sizeof(std::int64_t);
  return static_cast<double>(model.absent_weight_bytes) + batch_size * sequence;
}

/// A size in MB of 2^20 bytes, for people.
inline std::string megabytes_text(double bytes) {
  return report::rounded(bytes / 1048576, 3) + " MB";
}

/// Why a point does not fit into so many bytes; empty: it does, or what is free is unknown.
inline std::string reason_of_memory(double needed, std::optional<std::uint64_t> available,
                                    bool with_weights) {
  if (!available || needed <= static_cast<double>(*available)) return {};
  return "it needs " + megabytes_text(needed) + " for " + (with_weights ? "weights, " : "") +
         "keys and values, logits and prompts; " + megabytes_text(static_cast<double>(*available)) +
         " are free";
}

}  // namespace proflens::workflow
