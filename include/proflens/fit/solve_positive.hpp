#pragma once

#include <cmath>
#include <span>
#include <vector>

#include <Eigen/Cholesky>

#include <proflens/fit/square_matrix.hpp>

namespace proflens::fit {

/// The solution x of A x = b for a symmetric matrix without negative eigenvalues, of any scale.
/// What A leaves open is 0 in x.
inline std::vector<double> solve_positive(const square_matrix& a, std::span<const double> b) {
  const auto size = static_cast<Eigen::Index>(a.size);
  std::vector<double> x(a.size);
  if (a.size == 0) return x;
  const Eigen::Map<const Eigen::MatrixXd> matrix(a.values.data(), size, size);
  const Eigen::Map<const Eigen::VectorXd> right(b.data(), size);
  // With a diagonal of ones, a parameter's unit decides on no pivot.
  const Eigen::VectorXd scale =
      matrix.diagonal().unaryExpr([](double d) { return d > 0 ? 1 / std::sqrt(d) : 0; });
  const Eigen::LDLT<Eigen::MatrixXd> factor(scale.asDiagonal() * matrix * scale.asDiagonal());
  Eigen::Map<Eigen::VectorXd>(x.data(), size) =
      scale.cwiseProduct(factor.solve(scale.cwiseProduct(right)));
  return x;
}

}  // namespace proflens::fit
