#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

#include <proflens/detail/vector_width.hpp>
#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>
#endif

namespace proflens::detail {

/// What a JSON list of small non-negative integers amounts to.
struct integer_list {
  std::int64_t sum = 0;
  std::uint32_t size = 0;
  std::uint32_t ones = 0;
  std::uint32_t zeros = 0;
  const char* end = nullptr;  ///< behind the `]`; null: not a plain list, nothing else holds

  friend bool operator==(const integer_list&, const integer_list&) = default;
};

// All versions accept exactly this and answer "do not know" (end == nullptr) to everything else:
//   list   = "]" | number *( "," ["space"] number ) "]"
//   number = "0" | 1 to 9 digits without a leading zero
// so that the checked parser decides on every other list. They read up to 63 bytes behind the last
// byte of the text, which must hold a byte that is no digit, comma or space (a line end).

/// Byte by byte.
inline integer_list read_integer_list_scalar(const char* p) {
  integer_list list;
  if (*p == ']') {
    list.end = p + 1;
    return list;
  }
  for (;;) {
    const char* const first = p;
    std::int64_t number = 0;
    for (; *p >= '0' && *p <= '9' && p - first < 10; ++p) number = number * 10 + (*p - '0');
    const auto digits = p - first;
    if (digits == 0 || digits > 9 || (*first == '0' && digits > 1)) return {};
    list.sum += number;
    ++list.size;
    list.ones += number == 1;
    list.zeros += number == 0;
    if (*p == ']') {
      list.end = p + 1;
      return list;
    }
    if (*p++ != ',') return {};
    p += *p == ' ';
  }
}

#if defined(__x86_64__) && defined(__GNUC__)

/// One bit per byte of a block of 64: which kind of byte it is.
struct list_bytes {
  std::uint64_t digit, comma, space, zero, one;
};

/// The part of a block that was understood: whole numbers with their separators.
struct list_block {
  std::uint64_t digits = 0, starts = 0, ends = 0;  ///< all digits, first and last of each number
  int length = 0;                                  ///< bytes understood, the `]` included
  bool is_last = false, is_valid = false;
};

/// Checks a block against the grammar. A block starts with a number, or with the one space that may
/// follow the comma that ended the block before.
[[gnu::always_inline]] inline list_block check_list_block(const list_bytes& bytes, const char* p,
                                                          bool is_first) {
  list_block block;
  const std::uint64_t other = ~(bytes.digit | bytes.comma | bytes.space);
  std::uint64_t inside = ~std::uint64_t{0};
  if (other != 0) {
    const int bracket = std::countr_zero(other);
    if (p[bracket] != ']') return block;
    block.is_last = true;
    block.length = bracket + 1;
    inside = (std::uint64_t{1} << bracket) - 1;
    if (bracket == 0) {
      block.is_valid = is_first;
      return block;
    }
    if ((bytes.digit >> (bracket - 1) & 1) == 0) return block;
  } else {
    if (bytes.comma == 0) return block;
    block.length = 64 - std::countl_zero(bytes.comma);
    inside >>= 64 - block.length;
  }
  const std::uint64_t digits = bytes.digit & inside, commas = bytes.comma & inside,
                      spaces = bytes.space & inside;
  block.digits = digits;
  block.starts = digits & ~(digits << 1);
  block.ends = digits & ~(digits >> 1);
  const std::uint64_t may_be_space = commas << 1 | (is_first ? 0 : 1);
  std::uint64_t run = digits & digits >> 1;  // runs of at least 2, then 4, 8, 10 digits
  run &= run >> 2;
  run &= run >> 4;
  run &= run >> 2;
  const std::uint64_t wrong = (spaces & ~may_be_space) | (commas & ~(digits << 1)) |
                              (spaces << 1 & inside & ~digits) |
                              (block.starts & bytes.zero & digits >> 1) | run;
  block.is_valid = wrong == 0;
  return block;
}

[[gnu::always_inline]] inline void count_list_block(const list_bytes& bytes,
                                                    const list_block& block, integer_list& list) {
  const std::uint64_t alone = block.starts & block.ends;
  list.size += static_cast<std::uint32_t>(std::popcount(block.starts));
  list.ones += static_cast<std::uint32_t>(std::popcount(alone & bytes.one));
  list.zeros += static_cast<std::uint32_t>(std::popcount(alone & bytes.zero));
}

[[gnu::always_inline]] inline std::int64_t sum_numbers(const char* p, std::uint64_t starts) {
  std::int64_t sum = 0;
  for (; starts != 0; starts &= starts - 1) {
    std::int64_t number = 0;
    for (const char* q = p + std::countr_zero(starts); *q >= '0' && *q <= '9'; ++q)
      number = number * 10 + (*q - '0');
    sum += number;
  }
  return sum;
}

[[gnu::target("avx2,bmi,popcnt,lzcnt")]] inline std::uint64_t equal_bytes_avx2(__m256i low,
                                                                               __m256i high,
                                                                               char byte) {
  const __m256i wanted = _mm256_set1_epi8(byte);
  const auto low_bits =
      static_cast<std::uint32_t>(_mm256_movemask_epi8(_mm256_cmpeq_epi8(low, wanted)));
  const auto high_bits =
      static_cast<std::uint32_t>(_mm256_movemask_epi8(_mm256_cmpeq_epi8(high, wanted)));
  return low_bits | std::uint64_t{high_bits} << 32;
}

/// Sum of the digits of a block in which every number has one digit.
[[gnu::target("avx2,bmi,popcnt,lzcnt")]] inline std::int64_t sum_single_digits_avx2(__m256i low,
                                                                                    __m256i high,
                                                                                    int length) {
  alignas(32) static constexpr auto positions = [] {
    struct {
      char byte[64];
    } ramp{};
    for (int i = 0; i < 64; ++i) ramp.byte[i] = static_cast<char>(i);
    return ramp;
  }();
  const __m256i limit = _mm256_set1_epi8(static_cast<char>(length));
  const auto sum_half = [&](__m256i bytes, int half) __attribute__((target("avx2"))) {
    const __m256i digit = _mm256_sub_epi8(bytes, _mm256_set1_epi8('0'));
    const __m256i is_digit = _mm256_cmpeq_epi8(_mm256_min_epu8(digit, _mm256_set1_epi8(9)), digit);
    const __m256i place =
        _mm256_load_si256(reinterpret_cast<const __m256i*>(positions.byte) + half);
    const __m256i counted =
        _mm256_and_si256(_mm256_and_si256(digit, is_digit), _mm256_cmpgt_epi8(limit, place));
    return _mm256_sad_epu8(counted, _mm256_setzero_si256());
  };
  const __m256i sums = _mm256_add_epi64(sum_half(low, 0), sum_half(high, 1));
  const __m128i pair =
      _mm_add_epi64(_mm256_castsi256_si128(sums), _mm256_extracti128_si256(sums, 1));
  return _mm_cvtsi128_si64(pair) + _mm_extract_epi64(pair, 1);
}

[[gnu::target("avx2,bmi,popcnt,lzcnt")]] inline integer_list read_integer_list_avx2(const char* p) {
  integer_list list;
  for (bool is_first = true;; is_first = false) {
    const __m256i low = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p));
    const __m256i high = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p + 32));
    const __m256i to_zero = _mm256_set1_epi8('0'), nine = _mm256_set1_epi8(9);
    const __m256i low_digit = _mm256_sub_epi8(low, to_zero);
    const __m256i high_digit = _mm256_sub_epi8(high, to_zero);
    const auto low_bits = static_cast<std::uint32_t>(
        _mm256_movemask_epi8(_mm256_cmpeq_epi8(_mm256_min_epu8(low_digit, nine), low_digit)));
    const auto high_bits = static_cast<std::uint32_t>(
        _mm256_movemask_epi8(_mm256_cmpeq_epi8(_mm256_min_epu8(high_digit, nine), high_digit)));
    const list_bytes bytes{.digit = low_bits | std::uint64_t{high_bits} << 32,
                           .comma = equal_bytes_avx2(low, high, ','),
                           .space = equal_bytes_avx2(low, high, ' '),
                           .zero = equal_bytes_avx2(low, high, '0'),
                           .one = equal_bytes_avx2(low, high, '1')};
    const list_block block = check_list_block(bytes, p, is_first);
    if (!block.is_valid) return {};
    count_list_block(bytes, block, list);
    list.sum += block.starts == block.ends ? sum_single_digits_avx2(low, high, block.length)
                                           : sum_numbers(p, block.starts);
    p += block.length;
    if (!block.is_last) continue;
    list.end = p;
    return list;
  }
}

/// Eight sums of digits by decimal places: all last digits, then ten times all those before them...
[[gnu::target("avx512f,avx512bw,avx512dq,bmi,popcnt,lzcnt")]] inline __m512i sum_places_avx512(
    __m512i digit_values, std::uint64_t digits, std::uint64_t ends) {
  const __m512i nothing = _mm512_setzero_si512();
  __m512i sums = _mm512_sad_epu8(_mm512_maskz_mov_epi8(ends, digit_values), nothing);
  long long weight = 1;
  for (std::uint64_t place = digits & ends >> 1; place != 0; place = digits & place >> 1) {
    weight *= 10;
    const __m512i of_place = _mm512_sad_epu8(_mm512_maskz_mov_epi8(place, digit_values), nothing);
    sums = _mm512_add_epi64(sums, _mm512_mullo_epi64(of_place, _mm512_set1_epi64(weight)));
  }
  return sums;
}

[[gnu::target("avx512f,avx512bw,avx512dq,bmi,popcnt,lzcnt")]] inline integer_list
read_integer_list_avx512(const char* p) {
  integer_list list;
  __m512i sums = _mm512_setzero_si512();
  for (bool is_first = true;; is_first = false) {
    const __m512i text = _mm512_loadu_si512(p);
    const __m512i digit_values = _mm512_sub_epi8(text, _mm512_set1_epi8('0'));
    const list_bytes bytes{.digit = _mm512_cmplt_epu8_mask(digit_values, _mm512_set1_epi8(10)),
                           .comma = _mm512_cmpeq_epi8_mask(text, _mm512_set1_epi8(',')),
                           .space = _mm512_cmpeq_epi8_mask(text, _mm512_set1_epi8(' ')),
                           .zero = _mm512_cmpeq_epi8_mask(text, _mm512_set1_epi8('0')),
                           .one = _mm512_cmpeq_epi8_mask(text, _mm512_set1_epi8('1'))};
    const list_block block = check_list_block(bytes, p, is_first);
    if (!block.is_valid) return {};
    count_list_block(bytes, block, list);
    sums = _mm512_add_epi64(sums, sum_places_avx512(digit_values, block.digits, block.ends));
    p += block.length;
    if (!block.is_last) continue;
    // Not _mm512_reduce_add_epi64: GCC 12 takes its insides for uninitialised.
    alignas(64) std::int64_t parts[8];
    _mm512_store_si512(parts, sums);
    for (const std::int64_t part : parts) list.sum += part;
    list.end = p;
    return list;
  }
}

#endif

/// Reads the list whose `[` stands before p, with the widest vectors there are.
inline integer_list read_integer_list(const char* p) {
#if defined(__x86_64__) && defined(__GNUC__)
  switch (widest_vectors()) {
    case vector_width::avx512: return read_integer_list_avx512(p);
    case vector_width::avx2: return read_integer_list_avx2(p);
    case vector_width::none: break;
  }
#endif
  return read_integer_list_scalar(p);
}

}  // namespace proflens::detail
