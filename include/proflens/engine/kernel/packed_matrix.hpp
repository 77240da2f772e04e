#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>

#include <proflens/engine/convert_numbers.hpp>
#include <proflens/engine/dtype.hpp>
#include <proflens/engine/kernel/tile.hpp>
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

/// Panels from `first` of a matrix with a row for each input. All numbers are of Size bytes.
template <std::size_t Size>
void pack_in_out(const matrix_view& from, std::size_t first, std::size_t panels, std::byte* to) {
  const std::size_t panel_bytes = from.inputs() * panel_width * Size;
  for (std::size_t input = 0; input < from.inputs(); ++input) {
    const std::byte* row = from.row(input) + first * panel_width * Size;
    for (std::size_t panel = 0; panel < panels; ++panel) {
      const std::size_t begin = (first + panel) * panel_width;
      std::byte* vector = to + panel * panel_bytes + input * panel_width * Size;
      if (begin + panel_width <= from.outputs())  // of a size the compiler knows
        std::memcpy(vector, row + panel * panel_width * Size, panel_width * Size);
      else
        std::memcpy(vector, row + panel * panel_width * Size, (from.outputs() - begin) * Size);
    }
  }
}

/// The same of a matrix with a row for each output.
template <std::size_t Size>
void pack_out_in(const matrix_view& from, std::size_t first, std::size_t panels, std::byte* to) {
  const std::size_t panel_bytes = from.inputs() * panel_width * Size;
  for (std::size_t panel = 0; panel < panels; ++panel) {
    const std::size_t begin = (first + panel) * panel_width;
    const std::size_t lanes = std::min(panel_width, from.outputs() - begin);
    std::byte* begin_of_panel = to + panel * panel_bytes;
    std::array<const std::byte*, panel_width> rows{};
    for (std::size_t lane = 0; lane < lanes; ++lane) rows[lane] = from.row(begin + lane);
    for (std::size_t input = 0; input < from.inputs(); ++input)
      for (std::size_t lane = 0; lane < lanes; ++lane)
        std::memcpy(begin_of_panel + (input * panel_width + lane) * Size, rows[lane] + input * Size,
                    Size);
  }
}

/// Panels from `first` of a matrix, of `type`; `to` is zero before.
inline void pack_panels(const matrix_view& from, std::size_t first, std::size_t panels, dtype type,
                        std::byte* to) {
  const bool is_in_out = from.order == matrix_order::in_out;
  if (from.type == type && size_of(type) == 4)
    return is_in_out ? pack_in_out<4>(from, first, panels, to)
                     : pack_out_in<4>(from, first, panels, to);
  if (from.type == type)
    return is_in_out ? pack_in_out<2>(from, first, panels, to)
                     : pack_out_in<2>(from, first, panels, to);
  // Matrices that are computed together and stored differently; rare, so number by number.
  for (std::size_t panel = 0; panel < panels; ++panel)
    for (std::size_t input = 0; input < from.inputs(); ++input)
      for (std::size_t lane = 0; lane < panel_width; ++lane) {
        const std::size_t output = (first + panel) * panel_width + lane;
        if (output >= from.outputs()) break;
        const std::size_t place =
            is_in_out ? input * from.columns + output : output * from.columns + input;
        convert_numbers(from.data + place * size_of(from.type), from.type,
                        to + ((panel * from.inputs() + input) * panel_width + lane) * size_of(type),
                        type, 1);
      }
}

/// The weights of one output, one for each input, as floats: a row of an embedding.
inline void unpack_output(const packed_matrix& matrix, std::size_t output, float* to) {
  const std::byte* from =
      matrix.panel(output / panel_width) + output % panel_width * size_of(matrix.type);
  for (std::size_t input = 0; input < matrix.inputs; ++input)
    widen_numbers(from + input * panel_width * size_of(matrix.type), matrix.type, to + input, 1);
}

}  // namespace proflens::engine::kernel
