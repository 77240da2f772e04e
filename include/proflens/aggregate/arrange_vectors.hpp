#pragma once

#include <algorithm>
#include <cstddef>
#include <limits>

#include <proflens/aggregate/arrange.hpp>
#include <proflens/detail/vector_width.hpp>
#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>
#endif

/// What `arrange` does with most of its time, with the vectors of AVX-512.
namespace proflens::aggregate {

#if defined(__x86_64__) && defined(__GNUC__)

/// As `move_below`, eight values at a time. Both parts keep their order.
[[gnu::target("avx512f,popcnt")]] inline std::size_t move_below_avx512(double* values,
                                                                       std::size_t count,
                                                                       double pivot, bool or_equal,
                                                                       double* scratch) {
  const __m512d pivots = _mm512_set1_pd(pivot);
  std::size_t below = 0, others = 0;
  for (std::size_t i = 0; i < count; i += 8) {
    const auto valid = static_cast<__mmask8>(count - i < 8 ? (1u << (count - i)) - 1 : 255u);
    const __m512d eight = _mm512_maskz_loadu_pd(valid, values + i);
    const __mmask8 goes = or_equal ? _mm512_mask_cmp_pd_mask(valid, eight, pivots, _CMP_LE_OQ)
                                   : _mm512_mask_cmp_pd_mask(valid, eight, pivots, _CMP_LT_OQ);
    const auto stays = static_cast<__mmask8>(valid & ~goes);
    // What the mask lets through behind the last that goes was read before.
    _mm512_mask_storeu_pd(values + below, valid, _mm512_maskz_compress_pd(goes, eight));
    _mm512_storeu_pd(scratch + others, _mm512_maskz_compress_pd(stays, eight));
    below += static_cast<std::size_t>(__builtin_popcount(goes));
    others += static_cast<std::size_t>(__builtin_popcount(stays));
  }
  std::copy_n(scratch, others, values + below);
  return below;
}

/// A sorting network (Batcher's bitonic one) of up to 128 values in 16 registers: what is compared
/// does not depend on the values. A run is some registers, a power of two, one behind the other.
struct sorting_network {
  static constexpr std::size_t most = 128;
  // The forms of instructions without a mask make GCC 12 warn of a variable of its own headers.
  static constexpr __mmask8 all_lanes = 255;

  /// Compares each lane with another one; of both, those in `upper` keep the larger.
  [[gnu::always_inline, gnu::target("avx512f")]] static inline __m512d compared(__m512d lanes,
                                                                                __m512d others,
                                                                                __mmask8 upper) {
    return _mm512_mask_max_pd(_mm512_maskz_min_pd(all_lanes, lanes, others), upper, lanes, others);
  }

  /// Sorts one register that first rises and then falls, or one turned round.
  [[gnu::always_inline, gnu::target("avx512f")]] static inline __m512d cleaned(__m512d lanes) {
    lanes = compared(lanes, _mm512_maskz_shuffle_f64x2(all_lanes, lanes, lanes, 0x4e), 0xf0);
    lanes = compared(lanes, _mm512_maskz_permutex_pd(all_lanes, lanes, 0x4e), 0xcc);
    return compared(lanes, _mm512_maskz_permute_pd(all_lanes, lanes, 0x55), 0xaa);
  }

  [[gnu::always_inline, gnu::target("avx512f")]] static inline __m512d reversed(__m512d lanes) {
    return _mm512_maskz_permutexvar_pd(all_lanes, _mm512_set_epi64(0, 1, 2, 3, 4, 5, 6, 7), lanes);
  }

  [[gnu::always_inline, gnu::target("avx512f")]] static inline __m512d sorted(__m512d lanes) {
    lanes = compared(lanes, _mm512_maskz_permute_pd(all_lanes, lanes, 0x55), 0xaa);
    lanes = compared(lanes, _mm512_maskz_permutex_pd(all_lanes, lanes, 0x1b), 0xcc);
    lanes = compared(lanes, _mm512_maskz_permute_pd(all_lanes, lanes, 0x55), 0xaa);
    lanes = compared(lanes, reversed(lanes), 0xf0);
    lanes = compared(lanes, _mm512_maskz_permutex_pd(all_lanes, lanes, 0x4e), 0xcc);
    return compared(lanes, _mm512_maskz_permute_pd(all_lanes, lanes, 0x55), 0xaa);
  }

  /// Leaves the smaller ones in `low`. Equal ones change places, so that no zero loses its sign.
  [[gnu::always_inline, gnu::target("avx512f")]] static inline void compare(__m512d& low,
                                                                            __m512d& high) {
    const __m512d smaller = _mm512_maskz_min_pd(all_lanes, low, high);
    high = _mm512_maskz_max_pd(all_lanes, high, low);
    low = smaller;
  }

  template <int Registers>
  [[gnu::always_inline, gnu::target("avx512f")]] static inline void compare(__m512d* low,
                                                                            __m512d* high) {
    if constexpr (Registers == 1) {
      compare(*low, *high);
    } else {
      compare<Registers / 2>(low, high);
      compare<Registers / 2>(low + Registers / 2, high + Registers / 2);
    }
  }

  /// The same with the second run taken from its end, which `last` points to.
  template <int Registers>
  [[gnu::always_inline, gnu::target("avx512f")]] static inline void compare_reversed(
      __m512d* low, __m512d* last) {
    if constexpr (Registers == 1) {
      *last = reversed(*last);
      compare(*low, *last);
    } else {
      compare_reversed<Registers / 2>(low, last);
      compare_reversed<Registers / 2>(low + Registers / 2, last - Registers / 2);
    }
  }

  template <int Registers>
  [[gnu::always_inline, gnu::target("avx512f")]] static inline void clean(__m512d* run) {
    if constexpr (Registers == 1) {
      *run = cleaned(*run);
    } else {
      compare<Registers / 2>(run, run + Registers / 2);
      clean<Registers / 2>(run);
      clean<Registers / 2>(run + Registers / 2);
    }
  }

  template <int Registers>
  [[gnu::always_inline, gnu::target("avx512f")]] static inline void sort(__m512d* run) {
    if constexpr (Registers == 1) {
      *run = sorted(*run);
    } else {
      constexpr int half = Registers / 2;
      sort<half>(run);
      sort<half>(run + half);
      compare_reversed<half>(run, run + Registers - 1);
      clean<half>(run);
      clean<half>(run + half);
    }
  }

  /// Behind the values infinity is taken to stand, which comes last.
  template <int Registers>
  [[gnu::target("avx512f")]] static void sort_values(double* values, std::size_t count) {
    const auto valid = [count](int i) {
      const std::size_t before = static_cast<std::size_t>(i) * 8;
      const std::size_t here = count - std::min(before, count);
      return static_cast<__mmask8>(here < 8 ? (1u << here) - 1 : 255u);
    };
    const __m512d behind = _mm512_set1_pd(std::numeric_limits<double>::infinity());
    __m512d run[Registers];
    for (int i = 0; i < Registers; ++i)
      run[i] = _mm512_mask_loadu_pd(behind, valid(i), values + i * 8);
    sort<Registers>(run);
    for (int i = 0; i < Registers; ++i) _mm512_mask_storeu_pd(values + i * 8, valid(i), run[i]);
  }
};

/// Sorts at most `sorting_network::most` values.
inline void sort_by_network(double* values, std::size_t count) {
  if (count <= 16) return sorting_network::sort_values<2>(values, count);
  if (count <= 32) return sorting_network::sort_values<4>(values, count);
  if (count <= 64) return sorting_network::sort_values<8>(values, count);
  sorting_network::sort_values<16>(values, count);
}

#endif

/// Those for this processor.
inline arrange_kernels fastest_arrange_kernels() {
#if defined(__x86_64__) && defined(__GNUC__)
  if (detail::widest_vectors() == detail::vector_width::avx512)
    return {move_below_avx512, sort_by_network, sorting_network::most};
#endif
  return {};
}

}  // namespace proflens::aggregate
