#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <initializer_list>

#include <proflens/detail/vector_width.hpp>
#include <proflens/read/csv/scan.hpp>
#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>
#endif

namespace proflens::read {

/// The versions of the scanner; the processor decides which one is used.
enum class csv_scanner : std::uint8_t { scalar, sse2, avx2, avx512 };

using scan_csv_function = csv_marks (*)(const char*, std::size_t, std::uint32_t*);

#if defined(__x86_64__) && defined(__GNUC__)

/// Bit i of the result is the sum modulo 2 of the bits 0 to i.
[[gnu::always_inline]] inline std::uint64_t prefix_xor(std::uint64_t bits) {
  for (int shift = 1; shift < 64; shift *= 2) bits ^= bits << shift;
  return bits;
}

/// Sixteen bytes at a time: what every 64-bit processor of this kind has.
class csv_scan_sse2 {
 public:
  explicit csv_scan_sse2(std::uint32_t* to) : to_(to) {}

  void operator()(const char* p, std::size_t base,
                  std::uint64_t valid = csv_scan_run::whole_block) {
    csv_block block{};
    for (int part = 0; part < 4; ++part) {
      const __m128i v = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p + 16 * part));
      const auto equal = [&](char c) {
        const int bits = _mm_movemask_epi8(_mm_cmpeq_epi8(v, _mm_set1_epi8(c)));
        return std::uint64_t{static_cast<std::uint32_t>(bits)} << 16 * part;
      };
      block.quotes |= equal('"');
      block.commas |= equal(',');
      block.line_ends |= equal('\n');
      special_ = _mm_or_si128(special_, _mm_cmplt_epi8(v, _mm_set1_epi8(1)));
    }
    const std::uint64_t found = run_.separate(block, prefix_xor(block.quotes), valid);
    count_ += write_offsets(found, base, to_ + count_);
  }

  csv_marks finish() const { return run_.finish(count_, _mm_movemask_epi8(special_) != 0); }

 private:
  std::uint32_t* to_;
  std::size_t count_ = 0;
  csv_scan_run run_;
  __m128i special_ = _mm_setzero_si128();
};

inline csv_marks scan_csv_sse2(const char* text, std::size_t bytes, std::uint32_t* separators) {
  csv_scan_sse2 scan(separators);
  const std::size_t whole = bytes / 64 * 64;
  for (std::size_t base = 0; base < whole; base += 64) scan(text + base, base);
  if (whole != bytes) {
    const csv_last_block last(text + whole, bytes - whole);
    scan(last.bytes, whole, last.valid);
  }
  return scan.finish();
}

#define PROFLENS_TARGET_AVX2 gnu::target("avx2,pclmul,bmi,popcnt,lzcnt")

[[PROFLENS_TARGET_AVX2]] inline std::uint64_t csv_bytes_equal_avx2(__m256i low, __m256i high,
                                                                   char byte) {
  const __m256i wanted = _mm256_set1_epi8(byte);
  const auto low_bits =
      static_cast<std::uint32_t>(_mm256_movemask_epi8(_mm256_cmpeq_epi8(low, wanted)));
  const auto high_bits =
      static_cast<std::uint32_t>(_mm256_movemask_epi8(_mm256_cmpeq_epi8(high, wanted)));
  return low_bits | std::uint64_t{high_bits} << 32;
}

/// As `prefix_xor`, by a product without carries.
[[PROFLENS_TARGET_AVX2]] inline std::uint64_t prefix_xor_by_product(std::uint64_t bits) {
  return static_cast<std::uint64_t>(_mm_cvtsi128_si64(
      _mm_clmulepi64_si128(_mm_set_epi64x(0, static_cast<long long>(bits)), _mm_set1_epi8(-1), 0)));
}

/// As `write_offsets`. Blocks of wide tables have about nine separators, seldom more than twelve,
/// so these are written without a test.
[[PROFLENS_TARGET_AVX2]] inline std::size_t write_offsets_avx2(std::uint64_t separators,
                                                               std::size_t base,
                                                               std::uint32_t* to) {
  constexpr int mostly = 12;
  const auto count = static_cast<int>(_mm_popcnt_u64(separators));
  for (int i = 0; i < mostly; ++i, separators = _blsr_u64(separators))
    to[i] = static_cast<std::uint32_t>(base + _tzcnt_u64(separators));
  for (int i = mostly; i < count; ++i, separators = _blsr_u64(separators))
    [[unlikely]] to[i] = static_cast<std::uint32_t>(base + _tzcnt_u64(separators));
  return static_cast<std::size_t>(count);
}

/// Takes a block. `least` keeps the least byte at each place, as signed numbers: NUL and the bytes
/// of 0x80 and above are those below 1.
[[PROFLENS_TARGET_AVX2]] inline std::size_t take_csv_block_avx2(const char* p, std::size_t base,
                                                                std::uint64_t valid,
                                                                csv_scan_run& run, __m256i& least,
                                                                std::uint32_t* to) {
  const __m256i low = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p));
  const __m256i high = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p + 32));
  least = _mm256_min_epi8(least, _mm256_min_epi8(low, high));
  const csv_block block{csv_bytes_equal_avx2(low, high, '"'), csv_bytes_equal_avx2(low, high, ','),
                        csv_bytes_equal_avx2(low, high, '\n')};
  return write_offsets_avx2(run.separate(block, prefix_xor_by_product(block.quotes), valid), base,
                            to);
}

[[PROFLENS_TARGET_AVX2]] inline csv_marks scan_csv_avx2(const char* text, std::size_t bytes,
                                                        std::uint32_t* separators) {
  csv_scan_run run;
  __m256i least = _mm256_set1_epi8(1);
  std::size_t count = 0;
  const std::size_t whole = bytes / 64 * 64;
  for (std::size_t base = 0; base < whole; base += 64)
    count += take_csv_block_avx2(text + base, base, csv_scan_run::whole_block, run, least,
                                 separators + count);
  if (whole != bytes) {
    const csv_last_block last(text + whole, bytes - whole);
    count += take_csv_block_avx2(last.bytes, whole, last.valid, run, least, separators + count);
  }
  const __m256i special = _mm256_cmpgt_epi8(_mm256_set1_epi8(1), least);
  return run.finish(count, _mm256_movemask_epi8(special) != 0);
}

#undef PROFLENS_TARGET_AVX2
#define PROFLENS_TARGET_AVX512 \
  gnu::target("avx512f,avx512bw,avx512vbmi2,avx2,pclmul,bmi,popcnt,lzcnt")

/// The numbers 0 to 63, of which the separators of a block keep theirs.
struct csv_places {
  alignas(64) char byte[64];
};
inline constexpr csv_places csv_block_places = [] {
  csv_places places{};
  for (int i = 0; i < 64; ++i) places.byte[i] = static_cast<char>(i);
  return places;
}();

/// As `write_offsets`, sixteen at once.
[[PROFLENS_TARGET_AVX512]] inline std::size_t write_offsets_avx512(std::uint64_t separators,
                                                                   std::size_t base,
                                                                   std::uint32_t* to) {
  const __m512i kept =
      _mm512_maskz_compress_epi8(separators, _mm512_load_si512(csv_block_places.byte));
  const __m512i first = _mm512_set1_epi32(static_cast<int>(base));
  // Not _mm512_castsi512_si128: GCC 12 takes its insides for uninitialised.
  const __m128i lowest = _mm512_maskz_extracti32x4_epi32(0xf, kept, 0);
  _mm512_storeu_si512(to, _mm512_add_epi32(first, _mm512_maskz_cvtepu8_epi32(0xffff, lowest)));
  const auto count = static_cast<std::size_t>(std::popcount(separators));
  if (count <= 16) [[likely]]
    return count;
  alignas(64) std::uint8_t places[64];
  _mm512_store_si512(places, kept);
  for (int part = 1; part < 4; ++part) {
    const __m128i next = _mm_load_si128(reinterpret_cast<const __m128i*>(places + 16 * part));
    _mm512_storeu_si512(to + 16 * part,
                        _mm512_add_epi32(first, _mm512_maskz_cvtepu8_epi32(0xffff, next)));
  }
  return count;
}

[[PROFLENS_TARGET_AVX512]] inline std::size_t take_csv_block_avx512(const char* p, std::size_t base,
                                                                    std::uint64_t valid,
                                                                    csv_scan_run& run,
                                                                    __m512i& least,
                                                                    std::uint32_t* to) {
  const __m512i v = _mm512_loadu_si512(p);
  least = _mm512_maskz_min_epi8(csv_scan_run::whole_block, least, v);
  const csv_block block{_mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8('"')),
                        _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8(',')),
                        _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8('\n'))};
  return write_offsets_avx512(run.separate(block, prefix_xor_by_product(block.quotes), valid), base,
                              to);
}

[[PROFLENS_TARGET_AVX512]] inline csv_marks scan_csv_avx512(const char* text, std::size_t bytes,
                                                            std::uint32_t* separators) {
  csv_scan_run run;
  __m512i least = _mm512_set1_epi8(1);
  std::size_t count = 0;
  const std::size_t whole = bytes / 64 * 64;
  for (std::size_t base = 0; base < whole; base += 64)
    count += take_csv_block_avx512(text + base, base, csv_scan_run::whole_block, run, least,
                                   separators + count);
  if (whole != bytes) {
    const csv_last_block last(text + whole, bytes - whole);
    count += take_csv_block_avx512(last.bytes, whole, last.valid, run, least, separators + count);
  }
  return run.finish(count, _mm512_cmplt_epi8_mask(least, _mm512_set1_epi8(1)) != 0);
}

#undef PROFLENS_TARGET_AVX512

#endif

/// True where this processor can run the version.
inline bool is_available(csv_scanner version) {
#if defined(__x86_64__) && defined(__GNUC__)
  using detail::vector_width;
  const bool has_carryless_product = __builtin_cpu_supports("pclmul");
  switch (version) {
    case csv_scanner::scalar:
    case csv_scanner::sse2: return true;
    case csv_scanner::avx2:
      return has_carryless_product && detail::widest_vectors() != vector_width::none;
    case csv_scanner::avx512:
      return has_carryless_product && detail::widest_vectors() == vector_width::avx512 &&
             __builtin_cpu_supports("avx512vbmi2");
  }
  return false;
#else
  return version == csv_scanner::scalar;
#endif
}

/// The version as a function; it must be available.
inline scan_csv_function scan_with(csv_scanner version) {
#if defined(__x86_64__) && defined(__GNUC__)
  switch (version) {
    case csv_scanner::scalar: return scan_csv_scalar;
    case csv_scanner::sse2: return scan_csv_sse2;
    case csv_scanner::avx2: return scan_csv_avx2;
    case csv_scanner::avx512: return scan_csv_avx512;
  }
#endif
  static_cast<void>(version);
  return scan_csv_scalar;
}

/// The version for the widest vectors of this processor, asked once per process.
inline csv_scanner widest_csv_scanner() {
  static const csv_scanner widest = [] {
    for (const auto version : {csv_scanner::avx512, csv_scanner::avx2, csv_scanner::sse2})
      if (is_available(version)) return version;
    return csv_scanner::scalar;
  }();
  return widest;
}

}  // namespace proflens::read
