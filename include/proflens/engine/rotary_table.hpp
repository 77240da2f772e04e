#pragma once

#include <cmath>
#include <cstddef>
#include <numbers>
#include <vector>

#include <proflens/engine/transformer_config.hpp>

namespace proflens::engine {

/// The angle by which pair `pair` of a head turns with each position: theta^(-2 pair / head_dim)
/// (Su and others 2021), scaled as `llama3_scaling` says.
inline double rotary_frequency(const transformer_config& config, int pair) {
  const double plain = std::pow(config.theta, -2.0 * pair / config.head_dim);
  if (!config.scaling) return plain;
  const llama3_scaling& scaling = *config.scaling;
  const double turns = scaling.original_positions * plain / (2 * std::numbers::pi);
  if (turns < scaling.low_frequency_factor) return plain / scaling.factor;
  if (turns > scaling.high_frequency_factor) return plain;
  const double kept = (turns - scaling.low_frequency_factor) /
                      (scaling.high_frequency_factor - scaling.low_frequency_factor);
  return (1 - kept) * plain / scaling.factor + kept * plain;
}

/// Cosines and sines of all positions, computed as doubles.
class rotary_table {
 public:
  rotary_table() = default;
  rotary_table(const transformer_config& config, std::size_t positions)
      : pairs_(static_cast<std::size_t>(config.head_dim) / 2),
        cosines_(pairs_ * positions),
        sines_(pairs_ * positions) {
    for (std::size_t pair = 0; pair < pairs_; ++pair) {
      const double frequency = rotary_frequency(config, static_cast<int>(pair));
      for (std::size_t position = 0; position < positions; ++position) {
        const double angle = frequency * static_cast<double>(position);
        cosines_[position * pairs_ + pair] = static_cast<float>(std::cos(angle));
        sines_[position * pairs_ + pair] = static_cast<float>(std::sin(angle));
      }
    }
  }

  /// Turns one head: value i and value i + head_dim / 2 are a pair.
  void rotate(float* head, std::size_t position) const {
    const float* cosines = cosines_.data() + position * pairs_;
    const float* sines = sines_.data() + position * pairs_;
    for (std::size_t pair = 0; pair < pairs_; ++pair) {
      const float a = head[pair], b = head[pair + pairs_];
      head[pair] = a * cosines[pair] - b * sines[pair];
      head[pair + pairs_] = b * cosines[pair] + a * sines[pair];
    }
  }

 private:
  std::size_t pairs_ = 0;
  std::vector<float> cosines_;
  std::vector<float> sines_;
};

}  // namespace proflens::engine
