#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace proflens::fit {

/// A square matrix, row by row; all zeros to begin with. For covariances, which are a few numbers a
/// side.
struct square_matrix {
  std::size_t size = 0;
  std::vector<double> values{};  ///< size * size of them

  square_matrix() = default;
  explicit square_matrix(std::size_t rows) : size(rows), values(rows * rows, 0.0) {}

  double operator()(std::size_t row, std::size_t column) const {
    return values[row * size + column];
  }
  double& operator()(std::size_t row, std::size_t column) { return values[row * size + column]; }

  /// u' M u for a vector of `size` numbers: the variance of a sum with coefficients u, where M is a
  /// covariance.
  double form(std::span<const double> u) const {
    double total = 0;
    for (std::size_t row = 0; row < size; ++row) {
      double inner = 0;
      for (std::size_t column = 0; column < size; ++column)
        inner += (*this)(row, column) * u[column];
      total += u[row] * inner;
    }
    return total;
  }

  friend bool operator==(const square_matrix&, const square_matrix&) = default;
};

}  // namespace proflens::fit
