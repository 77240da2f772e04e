#pragma once

#include <array>
#include <cstddef>

#include <proflens/engine/convert_numbers.hpp>
#include <proflens/engine/dtype.hpp>
#include <proflens/engine/kernel/eigen.hpp>
#include <proflens/engine/kernel/tile.hpp>

namespace proflens::engine::kernel {

/// A tile of Rows x 1 panel by Eigen, for processors without kernels of their own.
template <dtype Type, int Rows>
void multiply_portable(const tile& work) {
  using lanes = float_lanes<panel_width>;
  std::array<lanes, Rows> sums;
  for (std::size_t row = 0; row < Rows; ++row) {
    sums[row].setZero();
    if (work.bias != nullptr) sums[row] = Eigen::Map<const lanes>(work.bias);
    if (work.is_added) sums[row] += Eigen::Map<const lanes>(work.out + row * work.out_stride);
  }
  for (std::size_t i = 0; i < work.inputs; ++i) {
    lanes weights;
    widen_numbers(work.panels + i * panel_width * size_of(Type), Type, weights.data(), panel_width);
    for (std::size_t row = 0; row < Rows; ++row) sums[row] += work.rows[i * Rows + row] * weights;
  }
  for (std::size_t row = 0; row < Rows; ++row)
    Eigen::Map<lanes>(work.out + row * work.out_stride) = sums[row];
}

}  // namespace proflens::engine::kernel
