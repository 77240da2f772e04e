#pragma once

#include <cstddef>
#include <cstring>
#include <limits>

#include <proflens/engine/kernel/exponential.hpp>
#include <proflens/engine/kernel/instruction_set.hpp>
#include <proflens/engine/transformer_config.hpp>

/// Functions of each number of a row, with the vectors of an instruction set.
namespace proflens::engine::kernel {

/// The vector at `i`; at the end of the row it is filled up with `filler`.
template <int Bytes>
[[gnu::always_inline]] inline void load_floats(const float* row, std::size_t size, std::size_t i,
                                               float filler, typename vectors<Bytes>::floats& to) {
  if (i + vectors<Bytes>::width <= size) {
    std::memcpy(&to, row + i, sizeof to);
  } else {
    to = typename vectors<Bytes>::floats{} + filler;
    std::memcpy(&to, row + i, (size - i) * sizeof(float));
  }
}

template <int Bytes>
[[gnu::always_inline]] inline void store_floats(const typename vectors<Bytes>::floats& from,
                                                float* row, std::size_t size, std::size_t i) {
  if (i + vectors<Bytes>::width <= size)
    std::memcpy(row + i, &from, sizeof from);
  else
    std::memcpy(row + i, &from, (size - i) * sizeof(float));
}

template <int Bytes>
[[gnu::always_inline]] inline float largest_of(const float* row, std::size_t size) {
  typename vectors<Bytes>::floats largest, values;
  load_floats<Bytes>(row, size, 0, row[0], largest);
  for (std::size_t i = vectors<Bytes>::width; i < size; i += vectors<Bytes>::width) {
    load_floats<Bytes>(row, size, i, row[0], values);
    largest = values > largest ? values : largest;
  }
  float result = largest[0];
  for (std::size_t lane = 1; lane < vectors<Bytes>::width; ++lane)
    result = largest[lane] > result ? largest[lane] : result;
  return result;
}

template <int Bytes>
[[gnu::always_inline]] inline void softmax_in(float* row, std::size_t size, float scale) {
  constexpr std::size_t width = vectors<Bytes>::width;
  constexpr float without_weight = -std::numeric_limits<float>::infinity();
  typename vectors<Bytes>::floats values, sums{};
  const float largest = largest_of<Bytes>(row, size);
  for (std::size_t i = 0; i < size; i += width) {
    load_floats<Bytes>(row, size, i, without_weight, values);
    values = (values - largest) * scale;
    exponential<Bytes>(values);
    sums += values;
    store_floats<Bytes>(values, row, size, i);
  }
  float sum = 0;
  for (std::size_t lane = 0; lane < width; ++lane) sum += sums[lane];
  const float inverse = 1 / sum;
  for (std::size_t i = 0; i < size; i += width) {
    load_floats<Bytes>(row, size, i, 0, values);
    values *= inverse;
    store_floats<Bytes>(values, row, size, i);
  }
}

/// Both are x / (1 + e^-y): for SiLU y is x; for GELU, as its tanh is (e^2u - 1) / (e^2u + 1),
/// twice what the tanh is taken of.
template <int Bytes>
[[gnu::always_inline]] inline void activate_in(activation kind, float* row, std::size_t size) {
  constexpr float twice_sqrt_2_over_pi = 1.5957691216F;
  typename vectors<Bytes>::floats x, power;
  for (std::size_t i = 0; i < size; i += vectors<Bytes>::width) {
    load_floats<Bytes>(row, size, i, 0, x);
    power = kind == activation::silu ? -x : x * -twice_sqrt_2_over_pi * (1 + 0.044715F * x * x);
    exponential<Bytes>(power);
    x /= 1 + power;
    store_floats<Bytes>(x, row, size, i);
  }
}

template <int Bytes>
[[gnu::always_inline]] inline void multiply_each_in(float* values, const float* gates,
                                                    std::size_t size) {
  typename vectors<Bytes>::floats value, gate;
  for (std::size_t i = 0; i < size; i += vectors<Bytes>::width) {
    load_floats<Bytes>(values, size, i, 0, value);
    load_floats<Bytes>(gates, size, i, 0, gate);
    value *= gate;
    store_floats<Bytes>(value, values, size, i);
  }
}

/// The functions of an instruction set.
struct elementwise {
  /// The softmax of scale * x, in place; `size` is 1 at least.
  void (*softmax)(float* row, std::size_t size, float scale);
  /// The activation of each value, in place.
  void (*activate)(activation kind, float* row, std::size_t size);
  /// value *= gate, each.
  void (*multiply_each)(float* values, const float* gates, std::size_t size);
};

inline void softmax_portable(float* row, std::size_t size, float scale) {
  softmax_in<16>(row, size, scale);
}
inline void activate_portable(activation kind, float* row, std::size_t size) {
  activate_in<16>(kind, row, size);
}
inline void multiply_each_portable(float* values, const float* gates, std::size_t size) {
  multiply_each_in<16>(values, gates, size);
}

#if defined(__x86_64__) && defined(__GNUC__)
[[gnu::target("avx2,fma")]] inline void softmax_avx2(float* row, std::size_t size, float scale) {
  softmax_in<32>(row, size, scale);
}
[[gnu::target("avx2,fma")]] inline void activate_avx2(activation kind, float* row,
                                                      std::size_t size) {
  activate_in<32>(kind, row, size);
}
[[gnu::target("avx2,fma")]] inline void multiply_each_avx2(float* values, const float* gates,
                                                           std::size_t size) {
  multiply_each_in<32>(values, gates, size);
}
[[gnu::target("avx512f")]] inline void softmax_avx512(float* row, std::size_t size, float scale) {
  softmax_in<64>(row, size, scale);
}
[[gnu::target("avx512f")]] inline void activate_avx512(activation kind, float* row,
                                                       std::size_t size) {
  activate_in<64>(kind, row, size);
}
[[gnu::target("avx512f")]] inline void multiply_each_avx512(float* values, const float* gates,
                                                            std::size_t size) {
  multiply_each_in<64>(values, gates, size);
}
#endif

/// Those of an instruction set, which the processor has to have (`is_supported`).
inline const elementwise& elementwise_of([[maybe_unused]] instruction_set set) {
  static constexpr elementwise portable{&softmax_portable, &activate_portable,
                                        &multiply_each_portable};
#if defined(__x86_64__) && defined(__GNUC__)
  static constexpr elementwise avx2{&softmax_avx2, &activate_avx2, &multiply_each_avx2};
  static constexpr elementwise avx512{&softmax_avx512, &activate_avx512, &multiply_each_avx512};
  if (set == instruction_set::avx2) return avx2;
  if (set == instruction_set::avx512) return avx512;
#endif
  return portable;
}

}  // namespace proflens::engine::kernel
