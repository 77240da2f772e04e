#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include <proflens/engine/convert_numbers.hpp>
#include <proflens/engine/dtype.hpp>
#include <proflens/engine/input_tokens.hpp>
#include <proflens/engine/owned_weights.hpp>
#include <proflens/engine/random_numbers.hpp>
#include <proflens/engine/tensor_layout.hpp>
#include <proflens/engine/transformer_config.hpp>
#include <proflens/engine/weights.hpp>

namespace proflens::engine {

/// Weights as before a training, from a seed: the same for any number of threads, and in half
/// precision the same numbers rounded. The deviation is 0.02, divided by sqrt(2 layers) for the
/// maps whose output is added to what came in (Radford and others 2019, GPT-2), so that values stay
/// of the same size through all layers; gains are 1, biases 0. Throws std::bad_alloc.
inline transformer_weights random_weights(const transformer_config& config, std::uint64_t seed,
                                          dtype type = dtype::f32, int threads = 0) {
  constexpr double deviation = 0.02;
  const double residual_deviation = deviation / std::sqrt(2.0 * config.layers);
  transformer_weights weights;
  own_weights(
      config, weights, type, threads,
      [&](const owned_tensor& tensor, std::size_t first, std::size_t count) {
        if (tensor.role == tensor_role::bias) return;  // the memory is zero
        std::array<float, 1024> block{};
        block.fill(1);
        const std::uint64_t own_seed = scrambled(scrambled(seed) + tensor.index);
        for (std::size_t i = 0; i < count; i += block.size()) {
          const std::size_t size = std::min(block.size(), count - i);
          if (tensor.role != tensor_role::gain)
            random_numbers(own_seed,
                           tensor.role == tensor_role::residual ? residual_deviation : deviation,
                           first + i, block.data(), size);
          round_numbers(block.data(), tensor.data + (first + i) * size_of(type), type, size);
        }
      });
  return weights;
}

}  // namespace proflens::engine
