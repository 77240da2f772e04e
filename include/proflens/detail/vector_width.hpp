#pragma once

#include <cstdint>

namespace proflens::detail {

/// Widest integer vectors this processor offers to kernels that have several versions.
enum class vector_width : std::uint8_t { none, avx2, avx512 };

/// Asked once per process; the library is never built with -march flags.
inline vector_width widest_vectors() {
#if defined(__x86_64__) && defined(__GNUC__)
  static const vector_width widest = [] {
    if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("bmi") ||
        !__builtin_cpu_supports("popcnt"))
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
