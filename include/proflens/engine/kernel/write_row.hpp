#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include <proflens/engine/kernel/four_floats.hpp>

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>
#endif

namespace proflens::engine::kernel {

/// How results are stored: into the caches, or past them, which spares memory the reading of lines
/// that are overwritten, where there is more than the caches keep anyway.
enum class store : std::uint8_t { cached, streamed };

/// Stores four floats; streaming needs a multiple of 16 bytes.
template <store How>
void put(float* to, four_floats values) {
#if defined(__x86_64__) && defined(__GNUC__)
  if constexpr (How == store::streamed) return _mm_stream_ps(to, values);
#endif
  std::memcpy(to, &values, sizeof values);
}

/// Ends streaming: what was stored is seen by others afterwards.
inline void finish_streaming() {
#if defined(__x86_64__) && defined(__GNUC__)
  _mm_sfence();
#endif
}

/// Stores `value.operator()<Type>(i)` for each place of a row, four at once where that many are
/// left.
template <store How, class Value>
void write_row(float* to, std::size_t size, Value value) {
  std::size_t i = 0;
  for (const std::size_t whole = size / 4 * 4; i < whole; i += 4)
    put<How>(to + i, value.template operator()<four_floats>(i));
  for (; i < size; ++i) to[i] = value.template operator()<float>(i);
}

/// One number in all places.
template <store How>
void fill_row(float value, std::size_t size, float* to) {
  write_row<How>(to, size, [=]<class Type>(std::size_t) { return Type{} + value; });
}

/// The row as it is.
template <store How>
void copy_row(const float* from, std::size_t size, float* to) {
  if constexpr (How == store::cached)
    std::memcpy(to, from, size * sizeof(float));
  else
    write_row<How>(to, size, [=]<class Type>(std::size_t i) { return read<Type>(from + i); });
}

/// Each number of the row by one positive number.
template <store How>
void divide_row(const float* from, float divisor, std::size_t size, float* to) {
  // By a power of two, as degrees of 1, 2 and 4 are, the product is the same and takes a third.
  int exponent = 0;
  if (std::frexp(divisor, &exponent) == 0.5F) {
    const float inverse = 1 / divisor;
    return write_row<How>(
        to, size, [=]<class Type>(std::size_t i) { return read<Type>(from + i) * inverse; });
  }
  write_row<How>(to, size,
                 [=]<class Type>(std::size_t i) { return read<Type>(from + i) / divisor; });
}

/// max(x, 0) of each number; a NaN stays one.
template <store How>
void rectify_row(const float* from, std::size_t size, float* to) {
  write_row<How>(to, size, [=]<class Type>(std::size_t i) {
    const Type values = read<Type>(from + i);
    return values < 0 ? Type{} : values;
  });
}

/// The sum of Count rows, from the first to the last.
template <store How, std::size_t Count>
void add_rows(const std::array<const float*, Count>& rows, std::size_t size, float* to) {
  write_row<How>(to, size, [rows]<class Type>(std::size_t i) {
    Type sum = read<Type>(rows[0] + i);
    for (std::size_t row = 1; row < Count; ++row) sum += read<Type>(rows[row] + i);
    return sum;
  });
}

/// Asks for a row that is soon to be read from anywhere, its first 4 KiB: the processor itself
/// foresees the rest.
inline void fetch_row(const float* row, std::size_t size) {
#if defined(__GNUC__)
  constexpr std::size_t line = 16, most = 1024;
  for (std::size_t i = 0; i < size && i < most; i += line) __builtin_prefetch(row + i);
#else
  static_cast<void>(row), static_cast<void>(size);
#endif
}

}  // namespace proflens::engine::kernel
