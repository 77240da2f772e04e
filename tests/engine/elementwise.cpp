// The functions of each number of a row against double precision, by every instruction set.
#include <proflens/engine/kernel/elementwise.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <vector>

using namespace proflens::engine;

namespace {

template <class Check>
void for_each_set(const Check& check) {
  for (const auto set : kernel::all_instruction_sets) {
    if (!kernel::is_supported(set)) continue;
    INFO(std::string(name_of(set)));
    check(kernel::elementwise_of(set));
  }
}

double activated(activation kind, double x) {
  if (kind == activation::silu) return x / (1 + std::exp(-x));
  return 0.5 * x * (1 + std::tanh(std::sqrt(2 / std::acos(-1.0)) * (x + 0.044715 * x * x * x)));
}

/// The largest error of a row's softmax in units of the last place of each share.
double softmax_error(const kernel::elementwise& functions, std::vector<float> row, float scale) {
  const std::vector<float> given = row;
  functions.softmax(row.data(), row.size(), scale);
  const double largest = *std::ranges::max_element(given);
  std::vector<double> expected(given.size());
  double sum = 0, error = 0;
  for (std::size_t i = 0; i < given.size(); ++i)
    sum += expected[i] = std::exp((double{given[i]} - largest) * double{scale});
  for (std::size_t i = 0; i < given.size(); ++i)
    error = std::max(error, std::abs(double{row[i]} - expected[i] / sum) * sum / expected[i]);
  return error / double{std::numeric_limits<float>::epsilon()};
}

}  // namespace

TEST_CASE("elementwise: e^x to two units in the last place, from where it is a normal number on") {
  double worst = 0;
  for (int i = 0; i < 1'755'000; ++i) {
    kernel::vectors<16>::floats x{};
    x += static_cast<float>(i - 872'000) * 1e-4F;
    const double expected = std::exp(double{x[0]});
    kernel::exponential<16>(x);
    worst = std::max(worst, std::abs(double{x[0]} - expected) / expected);
  }
  CHECK(worst < 2 * double{std::numeric_limits<float>::epsilon()});
  const float infinity = std::numeric_limits<float>::infinity();
  kernel::vectors<16>::floats values{-infinity, -88, infinity, std::nanf("")};
  kernel::exponential<16>(values);
  const std::array<float, 4> ends{values[0], values[1], values[2], values[3]};
  CHECK(ends[0] == 0);
  CHECK(ends[1] == 0);
  CHECK(ends[2] == infinity);
  CHECK(std::isnan(ends[3]));
}

TEST_CASE("elementwise: the softmax of rows of any length") {
  for_each_set([](const kernel::elementwise& functions) {
    for (std::size_t size = 1; size <= 70; ++size) {
      std::vector<float> row(size);
      for (std::size_t i = 0; i < size; ++i)
        row[i] =
            static_cast<float>(i * 37 % 71) / 4 - 1000;  // far from 0: the largest is taken off
      CHECK(softmax_error(functions, row, 0.125F) < 16);
    }
  });
}

TEST_CASE("elementwise: a softmax touches nothing behind its row and keeps what is not a number") {
  for_each_set([](const kernel::elementwise& functions) {
    for (std::size_t size = 1; size <= 33; ++size)
      for (const float last : {1.0F, std::nanf("")}) {
        std::vector<float> row(size + 1, 1.0F);
        row[size - 1] = last;
        functions.softmax(row.data(), size, 1);
        CHECK(row[size] == 1.0F);
        for (std::size_t i = 0; i < size; ++i)
          CHECK((std::isnan(last) ? std::isnan(row[i])
                                  : row[i] == doctest::Approx(1.0 / static_cast<double>(size))));
      }
  });
}

TEST_CASE("elementwise: shares too small for a float are 0, and the others add up") {
  for_each_set([](const kernel::elementwise& functions) {
    std::vector<float> row{0, -200, 0, -1e30F, -std::numeric_limits<float>::infinity()};
    functions.softmax(row.data(), row.size(), 1);
    CHECK(row == std::vector<float>{0.5F, 0, 0.5F, 0, 0});
  });
}

TEST_CASE("elementwise: a row of the lowest numbers has equal shares, whatever its length") {
  for_each_set([](const kernel::elementwise& functions) {
    for (const float value : {-1e31F, std::numeric_limits<float>::lowest()})
      for (std::size_t size = 1; size <= 33; ++size) {
        std::vector<float> row(size, value);
        functions.softmax(row.data(), size, 0.125F);
        for (const float share : row)
          CHECK(share == doctest::Approx(1.0 / static_cast<double>(size)));
      }
  });
}

TEST_CASE("elementwise: activations of rows of any length") {
  for_each_set([](const kernel::elementwise& functions) {
    for (const auto kind : {activation::gelu_tanh, activation::silu})
      for (std::size_t size = 1; size <= 300; size += size < 40 ? 1 : 37) {
        std::vector<float> row(size + 1);
        for (std::size_t i = 0; i <= size; ++i)
          row[i] = (static_cast<float>(i * 53 % 301) - 150) / 12;  // from -12.5 to 12.5
        const std::vector<float> given = row;
        functions.activate(kind, row.data(), size);
        CHECK(row[size] == given[size]);
        for (std::size_t i = 0; i < size; ++i)
          CHECK(std::abs(double{row[i]} - activated(kind, double{given[i]})) <=
                4e-7 * std::abs(double{given[i]}) + 1e-12);
      }
  });
}

TEST_CASE("elementwise: activations of the largest numbers are these or 0, and NaN stays") {
  for_each_set([](const kernel::elementwise& functions) {
    for (const auto kind : {activation::gelu_tanh, activation::silu}) {
      const float most = std::numeric_limits<float>::max();
      std::vector<float> row{1e30F, -1e30F, most, -most, std::nanf(""), 0};
      functions.activate(kind, row.data(), row.size());
      CHECK(row[0] == 1e30F);
      CHECK(row[1] == 0);
      CHECK(row[2] == most);
      CHECK(row[3] == 0);
      CHECK(std::isnan(row[4]));
      CHECK(row[5] == 0);
    }
  });
}

TEST_CASE("elementwise: values times gates, and nothing behind them") {
  for_each_set([](const kernel::elementwise& functions) {
    for (std::size_t size = 0; size <= 70; ++size) {
      std::vector<float> values(size + 1, 3), gates(size + 1);
      for (std::size_t i = 0; i <= size; ++i) gates[i] = static_cast<float>(i) - 20;
      functions.multiply_each(values.data(), gates.data(), size);
      CHECK(values[size] == 3);
      for (std::size_t i = 0; i < size; ++i) CHECK(values[i] == 3 * gates[i]);
    }
  });
}
