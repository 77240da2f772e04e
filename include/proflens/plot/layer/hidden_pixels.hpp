#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace proflens::plot::layer {

/// The pixels from `begin` to before `end` of a row.
struct pixel_run {
  int begin = 0, end = 0;
  bool empty() const { return begin >= end; }
};

/// One bit for each pixel: whether nothing behind what it shows can be seen.
class hidden_pixels {
 public:
  hidden_pixels(int width, int height)
      : width_(width),
        words_(static_cast<std::size_t>(width) / bits + 1),
        rows_(words_ * static_cast<std::size_t>(height)) {}

  void hide(int x, int row) { word(x, row) |= std::uint64_t{1} << x % bits; }

  /// From the first to the last pixel of the run that is inside and not hidden; empty if none is.
  pixel_run open_part(int row, pixel_run run) const {
    run = {std::max(run.begin, 0), std::min(run.end, width_)};
    if (run.empty()) return {};
    const std::uint64_t* const words = rows_.data() + static_cast<std::size_t>(row) * words_;
    const int first = run.begin / bits, last = (run.end - 1) / bits;
    const std::uint64_t after = ~std::uint64_t{0} << run.begin % bits;
    const std::uint64_t before = ~std::uint64_t{0} >> (bits - 1 - (run.end - 1) % bits);
    pixel_run open{run.end, 0};
    for (int i = first; i <= last; ++i) {
      std::uint64_t seen = ~words[i];
      if (i == first) seen &= after;
      if (i == last) seen &= before;
      if (seen == 0) continue;
      open.begin = std::min(open.begin, i * bits + std::countr_zero(seen));
      open.end = i * bits + bits - std::countl_zero(seen);
    }
    return open;
  }

 private:
  static constexpr int bits = 64;

  std::uint64_t& word(int x, int row) {
    return rows_[static_cast<std::size_t>(row) * words_ + static_cast<std::size_t>(x / bits)];
  }

  int width_;
  std::size_t words_;  ///< of a row
  std::vector<std::uint64_t> rows_;
};

}  // namespace proflens::plot::layer
