#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace proflens::plot::layer {

/// A coarse map of where markers could still be seen: for every tile of 8 x 8 pixels, how many of
/// the tiles around it have a pixel that is not hidden. Inside a dense cloud it is 0 soon.
class open_tiles {
 public:
  /// For markers that cover pixels up to `reach` away from that of their centre.
  open_tiles(int width, int height, int reach)
      : reach_(reach / tile + 1),
        columns_(tiles(width)),
        rows_(tiles(height)),
        stride_(columns_ + 4 * reach_) {
    open_pixels_.reserve(static_cast<std::size_t>(columns_) * static_cast<std::size_t>(rows_));
    for (int y = 0; y < height; y += tile) {
      for (int x = 0; x < width; x += tile) {
        const int pixels = std::min(tile, width - x) * std::min(tile, height - y);
        open_pixels_.push_back(static_cast<std::uint8_t>(pixels));
      }
    }
    for (int y = -2 * reach_; y < rows_ + 2 * reach_; ++y) {
      for (int x = -2 * reach_; x < columns_ + 2 * reach_; ++x) {
        around_.push_back(static_cast<std::uint32_t>(near(x, columns_) * near(y, rows_)));
      }
    }
  }

  /// Whether a marker may be seen whose centre is in this pixel, which may lie outside by its
  /// reach.
  bool any_around(int x, int y) const { return around_[index(x, y)] != 0; }

  /// Notes that this pixel is hidden now, which it was not before.
  void hide(int x, int y) {
    const auto own = static_cast<std::size_t>(y / tile) * static_cast<std::size_t>(columns_) +
                     static_cast<std::size_t>(x / tile);
    if (--open_pixels_[own] > 0) return;
    for (int dy = -reach_; dy <= reach_; ++dy) {
      for (int dx = -reach_; dx <= reach_; ++dx) --around_[index(x + dx * tile, y + dy * tile)];
    }
  }

 private:
  static constexpr int tile = 8;

  static int tiles(int pixels) { return (pixels + tile - 1) / tile; }

  /// The map has a border of two reaches: neither a centre outside nor its neighbours leave it.
  std::size_t index(int x, int y) const {
    const int border = 2 * reach_ * tile;
    return static_cast<std::size_t>((y + border) / tile) * static_cast<std::size_t>(stride_) +
           static_cast<std::size_t>((x + border) / tile);
  }

  /// How many of the tiles 0 to `count` - 1 are within reach of this one, in one direction.
  int near(int place, int count) const {
    return std::max(0, std::min(count - 1, place + reach_) - std::max(0, place - reach_) + 1);
  }

  int reach_, columns_, rows_, stride_;
  std::vector<std::uint8_t> open_pixels_;
  std::vector<std::uint32_t> around_;  ///< up to 253,009 for the largest markers
};

}  // namespace proflens::plot::layer
