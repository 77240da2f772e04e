#pragma once

#include <Eigen/Core>

#include <cstddef>
#include <cstdint>
#include <string>

/// The one place of the kernels that names Eigen: vectors of floats and of counts, computed with
/// whatever vectors the compiler has been told of, on every processor.
namespace proflens::engine::kernel {

using float_array = Eigen::Map<Eigen::ArrayXf>;
using const_float_array = Eigen::Map<const Eigen::ArrayXf>;
using count_array = Eigen::Map<Eigen::ArrayXi>;

/// So many floats somewhere, as an Eigen expression.
inline float_array array_of(float* data, std::size_t size) {
  return {data, static_cast<Eigen::Index>(size)};
}
inline const_float_array array_of(const float* data, std::size_t size) {
  return {data, static_cast<Eigen::Index>(size)};
}
inline count_array array_of(std::int32_t* data, std::size_t size) {
  return {data, static_cast<Eigen::Index>(size)};
}

/// As many floats as a panel is wide.
template <std::size_t Size>
using float_lanes = Eigen::Array<float, static_cast<int>(Size), 1>;

/// "3.4.0"
inline std::string eigen_version() {
  return std::to_string(EIGEN_WORLD_VERSION) + '.' + std::to_string(EIGEN_MAJOR_VERSION) + '.' +
         std::to_string(EIGEN_MINOR_VERSION);
}

}  // namespace proflens::engine::kernel
