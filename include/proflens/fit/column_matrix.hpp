#pragma once

#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

#include <Eigen/Householder>

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

/// A matrix, to compute with.
inline Eigen::Map<Eigen::MatrixXd> as_eigen(column_matrix& a) {
  return {a.values.data(), static_cast<Eigen::Index>(a.rows), static_cast<Eigen::Index>(a.columns)};
}

/// Replaces a matrix of at least as many rows as columns by its triangle R, R'R = A'A, with zeros
/// below, by Householder's reflections. Rows that are only zeros change nothing.
inline void reduce_to_triangle(column_matrix& a) {
  auto matrix = as_eigen(a);
  // Column by column: Eigen's HouseholderQR works in blocks, which few columns don't need and which
  // take twice as long to compile.
  Eigen::VectorXd workspace(matrix.cols());
  for (Eigen::Index k = 0; k < matrix.cols(); ++k) {
    auto column = matrix.col(k).tail(matrix.rows() - k);
    double factor = 0, diagonal = 0;
    column.makeHouseholderInPlace(factor, diagonal);
    matrix.bottomRightCorner(matrix.rows() - k, matrix.cols() - k - 1)
        .applyHouseholderOnTheLeft(column.tail(column.size() - 1), factor, workspace.data());
    column.setZero();
    column[0] = diagonal;
  }
}

}  // namespace proflens::fit
