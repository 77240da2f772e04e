// Products of all shapes, types, orders and instruction sets, against sums taken one by one.
#include <proflens/engine/kernel/interleave.hpp>
#include <proflens/engine/kernel/multiply.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include <proflens/engine/convert_numbers.hpp>
#include <proflens/engine/input_tokens.hpp>
#include <proflens/engine/thread_team.hpp>

using namespace proflens::engine;

namespace {

/// Small multiples of 1/8, which every type holds exactly: sums of up to 2^15 of their products are
/// exact in float32, in any order.
float number(std::size_t place, std::uint64_t seed) {
  return static_cast<float>(static_cast<int>(scrambled(scrambled(seed) + place) % 17) - 8) / 8;
}

std::vector<float> numbers(std::size_t size, std::uint64_t seed) {
  std::vector<float> result(size);
  for (std::size_t i = 0; i < size; ++i) result[i] = number(i, seed);
  return result;
}

/// A matrix as it is stored, and packed.
struct matrix_case {
  std::vector<float> values;  // output after output
  std::vector<std::byte> stored, packed;
  matrix_view view;
  kernel::packed_matrix matrix;

  matrix_case(std::size_t outputs, std::size_t inputs, dtype type, matrix_order order,
              dtype packed_type)
      : values(numbers(outputs * inputs, 1)) {
    std::vector<float> in_order = values;
    if (order == matrix_order::in_out)
      for (std::size_t output = 0; output < outputs; ++output)
        for (std::size_t input = 0; input < inputs; ++input)
          in_order[input * outputs + output] = values[output * inputs + input];
    stored.resize(in_order.size() * size_of(type) + 1);
    round_numbers(in_order.data(), stored.data() + 1, type, in_order.size());  // not aligned
    view = {stored.data() + 1, type, order == matrix_order::out_in ? outputs : inputs,
            order == matrix_order::out_in ? inputs : outputs, order};
    matrix = {nullptr, packed_type, kernel::panels_for(outputs), inputs};
    packed.resize(matrix.bytes());
    const std::size_t half = matrix.panels / 2;  // in two pieces
    kernel::pack_panels(view, 0, half, packed_type, packed.data());
    kernel::pack_panels(view, half, matrix.panels - half, packed_type,
                        packed.data() + half * matrix.panel_bytes());
    matrix.data = packed.data();
  }
};

std::vector<float> interleaved(const std::vector<float>& rows, const kernel::row_tiles& tiles,
                               std::size_t inputs) {
  std::vector<float> result(rows.size());
  for (std::size_t i = 0; i < tiles.count(); ++i)
    kernel::interleave(rows.data() + tiles.begin(i) * inputs, inputs, tiles.size(i), inputs,
                       result.data() + tiles.begin(i) * inputs);
  return result;
}

/// Places where the product differs from the sums; `before` is what the output held, 0 if it is not
/// added to.
std::size_t differences(const matrix_case& it, const std::vector<float>& rows,
                        const std::vector<float>& out, std::size_t stride, std::size_t count,
                        const std::vector<float>& bias, float before) {
  const std::size_t inputs = it.matrix.inputs, outputs = it.view.outputs();
  std::size_t result = 0;
  for (std::size_t row = 0; row < count; ++row)
    for (std::size_t output = 0; output < outputs; ++output) {
      float sum = before + (bias.empty() ? 0 : bias[output]);
      for (std::size_t input = 0; input < inputs; ++input)
        sum += rows[row * inputs + input] * it.values[output * inputs + input];
      if (out[row * stride + output] != sum) ++result;
    }
  return result;
}

void check_product(const kernel::multiply_kernels& kernels, const matrix_case& it,
                   std::size_t count, int threads, bool is_added, bool has_bias) {
  thread_team team(threads);
  kernel::multiplier multiply(team, kernels);
  const std::vector<float> rows = numbers(count * it.matrix.inputs, 2);
  const kernel::row_tiles tiles{count, kernels.most_rows};
  const std::vector<float> packed = interleaved(rows, tiles, it.matrix.inputs);
  const std::size_t stride = it.matrix.outputs() + 3;
  std::vector<float> out(count * stride, 0.5F);
  const std::vector<float> bias = has_bias ? numbers(it.matrix.outputs(), 3) : std::vector<float>();
  multiply({packed.data(), tiles}, it.matrix,
           {out.data(), stride, bias.empty() ? nullptr : bias.data(), is_added});
  CHECK(differences(it, rows, out, stride, count, bias, is_added ? 0.5F : 0) == 0);
  for (std::size_t row = 0; row < count; ++row)  // nothing behind the panels is touched
    CHECK(out[row * stride + it.matrix.outputs()] == 0.5F);
}

constexpr auto all_types = {dtype::f32, dtype::f16, dtype::bf16};

}  // namespace

TEST_CASE("multiply: every instruction set, type and number of rows gives the exact sums") {
  for (const auto set : kernel::all_instruction_sets) {
    if (!kernel::is_supported(set)) continue;
    for (const dtype type : all_types) {
      // 7 panels: whole groups of any size, and what remains of them.
      const matrix_case it(103, 29, type, matrix_order::out_in, type);
      for (std::size_t rows = 1; rows <= 19; ++rows) {
        INFO(std::string(name_of(set)), ' ', std::string(name_of(type)), ' ', rows);
        for (const bool is_added : {false, true})
          check_product(kernel::kernels_of(set), it, rows, 1, is_added, rows % 2 == 0);
      }
    }
  }
}

TEST_CASE("multiply: many rows, many panels and several threads") {
  const auto& kernels = kernel::kernels_of(kernel::widest_instruction_set());
  for (const dtype type : all_types) {
    const matrix_case it(500, 40, type, matrix_order::in_out, type);
    for (const int threads : {1, 2, 3})
      check_product(kernels, it, 301, threads, threads == 2, threads > 1);
  }
}

TEST_CASE("multiply: the shapes at the borders") {
  const auto& kernels = kernel::kernels_of(kernel::widest_instruction_set());
  for (const auto& shape :
       {std::pair<std::size_t, std::size_t>{1, 1}, {15, 3}, {16, 1}, {17, 2}, {48, 5}, {129, 7}})
    for (const auto order : {matrix_order::out_in, matrix_order::in_out}) {
      INFO(shape.first, ' ', shape.second);
      const matrix_case it(shape.first, shape.second, dtype::f32, order, dtype::f32);
      check_product(kernels, it, 1, 2, false, true);
      check_product(kernels, it, 9, 2, true, false);
    }
}

TEST_CASE("multiply: matrices stored in half precision may be packed as floats") {
  const auto& kernels = kernel::kernels_of(kernel::instruction_set::portable);
  for (const dtype type : {dtype::f16, dtype::bf16})
    for (const auto order : {matrix_order::out_in, matrix_order::in_out})
      check_product(kernels, matrix_case(37, 11, type, order, dtype::f32), 2, 1, false, false);
}

TEST_CASE("multiply: a row of an embedding is read back from the panels") {
  for (const dtype type : all_types) {
    const matrix_case it(37, 11, type, matrix_order::out_in, type);
    for (const std::size_t output : {0U, 15U, 16U, 36U}) {
      std::vector<float> row(11);
      kernel::unpack_output(it.matrix, output, row.data());
      for (std::size_t i = 0; i < 11; ++i) CHECK(row[i] == it.values[output * 11 + i]);
    }
  }
}

TEST_CASE("multiply: tiles hold all rows once and differ by one at most") {
  for (std::size_t most = 1; most <= 8; ++most)
    for (std::size_t rows = 1; rows <= 40; ++rows) {
      const kernel::row_tiles tiles{rows, most};
      std::size_t sum = 0;
      for (std::size_t i = 0; i < tiles.count(); ++i) {
        CHECK(tiles.begin(i) == sum);
        CHECK(tiles.size(i) >= 1);
        CHECK(tiles.size(i) <= most);
        sum += tiles.size(i);
      }
      CHECK(sum == rows);
    }
}

TEST_CASE("multiply: rows are interleaved, of any number and length") {
  constexpr std::size_t stride = 12;
  for (std::size_t count = 1; count <= 9; ++count)
    for (std::size_t inputs = 0; inputs <= 11; ++inputs) {
      std::vector<float> rows(count * stride);
      for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = static_cast<float>(i);
      std::vector<float> found(count * inputs), expected;
      kernel::interleave(rows.data(), stride, count, inputs, found.data());
      for (std::size_t i = 0; i < inputs; ++i)
        for (std::size_t row = 0; row < count; ++row) expected.push_back(rows[row * stride + i]);
      INFO(count, " rows of ", inputs);
      CHECK(found == expected);
    }
}
