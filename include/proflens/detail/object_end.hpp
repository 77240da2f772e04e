#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

#include "proflens/detail/vector_width.hpp"
#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>
#endif

namespace proflens::detail {

/// Brackets in a piece of JSON text, counted without looking at strings.
struct bracket_count {
  std::size_t braces = 0;  ///< `{` and `}`
  std::size_t opened = 0;  ///< `[`
  std::size_t closed = 0;  ///< `]`

  friend bool operator==(const bracket_count&, const bracket_count&) = default;
};

inline bracket_count count_brackets_scalar(const char* p, const char* end) {
  bracket_count count;
  for (; p != end; ++p) {
    count.braces += *p == '{' || *p == '}';
    count.opened += *p == '[';
    count.closed += *p == ']';
  }
  return count;
}

#if defined(__x86_64__) && defined(__GNUC__)

[[gnu::target("avx2,bmi,popcnt")]] inline bracket_count count_brackets_avx2(const char* p,
                                                                            const char* end) {
  bracket_count count;
  for (; end - p >= 32; p += 32) {
    const __m256i text = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p));
    const __m256i opened = _mm256_cmpeq_epi8(text, _mm256_set1_epi8('['));
    const __m256i closed = _mm256_cmpeq_epi8(text, _mm256_set1_epi8(']'));
    const __m256i braces = _mm256_or_si256(_mm256_cmpeq_epi8(text, _mm256_set1_epi8('{')),
                                           _mm256_cmpeq_epi8(text, _mm256_set1_epi8('}')));
    const auto bits = [](__m256i bytes) __attribute__((target("avx2,popcnt"))) {
      return static_cast<std::size_t>(
          std::popcount(static_cast<std::uint32_t>(_mm256_movemask_epi8(bytes))));
    };
    count.opened += bits(opened);
    count.closed += bits(closed);
    count.braces += bits(braces);
  }
  const bracket_count rest = count_brackets_scalar(p, end);
  return {count.braces + rest.braces, count.opened + rest.opened, count.closed + rest.closed};
}

[[gnu::target("avx512f,avx512bw,bmi,popcnt")]] inline bracket_count count_brackets_avx512(
    const char* p, const char* end) {
  bracket_count count;
  for (; p < end; p += 64) {
    const auto left = static_cast<std::size_t>(end - p);
    const __mmask64 inside = left >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << left) - 1;
    const __m512i text = _mm512_maskz_loadu_epi8(inside, p);
    const std::uint64_t opened = _mm512_cmpeq_epi8_mask(text, _mm512_set1_epi8('['));
    const std::uint64_t closed = _mm512_cmpeq_epi8_mask(text, _mm512_set1_epi8(']'));
    const std::uint64_t braces = _mm512_cmpeq_epi8_mask(text, _mm512_set1_epi8('{')) |
                                 _mm512_cmpeq_epi8_mask(text, _mm512_set1_epi8('}'));
    count.opened += static_cast<std::size_t>(std::popcount(opened));
    count.closed += static_cast<std::size_t>(std::popcount(closed));
    count.braces += static_cast<std::size_t>(std::popcount(braces));
  }
  return count;
}

#endif

inline bracket_count count_brackets(const char* p, const char* end) {
#if defined(__x86_64__) && defined(__GNUC__)
  switch (widest_vectors()) {
    case vector_width::avx512: return count_brackets_avx512(p, end);
    case vector_width::avx2: return count_brackets_avx2(p, end);
    case vector_width::none: break;
  }
#endif
  return count_brackets_scalar(p, end);
}

/// True if the rest of a line, from behind a value of the line's object on, surely closes that
/// object and nothing follows it: one brace in all, it is `}` and the last byte that is not blank,
/// and as many `[` as `]`. Needs text whose strings are known to be closed. False means: look
/// properly (a brace may stand in a string).
inline bool surely_closes_object(const char* p, const char* end) {
  while (end != p && (end[-1] == ' ' || end[-1] == '\t' || end[-1] == '\r')) --end;
  if (end == p || end[-1] != '}') return false;
  const bracket_count count = count_brackets(p, end);
  return count.braces == 1 && count.opened == count.closed;
}

}  // namespace proflens::detail
