#pragma once

#include <cstdint>
#if defined(__x86_64__) && defined(__GNUC__)
#include <cpuid.h>
#endif

namespace proflens::detail {

/// Widest integer vectors this processor offers to kernels that have several versions.
enum class vector_width : std::uint8_t { none, avx2, avx512 };

#if defined(__x86_64__) && defined(__GNUC__)
/// `lzcnt`, which older compilers have no name for in __builtin_cpu_supports. Without it the
/// instruction's bytes mean another one, which gives wrong numbers and no fault.
inline bool has_leading_zero_count() {
  unsigned a = 0, b = 0, c = 0, d = 0;
  return __get_cpuid(0x80000001u, &a, &b, &c, &d) != 0 && (c & bit_LZCNT) != 0;
}
#endif

/// Asked once per process; the library is never built with -march flags.
inline vector_width widest_vectors() {
#if defined(__x86_64__) && defined(__GNUC__)
  static const vector_width widest = [] {
    if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("bmi") ||
        !__builtin_cpu_supports("popcnt") || !has_leading_zero_count())
      return vector_width::none;
    return __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq")
               ? vector_width::avx512
               : vector_width::avx2;
  }();
  return widest;
#else
  return vector_width::none;
#endif
}

}  // namespace proflens::detail
