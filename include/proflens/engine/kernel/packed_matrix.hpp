#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>

#include <proflens/engine/convert_numbers.hpp>
#include <proflens/engine/dtype.hpp>
#include <proflens/engine/kernel/four_floats.hpp>
#include <proflens/engine/kernel/tile.hpp>
#include <proflens/engine/kernel/write_past_caches.hpp>
#include <proflens/engine/weights.hpp>

namespace proflens::engine::kernel {

/// A matrix in the order of the kernels: panel after panel, the last one filled up with zeros.
struct packed_matrix {
  const std::byte* data = nullptr;
  dtype type = dtype::f32;
  std::size_t panels = 0;
  std::size_t inputs = 0;

  std::size_t outputs() const { return panels * panel_width; }
  std::size_t panel_bytes() const { return inputs * panel_width * size_of(type); }
  std::size_t bytes() const { return panels * panel_bytes(); }
  const std::byte* panel(std::size_t index) const { return data + index * panel_bytes(); }
};

/// A few neighbouring panels: 8 of GPT-2's matrices read whole lines of the cache in each row.
inline constexpr std::size_t panels_per_packing = 8;

/// Panels from `first` of a matrix with a row for each input, `panel_bytes` from one to the next.
/// All numbers are of Size bytes.
template <std::size_t Size>
void pack_in_out(const matrix_view& from, std::size_t first, std::size_t panels,
                 std::size_t panel_bytes, std::byte* to) {
  for (std::size_t input = 0; input < from.inputs(); ++input) {
    const std::byte* row = from.row(input) + first * panel_width * Size;
    for (std::size_t panel = 0; panel < panels; ++panel) {
      const std::size_t begin = (first + panel) * panel_width;
      std::byte* vector = to + panel * panel_bytes + input * panel_width * Size;
      if (begin + panel_width <= from.outputs())  // of a size the compiler knows
        write_past_caches<panel_width * Size>(row + panel * panel_width * Size, vector);
      else
        std::memcpy(vector, row + panel * panel_width * Size, (from.outputs() - begin) * Size);
    }
  }
}

using four_words [[gnu::vector_size(16)]] = std::uint32_t;
using four_halves [[gnu::vector_size(8)]] = std::uint16_t;

/// Four numbers of each of four rows, stored as columns, a panel's width from one to the next.
template <class Four>
void turn_four(const std::byte* const* rows, std::size_t begin, std::byte* to) {
  Four a, b, c, d;
  std::memcpy(&a, rows[0] + begin, sizeof a);
  std::memcpy(&b, rows[1] + begin, sizeof b);
  std::memcpy(&c, rows[2] + begin, sizeof c);
  std::memcpy(&d, rows[3] + begin, sizeof d);
  transpose(a, b, c, d);
  constexpr std::size_t stride = panel_width * sizeof(Four) / 4;
  write_past_caches<sizeof a>(&a, to);
  write_past_caches<sizeof b>(&b, to + stride);
  write_past_caches<sizeof c>(&c, to + 2 * stride);
  write_past_caches<sizeof d>(&d, to + 3 * stride);
}

/// Turns the first inputs of 16 rows, as many as are whole fours; returns how many.
template <std::size_t Size>
std::size_t turn_rows(const std::byte* const* rows, std::size_t inputs, std::byte* to) {
  using four = std::conditional_t<Size == 4, four_words, four_halves>;
  const std::size_t whole = inputs / 4 * 4;
  for (std::size_t input = 0; input < whole; input += 4)
    for (std::size_t lane = 0; lane < panel_width; lane += 4)
      turn_four<four>(rows + lane, input * Size, to + (input * panel_width + lane) * Size);
  return whole;
}

/// The same of a matrix with a row for each output.
template <std::size_t Size>
void pack_out_in(const matrix_view& from, std::size_t first, std::size_t panels,
                 std::size_t panel_bytes, std::byte* to) {
  for (std::size_t panel = 0; panel < panels; ++panel) {
    const std::size_t begin = (first + panel) * panel_width;
    const std::size_t lanes = std::min(panel_width, from.outputs() - begin);
    std::byte* begin_of_panel = to + panel * panel_bytes;
    std::array<const std::byte*, panel_width> rows{};
    for (std::size_t lane = 0; lane < lanes; ++lane) rows[lane] = from.row(begin + lane);
    std::size_t input = 0;
    if (lanes == panel_width) input = turn_rows<Size>(rows.data(), from.inputs(), begin_of_panel);
    for (; input < from.inputs(); ++input)
      for (std::size_t lane = 0; lane < lanes; ++lane)
        std::memcpy(begin_of_panel + (input * panel_width + lane) * Size, rows[lane] + input * Size,
                    Size);
  }
}

/// Panels from `first` of a matrix, of `type`; `to` is zero before, at a multiple of 16 bytes, and
/// not kept in the caches. A few rows of the matrix may stand for it, inputs or outputs of whole
/// panels, if `panel_bytes` are those of all of it.
inline void pack_panels(const matrix_view& from, std::size_t first, std::size_t panels, dtype type,
                        std::size_t panel_bytes, std::byte* to) {
  const bool is_in_out = from.order == matrix_order::in_out;
  if (from.type == type) {
    if (size_of(type) == 4)
      is_in_out ? pack_in_out<4>(from, first, panels, panel_bytes, to)
                : pack_out_in<4>(from, first, panels, panel_bytes, to);
    else
      is_in_out ? pack_in_out<2>(from, first, panels, panel_bytes, to)
                : pack_out_in<2>(from, first, panels, panel_bytes, to);
    return finish_writes();
  }
  // Matrices that are computed together and stored differently; rare, so number by number.
  for (std::size_t panel = 0; panel < panels; ++panel)
    for (std::size_t input = 0; input < from.inputs(); ++input)
      for (std::size_t lane = 0; lane < panel_width; ++lane) {
        const std::size_t output = (first + panel) * panel_width + lane;
        if (output >= from.outputs()) break;
        const std::size_t place =
            is_in_out ? input * from.columns + output : output * from.columns + input;
        convert_numbers(from.data + place * size_of(from.type), from.type,
                        to + panel * panel_bytes + (input * panel_width + lane) * size_of(type),
                        type, 1);
      }
}

/// The same where all rows are there.
inline void pack_panels(const matrix_view& from, std::size_t first, std::size_t panels, dtype type,
                        std::byte* to) {
  pack_panels(from, first, panels, type, from.inputs() * panel_width * size_of(type), to);
}

/// The weights of one output, one for each input, as floats: a row of an embedding.
inline void unpack_output(const packed_matrix& matrix, std::size_t output, float* to) {
  const std::byte* from =
      matrix.panel(output / panel_width) + output % panel_width * size_of(matrix.type);
  for (std::size_t input = 0; input < matrix.inputs; ++input)
    widen_numbers(from + input * panel_width * size_of(matrix.type), matrix.type, to + input, 1);
}

}  // namespace proflens::engine::kernel
