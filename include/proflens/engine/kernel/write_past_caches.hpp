#pragma once

#include <cstddef>
#include <cstring>

#if defined(__x86_64__) && defined(__GNUC__)
#include <emmintrin.h>
#endif

namespace proflens::engine::kernel {

/// Copies 8 or 16 bytes, or a multiple of 16, to memory that is not soon read again: its lines are
/// neither fetched before nor kept in the caches after, if they are written from begin to end. `to`
/// lies at a multiple of 8 or 16 bytes. Before other threads read it: `finish_writes`.
template <std::size_t Size>
void write_past_caches(const void* from, std::byte* to) {
  static_assert(Size == 8 || Size % 16 == 0);
#if defined(__x86_64__) && defined(__GNUC__)
  if constexpr (Size == 8) {
    long long number = 0;
    std::memcpy(&number, from, Size);
    _mm_stream_si64(reinterpret_cast<long long*>(to), number);
  } else {
    const auto* numbers = static_cast<const __m128i*>(from);
    for (std::size_t i = 0; i < Size / sizeof(__m128i); ++i)
      _mm_stream_si128(reinterpret_cast<__m128i*>(to) + i, _mm_loadu_si128(numbers + i));
  }
#else
  std::memcpy(to, from, Size);
#endif
}

/// Such writes are not in the order of others, not even of atomic ones, unless this is between.
inline void finish_writes() {
#if defined(__x86_64__) && defined(__GNUC__)
  _mm_sfence();
#endif
}

}  // namespace proflens::engine::kernel
