#pragma once

#include <proflens/plot/canvas.hpp>
#include <proflens/plot/layer/hidden_pixels.hpp>
#include <proflens/plot/layer/marker_stamps.hpp>
#include <proflens/plot/layer/open_tiles.hpp>
#include <proflens/plot/layer/put_row.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <new>
#include <vector>

namespace proflens::plot::layer {

/// Some rows of a picture into which markers are put from the front to the back. Each pixel keeps
/// the light its markers give and how much they hide of what lies behind:
///     light += (1 - hidden) weight colour,    hidden += (1 - hidden) weight
/// which is what painting from back to front gives, but a pixel that is hidden altogether needs no
/// more markers. Centres around which all is hidden are remembered, so that a further marker there
/// costs one look: in a dense cloud that is the fate of nearly all.
class band {
 public:
  /// A band of `width` by `height` pixels for stamps of up to this reach. Throws std::bad_alloc.
  band(int width, int height, int reach)
      : width_(width),
        height_(height),
        reach_(reach),
        margin_(2 * reach + lanes),
        stride_(width + 2 * margin_),
        plane_(size_of(stride_, height)),
        planes_(zeros<float>(4 * plane_)),
        centers_(width + 2 * reach),
        closed_(zeros<std::uint16_t>(size_of(centers_, height + 2 * reach))),
        hidden_(width, height),
        tiles_(width, height, reach),
        became_hidden_(static_cast<std::size_t>(2 * reach + 1 + lanes)),
        tiles_x_(width / tile + 1),
        touched_(size_of(tiles_x_, height / tile + 1)) {}

  int width() const { return width_; }
  int height() const { return height_; }

  /// The markers that follow are of stamps of their own: centres closed before are open again.
  /// To be called before the first marker.
  void begin_series() {
    if (++series_ != 0) return;
    std::fill_n(closed_.get(), size_of(centers_, height_ + 2 * reach_), std::uint16_t{0});
    series_ = 1;  // numbers begin anew
  }

  /// Puts a marker behind all that are there; nothing if its centre is out of reach. `center_y`
  /// counts from the upper side of the area, of whose rows `top` lie above the band: the place
  /// inside the pixel must not depend on where bands are cut.
  void put(const marker_stamps& stamps, double center_x, double center_y, int top,
           const light& face, const light& edge) {
    const int x = floor(center_x), row = floor(center_y), y = row - top;
    if (!within_reach(x, y) || !tiles_.any_around(x, y)) return;
    std::uint16_t& closed =
        closed_[static_cast<std::size_t>(y + reach_) * static_cast<std::size_t>(centers_) +
                static_cast<std::size_t>(x + reach_)];
    if (closed == series_) return;
    const place at{x - stamps.reach(), y - stamps.reach(), face, edge};
    if (put_rows(stamps, stamps.at(center_x - x, center_y - row), at)) return;
    if (hides_all(stamps, at)) closed = series_;
  }

  /// Lays the band over rows of a canvas, its upper left pixel at (left, top).
  void composite(const canvas& target, int left, int top) const {
    for (int y = 0; y < height_; ++y) {
      std::uint32_t* const pixels = target.row(top + y) + left;
      const float* const plane = planes_.get() + row_offset(y);
      for (int x = 0; x < width_; x += tile) {
        if (!touched_[tile_index(x, y)]) continue;
        const int end = std::min(width_, x + tile);
        for (int i = x; i < end; ++i) pixels[i] = over(plane + i, pixels[i]);
      }
    }
  }

 private:
  /// Tiles of so many pixels squared that have no marker need not be looked at.
  static constexpr int tile = 8;

  /// Where the upper left cell of a stamp comes to lie, and the colours it gets.
  struct place {
    int left, top;
    const light& face;
    const light& edge;
  };

  struct free_memory {
    template <class Number>
    void operator()(Number* p) const {
      std::free(p);
    }
  };
  template <class Number>
  using memory = std::unique_ptr<Number[], free_memory>;

  /// Zeros by calloc: pages that no marker touches are never made.
  template <class Number>
  static memory<Number> zeros(std::size_t count) {
    memory<Number> result(static_cast<Number*>(std::calloc(count, sizeof(Number))));
    if (!result) throw std::bad_alloc();
    return result;
  }

  static std::size_t size_of(int width, int height) {
    return static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
  }

  /// Of a number that is not below -2^16: conversion rounds towards zero. The sum may round one
  /// just below a whole number up to it, so that what is left is never 1 but may be -1e-11.
  static int floor(double x) { return static_cast<int>(x + 65536) - 65536; }

  /// Whether a marker may show in the band whose centre is in this pixel of it.
  bool within_reach(int x, int y) const {
    return x >= -reach_ && x < width_ + reach_ && y >= -reach_ && y < height_ + reach_;
  }

  std::ptrdiff_t row_offset(int row) const {
    return static_cast<std::ptrdiff_t>(row) * stride_ + margin_;
  }
  std::size_t tile_index(int x, int y) const {
    return static_cast<std::size_t>(y / tile) * static_cast<std::size_t>(tiles_x_) +
           static_cast<std::size_t>(x / tile);
  }

  /// Whether anything of the stamp could be seen.
  bool put_rows(const marker_stamps& stamps, const marker_stamp& stamp, const place& at) {
    const int from = std::max(0, at.top), to = std::min(at.top + stamps.height(), height_);
    bool seen = false;
    for (int row = from; row < to; ++row) {
      const auto run = stamp.rows[static_cast<std::size_t>(row - at.top)];
      const auto open = hidden_.open_part(row, {at.left + run.begin, at.left + run.end});
      if (open.empty()) continue;
      put_row(stamps, stamp, row, open, at);
      seen = true;
    }
    return seen;
  }

  void put_row(const marker_stamps& stamps, const marker_stamp& stamp, int row, pixel_run open,
               const place& at) {
    const auto offset = (row - at.top) * stamps.width() + open.begin - at.left;
    const row_weights weights{stamp.face.data() + offset, stamp.edge.data() + offset,
                              open.end - open.begin};
    float* const pixels = planes_.get() + row_offset(row) + open.begin;
    const int count = put_row_(weights, {pixels, plane_}, at.face, at.edge, became_hidden_.data());
    for (int i = 0; i < count; ++i) {
      const int x = open.begin + became_hidden_[static_cast<std::size_t>(i)];
      if (x >= width_) continue;
      hidden_.hide(x, row);
      tiles_.hide(x, row);
    }
    for (int x = open.begin; x < open.end; x += tile) touched_[tile_index(x, row)] = 1;
    touched_[tile_index(open.end - 1, row)] = 1;
  }

  /// Whether all is hidden that any stamp with its centre in the same pixel could paint.
  bool hides_all(const marker_stamps& stamps, const place& at) const {
    const int from = std::max(0, at.top), to = std::min(at.top + stamps.height(), height_);
    for (int row = from; row < to; ++row) {
      const auto run = stamps.widest_run(row - at.top);
      if (!hidden_.open_part(row, {at.left + run.begin, at.left + run.end}).empty()) return false;
    }
    return true;
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
  static std::uint32_t part(float own, float through, std::uint32_t below, int shift) {
    const float sum = own * 255 + through * static_cast<float>(below >> shift & 255) + 0.5f;
    return sum > 0 ? static_cast<std::uint32_t>(std::min(sum, 255.f)) << shift : 0;  // NaN: 0
  }

  int width_, height_, reach_;
  int margin_;  ///< columns at both sides, so that vectors may reach beyond the width
  int stride_;
  std::size_t plane_;             ///< floats of one plane
  memory<float> planes_;          ///< hidden, red, green, blue
  int centers_;                   ///< pixels of a row in which a centre may be
  memory<std::uint16_t> closed_;  ///< the last series for which a centre is closed
  hidden_pixels hidden_;
  open_tiles tiles_;
  put_row_function put_row_ = best_put_row();
  std::vector<int> became_hidden_;  ///< room for what `put_row_` says
  std::uint16_t series_ = 0;        ///< the number of the present one; 0: none has begun
  int tiles_x_;
  std::vector<std::uint8_t> touched_;  ///< tiles that have some marker
};

}  // namespace proflens::plot::layer
