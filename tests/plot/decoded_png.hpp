#pragma once

#include <doctest/doctest.h>
#include <png.h>

#include <array>
#include <cstddef>
#include <string>
#include <vector>

/// A PNG decoded by libpng's simple interface: bytes R, G, B.
struct decoded {
  int width = 0, height = 0;
  std::vector<unsigned char> rgb;

  std::array<int, 3> at(int x, int y) const {
    const auto i = static_cast<std::size_t>(y * width + x) * 3;
    return {rgb[i], rgb[i + 1], rgb[i + 2]};
  }
  std::size_t dark() const {
    std::size_t count = 0;
    for (std::size_t i = 0; i < rgb.size(); i += 3) count += rgb[i] < 128;
    return count;
  }
};

inline decoded decode(const std::string& bytes) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  REQUIRE(png_image_begin_read_from_memory(&image, bytes.data(), bytes.size()) != 0);
  image.format = PNG_FORMAT_RGB;
  decoded result{static_cast<int>(image.width), static_cast<int>(image.height), {}};
  result.rgb.resize(PNG_IMAGE_SIZE(image));
  REQUIRE(png_image_finish_read(&image, nullptr, result.rgb.data(), 0, nullptr) != 0);
  return result;
}
