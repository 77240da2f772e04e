#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include <proflens/fit/error.hpp>
#include <proflens/fit/linear_model.hpp>
#include <proflens/fit/linear_solution.hpp>
#include <proflens/fit/linear_sums.hpp>
#include <proflens/fit/warning.hpp>

/// `fit::nonnegative`: linear models none of whose parameters may be negative, the intercept
/// included, as costs are. By the active set of Lawson and Hanson (1974), chapter 23.
namespace proflens::fit {

/// Which parameters are free, and what they are: the intercept first, then the columns.
template <std::size_t Columns>
struct active_set {
  std::array<bool, Columns + 1> free{};
  std::array<double, Columns + 1> value{};

  bool any() const { return std::ranges::count(free, true) > 0; }
};

/// The moments with the columns that are not free made constant.
template <std::size_t Columns>
linear_moments<Columns> only_free(linear_moments<Columns> m, const active_set<Columns>& set) {
  for (std::size_t j = 0; j < Columns; ++j) {
    if (set.free[j + 1]) continue;
    m.origin[j] = m.sum[j] = m.low[j] = m.high[j] = 0;
    for (std::size_t i = 0; i < m.size; ++i) m.products[std::max(i, j)][std::min(i, j)] = 0;
  }
  return m;
}

/// The least squares of the free parameters, whatever their sign.
template <std::size_t Columns>
std::array<double, Columns + 1> least_squares_of(const linear_moments<Columns>& plain,
                                                 const active_set<Columns>& set) {
  const linear_moments<Columns> chosen = only_free(plain, set);
  const linear_moments<Columns> m = set.free[0] ? chosen : about_zero(chosen);
  linear_solution<Columns> solution = solution_of(m, factor_of(m));
  solution.correct(products_with_y(m));
  std::array<double, Columns + 1> value{};
  value[0] = set.free[0] ? m.origin[Columns] + m.centre(Columns) : 0;
  for (std::size_t j = 0; j < Columns; ++j) {
    value[j + 1] = solution.slopes[j];
    if (set.free[0]) value[0] -= solution.slopes[j] * (m.origin[j] + m.centre(j));
  }
  return value;
}

/// How much the sum of squares would fall with each parameter that is not free, as a cosine between
/// its column and the residuals. About the mean where the intercept is free, because residuals then
/// add up to 0 and an offset would only hide what is left.
template <std::size_t Columns>
std::array<double, Columns + 1> descents(const linear_moments<Columns>& plain,
                                         const active_set<Columns>& set) {
  const linear_moments<Columns> m = set.free[0] ? plain : about_zero(plain);
  const auto product = [&](std::size_t i, std::size_t j) {
    return m.products[std::max(i, j)][std::min(i, j)];
  };
  std::array<double, Columns + 1> result{};
  const double y = std::sqrt(product(Columns, Columns));
  double mean_residual = plain.origin[Columns] + plain.centre(Columns);
  for (std::size_t j = 0; j < Columns; ++j) {
    mean_residual -= set.value[j + 1] * (plain.origin[j] + plain.centre(j));
    double descent = product(j, Columns);
    for (std::size_t k = 0; k < Columns; ++k) descent -= product(j, k) * set.value[k + 1];
    const double length = std::sqrt(product(j, j));
    result[j + 1] = !set.free[j + 1] && length > 0 ? descent / (length * y) : 0;
  }
  result[0] = set.free[0] ? 0 : mean_residual * std::sqrt(m.weight) / y;
  return result;
}

/// Goes from the present values towards the least squares of the free parameters, and on with fewer
/// of them where one would fall below 0.
template <std::size_t Columns>
void settle(const linear_moments<Columns>& m, active_set<Columns>& set) {
  while (set.any()) {
    const auto target = least_squares_of(m, set);
    double step = 1;
    std::size_t first = target.size();
    for (std::size_t p = 0; p < target.size(); ++p) {
      if (!set.free[p] || target[p] > 0) continue;
      const double part = set.value[p] > 0 ? set.value[p] / (set.value[p] - target[p]) : 0;
      if (first == target.size() || part < step) step = part, first = p;
    }
    for (std::size_t p = 0; p < target.size(); ++p) {
      set.value[p] =
          first == target.size() ? target[p] : set.value[p] + step * (target[p] - set.value[p]);
    }
    if (first == target.size()) return;
    set.free[first] = false;
    set.value[first] = 0;
  }
}

/// The free parameters of the least squares without negative ones.
template <std::size_t Columns>
active_set<Columns> find_active_set(const linear_moments<Columns>& m) {
  constexpr double rounding = 1e-13;
  active_set<Columns> set;
  set.free[0] = m.origin[Columns] + m.centre(Columns) > 0;
  settle(m, set);
  // A parameter enters, at most, about as often as there are sets of them; three times is plenty.
  for (std::size_t round = 0; round < 3 * (Columns + 1); ++round) {
    const auto descent = descents(m, set);
    const auto steepest = std::ranges::max_element(descent);
    if (!(*steepest > rounding)) break;
    set.free[static_cast<std::size_t>(steepest - descent.begin())] = true;
    settle(m, set);
  }
  return set;
}

/// Fits `terms`, functions of the inputs at a point given as an array, to y by parameters that are
/// 0 or more. A parameter that is held at 0 has no standard error (NaN), and `warnings` says
/// at_bound; the errors of the others hold given which ones are held. k counts the others. Throws
/// fit::error where `fit::linear` does, but for constant columns.
template <class Terms, std::size_t Inputs>
linear_model<Terms, Inputs> nonnegative(const Terms& terms,
                                        const std::array<std::span<const double>, Inputs>& inputs,
                                        std::span<const double> y,
                                        std::span<const double> weights = {},
                                        const linear_symbols& symbols = {}) {
  require_equal_sizes(inputs, y, weights);
  const auto all = [&](std::size_t i) {
    return std::apply([&](const auto&... input) { return terms(input[i]...); }, inputs);
  };
  using row = std::invoke_result_t<decltype(all), std::size_t>;
  constexpr std::size_t columns = std::tuple_size_v<row>;
  linear_sums<columns> sums;
  for (std::size_t i = 0; i < y.size(); ++i) sums(all(i), y[i], weights.empty() ? 1 : weights[i]);
  if (sums.count() == 0 && !y.empty()) throw error("all weights are 0; nothing can be fitted");
  const linear_moments<columns> m = sums.moments();
  require_linear(m, true, symbols);

  const active_set<columns> set = find_active_set(m);
  const auto chosen = [&](std::size_t i) {
    row values = all(i);
    for (std::size_t j = 0; j < columns; ++j) values[j] = set.free[j + 1] ? values[j] : 0;
    return values;
  };
  const linear_rows<decltype(chosen)> rows{chosen, y, weights, set.free[0]};
  linear_model<Terms, Inputs> model{
      terms, linear_through(only_free(m, set), rows, standard_errors::classical, symbols),
      ranges_of(inputs)};
  auto& warnings = model.fit.warnings;
  std::erase(warnings, warning::rank_deficient);
  if (std::ranges::count(set.free, false) > 0) warnings.push_back(warning::at_bound);
  return model;
}

/// The column of a line: its input as it is.
struct line_terms {
  std::array<double, 1> operator()(double x) const { return {x}; }
  friend bool operator==(const line_terms&, const line_terms&) = default;
};

/// y = intercept + slope x, both 0 or more; `fit.coefficients` are the two.
inline linear_model<line_terms, 1> nonnegative_line(std::span<const double> x,
                                                    std::span<const double> y,
                                                    std::span<const double> weights = {},
                                                    const linear_symbols& symbols = {}) {
  return nonnegative(line_terms{}, std::array{x}, y, weights, symbols);
}

}  // namespace proflens::fit
