#pragma once

#if defined(__x86_64__) && defined(__GNUC__)

#include <immintrin.h>

#include <cstddef>

#include <proflens/engine/dtype.hpp>
#include <proflens/engine/kernel/tile.hpp>

namespace proflens::engine::kernel {

/// 16 weights, widened. The masks stand against false warnings of GCC 12 in its own header.
template <dtype Type>
[[gnu::target("avx512f"), gnu::always_inline]] inline __m512 load_avx512(const std::byte* from) {
  if constexpr (Type == dtype::f32) {
    return _mm512_loadu_ps(from);
  } else {
    const __m256i bits = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from));
    if constexpr (Type == dtype::f16) return _mm512_maskz_cvtph_ps(0xFFFF, bits);
    const __m512i wide = _mm512_maskz_cvtepu16_epi32(0xFFFF, bits);
    return _mm512_castsi512_ps(_mm512_maskz_slli_epi32(0xFFFF, wide, 16));
  }
}

/// A tile of Rows x Panels; all sums stay in registers, up to 24 of the 32.
template <dtype Type, int Rows, int Panels>
[[gnu::target("avx512f")]] void multiply_avx512(const tile& work) {
  constexpr std::size_t vector_bytes = panel_width * size_of(Type);
  __m512 sums[Rows][Panels];
#pragma GCC unroll 8
  for (int panel = 0; panel < Panels; ++panel) {
    const __m512 bias =
        work.bias == nullptr
            ? _mm512_setzero_ps()
            : _mm512_loadu_ps(work.bias + static_cast<std::size_t>(panel) * panel_width);
#pragma GCC unroll 8
    for (int row = 0; row < Rows; ++row) sums[row][panel] = bias;
  }
  if (work.is_added)
#pragma GCC unroll 8
    for (int row = 0; row < Rows; ++row)
#pragma GCC unroll 8
      for (int panel = 0; panel < Panels; ++panel)
        sums[row][panel] +=
            _mm512_loadu_ps(work.out + static_cast<std::size_t>(row) * work.out_stride +
                            static_cast<std::size_t>(panel) * panel_width);
  const std::byte* const soon = work.soon == nullptr ? work.panels : work.soon;
  const float* values = work.rows;
  const std::byte* weights = work.panels;
#pragma GCC unroll 2
  for (std::size_t i = 0; i < work.inputs; ++i, values += Rows, weights += vector_bytes) {
    if constexpr (Rows == 1 && size_of(Type) == 2)
      if (i % 2 == 0) fetch_ahead<Panels>(work, i);
    if constexpr (Rows > 1) fetch_soon<Type, Panels>(soon, i);
    __m512 vectors[Panels];
#pragma GCC unroll 8
    for (int panel = 0; panel < Panels; ++panel)
      vectors[panel] =
          load_avx512<Type>(weights + static_cast<std::size_t>(panel) * work.panel_stride);
#pragma GCC unroll 8
    for (int row = 0; row < Rows; ++row) {
      const __m512 value = _mm512_set1_ps(values[row]);
#pragma GCC unroll 8
      for (int panel = 0; panel < Panels; ++panel)
        sums[row][panel] = _mm512_fmadd_ps(value, vectors[panel], sums[row][panel]);
    }
  }
#pragma GCC unroll 8
  for (int row = 0; row < Rows; ++row)
#pragma GCC unroll 8
    for (int panel = 0; panel < Panels; ++panel)
      _mm512_storeu_ps(work.out + static_cast<std::size_t>(row) * work.out_stride +
                           static_cast<std::size_t>(panel) * panel_width,
                       sums[row][panel]);
}

}  // namespace proflens::engine::kernel

#endif
