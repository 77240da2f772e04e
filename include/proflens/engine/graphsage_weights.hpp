#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <proflens/engine/error.hpp>
#include <proflens/engine/input_tokens.hpp>
#include <proflens/engine/random_numbers.hpp>

namespace proflens::engine {

/// What a GraphSAGE layer has learnt: out = mean W_l^T + bias + x W_r^T, named as in PyTorch
/// Geometric. Matrices are F x F, a row for each output.
struct graphsage_weights {
  std::int64_t features = 0;    ///< F
  std::vector<float> W_l = {};  ///< of the neighbours' mean
  std::vector<float> W_r = {};  ///< of the node itself
  std::vector<float> bias = {};

  friend bool operator==(const graphsage_weights&, const graphsage_weights&) = default;
};

/// Throws engine::error where the sizes do not fit each other.
inline void require_whole(const graphsage_weights& weights) {
  const auto width = static_cast<std::size_t>(weights.features);
  if (weights.features >= 1 && weights.features <= (std::int64_t{1} << 24) &&
      weights.W_l.size() == width * width && weights.W_r.size() == width * width &&
      weights.bias.size() == width)
    return;
  throw error("GraphSAGE: " + std::to_string(weights.features) + " features with W_l of " +
              std::to_string(weights.W_l.size()) + ", W_r of " +
              std::to_string(weights.W_r.size()) + " and a bias of " +
              std::to_string(weights.bias.size()) +
              " numbers; expected F >= 1 features, F x F numbers in each matrix and F in the bias");
}

/// Random weights of deviation 1 / sqrt(F), so that outputs are about as large as inputs; the same
/// for the same arguments on every machine. Throws engine::error where `features` is not in
/// [1, 2^24]; std::bad_alloc.
inline graphsage_weights random_graphsage_weights(std::int64_t features, std::uint64_t seed = 1) {
  if (features < 1 || features > (std::int64_t{1} << 24))
    throw error("GraphSAGE: weights for " + std::to_string(features) +
                " features; expected 1 to 16777216");
  const auto width = static_cast<std::size_t>(features);
  const double deviation = 1 / std::sqrt(static_cast<double>(features));
  const auto drawn = [&](std::uint64_t tensor, std::size_t count) {
    std::vector<float> numbers(count);
    random_numbers(scrambled(scrambled(seed) + tensor), deviation, 0, numbers.data(), count);
    return numbers;
  };
  return {features, drawn(101, width * width), drawn(102, width * width), drawn(103, width)};
}

}  // namespace proflens::engine
