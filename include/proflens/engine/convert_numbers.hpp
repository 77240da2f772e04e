#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include <proflens/engine/dtype.hpp>
#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>
#endif

namespace proflens::engine {

/// The float of a binary16, exactly; a NaN becomes a quiet one.
inline float widened_f16(std::uint16_t number) {
  const std::uint32_t sign = static_cast<std::uint32_t>(number & 0x8000) << 16;
  const std::uint32_t exponent = number & 0x7C00, rest = number & 0x03FF;
  if (exponent == 0) {  // a multiple of 2^-24, or zero
    const float magnitude = static_cast<float>(rest) * 0x1p-24F;
    return std::bit_cast<float>(std::bit_cast<std::uint32_t>(magnitude) | sign);
  }
  if (exponent == 0x7C00)
    return std::bit_cast<float>(sign | 0x7F800000 | rest << 13 | (rest != 0 ? 0x00400000 : 0));
  return std::bit_cast<float>(sign | (((exponent | rest) << 13) + 0x38000000));
}

/// The nearest binary16, of two equally near ones the even one; infinite from 65520 on.
inline std::uint16_t rounded_to_f16(float number) {
  std::uint32_t bits = std::bit_cast<std::uint32_t>(number);
  const std::uint32_t sign = bits >> 16 & 0x8000;
  bits &= 0x7FFFFFFF;
  if (bits > 0x7F800000) return static_cast<std::uint16_t>(sign | 0x7E00 | (bits >> 13 & 0x03FF));
  if (bits >= 0x47800000) return static_cast<std::uint16_t>(sign | 0x7C00);
  if (bits < 0x38800000) {  // from 1/2 on floats are multiples of 2^-24, as the result has to be
    const float shifted = std::bit_cast<float>(bits) + 0.5F;
    return static_cast<std::uint16_t>(sign | (std::bit_cast<std::uint32_t>(shifted) - 0x3F000000));
  }
  bits += 0x0FFF + (bits >> 13 & 1);
  return static_cast<std::uint16_t>(sign | (bits - 0x38000000) >> 13);
}

/// The float of a bfloat16, exactly.
inline float widened_bf16(std::uint16_t number) {
  return std::bit_cast<float>(static_cast<std::uint32_t>(number) << 16);
}

/// The nearest bfloat16, of two equally near ones the even one.
inline std::uint16_t rounded_to_bf16(float number) {
  const std::uint32_t bits = std::bit_cast<std::uint32_t>(number);
  if ((bits & 0x7FFFFFFF) > 0x7F800000) return static_cast<std::uint16_t>(bits >> 16 | 0x0040);
  return static_cast<std::uint16_t>((bits + 0x7FFF + (bits >> 16 & 1)) >> 16);
}

#if defined(__x86_64__) && defined(__GNUC__)
/// What the functions above do, 8 at a time; returns how many were done.
[[gnu::target("avx,f16c")]] inline std::size_t widen_f16_by_8(const std::byte* from, float* to,
                                                              std::size_t count) {
  std::size_t i = 0;
  for (; i + 8 <= count; i += 8)
    _mm256_storeu_ps(
        to + i, _mm256_cvtph_ps(_mm_loadu_si128(reinterpret_cast<const __m128i*>(from + 2 * i))));
  return i;
}
[[gnu::target("avx,f16c")]] inline std::size_t round_to_f16_by_8(const float* from, std::byte* to,
                                                                 std::size_t count) {
  std::size_t i = 0;
  for (; i + 8 <= count; i += 8)
    _mm_storeu_si128(reinterpret_cast<__m128i*>(to + 2 * i),
                     _mm256_cvtps_ph(_mm256_loadu_ps(from + i), _MM_FROUND_TO_NEAREST_INT));
  return i;
}
inline bool has_f16c() {
  // Clang 14 can't ask for F16C; every CPU with AVX2 has it.
  static const bool result = __builtin_cpu_supports("avx2");
  return result;
}
#else
inline std::size_t widen_f16_by_8(const std::byte*, float*, std::size_t) { return 0; }
inline std::size_t round_to_f16_by_8(const float*, std::byte*, std::size_t) { return 0; }
inline bool has_f16c() { return false; }
#endif

/// Floats of `count` stored numbers, which need not be aligned. Of none, both places may be null.
inline void widen_numbers(const std::byte* from, dtype type, float* to, std::size_t count) {
  if (count == 0) return;
  if (type == dtype::f32) {
    std::memcpy(to, from, count * sizeof(float));
    return;
  }
  std::size_t i = 0;
  if (type == dtype::f16 && has_f16c()) i = widen_f16_by_8(from, to, count);
  for (; i < count; ++i) {
    std::uint16_t number = 0;
    std::memcpy(&number, from + 2 * i, sizeof number);
    to[i] = type == dtype::f16 ? widened_f16(number) : widened_bf16(number);
  }
}

/// Stores floats as numbers of a type, rounded to the nearest; `to` need not be aligned.
inline void round_numbers(const float* from, std::byte* to, dtype type, std::size_t count) {
  if (type == dtype::f32) {
    std::memcpy(to, from, count * sizeof(float));
    return;
  }
  std::size_t i = 0;
  if (type == dtype::f16 && has_f16c()) i = round_to_f16_by_8(from, to, count);
  for (; i < count; ++i) {
    const std::uint16_t number =
        type == dtype::f16 ? rounded_to_f16(from[i]) : rounded_to_bf16(from[i]);
    std::memcpy(to + 2 * i, &number, sizeof number);
  }
}

/// Copies `count` numbers from one type to another.
inline void convert_numbers(const std::byte* from, dtype from_type, std::byte* to, dtype to_type,
                            std::size_t count) {
  if (from_type == to_type) {
    std::memcpy(to, from, count * size_of(to_type));
    return;
  }
  std::array<float, 1024> block{};
  for (std::size_t i = 0; i < count; i += block.size()) {
    const std::size_t size = std::min(block.size(), count - i);
    widen_numbers(from + i * size_of(from_type), from_type, block.data(), size);
    round_numbers(block.data(), to + i * size_of(to_type), to_type, size);
  }
}

}  // namespace proflens::engine
