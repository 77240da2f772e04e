#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <vector>

#include <proflens/engine/dtype.hpp>
#include <proflens/engine/graphsage_weights.hpp>
#include <proflens/engine/kernel/interleave.hpp>
#include <proflens/engine/kernel/multiply_kernels.hpp>
#include <proflens/engine/kernel/packed_matrix.hpp>
#include <proflens/engine/kernel/tile.hpp>
#include <proflens/engine/large_memory.hpp>
#include <proflens/engine/thread_team.hpp>
#include <proflens/engine/weights.hpp>

namespace proflens::engine {

/// out = mean W_l^T + bias + x W_r^T for all nodes, as one product: of rows (mean, x) of 2 F
/// numbers with a matrix (W_l, W_r). Each sum runs over its terms in their order, so that results
/// do not depend on the number of threads.
class dense_pair {
 public:
  /// Copies the weights into the order of the kernels. Throws std::bad_alloc.
  dense_pair(const graphsage_weights& weights, thread_team& team,
             const kernel::multiply_kernels& kernels)
      : features_(static_cast<std::size_t>(weights.features)),
        panels_(kernel::panels_for(features_)),
        most_rows_(std::min(kernels.most_rows, best_rows)),
        team_(team),
        kernels_(kernels),
        matrix_(panels_ * panel_bytes()),
        bias_(weights.bias),
        scratch_(static_cast<std::size_t>(team.size())) {
    bias_.resize(kernel::padded(features_));
    pack(weights);
    for (auto& memory : scratch_)
      memory = std::make_unique<large_memory>(rows_per_task * inputs() * sizeof(float));
  }

  void operator()(const float* mean, const float* x, std::size_t rows, float* out) {
    const kernel::row_tiles tasks{rows, rows_per_task};
    team_.run(tasks.count(), [&](std::size_t task, int thread) {
      const std::size_t skipped = tasks.begin(task) * features_;
      auto* own = reinterpret_cast<float*>(scratch_[static_cast<std::size_t>(thread)]->data());
      multiply({mean + skipped, x + skipped, out + skipped, tasks.size(task)}, own);
    });
  }

 private:
  // Six rows beside four panels load ten vectors for 24 products, eight beside three eleven.
  static constexpr std::size_t best_rows = 6;
  // Rows of a task stay in the second cache beside the panels they are multiplied with.
  static constexpr std::size_t rows_per_task = 48;
  static constexpr std::size_t most_panels = 4;

  struct block {
    const float* mean;
    const float* x;
    float* out;
    std::size_t rows;
  };

  std::size_t inputs() const { return 2 * features_; }
  std::size_t panel_bytes() const { return inputs() * kernel::panel_width * sizeof(float); }

  void pack(const graphsage_weights& weights) {
    std::vector<float> both(features_ * inputs());
    for (std::size_t output = 0; output < features_; ++output) {
      std::copy_n(weights.W_l.data() + output * features_, features_,
                  both.data() + output * inputs());
      std::copy_n(weights.W_r.data() + output * features_, features_,
                  both.data() + output * inputs() + features_);
    }
    const matrix_view view{reinterpret_cast<const std::byte*>(both.data()), dtype::f32, features_,
                           inputs()};
    kernel::pack_panels(view, 0, panels_, dtype::f32, matrix_.data());
  }

  void multiply(const block& todo, float* interleaved) {
    const kernel::row_tiles tiles{todo.rows, most_rows_};
    for (std::size_t i = 0; i < tiles.count(); ++i) {
      const std::size_t begin = tiles.begin(i), size = tiles.size(i);
      float* to = interleaved + begin * inputs();
      kernel::interleave(todo.mean + begin * features_, features_, size, features_, to);
      kernel::interleave(todo.x + begin * features_, features_, size, features_,
                         to + size * features_);
    }
    const std::size_t taken = std::min(most_panels, kernels_.of_rows[tiles.size(0)].panels);
    for (std::size_t panel = 0; panel < panels_; panel += taken)
      for (std::size_t i = 0; i < tiles.count(); ++i)
        multiply_tile(interleaved + tiles.begin(i) * inputs(), tiles.size(i), panel,
                      std::min(taken, panels_ - panel), todo.out + tiles.begin(i) * features_);
  }

  /// Some outputs of some rows. Whole panels are computed; of the last one, less may be kept.
  void multiply_tile(const float* rows, std::size_t count, std::size_t panel, std::size_t panels,
                     float* out) {
    constexpr std::size_t stride = most_panels * kernel::panel_width;
    alignas(64) float sums[best_rows * stride];
    const std::size_t first = panel * kernel::panel_width, width = panels * kernel::panel_width;
    kernel::multiply_panels(kernels_, count, dtype::f32,
                            {.rows = rows,
                             .inputs = inputs(),
                             .panels = matrix_.data() + panel * panel_bytes(),
                             .panel_stride = panel_bytes(),
                             .out = sums,
                             .out_stride = stride,
                             .bias = bias_.data() + first},
                            panels);
    const std::size_t kept = std::min(width, features_ - first);
    for (std::size_t row = 0; row < count; ++row)
      std::copy_n(sums + row * stride, kept, out + row * features_ + first);
  }

  std::size_t features_, panels_, most_rows_;
  thread_team& team_;
  const kernel::multiply_kernels& kernels_;
  large_memory matrix_;
  std::vector<float> bias_;
  std::vector<std::unique_ptr<large_memory>> scratch_;  // of each thread
};

}  // namespace proflens::engine
