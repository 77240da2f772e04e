#include <proflens/fit/column_matrix.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <random>

using namespace proflens::fit;

namespace {

/// Squares of lengths and products of columns, column by column.
std::vector<double> products(const column_matrix& a) {
  std::vector<double> all;
  for (std::size_t i = 0; i < a.columns; ++i) {
    for (std::size_t j = 0; j <= i; ++j) all.push_back(inner_product(a.column(i), a.column(j)));
  }
  return all;
}

}  // namespace

TEST_CASE("column_matrix: the triangle has the products of the columns, and zeros below") {
  for (const std::size_t rows : {4, 5, 23, 600}) {
    std::mt19937_64 random(rows);
    std::normal_distribution<double> number;
    column_matrix a(rows, 4);
    for (double& value : a.values) value = number(random);
    const auto before = products(a);
    reduce_to_triangle(a);
    const auto after = products(a);
    for (std::size_t i = 0; i < before.size(); ++i)
      CHECK(std::abs(after[i] - before[i]) < 1e-13 * static_cast<double>(rows));
    for (std::size_t j = 0; j < 4; ++j) {
      for (std::size_t i = j + 1; i < rows; ++i) CHECK(a(i, j) == 0);
    }
  }
}

TEST_CASE("column_matrix: a column of zeros stays, one that depends leaves nothing of its own") {
  column_matrix a(5, 3);
  for (std::size_t i = 0; i < 5; ++i) {
    a(i, 0) = static_cast<double>(i);
    a(i, 2) = 2 * static_cast<double>(i);
  }
  reduce_to_triangle(a);
  CHECK(std::abs(a(0, 0)) == doctest::Approx(std::sqrt(30)).epsilon(1e-15));
  for (std::size_t i = 0; i < 5; ++i) CHECK(a(i, 1) == 0);
  CHECK(std::abs(a(2, 2)) < 1e-14);
  CHECK(length_of(std::vector<double>{}) == 0);
}
