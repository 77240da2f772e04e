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

}  // namespace proflens::engine::kernel
