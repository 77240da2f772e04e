#pragma once

#include <proflens/plot/backend/deflate.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace proflens::plot {

/// CRC-32 of PNG and zip (ISO 3309), of several parts: pass the last result on.
inline std::uint32_t crc_32(std::string_view bytes, std::uint32_t before = 0) {
  static constexpr auto table = [] {
    std::array<std::uint32_t, 256> made{};
    for (std::uint32_t i = 0; i < 256; ++i) {
      std::uint32_t value = i;
      for (int bit = 0; bit < 8; ++bit) value = (value >> 1) ^ (value & 1 ? 0xedb88320u : 0u);
      made[i] = value;
    }
    return made;
  }();
  std::uint32_t crc = ~before;
  for (const char byte : bytes)
    crc = table[(crc ^ static_cast<unsigned char>(byte)) & 255] ^ (crc >> 8);
  return ~crc;
}

inline void put_big_endian(std::uint32_t value, std::string& out) {
  for (const int shift : {24, 16, 8, 0}) out.push_back(static_cast<char>(value >> shift & 255));
}

/// One chunk of a PNG file: length, name of four letters, bytes, checksum.
inline void put_png_chunk(std::string_view name, std::string_view bytes, std::string& out) {
  put_big_endian(static_cast<std::uint32_t>(bytes.size()), out);
  out += name;
  out += bytes;
  put_big_endian(crc_32(bytes, crc_32(name)), out);
}

/// A PNG file made with the standard library alone: 8 bits for each of R, G, B, A, not multiplied
/// by alpha, row by row from the top. For pictures inside other files; `backend/cairo.hpp` writes
/// figures. Precondition: rgba.size() == 4 * width * height, both at least 1.
inline std::string png_image(std::span<const unsigned char> rgba, int width, int height) {
  const std::size_t row = static_cast<std::size_t>(width) * 4;
  std::vector<unsigned char> filtered;
  filtered.reserve(rgba.size() + static_cast<std::size_t>(height));
  for (std::size_t at = 0; at < rgba.size(); at += row) {
    filtered.push_back(0);  // no filter: sparse points are mostly runs of zeros as they are
    const auto line = rgba.subspan(at, row);
    filtered.insert(filtered.end(), line.begin(), line.end());
  }
  std::string header;
  put_big_endian(static_cast<std::uint32_t>(width), header);
  put_big_endian(static_cast<std::uint32_t>(height), header);
  header += std::string_view("\x08\x06\x00\x00\x00", 5);  // 8 bits; RGBA; not interlaced
  std::string out{"\x89PNG\r\n\x1a\n"};
  put_png_chunk("IHDR", header, out);
  put_png_chunk("IDAT", zlib_stream(filtered), out);
  put_png_chunk("IEND", "", out);
  return out;
}

}  // namespace proflens::plot
