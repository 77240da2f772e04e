#pragma once

#include <cmath>
#include <cstddef>

#include <proflens/engine/kernel/eigen.hpp>

namespace proflens::engine::kernel {

/// LayerNorm of one row: (x - mean) / sqrt(variance + eps) * gain + shift. Ba, Kiros and Hinton
/// 2016.
inline void layer_norm(const float* row, std::size_t size, const float* gain, const float* shift,
                       float eps, float* to) {
  const auto values = array_of(row, size);
  const float mean = values.mean();
  const float variance = (values - mean).square().mean();
  array_of(to, size) = (values - mean) * (1 / std::sqrt(variance + eps)) * array_of(gain, size) +
                       array_of(shift, size);
}

/// RMSNorm of one row: x / sqrt(mean of x^2 + eps) * gain. Zhang and Sennrich 2019.
inline void rms_norm(const float* row, std::size_t size, const float* gain, float eps, float* to) {
  const auto values = array_of(row, size);
  const float mean_square = values.square().mean();
  array_of(to, size) = values * (1 / std::sqrt(mean_square + eps)) * array_of(gain, size);
}

}  // namespace proflens::engine::kernel
