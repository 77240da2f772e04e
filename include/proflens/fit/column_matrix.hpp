#pragma once

#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

#include <proflens/fit/lanes.hpp>

namespace proflens::fit {

/// A matrix of a few columns, column by column; all zeros to begin with.
struct column_matrix {
  std::size_t rows = 0, columns = 0;
  std::vector<double> values{};  ///< rows * columns of them

  column_matrix() = default;
  column_matrix(std::size_t rows_, std::size_t columns_)
      : rows(rows_), columns(columns_), values(rows_ * columns_, 0.0) {}

  double operator()(std::size_t row, std::size_t column) const {
    return values[column * rows + row];
  }
  double& operator()(std::size_t row, std::size_t column) { return values[column * rows + row]; }

  std::span<const double> column(std::size_t j) const { return {values.data() + j * rows, rows}; }
  std::span<double> column(std::size_t j) { return {values.data() + j * rows, rows}; }

  friend bool operator==(const column_matrix&, const column_matrix&) = default;
};

/// The length of a vector.
inline double length_of(std::span<const double> values) {
  return std::sqrt(inner_product(values, values));
}

/// Adds `factor` times `from` to `to`, which is as long.
inline void add_multiple(std::span<double> to, double factor, std::span<const double> from) {
  for_lanes(0, to.size(), [&](std::size_t i, std::size_t) { to[i] += factor * from[i]; });
}

/// Replaces a matrix of at least as many rows as columns by its triangle R, R'R = A'A, with zeros
/// below: Householder's reflections (1958), column by column. Rows that are only zeros change
/// nothing.
inline void reduce_to_triangle(column_matrix& a) {
  for (std::size_t k = 0; k < a.columns; ++k) {
    const std::span<double> reflector = a.column(k).subspan(k);
    const double length = length_of(reflector);
    if (!(length > 0)) continue;
    const double head = reflector[0];
    const double half = length * (length + std::abs(head));  // half of its square, once it is one
    reflector[0] += head < 0 ? -length : length;
    for (std::size_t j = k + 1; j < a.columns; ++j) {
      const std::span<double> column = a.column(j).subspan(k);
      add_multiple(column, -inner_product(reflector, column) / half, reflector);
    }
    for (double& value : reflector) value = 0;
    reflector[0] = head < 0 ? length : -length;
  }
}

}  // namespace proflens::fit
