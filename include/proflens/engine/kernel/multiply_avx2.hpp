#pragma once

#if defined(__x86_64__) && defined(__GNUC__)

#include <immintrin.h>

#include <cstddef>

#include <proflens/engine/dtype.hpp>
#include <proflens/engine/kernel/tile.hpp>

namespace proflens::engine::kernel {

/// 8 weights, widened.
template <dtype Type>
[[gnu::target("avx2,fma,f16c"), gnu::always_inline]] inline __m256 load_avx2(
    const std::byte* from) {
  if constexpr (Type == dtype::f32) {
    return _mm256_loadu_ps(reinterpret_cast<const float*>(from));
  } else {
    const __m128i bits = _mm_loadu_si128(reinterpret_cast<const __m128i*>(from));
    if constexpr (Type == dtype::f16) return _mm256_cvtph_ps(bits);
    return _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_cvtepu16_epi32(bits), 16));
  }
}

/// A tile of Rows x Panels, two vectors for each panel; all sums stay in registers, up to 12 of 16.
template <dtype Type, int Rows, int Panels>
[[gnu::target("avx2,fma,f16c")]] void multiply_avx2(const tile& work) {
  constexpr int halves = 2 * Panels;
  constexpr std::size_t half = panel_width / 2;
  __m256 sums[Rows][halves];
#pragma GCC unroll 8
  for (int column = 0; column < halves; ++column) {
    const __m256 bias = work.bias == nullptr
                            ? _mm256_setzero_ps()
                            : _mm256_loadu_ps(work.bias + static_cast<std::size_t>(column) * half);
#pragma GCC unroll 8
    for (int row = 0; row < Rows; ++row) sums[row][column] = bias;
  }
  if (work.is_added)
#pragma GCC unroll 8
    for (int row = 0; row < Rows; ++row)
#pragma GCC unroll 8
      for (int column = 0; column < halves; ++column)
        sums[row][column] +=
            _mm256_loadu_ps(work.out + static_cast<std::size_t>(row) * work.out_stride +
                            static_cast<std::size_t>(column) * half);
  const std::byte* const soon = work.soon == nullptr ? work.panels : work.soon;
  const float* values = work.rows;
  const std::byte* weights = work.panels;
#pragma GCC unroll 2
  for (std::size_t i = 0; i < work.inputs; ++i, values += Rows) {
    if constexpr (Rows == 1 && size_of(Type) == 2)
      if (i % 2 == 0) fetch_ahead<Panels>(work, i);
    if constexpr (Rows > 1) fetch_soon<Type, Panels>(soon, i);
#pragma GCC unroll 8
    for (int column = 0; column < halves; ++column) {
      const __m256 vector =
          load_avx2<Type>(weights + static_cast<std::size_t>(column / 2) * work.panel_stride +
                          static_cast<std::size_t>(column % 2) * half * size_of(Type));
#pragma GCC unroll 8
      for (int row = 0; row < Rows; ++row)
        sums[row][column] =
            _mm256_fmadd_ps(_mm256_broadcast_ss(values + row), vector, sums[row][column]);
    }
    weights += panel_width * size_of(Type);
  }
#pragma GCC unroll 8
  for (int row = 0; row < Rows; ++row)
#pragma GCC unroll 8
    for (int column = 0; column < halves; ++column)
      _mm256_storeu_ps(work.out + static_cast<std::size_t>(row) * work.out_stride +
                           static_cast<std::size_t>(column) * half,
                       sums[row][column]);
}

}  // namespace proflens::engine::kernel

#endif
