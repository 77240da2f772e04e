#pragma once

#include <cstddef>
#include <cstring>

#include <proflens/engine/kernel/four_floats.hpp>

namespace proflens::engine::kernel {

/// Brings the first numbers of four rows into the order of kernels that read `count` rows; as many
/// numbers as are whole fours.
inline void interleave_four(const float* rows, std::size_t stride, std::size_t count,
                            std::size_t inputs, float* to) {
  for (std::size_t i = 0, whole = inputs / 4 * 4; i < whole; i += 4, to += 4 * count) {
    auto a = read<four_floats>(rows + i), b = read<four_floats>(rows + i + stride);
    auto c = read<four_floats>(rows + i + 2 * stride), d = read<four_floats>(rows + i + 3 * stride);
    transpose(a, b, c, d);
    std::memcpy(to, &a, sizeof a);
    std::memcpy(to + count, &b, sizeof b);
    std::memcpy(to + 2 * count, &c, sizeof c);
    std::memcpy(to + 3 * count, &d, sizeof d);
  }
}

/// The same of two rows.
inline void interleave_two(const float* rows, std::size_t stride, std::size_t count,
                           std::size_t inputs, float* to) {
  for (std::size_t i = 0, whole = inputs / 4 * 4; i < whole; i += 4, to += 4 * count) {
    const auto a = read<four_floats>(rows + i), b = read<four_floats>(rows + i + stride);
    const four_floats low = __builtin_shufflevector(a, b, 0, 4, 1, 5);
    const four_floats high = __builtin_shufflevector(a, b, 2, 6, 3, 7);
    std::memcpy(to, &low, sizeof low / 2);
    std::memcpy(to + count, reinterpret_cast<const float*>(&low) + 2, sizeof low / 2);
    std::memcpy(to + 2 * count, &high, sizeof high / 2);
    std::memcpy(to + 3 * count, reinterpret_cast<const float*>(&high) + 2, sizeof high / 2);
  }
}

/// Brings `count` rows into the order that kernels read.
inline void interleave(const float* rows, std::size_t stride, std::size_t count, std::size_t inputs,
                       float* to) {
  std::size_t row = 0;
  for (; row + 4 <= count; row += 4)
    interleave_four(rows + row * stride, stride, count, inputs, to + row);
  if (row + 2 <= count) {
    interleave_two(rows + row * stride, stride, count, inputs, to + row);
    row += 2;
  }
  const std::size_t whole = inputs / 4 * 4;
  for (std::size_t i = whole; i < inputs; ++i)
    for (std::size_t done = 0; done < row; ++done) to[i * count + done] = rows[done * stride + i];
  for (; row < count; ++row)
    for (std::size_t i = 0; i < inputs; ++i) to[i * count + row] = rows[row * stride + i];
}

}  // namespace proflens::engine::kernel
