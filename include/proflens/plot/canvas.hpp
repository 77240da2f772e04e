#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace proflens::plot {

/// A view of pixels to draw on: 0xAARRGGBB in the machine's own byte order, colours multiplied by
/// alpha (what Cairo calls ARGB32), rows of `stride` pixels from the top.
struct canvas {
  std::uint32_t* pixels = nullptr;
  int width = 0, height = 0;
  std::ptrdiff_t stride = 0;

  std::uint32_t* row(int y) const { return pixels + y * stride; }
};

/// A picture of its own, kept like a canvas. `left` and `top` say, in pixels, where it lies on the
/// drawing it was made for.
struct raster {
  int left = 0, top = 0, width = 0, height = 0;
  std::vector<std::uint32_t> pixels;

  canvas view() { return {pixels.data(), width, height, width}; }
};

/// The bytes R, G, B, A of each pixel with colours not multiplied by alpha, as PNG wants them.
inline std::vector<unsigned char> straight_rgba(const raster& picture) {
  std::vector<unsigned char> bytes;
  bytes.reserve(picture.pixels.size() * 4);
  for (const std::uint32_t pixel : picture.pixels) {
    const std::uint32_t alpha = pixel >> 24;
    for (const int shift : {16, 8, 0}) {
      const std::uint32_t part = pixel >> shift & 255;
      bytes.push_back(static_cast<unsigned char>(alpha ? (part * 255 + alpha / 2) / alpha : 0));
    }
    bytes.push_back(static_cast<unsigned char>(alpha));
  }
  return bytes;
}

}  // namespace proflens::plot
