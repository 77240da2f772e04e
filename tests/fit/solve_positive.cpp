#include <proflens/fit/solve_positive.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <random>

using namespace proflens::fit;

namespace {

std::vector<double> times(const square_matrix& a, const std::vector<double>& x) {
  std::vector<double> b(a.size, 0.0);
  for (std::size_t i = 0; i < a.size; ++i) {
    for (std::size_t j = 0; j < a.size; ++j) b[i] += a(i, j) * x[j];
  }
  return b;
}

double scale_of(std::size_t i) { return std::pow(10, static_cast<double>(i % 10)); }

/// Products of the columns of a random matrix, their sizes from 1 to 1e9 each.
square_matrix random_products(std::size_t size) {
  std::mt19937_64 random(size);
  std::normal_distribution<double> number;
  square_matrix a(size);
  for (std::size_t row = 0; row < size + 3; ++row) {
    std::vector<double> values(size);
    for (std::size_t i = 0; i < size; ++i) values[i] = number(random) * scale_of(i);
    for (std::size_t i = 0; i < size; ++i) {
      for (std::size_t j = 0; j < size; ++j) a(i, j) += values[i] * values[j];
    }
  }
  return a;
}

}  // namespace

TEST_CASE("solve_positive: solves systems of any scale") {
  for (const std::size_t size : {1, 2, 5, 12}) {
    const square_matrix a = random_products(size);
    std::vector<double> x(size);
    for (std::size_t i = 0; i < size; ++i) x[i] = 3 / scale_of(i);
    const auto solved = solve_positive(a, times(a, x));
    for (std::size_t i = 0; i < size; ++i) CHECK(std::abs(solved[i] / x[i] - 1) < 1e-9);
  }
  CHECK(solve_positive(square_matrix{}, {}).empty());
}

TEST_CASE("solve_positive: what the matrix leaves open is 0") {
  square_matrix a(3);  // the first and the third are one; the second has no influence
  a.values = {4, 0, 4, 0, 0, 0, 4, 0, 4};
  const auto x = solve_positive(a, std::vector<double>{8, 0, 8});
  CHECK(x[0] + x[2] == 2);
  CHECK(x[0] * x[2] == 0);
  CHECK(x[1] == 0);
}
