#include <proflens/fit/singular_values.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <random>

using namespace proflens::fit;

namespace {

column_matrix random_matrix(std::size_t rows, std::size_t columns, unsigned seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> number;
  column_matrix a(rows, columns);
  for (double& value : a.values) value = number(random);
  return a;
}

/// The product of the transpose of one and another.
column_matrix products(const column_matrix& a, const column_matrix& b) {
  column_matrix c(a.columns, b.columns);
  for (std::size_t i = 0; i < c.rows; ++i) {
    for (std::size_t j = 0; j < c.columns; ++j) c(i, j) = inner_product(a.column(i), b.column(j));
  }
  return c;
}

double largest_difference(const column_matrix& a, const column_matrix& b) {
  double largest = 0;
  for (std::size_t i = 0; i < a.values.size(); ++i)
    largest = std::max(largest, std::abs(a.values[i] - b.values[i]));
  return largest;
}

}  // namespace

TEST_CASE("singular_values: they give the products of the columns again") {
  for (const std::size_t columns : {1, 2, 3, 8, 13}) {
    const column_matrix a = random_matrix(20, columns, 7);
    const auto [values, directions] = singular_values_of(a);
    CHECK(std::ranges::is_sorted(values, std::ranges::greater{}));
    column_matrix scaled(columns, columns);  // S V'
    for (std::size_t i = 0; i < columns; ++i) {
      for (std::size_t j = 0; j < columns; ++j) scaled(i, j) = values[i] * directions(j, i);
    }
    CHECK(largest_difference(products(scaled, scaled), products(a, a)) < 1e-12);
  }
}

TEST_CASE("singular_values: directions are at right angles, and of length 1") {
  const column_matrix directions = singular_values_of(random_matrix(9, 6, 3)).directions;
  column_matrix one(6, 6);
  for (std::size_t j = 0; j < 6; ++j) one(j, j) = 1;
  CHECK(largest_difference(products(directions, directions), one) < 1e-14);
}

TEST_CASE("singular_values: equal columns and columns of zeros have the value 0") {
  column_matrix a(3, 3);
  for (std::size_t i = 0; i < 3; ++i) a(i, 0) = a(i, 2) = 1;
  const auto [values, directions] = singular_values_of(a);
  CHECK(std::abs(values[0] - std::sqrt(6)) < 1e-14);
  CHECK(std::abs(values[1]) < 1e-15);
  CHECK(values[2] == 0);
  CHECK(singular_values_of({}).values.empty());
}

TEST_CASE("singular_values: those of a symmetric matrix are its eigenvalues") {
  column_matrix a(2, 2);
  a(0, 0) = a(1, 1) = 1, a(0, 1) = a(1, 0) = 0.5;
  const auto [values, directions] = singular_values_of(a);
  CHECK(std::abs(values[0] - 1.5) < 1e-15);
  CHECK(std::abs(values[1] - 0.5) < 1e-15);
  CHECK(std::abs(directions(0, 0) - directions(1, 0)) < 1e-15);
  CHECK(std::abs(directions(0, 1) + directions(1, 1)) < 1e-15);
}
