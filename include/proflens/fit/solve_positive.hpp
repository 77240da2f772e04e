#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numeric>
#include <span>
#include <vector>

#include <proflens/fit/square_matrix.hpp>

namespace proflens::fit {

/// The solution x of A x = b for a symmetric matrix without negative eigenvalues, by elimination:
/// the diagonal is scaled to 1, and its largest rest comes first. What A leaves open but for
/// rounding is 0 in x.
inline std::vector<double> solve_positive(square_matrix a, std::span<const double> b) {
  const std::size_t size = a.size;
  std::vector<double> scale(size), rest(size), x(size, 0.0);
  for (std::size_t i = 0; i < size; ++i) {
    scale[i] = a(i, i) > 0 ? 1 / std::sqrt(a(i, i)) : 0;
    rest[i] = b[i] * scale[i];
  }
  for (std::size_t i = 0; i < size; ++i) {
    for (std::size_t j = 0; j < size; ++j) a(i, j) *= scale[i] * scale[j];
  }
  std::vector<std::size_t> order(size);
  std::iota(order.begin(), order.end(), std::size_t{0});
  const double least = static_cast<double>(size) * std::numeric_limits<double>::epsilon();
  std::size_t rank = 0;
  for (; rank < size; ++rank) {
    const auto from = order.begin() + static_cast<std::ptrdiff_t>(rank);
    std::iter_swap(from, std::max_element(from, order.end(), [&](std::size_t i, std::size_t j) {
                     return a(i, i) < a(j, j);
                   }));
    const std::size_t pivot = *from;
    if (!(a(pivot, pivot) > least)) break;
    for (auto other = from + 1; other < order.end(); ++other) {
      const double factor = a(*other, pivot) / a(pivot, pivot);
      for (auto j = from + 1; j < order.end(); ++j) a(*other, *j) -= factor * a(pivot, *j);
      rest[*other] -= factor * rest[pivot];
    }
  }
  for (std::size_t k = rank; k-- > 0;) {
    double value = rest[order[k]];
    for (std::size_t j = k + 1; j < rank; ++j) value -= a(order[k], order[j]) * x[order[j]];
    x[order[k]] = value / a(order[k], order[k]);
  }
  for (std::size_t i = 0; i < size; ++i) x[i] *= scale[i];
  return x;
}

}  // namespace proflens::fit
