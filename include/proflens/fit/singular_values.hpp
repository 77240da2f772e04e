#pragma once

#include <cstddef>
#include <vector>

#include <Eigen/SVD>

#include <proflens/fit/column_matrix.hpp>

namespace proflens::fit {

/// The singular values of a matrix A, descending, and the directions that they belong to: A V is
/// orthogonal, its columns as long as the values. Of a symmetric matrix without negative
/// eigenvalues these are its eigenvalues and eigenvectors.
struct singular_values {
  std::vector<double> values{};
  column_matrix directions{};  ///< V: square, its columns of length 1
};

/// The singular values of a matrix with at least as many rows as columns; a column of zeros has the
/// value 0.
inline singular_values singular_values_of(column_matrix a) {
  // Jacobi's rotations are the most accurate way, and the quickest to compile. Eigen wants a square
  // for them, and a size known only at run time, or each number of columns is compiled anew.
  if (a.rows > a.columns) reduce_to_triangle(a);
  const auto columns = static_cast<Eigen::Index>(a.columns);
  singular_values found{std::vector<double>(a.columns), column_matrix(a.columns, a.columns)};
  if (columns == 0) return found;
  const Eigen::JacobiSVD<Eigen::MatrixXd, Eigen::NoQRPreconditioner> svd(
      as_eigen(a).topRows(columns), Eigen::ComputeFullV);
  Eigen::Map<Eigen::VectorXd>(found.values.data(), columns) = svd.singularValues();
  as_eigen(found.directions) = svd.matrixV();
  return found;
}

}  // namespace proflens::fit
