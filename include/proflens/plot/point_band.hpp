#pragma once

#include <proflens/plot/canvas.hpp>
#include <proflens/plot/marker_stamp.hpp>
#include <proflens/plot/point_row.hpp>
#include <proflens/plot/scene.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <new>
#include <vector>

namespace proflens::plot {

/// Some rows of a picture into which markers are put from the front to the back. Each pixel keeps
/// the light its markers give and how much they hide of what lies behind:
///     light += (1 - hidden) weight colour,    hidden += (1 - hidden) weight
/// which is what painting from back to front gives, but a pixel that is hidden altogether needs no
/// more markers, and a marker whose pixels are all hidden is skipped after one look at a map of
/// tiles of 8 x 8 pixels. In a dense cloud that is the fate of nearly all.
class point_band {
 public:
  /// A band of `width` by `height` pixels for stamps of up to this reach.
  point_band(int width, int height, int reach)
      : width_(width),
        height_(height),
        margin_(round_up(2 * reach + layer::lanes)),
        stride_(round_up(width) + 2 * margin_),
        plane_(static_cast<std::size_t>(stride_) * static_cast<std::size_t>(height)),
        planes_(static_cast<float*>(std::calloc(4 * plane_, sizeof(float)))),
        tile_reach_(reach / tile + 1),
        tiles_x_(round_up(width) / tile),
        tiles_y_(round_up(height) / tile),
        map_stride_(tiles_x_ + 4 * tile_reach_),
        done_(static_cast<std::size_t>(2 * reach + 1 + layer::lanes)) {
    if (!planes_) throw std::bad_alloc();
    open_all();
  }

  int width() const { return width_; }
  int height() const { return height_; }

  /// Puts a marker behind all that are there. Its centre may lie outside by up to the reach.
  void put(const marker_stamps& stamps, double center_x, double center_y, const layer::light& face,
           const layer::light& edge) {
    const int x = floor(center_x), y = floor(center_y);
    if (around_[map_index(x, y)] == 0) return;
    const marker_stamp& stamp = stamps.at(center_x - x, center_y - y);
    const int top = y - stamps.reach(), left = x - stamps.reach();
    const int from = std::max(0, top), to = std::min(top + stamps.height(), height_);
    touch(left, from, to, stamps.height());
    for (int row = from; row < to; ++row) {
      put_row(stamps, stamp, row, left, face, edge, row - top);
    }
  }

  /// Lays the band over rows of a canvas, its upper left pixel at (left, top).
  void composite(const canvas& target, int left, int top) const {
    for (int y = 0; y < height_; ++y) {
      std::uint32_t* const pixels = target.row(top + y) + left;
      const float* const plane = planes_.get() + y * stride_ + margin_;
      for (int tile_x = 0; tile_x < tiles_x_; ++tile_x) {
        if (!touched_[tile_index(tile_x * tile, y)]) continue;
        const int end = std::min(width_, (tile_x + 1) * tile);
        for (int x = tile_x * tile; x < end; ++x) pixels[x] = over(plane + x, pixels[x]);
      }
    }
  }

 private:
  static constexpr int tile = 8;
  struct free_memory {
    void operator()(float* p) const { std::free(p); }
  };

  /// Of a number that is not below -2^16: conversion rounds towards zero.
  static int floor(double x) { return static_cast<int>(x + 65536) - 65536; }

  static int round_up(int pixels) { return (pixels + tile - 1) / tile * tile; }

  std::size_t tile_index(int x, int y) const {
    return static_cast<std::size_t>(y / tile) * static_cast<std::size_t>(tiles_x_) +
           static_cast<std::size_t>(x / tile);
  }
  /// The map has a border of 2 reaches, so that neither a centre outside nor its neighbours leave
  /// it.
  std::size_t map_index(int x, int y) const {
    const int shift = 2 * tile_reach_ * tile;
    return static_cast<std::size_t>((y + shift) / tile) * static_cast<std::size_t>(map_stride_) +
           static_cast<std::size_t>((x + shift) / tile);
  }

  void open_all() {
    shown_.resize(static_cast<std::size_t>(tiles_x_) * static_cast<std::size_t>(tiles_y_));
    touched_.resize(shown_.size());
    for (int y = 0; y < height_; y += tile) {
      for (int x = 0; x < width_; x += tile) {
        const int pixels = std::min(tile, width_ - x) * std::min(tile, height_ - y);
        shown_[tile_index(x, y)] = static_cast<std::uint8_t>(pixels);
      }
    }
    const int rows = tiles_y_ + 4 * tile_reach_;
    around_.reserve(static_cast<std::size_t>(map_stride_) * static_cast<std::size_t>(rows));
    for (int y = 0; y < rows; ++y) {
      for (int x = 0; x < map_stride_; ++x) {
        around_.push_back(static_cast<std::uint16_t>(near(x, tiles_x_) * near(y, tiles_y_)));
      }
    }
  }

  /// How many of the tiles 0 to `count` - 1 are within reach of this place on the map, in one
  /// direction.
  int near(int place, int count) const {
    const int center = place - 2 * tile_reach_;
    return std::max(
        0, std::min(count - 1, center + tile_reach_) - std::max(0, center - tile_reach_) + 1);
  }

  void change_around(int x, int y, int by) {
    for (int dy = -tile_reach_; dy <= tile_reach_; ++dy) {
      for (int dx = -tile_reach_; dx <= tile_reach_; ++dx) {
        auto& count = around_[map_index(x + dx * tile, y + dy * tile)];
        count = static_cast<std::uint16_t>(count + by);
      }
    }
  }

  void put_row(const marker_stamps& stamps, const marker_stamp& stamp, int row, int left,
               const layer::light& face, const layer::light& edge, int of_stamp) {
    const auto run = stamp.rows[static_cast<std::size_t>(of_stamp)];
    const auto offset = of_stamp * stamps.width() + run.begin;
    const layer::row_weights weights{stamp.face.data() + offset, stamp.edge.data() + offset,
                                     run.end - run.begin};
    float* const at = planes_.get() + static_cast<std::ptrdiff_t>(row) * stride_ + margin_ + left;
    const int count = put_row_(weights, {at + run.begin, plane_}, face, edge, done_.data());
    for (int i = 0; i < count; ++i) {
      const int x = left + run.begin + done_[static_cast<std::size_t>(i)];
      if (x < 0 || x >= width_) continue;
      if (--shown_[tile_index(x, row)] == 0) change_around(x, row, -1);
    }
  }

  void touch(int x, int from, int to, int length) {
    const int first = std::max(0, x) / tile, last = std::min(width_, x + length);
    for (int row = from / tile * tile; row < to; row += tile) {
      for (int i = first * tile; i < last; i += tile) touched_[tile_index(i, row)] = 1;
    }
  }

  std::uint32_t over(const float* hidden, std::uint32_t below) const {
    const float through = 1 - *hidden;
    std::uint32_t result = part(*hidden, through, below, 24);
    for (std::size_t color = 0; color < 3; ++color) {
      result |=
          part(hidden[(color + 1) * plane_], through, below, static_cast<int>(16 - 8 * color));
    }
    return result;
  }
  static std::uint32_t part(float light, float through, std::uint32_t below, int shift) {
    const float sum = light * 255 + through * static_cast<float>(below >> shift & 255) + 0.5f;
    return static_cast<std::uint32_t>(std::min(sum, 255.f)) << shift;
  }

  int width_, height_;
  int margin_;  ///< columns at both sides, so that no stamp has to be cut
  int stride_;
  std::size_t plane_;  ///< floats of one plane
  /// hidden, red, green, blue. Zeroed by calloc: pages that no marker touches are never made.
  std::unique_ptr<float[], free_memory> planes_;
  int tile_reach_, tiles_x_, tiles_y_, map_stride_;
  layer::put_row_function put_row_ = layer::put_row();
  std::vector<int> done_;              ///< room for what `put_row_` says
  std::vector<std::uint8_t> shown_;    ///< pixels of each tile that are not hidden
  std::vector<std::uint8_t> touched_;  ///< tiles that have some marker
  std::vector<std::uint16_t> around_;  ///< tiles within reach of a centre that are not hidden
};

}  // namespace proflens::plot
