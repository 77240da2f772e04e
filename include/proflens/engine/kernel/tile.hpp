#pragma once

#include <bit>
#include <cstddef>

#include <proflens/engine/dtype.hpp>

namespace proflens::engine::kernel {

/// Outputs of a matrix that lie side by side in a panel: for input after input the weights of so
/// many outputs. One order for all matrices, with one row or many: the weights are read from begin
/// to end, and no sum has to be taken over the lanes of a vector.
inline constexpr std::size_t panel_width = 16;

constexpr std::size_t panels_for(std::size_t outputs) {
  return (outputs + panel_width - 1) / panel_width;
}

/// The least number of panels' outputs.
constexpr std::size_t padded(std::size_t outputs) { return panels_for(outputs) * panel_width; }

/// What a kernel computes: a few rows of `out` become the product of as many rows with a few
/// panels, the bias before it. How many rows and panels, and the type of the weights, the kernel
/// knows.
struct tile {
  const float* rows = nullptr;  ///< interleaved: input 0 of all rows, input 1 of all rows, ...
  std::size_t inputs = 0;
  const std::byte* panels = nullptr;
  std::size_t panel_stride = 0;     ///< bytes from a panel to the next
  float* out = nullptr;             ///< the first row
  std::size_t out_stride = 0;       ///< numbers from a row to the next
  const float* bias = nullptr;      ///< one for each output of the panels; null: none
  bool is_added = false;            ///< to what the rows of `out` hold
  const std::byte* soon = nullptr;  ///< what is read after this, see `fetch_soon`; null: not known
};

using tile_kernel = void (*)(const tile&);

/// Asks for what a kernel of several panels reads 64 inputs, 2 KiB of each panel, after this one,
/// or at the beginning of the panels behind them. With one row, numbers of half precision are
/// needed faster than the processor itself foresees in as many places. Called for each second
/// input, whose weights begin a line of the cache.
template <std::size_t Panels>
[[gnu::always_inline]] inline void fetch_ahead(const tile& work, std::size_t input) {
  constexpr std::size_t ahead = 64, vector_bytes = panel_width * 2;
  const std::size_t place =
      input + ahead < work.inputs
          ? (input + ahead) * vector_bytes
          : (input + ahead - work.inputs) * vector_bytes + Panels * work.panel_stride;
#if defined(__GNUC__)
#pragma GCC unroll 8
  for (std::size_t panel = 0; panel < Panels; ++panel)
    __builtin_prefetch(work.panels + place + panel * work.panel_stride);
#else
  static_cast<void>(place);
#endif
}

/// How many tiles of rows are multiplied with the same few panels, one after another.
inline constexpr std::size_t tiles_per_pass = 16;

/// Asks for a part of the panels that come after these: as much for each tile that all of a whole
/// pass have asked for all of them, less for fewer tiles. Without it the first tile of a pass waits
/// for memory, which makes products of many rows a twelfth slower.
template <dtype Type, std::size_t Panels>
[[gnu::always_inline]] inline void fetch_soon(const std::byte* soon, std::size_t input) {
  constexpr std::size_t line = 64;
  constexpr std::size_t inputs =
      std::bit_floor(tiles_per_pass * line / (Panels * panel_width * size_of(Type)));
#if defined(__GNUC__)
  constexpr int only_read = 0, to_second_cache = 2;
  if (input % inputs == 0)
    __builtin_prefetch(soon + input / inputs * line, only_read, to_second_cache);
#else
  static_cast<void>(soon), static_cast<void>(input);
#endif
}

/// Rows cut into tiles of nearly equal size, none above `most`.
struct row_tiles {
  std::size_t rows = 0;
  std::size_t most = 1;

  std::size_t count() const { return (rows + most - 1) / most; }
  std::size_t begin(std::size_t index) const { return index * rows / count(); }
  std::size_t size(std::size_t index) const { return begin(index + 1) - begin(index); }
};

}  // namespace proflens::engine::kernel
