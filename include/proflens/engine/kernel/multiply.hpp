#pragma once

#include <algorithm>
#include <cstddef>
#include <span>

#include <proflens/engine/kernel/multiply_kernels.hpp>
#include <proflens/engine/kernel/packed_matrix.hpp>
#include <proflens/engine/kernel/tile.hpp>
#include <proflens/engine/thread_team.hpp>

namespace proflens::engine::kernel {

/// Rows to be multiplied: tile after tile, each interleaved.
struct packed_rows {
  const float* data = nullptr;
  row_tiles tiles = {};
};

/// Where a product goes. `out` has room for whole panels in each row.
struct product_place {
  float* out = nullptr;
  std::size_t stride = 0;
  const float* bias = nullptr;  ///< one for each output of whole panels; null: none
  bool is_added = false;        ///< to what is there
};

/// Multiplies rows with a matrix in a team. Half precision is widened as it is read, which takes no
/// longer than reading floats does. Each sum runs over the inputs in their order, whatever
/// the number of rows, tiles and threads: results do not depend on them.
class multiplier {
 public:
  multiplier(thread_team& team, const multiply_kernels& kernels) : team_(team), kernels_(kernels) {}

  std::size_t most_rows() const { return kernels_.most_rows; }

  void operator()(const packed_rows& rows, const packed_matrix& matrix,
                  const product_place& place) {
    // A task is 50 to 200 us: some panels for a block of tiles.
    const std::size_t tiles = rows.tiles.count();
    const std::size_t taken = kernels_.of_rows[rows.tiles.size(0)].panels;
    const std::size_t panels = taken * (taken < 3 ? 4 : (tiles > 2 ? 2 : 1));
    const std::size_t panel_tasks = (matrix.panels + panels - 1) / panels;
    const std::size_t tile_tasks = (tiles + tiles_per_pass - 1) / tiles_per_pass;
    team_.run(panel_tasks * tile_tasks, [&](std::size_t task, int) {
      const std::size_t first = task % panel_tasks * panels;
      const std::size_t first_tile = task / panel_tasks * tiles_per_pass;
      const part todo{first, std::min(panels, matrix.panels - first), first_tile,
                      std::min(tiles_per_pass, tiles - first_tile)};
      multiply_part(rows, matrix, place, todo, taken);
    });
  }

 private:
  struct part {
    std::size_t first_panel, panels, first_tile, tiles;
  };

  void multiply_part(const packed_rows& rows, const packed_matrix& matrix,
                     const product_place& place, const part& todo, std::size_t taken) {
    for (std::size_t done = 0; done < todo.panels; done += taken) {
      const std::size_t panels = std::min(taken, todo.panels - done);
      const std::size_t first = todo.first_panel + done;
      const packed_matrix weights{matrix.panel(first), matrix.type, panels, matrix.inputs};
      const std::span<const std::byte> soon = bytes_after(matrix, todo, done + taken, taken);
      for (std::size_t i = 0; i < todo.tiles; ++i)
        multiply_tile(rows, todo.first_tile + i, weights, first, place,
                      soon.data() + i * soon.size() / todo.tiles);
    }
  }

  /// What a thread reads next when so many panels of a part are done: the following of the same
  /// part, or the first of the next one that it gets if all threads take turns. Nothing at the end
  /// of the matrix, and where one tile reads all anyway.
  std::span<const std::byte> bytes_after(const packed_matrix& matrix, const part& todo,
                                         std::size_t done, std::size_t taken) const {
    const std::size_t ahead =
        done < todo.panels ? done : todo.panels * static_cast<std::size_t>(team_.size());
    const std::size_t next = todo.first_panel + ahead;
    if (next >= matrix.panels || todo.tiles == 1) return {};
    return {matrix.panel(next), std::min(taken, matrix.panels - next) * matrix.panel_bytes()};
  }

  void multiply_tile(const packed_rows& rows, std::size_t index, const packed_matrix& weights,
                     std::size_t first_panel, const product_place& place, const std::byte* soon) {
    const std::size_t begin = rows.tiles.begin(index), size = rows.tiles.size(index);
    const std::size_t first_output = first_panel * panel_width;
    multiply_panels(kernels_, size, weights.type,
                    {.rows = rows.data + begin * weights.inputs,
                     .inputs = weights.inputs,
                     .panels = weights.data,
                     .panel_stride = weights.panel_bytes(),
                     .out = place.out + begin * place.stride + first_output,
                     .out_stride = place.stride,
                     .bias = place.bias == nullptr ? nullptr : place.bias + first_output,
                     .is_added = place.is_added,
                     .soon = soon},
                    weights.panels);
  }

  thread_team& team_;
  const multiply_kernels& kernels_;
};

}  // namespace proflens::engine::kernel
