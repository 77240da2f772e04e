#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>

#include <Eigen/Dense>

#include <proflens/fit/linear_solution.hpp>
#include <proflens/fit/linear_sums.hpp>

/// The passes over the rows of `fit::linear`: blocks of rows are written out as a small matrix,
/// which stays in the cache, and summed column by column.
namespace proflens::fit {

/// The rows of a fit by functions of their index.
template <class ColumnsAt>
struct linear_rows {
  ColumnsAt columns;  ///< columns(i): a std::array
  std::span<const double> values;
  std::span<const double> weights;
  bool intercept = true;
  std::size_t size = values.size();

  double y(std::size_t i) const { return values[i]; }
  double weight(std::size_t i) const { return weights.empty() ? 1.0 : weights[i]; }
};

/// Some rows: their columns, then y.
template <std::size_t Columns>
using row_block = Eigen::Matrix<double, Eigen::Dynamic, static_cast<int>(Columns + 1),
                                Eigen::ColMajor, linear_block<Columns>::capacity>;

/// Writes rows into a block; those of weight 0 as `instead`, so that what they hold does not
/// matter.
template <std::size_t Columns, class Rows>
void fill(row_block<Columns>& block, const Rows& rows, std::size_t begin, std::size_t end,
          const typename linear_moments<Columns>::values& instead) {
  block.resize(index_of(end - begin), block.cols());
  for (std::size_t i = begin; i < end; ++i) {
    const bool counts = rows.weight(i) != 0;
    const auto columns = rows.columns(i);
    const auto at = index_of(i - begin);
    for (std::size_t j = 0; j < Columns; ++j) {
      block(at, index_of(j)) = counts ? columns[j] : instead[j];
    }
    block(at, index_of(Columns)) = counts ? rows.y(i) : instead[Columns];
  }
}

/// The moments of rows without weights.
template <std::size_t Columns, class Rows>
linear_moments<Columns> scan_moments(const Rows& rows) {
  constexpr std::size_t capacity = linear_block<Columns>::capacity;
  linear_moments<Columns> all;
  row_block<Columns> block;
  for (std::size_t begin = 0; begin < rows.size; begin += capacity) {
    const std::size_t end = std::min(rows.size, begin + capacity);
    fill<Columns>(block, rows, begin, end, {});
    linear_block<Columns> sums{.count = end - begin};
    for (std::size_t i = 0; i <= Columns; ++i) {
      auto column = block.col(index_of(i));
      sums.origin[i] = column(0);
      sums.low[i] = column.minCoeff();
      sums.high[i] = column.maxCoeff();
      column.array() -= sums.origin[i];
      sums.sum[i] = column.sum();
      for (std::size_t j = 0; j <= i; ++j) {
        sums.products[i][j] = column.dot(block.col(index_of(j)));
      }
    }
    all += sums.moments();
  }
  return all;
}

/// Sums over the residuals r of a linear model; d_j is the distance of a column from its mean.
template <std::size_t Columns>
struct linear_residuals {
  double r = 0;                      ///< sum of w r, 0 but for rounding
  std::array<double, Columns> dr{};  ///< sums of w d_j r, 0 but for rounding
  double rr = 0;                     ///< sum of w r^2
  double largest_leverage = 0;
};

/// Adds the residuals of a block whose columns are distances from their means, and whose y is that
/// of the model's height; `weights` as many.
template <std::size_t Columns, class Weights>
void add_residuals(linear_residuals<Columns>& sums, const row_block<Columns>& block,
                   const Weights& weights, const linear_solution<Columns>& solution,
                   double spread) {
  using column =
      Eigen::Matrix<double, Eigen::Dynamic, 1, Eigen::ColMajor, linear_block<Columns>::capacity>;
  column r = block.col(index_of(Columns));
  column leverage = column::Constant(block.rows(), spread);
  for (std::size_t j = 0; j < Columns; ++j) {
    r -= solution.slopes[j] * block.col(index_of(j));
    column inner = solution.inverse[j][0] * block.col(0);
    for (std::size_t k = 1; k < Columns; ++k) {
      inner += solution.inverse[j][k] * block.col(index_of(k));
    }
    leverage += block.col(index_of(j)).cwiseProduct(inner);
  }
  const column weighted = r.cwiseProduct(weights);
  sums.r += weighted.sum();
  sums.rr += weighted.dot(r);
  for (std::size_t j = 0; j < Columns; ++j) sums.dr[j] += weighted.dot(block.col(index_of(j)));
  sums.largest_leverage =
      std::max(sums.largest_leverage, leverage.cwiseProduct(weights).maxCoeff());
}

/// The residuals of rows about the model through the mean of `m` with the slopes of `solution`.
template <std::size_t Columns, class Rows>
linear_residuals<Columns> residuals_of(const linear_moments<Columns>& m,
                                       const linear_solution<Columns>& solution, const Rows& rows) {
  constexpr std::size_t capacity = linear_block<Columns>::capacity;
  linear_residuals<Columns> sums;
  row_block<Columns> block;
  const double spread = rows.intercept ? 1 / m.weight : 0;
  for (std::size_t begin = 0; begin < rows.size; begin += capacity) {
    const std::size_t end = std::min(rows.size, begin + capacity);
    fill<Columns>(block, rows, begin, end, m.origin);
    for (std::size_t j = 0; j <= Columns; ++j) {
      const double centre = m.centre(j) + (j == Columns ? solution.y_shift : 0);
      block.col(index_of(j)).array() = (block.col(index_of(j)).array() - m.origin[j]) - centre;
    }
    if (rows.weights.empty()) {
      add_residuals(sums, block, Eigen::VectorXd::Ones(block.rows()), solution, spread);
    } else {
      const Eigen::Map<const Eigen::VectorXd> weights(rows.weights.data() + begin, block.rows());
      add_residuals(sums, block, weights, solution, spread);
    }
  }
  return sums;
}

}  // namespace proflens::fit
