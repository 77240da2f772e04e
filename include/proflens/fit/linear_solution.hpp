#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

#include <Eigen/Dense>

#include <proflens/fit/linear_sums.hpp>

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

template <std::size_t Columns>
using square = Eigen::Matrix<double, static_cast<int>(Columns), static_cast<int>(Columns)>;
template <std::size_t Columns>
using column_vector = Eigen::Matrix<double, static_cast<int>(Columns), 1>;

constexpr Eigen::Index index_of(std::size_t i) { return static_cast<Eigen::Index>(i); }

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
square<Columns> correlations(const linear_moments<Columns>& m) {
  const auto spreads = spreads_of(m);
  square<Columns> c = square<Columns>::Zero();
  for (std::size_t i = 0; i < Columns; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      if (!(spreads[i] > 0 && spreads[j] > 0)) continue;
      c(index_of(i), index_of(j)) = c(index_of(j), index_of(i)) =
          i == j ? 1 : m.products[i][j] / m.weight / spreads[i] / spreads[j];
    }
  }
  return c;
}

/// A factor R of the correlations, R'R = C, and how much of a column is rounding.
template <std::size_t Columns>
struct linear_factor {
  square<Columns> root;
  double condition = 1;  ///< of the columns that are not constant
  /// A column of which only such a part is not explained by those before it depends on them.
  std::array<double, Columns> rounding{};
};

/// Ratio of the largest to the smallest singular value, over the columns that are not 0.
template <std::size_t Columns>
double condition_of(const square<Columns>& root) {
  const auto nonzero =
      index_of(static_cast<std::size_t>((root.colwise().norm().array() > 0).count()));
  if (nonzero == 0) return 1;
  const column_vector<Columns> values = Eigen::JacobiSVD<square<Columns>>(root).singularValues();
  return values(0) / values(nonzero - 1);
}

/// The factor from moments: symmetric, from the eigenvectors of C. What it cannot tell from a
/// dependence is what is below the root of the rounding of C.
template <std::size_t Columns>
linear_factor<Columns> factor_of(const linear_moments<Columns>& m) {
  const Eigen::SelfAdjointEigenSolver<square<Columns>> eigen(correlations(m));
  const column_vector<Columns> roots = eigen.eigenvalues().cwiseMax(0.0).cwiseSqrt();
  linear_factor<Columns> factor{roots.asDiagonal() * eigen.eigenvectors().transpose(), 1, {}};
  factor.condition = condition_of<Columns>(factor.root);
  factor.rounding.fill(1e-7);
  return factor;
}

/// The factor from rows, of which `row(i)` gives the array of columns and `weight(i)` the weight,
/// centred and scaled as the moments say.
template <std::size_t Columns, class Row, class Weight>
linear_factor<Columns> factor_of_rows(const linear_moments<Columns>& m, const Row& row,
                                      const Weight& weight, std::size_t rows) {
  constexpr auto columns = static_cast<int>(Columns);
  Eigen::Matrix<double, Eigen::Dynamic, columns> block(index_of(qr_block_rows + Columns), columns);
  const auto spreads = spreads_of(m);
  linear_factor<Columns> factor{square<Columns>::Zero(), 1, {}};
  for (std::size_t begin = 0; begin < rows; begin += qr_block_rows) {
    block.setZero();
    block.template topRows<columns>() = factor.root;
    for (std::size_t i = begin; i < std::min(rows, begin + qr_block_rows); ++i) {
      const auto values = row(i);
      const double scale = std::sqrt(weight(i) / m.weight);
      if (scale == 0) continue;
      for (std::size_t j = 0; j < Columns; ++j) {
        const double d = (values[j] - m.origin[j]) - m.centre(j);
        block(index_of(i - begin + Columns), index_of(j)) =
            spreads[j] > 0 ? d / spreads[j] * scale : 0;
      }
    }
    const Eigen::HouseholderQR<Eigen::Matrix<double, Eigen::Dynamic, columns>> qr(block);
    factor.root = qr.matrixQR().template topRows<columns>().template triangularView<Eigen::Upper>();
  }
  factor.condition = condition_of<Columns>(factor.root);
  for (std::size_t j = 0; j < Columns; ++j) {
    // Numbers are rounded where they are, not where the spread of the column is.
    const double largest = std::max(std::abs(m.low[j]), std::abs(m.high[j]));
    factor.rounding[j] =
        64 * std::numeric_limits<double>::epsilon() * std::max(1.0, largest / spreads[j]);
  }
  return factor;
}

/// The columns that do not depend on those before them, by modified Gram-Schmidt.
template <std::size_t Columns>
std::vector<std::size_t> independent_columns(const linear_factor<Columns>& factor) {
  std::vector<std::size_t> kept;
  std::vector<column_vector<Columns>> directions;
  for (std::size_t j = 0; j < Columns; ++j) {
    column_vector<Columns> rest = factor.root.col(index_of(j));
    const double whole = rest.norm();
    for (int twice = 0; twice < 2; ++twice) {
      for (const auto& direction : directions) rest -= direction.dot(rest) * direction;
    }
    if (!(rest.norm() > factor.rounding[j] * whole)) continue;
    directions.push_back(rest.normalized());
    kept.push_back(j);
  }
  return kept;
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
                                     const linear_factor<Columns>& factor) {
  linear_solution<Columns> solution{.kept = independent_columns(factor),
                                    .condition = factor.condition};
  const std::vector<std::size_t>& kept = solution.kept;
  if (kept.empty()) return solution;
  const auto spreads = spreads_of(m);
  Eigen::MatrixXd chosen(index_of(Columns), index_of(kept.size()));
  for (std::size_t k = 0; k < kept.size(); ++k) {
    chosen.col(index_of(k)) = factor.root.col(index_of(kept[k]));
  }
  const Eigen::MatrixXd triangle = Eigen::HouseholderQR<Eigen::MatrixXd>(chosen)
                                       .matrixQR()
                                       .topRows(index_of(kept.size()))
                                       .triangularView<Eigen::Upper>();
  const Eigen::MatrixXd side = triangle.triangularView<Eigen::Upper>().solve(
      Eigen::MatrixXd::Identity(triangle.rows(), triangle.cols()));
  const Eigen::MatrixXd inverse = side * side.transpose();
  for (std::size_t i = 0; i < kept.size(); ++i) {
    for (std::size_t j = 0; j < kept.size(); ++j) {
      solution.inverse[kept[i]][kept[j]] =
          inverse(index_of(i), index_of(j)) / m.weight / spreads[kept[i]] / spreads[kept[j]];
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
