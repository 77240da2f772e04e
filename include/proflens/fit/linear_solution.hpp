#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <vector>

#include <proflens/fit/column_matrix.hpp>
#include <proflens/fit/linear_sums.hpp>
#include <proflens/fit/singular_values.hpp>
#include <proflens/fit/square_matrix.hpp>

/// The algebra of `fit::linear`: from moments, or from rows in blocks, to the slopes.
///
/// Columns are centred, then scaled to length 1. Their matrix of products C then is the matrix of
/// correlations, whose condition is the square of that of the columns. Up to a condition of
/// `moments_suffice` of the columns, C loses at most four digits of the standard errors, and the
/// slopes regain theirs from the residuals. Beyond, the factor of C is computed from the rows
/// themselves, by Householder QR of blocks of `qr_block_rows` rows below the factor of those before
/// (Demmel et al. 2012, sequential TSQR), which loses only the condition itself. Slopes follow from
/// the seminormal equations, corrected by the residuals (Björck 1987).
namespace proflens::fit {

inline constexpr double moments_suffice = 100;
inline constexpr std::size_t qr_block_rows = 512;

/// The standard deviations of the columns. Divided by the weight before the root is taken, so that
/// weights twice as large leave them as they are, to the bit.
template <std::size_t Columns>
std::array<double, Columns> spreads_of(const linear_moments<Columns>& m) {
  std::array<double, Columns> spreads{};
  for (std::size_t j = 0; j < Columns; ++j) spreads[j] = std::sqrt(m.products[j][j] / m.weight);
  return spreads;
}

/// The correlations of the columns; 0 for a constant column.
template <std::size_t Columns>
column_matrix correlations(const linear_moments<Columns>& m) {
  const auto spreads = spreads_of(m);
  column_matrix c(Columns, Columns);
  for (std::size_t i = 0; i < Columns; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      if (!(spreads[i] > 0 && spreads[j] > 0)) continue;
      c(i, j) = c(j, i) = i == j ? 1 : m.products[i][j] / m.weight / spreads[i] / spreads[j];
    }
  }
  return c;
}

/// A factor R of the correlations, R'R = C, and how much of a column is rounding.
struct linear_factor {
  column_matrix root{};
  double condition = 1;  ///< of the columns that are not constant
  /// A column of which only such a part is not explained by those before it depends on them.
  std::vector<double> rounding{};
};

/// Ratio of the largest to the smallest singular value, over the columns that are not 0.
inline double condition_of(const column_matrix& root) {
  std::size_t nonzero = 0;
  for (std::size_t j = 0; j < root.columns; ++j) nonzero += length_of(root.column(j)) > 0 ? 1 : 0;
  if (nonzero == 0) return 1;
  const std::vector<double> values = singular_values_of(root).values;
  return values[0] / values[nonzero - 1];
}

/// The factor from correlations, by their eigenvectors. What it cannot tell from a dependence is
/// what is below the root of the rounding of C.
inline linear_factor factor_of_correlations(const column_matrix& c) {
  const singular_values eigen = singular_values_of(c);
  linear_factor factor{.root = column_matrix(c.rows, c.columns),
                       .rounding = std::vector<double>(c.columns, 1e-7)};
  for (std::size_t i = 0; i < c.rows; ++i) {
    const double root = std::sqrt(eigen.values[i]);
    for (std::size_t j = 0; j < c.columns; ++j) factor.root(i, j) = root * eigen.directions(j, i);
  }
  factor.condition = condition_of(factor.root);
  return factor;
}
template <std::size_t Columns>
linear_factor factor_of(const linear_moments<Columns>& m) {
  return factor_of_correlations(correlations(m));
}

/// The factor from rows, of which `row(i)` gives the array of columns and `weight(i)` the weight,
/// centred and scaled as the moments say.
template <std::size_t Columns, class Row, class Weight>
linear_factor factor_of_rows(const linear_moments<Columns>& m, const Row& row, const Weight& weight,
                             std::size_t rows) {
  // The triangle of the rows before stands on top.
  column_matrix block(Columns + qr_block_rows, Columns);
  const auto spreads = spreads_of(m);
  for (std::size_t begin = 0; begin < rows; begin += qr_block_rows) {
    for (std::size_t i = begin; i < std::min(rows, begin + qr_block_rows); ++i) {
      const auto values = row(i);
      const double scale = std::sqrt(weight(i) / m.weight);
      if (scale == 0) continue;
      for (std::size_t j = 0; j < Columns; ++j) {
        const double d = (values[j] - m.origin[j]) - m.centre(j);
        block(Columns + i - begin, j) = spreads[j] > 0 ? d / spreads[j] * scale : 0;
      }
    }
    reduce_to_triangle(block);
  }
  linear_factor factor{.root = column_matrix(Columns, Columns)};
  for (std::size_t j = 0; j < Columns; ++j) {
    std::ranges::copy(block.column(j).first(Columns), factor.root.column(j).begin());
    // Numbers are rounded where they are, not where the spread of the column is.
    const double largest = std::max(std::abs(m.low[j]), std::abs(m.high[j]));
    factor.rounding.push_back(64 * std::numeric_limits<double>::epsilon() *
                              std::max(1.0, largest / spreads[j]));
  }
  factor.condition = condition_of(factor.root);
  return factor;
}

/// The columns that do not depend on those before them, by modified Gram-Schmidt.
inline std::vector<std::size_t> independent_columns(const linear_factor& factor) {
  std::vector<std::size_t> kept;
  column_matrix directions = factor.root;
  for (std::size_t j = 0; j < directions.columns; ++j) {
    const std::span<double> rest = directions.column(j);
    const double whole = length_of(rest);
    for (int twice = 0; twice < 2; ++twice) {
      for (const std::size_t k : kept) {
        const std::span<const double> direction = directions.column(k);
        add_multiple(rest, -inner_product(direction, rest), direction);
      }
    }
    const double length = length_of(rest);
    if (!(length > factor.rounding[j] * whole)) continue;
    for (double& value : rest) value /= length;
    kept.push_back(j);
  }
  return kept;
}

/// The inverse of R'R for some columns of a factor, that do not depend on each other.
inline square_matrix inverse_of_products(const column_matrix& root,
                                         const std::vector<std::size_t>& kept) {
  column_matrix triangle(root.rows, kept.size());
  for (std::size_t k = 0; k < kept.size(); ++k) {
    std::ranges::copy(root.column(kept[k]), triangle.column(k).begin());
  }
  reduce_to_triangle(triangle);
  square_matrix side(kept.size());  // the inverse of the triangle, from below
  for (std::size_t column = 0; column < kept.size(); ++column) {
    for (std::size_t row = column + 1; row-- > 0;) {
      double rest = row == column ? 1 : 0;
      for (std::size_t k = row + 1; k <= column; ++k) rest -= triangle(row, k) * side(k, column);
      side(row, column) = rest / triangle(row, row);
    }
  }
  square_matrix inverse(kept.size());
  for (std::size_t i = 0; i < kept.size(); ++i) {
    for (std::size_t j = 0; j < kept.size(); ++j) {
      for (std::size_t k = std::max(i, j); k < kept.size(); ++k) {
        inverse(i, j) += side(i, k) * side(j, k);
      }
    }
  }
  return inverse;
}

/// Slopes of columns, and the inverse of their centred X' W X; 0 for columns left out.
template <std::size_t Columns>
struct linear_solution {
  double y_shift = 0;  ///< what the residuals added to the mean of y
  std::array<double, Columns> slopes{};
  std::array<std::array<double, Columns>, Columns> inverse{};
  std::vector<std::size_t> kept{};  ///< columns not left out
  double condition = 1;

  /// Adds the slopes that the products of columns and residuals ask for.
  void correct(const std::array<double, Columns>& products) {
    for (std::size_t i = 0; i < Columns; ++i) {
      for (std::size_t j = 0; j < Columns; ++j) slopes[i] += inverse[i][j] * products[j];
    }
  }
};

/// The solution with slopes still 0.
template <std::size_t Columns>
linear_solution<Columns> solution_of(const linear_moments<Columns>& m,
                                     const linear_factor& factor) {
  linear_solution<Columns> solution{.kept = independent_columns(factor),
                                    .condition = factor.condition};
  const std::vector<std::size_t>& kept = solution.kept;
  const square_matrix inverse = inverse_of_products(factor.root, kept);
  const auto spreads = spreads_of(m);
  for (std::size_t i = 0; i < kept.size(); ++i) {
    for (std::size_t j = 0; j < kept.size(); ++j) {
      solution.inverse[kept[i]][kept[j]] =
          inverse(i, j) / m.weight / spreads[kept[i]] / spreads[kept[j]];
    }
  }
  return solution;
}

/// The products of the columns with y: with them, `correct` makes the first slopes.
template <std::size_t Columns>
std::array<double, Columns> products_with_y(const linear_moments<Columns>& m) {
  std::array<double, Columns> products{};
  for (std::size_t j = 0; j < Columns; ++j) products[j] = m.products[Columns][j];
  return products;
}

}  // namespace proflens::fit
