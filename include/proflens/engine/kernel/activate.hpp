#pragma once

#include <cstddef>

#include <proflens/engine/kernel/eigen.hpp>
#include <proflens/engine/transformer_config.hpp>

namespace proflens::engine::kernel {

/// The activation of each value, in place.
inline void activate(activation kind, float* row, std::size_t size) {
  auto x = array_of(row, size);
  if (kind == activation::silu) {
    x = x / (1 + (-x).exp());
    return;
  }
  constexpr float sqrt_2_over_pi = 0.7978845608028654F;
  x = 0.5F * x * (1 + (sqrt_2_over_pi * (x + 0.044715F * x.cube())).tanh());
}

/// value *= gate, each.
inline void multiply_each(float* values, const float* gates, std::size_t size) {
  array_of(values, size) *= array_of(gates, size);
}

}  // namespace proflens::engine::kernel
