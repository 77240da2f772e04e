#pragma once

#include <cstring>

namespace proflens::engine::kernel {

/// Four floats, computed with as one; every processor of 64 bits has such vectors.
using four_floats [[gnu::vector_size(16)]] = float;

/// Four floats, or one, from anywhere.
template <class Type>
Type read(const float* from) {
  Type values;
  std::memcpy(&values, from, sizeof values);
  return values;
}

/// Four rows of four numbers become their columns. `Four` is a vector of four numbers.
template <class Four>
void transpose(Four& a, Four& b, Four& c, Four& d) {
  const Four low_ab = __builtin_shufflevector(a, b, 0, 4, 1, 5);
  const Four low_cd = __builtin_shufflevector(c, d, 0, 4, 1, 5);
  const Four high_ab = __builtin_shufflevector(a, b, 2, 6, 3, 7);
  const Four high_cd = __builtin_shufflevector(c, d, 2, 6, 3, 7);
  a = __builtin_shufflevector(low_ab, low_cd, 0, 1, 4, 5);
  b = __builtin_shufflevector(low_ab, low_cd, 2, 3, 6, 7);
  c = __builtin_shufflevector(high_ab, high_cd, 0, 1, 4, 5);
  d = __builtin_shufflevector(high_ab, high_cd, 2, 3, 6, 7);
}

}  // namespace proflens::engine::kernel
