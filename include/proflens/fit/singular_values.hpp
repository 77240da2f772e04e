#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numeric>
#include <vector>

#include <proflens/fit/column_matrix.hpp>

/// Singular values of matrices of a few columns, by Jacobi's rotations: two columns at a time are
/// turned until they are at right angles (Hestenes 1958). Slow for hundreds of columns; for a dozen
/// as accurate as there is (Demmel and Veselić 1992), and compiled in no time.
namespace proflens::fit {

/// The singular values of a matrix A, descending, and the directions that they belong to: A V is
/// orthogonal, its columns as long as the values. Of a symmetric matrix without negative
/// eigenvalues these are its eigenvalues and eigenvectors.
struct singular_values {
  std::vector<double> values{};
  column_matrix directions{};  ///< V: square, its columns of length 1
};

/// The turn that brings two columns to right angles, where their squared lengths are `first` and
/// `second` and their product, not 0, is `product` (Rutishauser 1966).
struct jacobi_rotation {
  double cosine = 1, sine = 0;

  jacobi_rotation(double first, double second, double product) {
    const double slant = (second - first) / (2 * product);
    const double tangent = (slant < 0 ? -1 : 1) / (std::abs(slant) + std::hypot(1, slant));
    cosine = 1 / std::hypot(1, tangent);
    sine = cosine * tangent;
  }

  void turn(column_matrix& a, std::size_t p, std::size_t q) const {
    for (std::size_t i = 0; i < a.rows; ++i) {
      const double left = cosine * a(i, p) - sine * a(i, q);
      a(i, q) = sine * a(i, p) + cosine * a(i, q);
      a(i, p) = left;
    }
  }
};

/// Turns columns `p` and `q` of a matrix to right angles, and those of the directions with them;
/// false where they stand so.
inline bool make_orthogonal(column_matrix& a, column_matrix& directions, std::size_t p,
                            std::size_t q) {
  const double product = inner_product(a.column(p), a.column(q));
  const double first = length_of(a.column(p)), second = length_of(a.column(q));
  if (!(std::abs(product) > std::numeric_limits<double>::epsilon() * first * second)) return false;
  const jacobi_rotation rotation(first * first, second * second, product);
  rotation.turn(a, p, q);
  rotation.turn(directions, p, q);
  return true;
}

/// Turns each pair of columns once; false where none needed it.
inline bool make_all_orthogonal(column_matrix& a, column_matrix& directions) {
  bool turned = false;
  for (std::size_t p = 0; p < a.columns; ++p) {
    for (std::size_t q = p + 1; q < a.columns; ++q) turned |= make_orthogonal(a, directions, p, q);
  }
  return turned;
}

/// The singular values of a matrix; a column of zeros has the value 0.
inline singular_values singular_values_of(column_matrix a) {
  column_matrix directions(a.columns, a.columns);
  for (std::size_t j = 0; j < a.columns; ++j) directions(j, j) = 1;
  // Eight rounds are many; what rounding turns to and fro must not go on for ever.
  for (int round = 0; round < 60 && make_all_orthogonal(a, directions); ++round) continue;

  std::vector<double> lengths;
  for (std::size_t j = 0; j < a.columns; ++j) lengths.push_back(length_of(a.column(j)));
  std::vector<std::size_t> order(a.columns);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order,
                           [&](std::size_t p, std::size_t q) { return lengths[p] > lengths[q]; });
  singular_values sorted{{}, column_matrix(a.columns, a.columns)};
  for (std::size_t j = 0; j < a.columns; ++j) {
    sorted.values.push_back(lengths[order[j]]);
    std::ranges::copy(directions.column(order[j]), sorted.directions.column(j).begin());
  }
  return sorted;
}

}  // namespace proflens::fit
