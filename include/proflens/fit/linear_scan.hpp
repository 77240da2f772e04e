#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>

#include <proflens/fit/lanes.hpp>
#include <proflens/fit/linear_solution.hpp>
#include <proflens/fit/linear_sums.hpp>

/// The passes over the rows of `fit::linear`: blocks of rows are written out column by column,
/// which stays in the cache, and summed.
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

/// As many numbers as a block has rows, or fewer.
using block_values = std::array<double, linear_block<1>::capacity>;

/// Some rows: their columns, then y. Not initialised.
template <std::size_t Columns>
struct row_block {
  std::array<block_values, Columns + 1> values;
  std::size_t size;

  std::span<double> column(std::size_t j) { return {values[j].data(), size}; }
  std::span<const double> column(std::size_t j) const { return {values[j].data(), size}; }
};

/// Writes rows into a block; those of weight 0 as `instead`, so that what they hold does not
/// matter.
template <std::size_t Columns, class Rows>
void fill(row_block<Columns>& block, const Rows& rows, std::size_t begin, std::size_t end,
          const typename linear_moments<Columns>::values& instead) {
  block.size = end - begin;
  for (std::size_t i = begin; i < end; ++i) {
    const bool counts = rows.weight(i) != 0;
    const auto columns = rows.columns(i);
    for (std::size_t j = 0; j < Columns; ++j) {
      block.values[j][i - begin] = counts ? columns[j] : instead[j];
    }
    block.values[Columns][i - begin] = counts ? rows.y(i) : instead[Columns];
  }
}

/// Takes a number off each value.
inline void subtract(std::span<double> values, double number) {
  for_lanes(0, values.size(), [&](std::size_t i, std::size_t) { values[i] -= number; });
}

/// The sums of a block, whose values become distances from its first row.
template <std::size_t Columns>
linear_block<Columns> sums_of(row_block<Columns>& block) {
  linear_block<Columns> sums{.count = block.size};
  for (std::size_t i = 0; i <= Columns; ++i) {
    const std::span<double> column = block.column(i);
    const interval range = range_of(column);
    sums.origin[i] = column[0];
    sums.low[i] = range.low;
    sums.high[i] = range.high;
    subtract(column, sums.origin[i]);
    sums.sum[i] = sum_of(column);
    for (std::size_t j = 0; j <= i; ++j) {
      sums.products[i][j] = inner_product(column, block.column(j));
    }
  }
  return sums;
}

/// The moments of rows without weights.
template <std::size_t Columns, class Rows>
linear_moments<Columns> scan_moments(const Rows& rows) {
  constexpr std::size_t capacity = linear_block<Columns>::capacity;
  linear_moments<Columns> all;
  row_block<Columns> block;
  for (std::size_t begin = 0; begin < rows.size; begin += capacity) {
    fill<Columns>(block, rows, begin, std::min(rows.size, begin + capacity), {});
    all += sums_of(block).moments();
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
/// of the model's height; `weights` as many, or none.
template <std::size_t Columns>
void add_residuals(linear_residuals<Columns>& sums, const row_block<Columns>& block,
                   std::span<const double> weights, const linear_solution<Columns>& solution,
                   double spread) {
  block_values residual_values, leverage_values, weighted_values;
  for (std::size_t i = 0; i < block.size; ++i) {
    double rest = block.values[Columns][i];
    double reach = spread;
    for (std::size_t j = 0; j < Columns; ++j) {
      const double d = block.values[j][i];
      double inner = 0;
      for (std::size_t k = 0; k < Columns; ++k) {
        inner += solution.inverse[j][k] * block.values[k][i];
      }
      rest -= solution.slopes[j] * d;
      reach += d * inner;
    }
    residual_values[i] = weighted_values[i] = rest;
    leverage_values[i] = reach;
  }
  for (std::size_t i = 0; i < weights.size(); ++i) {
    weighted_values[i] *= weights[i];
    leverage_values[i] *= weights[i];
  }
  const std::span<const double> residual(residual_values.data(), block.size);
  const std::span<const double> leverage(leverage_values.data(), block.size);
  const std::span<const double> weighted(weighted_values.data(), block.size);
  sums.r += sum_of(weighted);
  sums.rr += inner_product(weighted, residual);
  for (std::size_t j = 0; j < Columns; ++j) {
    sums.dr[j] += inner_product(weighted, block.column(j));
  }
  sums.largest_leverage = std::max(sums.largest_leverage, range_of(leverage).high);
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
    fill<Columns>(block, rows, begin, std::min(rows.size, begin + capacity), m.origin);
    for (std::size_t j = 0; j <= Columns; ++j) {
      const double centre = m.centre(j) + (j == Columns ? solution.y_shift : 0);
      for (double& value : block.column(j)) value = (value - m.origin[j]) - centre;
    }
    const auto weights =
        rows.weights.empty() ? rows.weights : rows.weights.subspan(begin, block.size);
    add_residuals(sums, block, weights, solution, spread);
  }
  return sums;
}

}  // namespace proflens::fit
