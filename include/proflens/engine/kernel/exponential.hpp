#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace proflens::engine::kernel {

/// Vectors of so many bytes. What is computed with them becomes the instructions of the function
/// that it is inlined into; handed on by reference, because by value they need those instructions
/// everywhere.
template <int Bytes>
struct vectors {
  using floats [[gnu::vector_size(Bytes)]] = float;
  using integers [[gnu::vector_size(Bytes)]] = std::int32_t;
  using words [[gnu::vector_size(Bytes)]] = std::uint32_t;
  static constexpr std::size_t width = Bytes / sizeof(float);
};

/// e^x of each float, to 2 units in the last place; 0 for x below -87.3, infinity for x
/// above 88.37; a NaN stays one. The polynomial is that of the Cephes library by S. Moshier, on
/// half of ln 2 around 0.
template <int Bytes>
[[gnu::always_inline]] inline void exponential(typename vectors<Bytes>::floats& x) {
  using floats = typename vectors<Bytes>::floats;
  using words = typename vectors<Bytes>::words;
  constexpr float least = -87.3F, log2_e = 1.44269504F;
  constexpr float most = 89.0F;  // from 88.37 on the power of two is infinity
  constexpr float ln2_high = 0.693359375F, ln2_low = -2.12194440e-4F;  // the first is exact
  // Added to a float, its last bits are the nearest integer.
  constexpr float magic = 12582912.0F;
  constexpr std::uint32_t magic_bits = 0x4B400000, one_bits = 0x3F800000, mantissa_bits = 23;

  const auto is_small = x < least;
  x = x > most ? floats{} + most : x;
  const floats shifted = x * log2_e + magic;
  words bits;
  std::memcpy(&bits, &shifted, sizeof bits);
  const auto nearest = reinterpret_cast<typename vectors<Bytes>::integers>(bits - magic_bits);
  const floats n = __builtin_convertvector(nearest, floats);
  const floats r = (x - n * ln2_high) - n * ln2_low;
  floats p = r * 1.9875691500e-4F + 1.3981999507e-3F;
  p = p * r + 8.3334519073e-3F;
  p = p * r + 4.1665795894e-2F;
  p = p * r + 1.6666665459e-1F;
  p = p * r + 5.0000001201e-1F;
  p = p * (r * r) + r + 1.0F;
  const words power_bits = (bits << mantissa_bits) + one_bits;  // what was in front of n is lost
  floats power;
  std::memcpy(&power, &power_bits, sizeof power);
  x = is_small ? floats{} : p * power;
}

}  // namespace proflens::engine::kernel
