#pragma once

#include <proflens/plot/backend/cairo/deflate_rows.hpp>
#include <proflens/plot/canvas.hpp>
#include <proflens/plot/error.hpp>

#include <png.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <csetjmp>
#include <cstdio>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace proflens::plot::cairo {

/// Writes a canvas without transparency as a PNG file of 8 bits RGB.
class png_file {
 public:
  png_file(const canvas& picture, double dpi)
      : picture_(picture),
        dpi_(dpi),
        strips_(deflated(picture, std::max(1u, std::thread::hardware_concurrency()))) {
    join(strips_);
  }

  std::string bytes() {
    if (!write())
      throw error("png: libpng cannot write the picture: " + std::string(message_.data()));
    return std::move(bytes_);
  }

 private:
  /// libpng leaves by longjmp when it fails: nothing here has a destructor that would be missed.
  bool write() {
    png_structp file = png_create_write_struct(PNG_LIBPNG_VER_STRING, this, fail, nullptr);
    if (!file) return false;
    png_infop info = png_create_info_struct(file);
    const bool good = info && write_chunks(file, info);
    png_destroy_write_struct(&file, &info);
    return good;
  }

  bool write_chunks(png_structp file, png_infop info) {
    if (setjmp(png_jmpbuf(file)) != 0) return false;
    png_set_write_fn(file, this, append, nullptr);
    png_set_IHDR(file, info, static_cast<png_uint_32>(picture_.width),
                 static_cast<png_uint_32>(picture_.height), 8, PNG_COLOR_TYPE_RGB,
                 PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    const auto per_metre = static_cast<png_uint_32>(std::lround(dpi_ / 0.0254));
    png_set_pHYs(file, info, per_metre, per_metre, PNG_RESOLUTION_METER);
    png_write_info(file, info);
    for (const auto& strip : strips_) {
      png_write_chunk(file, name("IDAT"), reinterpret_cast<png_const_bytep>(strip.bytes.data()),
                      strip.bytes.size());
    }
    png_write_chunk(file, name("IEND"), nullptr, 0);
    return true;
  }

  static png_const_bytep name(const char* letters) {
    return reinterpret_cast<png_const_bytep>(letters);
  }

  static void fail(png_structp file, png_const_charp why) {
    auto* const self = static_cast<png_file*>(png_get_error_ptr(file));
    std::snprintf(self->message_.data(), self->message_.size(), "%s", why);
    png_longjmp(file, 1);
  }

  /// No exception may pass through libpng.
  static void append(png_structp file, png_bytep data, std::size_t size) {
    auto* const self = static_cast<png_file*>(png_get_io_ptr(file));
    bool good = true;
    try {
      self->bytes_.append(reinterpret_cast<const char*>(data), size);
    } catch (...) {
      good = false;
    }
    if (!good) png_error(file, "out of memory");
  }

  canvas picture_;
  double dpi_;
  std::vector<deflated_strip> strips_;
  std::string bytes_;
  std::array<char, 200> message_{"out of memory"};
};

}  // namespace proflens::plot::cairo
