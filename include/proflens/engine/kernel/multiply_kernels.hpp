#pragma once

#include <array>
#include <cstddef>
#include <utility>

#include <proflens/engine/dtype.hpp>
#include <proflens/engine/kernel/instruction_set.hpp>
#include <proflens/engine/kernel/multiply_avx2.hpp>
#include <proflens/engine/kernel/multiply_avx512.hpp>
#include <proflens/engine/kernel/multiply_portable.hpp>
#include <proflens/engine/kernel/tile.hpp>

namespace proflens::engine::kernel {

/// For a number of rows: how many panels are best taken at once, and the kernels for so many, and
/// for the panels that remain one by one. Indices of the kernels are those of `dtype`.
struct row_kernels {
  std::size_t panels = 1;
  std::array<tile_kernel, 3> several = {};
  std::array<tile_kernel, 3> single = {};
};

/// The kernels of an instruction set.
struct multiply_kernels {
  static constexpr std::size_t limit = 8;  ///< of `most_rows`

  std::size_t most_rows = 1;                   ///< that a tile may have
  std::array<row_kernels, limit + 1> of_rows;  ///< by the rows of a tile, from 1
};

/// The product of a tile's rows with any number of panels; see `tile`.
inline void multiply_panels(const multiply_kernels& kernels, std::size_t rows, dtype type,
                            tile work, std::size_t panels) {
  const row_kernels& chosen = kernels.of_rows[rows];
  const auto index = static_cast<std::size_t>(type);
  while (panels > 0) {
    const bool is_whole = panels >= chosen.panels;
    const std::size_t taken = is_whole ? chosen.panels : 1;
    (is_whole ? chosen.several : chosen.single)[index](work);
    work.panels += taken * work.panel_stride;
    work.out += taken * panel_width;
    if (work.bias != nullptr) work.bias += taken * panel_width;
    panels -= taken;
  }
}

/// How many panels a kernel takes at once: as many as leave registers for the sums.
constexpr int best_panels(instruction_set set, int rows) {
  if (set == instruction_set::avx512) return rows <= 6 ? 4 : 3;
  if (set == instruction_set::avx2) return rows == 1 ? 4 : (rows <= 3 ? 2 : 1);
  return 1;
}

template <instruction_set Set, dtype Type, int Rows, int Panels>
constexpr tile_kernel tile_kernel_for() {
#if defined(__x86_64__) && defined(__GNUC__)
  if constexpr (Set == instruction_set::avx512) return &multiply_avx512<Type, Rows, Panels>;
  if constexpr (Set == instruction_set::avx2) return &multiply_avx2<Type, Rows, Panels>;
#endif
  return &multiply_portable<Type, Rows>;
}

template <instruction_set Set, int Rows, int Panels>
constexpr std::array<tile_kernel, 3> kernels_of_types() {
  return {tile_kernel_for<Set, dtype::f32, Rows, Panels>(),
          tile_kernel_for<Set, dtype::f16, Rows, Panels>(),
          tile_kernel_for<Set, dtype::bf16, Rows, Panels>()};
}

template <instruction_set Set, int... Rows>
constexpr multiply_kernels make_kernels(std::integer_sequence<int, Rows...>) {
  multiply_kernels result{.most_rows = sizeof...(Rows), .of_rows = {}};
  ((result.of_rows[Rows + 1] = {.panels = static_cast<std::size_t>(best_panels(Set, Rows + 1)),
                                .several =
                                    kernels_of_types<Set, Rows + 1, best_panels(Set, Rows + 1)>(),
                                .single = kernels_of_types<Set, Rows + 1, 1>()}),
   ...);
  return result;
}

/// Those of an instruction set, which the processor has to have (`is_supported`).
inline const multiply_kernels& kernels_of([[maybe_unused]] instruction_set set) {
  static constexpr auto portable =
      make_kernels<instruction_set::portable>(std::make_integer_sequence<int, 3>());
#if defined(__x86_64__) && defined(__GNUC__)
  static constexpr auto avx2 =
      make_kernels<instruction_set::avx2>(std::make_integer_sequence<int, 6>());
  static constexpr auto avx512 =
      make_kernels<instruction_set::avx512>(std::make_integer_sequence<int, 8>());
  if (set == instruction_set::avx2) return avx2;
  if (set == instruction_set::avx512) return avx512;
#endif
  return portable;
}

}  // namespace proflens::engine::kernel
