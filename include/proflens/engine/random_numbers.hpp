#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>

#include <proflens/engine/input_tokens.hpp>

namespace proflens::engine {

/// Numbers `first` (even) to `first + count` of an endless row that looks random: uniform, with
/// mean 0 and the standard deviation `deviation`. Each depends on `seed` and its place alone.
inline void random_numbers(std::uint64_t seed, double deviation, std::size_t first, float* to,
                           std::size_t count) {
  // Of a uniform number in [-2^31, 2^31) the deviation is 2^31 / sqrt(3).
  const auto scale = static_cast<float>(deviation * std::sqrt(3.0) / 0x1p31);
  for (std::size_t i = 0; i < count; i += 2) {
    const std::uint64_t bits = scrambled(seed + (first + i) / 2);
    to[i] = scale * static_cast<float>(static_cast<std::int32_t>(bits >> 32));
    if (i + 1 < count)
      to[i + 1] = scale * static_cast<float>(static_cast<std::int32_t>(bits & 0xFFFFFFFF));
  }
}

}  // namespace proflens::engine
