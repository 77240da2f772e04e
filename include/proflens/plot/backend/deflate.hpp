#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <vector>

namespace proflens::plot {

/// Packs codes into bytes from the lowest bit on, as DEFLATE wants them.
class bit_writer {
 public:
  explicit bit_writer(std::string& out) : out_(out) {}

  void put(std::uint32_t bits, int count) {
    held_ |= std::uint64_t{bits} << held_count_;
    held_count_ += count;
    while (held_count_ >= 8) {
      out_.push_back(static_cast<char>(held_ & 255));
      held_ >>= 8;
      held_count_ -= 8;
    }
  }
  /// Huffman codes start with their highest bit.
  void put_code(std::uint32_t code, int count) {
    std::uint32_t reversed = 0;
    for (int i = 0; i < count; ++i) reversed |= (code >> i & 1u) << (count - 1 - i);
    put(reversed, count);
  }
  void finish() {
    if (held_count_ > 0) put(0, 8 - held_count_);
  }

 private:
  std::string& out_;
  std::uint64_t held_ = 0;
  int held_count_ = 0;
};

/// DEFLATE (RFC 1951) in one block of fixed Huffman codes; matches are found by a table that knows
/// the last place of each four bytes. For the embedded pictures of the std-only backends: flat
/// areas shrink well, speed and size are behind zlib's.
class deflater {
 public:
  explicit deflater(std::string& out) : bits_(out), last_place_(std::size_t{1} << hash_bits, 0) {}

  /// Writes the whole stream. To be called once.
  void operator()(std::span<const unsigned char> data) {
    bits_.put(0b011, 3);  // the last block; fixed codes
    for (std::size_t at = 0; at < data.size();) {
      const match found = find(data, at);
      if (found.length >= least_match) {
        put_match(found);
        at += found.length;
        place_of(data, at - least_match) = at - least_match + 1;  // near matches cost fewer bits
      } else {
        put_symbol(data[at++]);
      }
    }
    put_symbol(256);
    bits_.finish();
  }

 private:
  static constexpr int hash_bits = 15;
  static constexpr std::size_t least_match = 4, most_match = 258, window = 32768;

  struct match {
    std::size_t length = 0, distance = 0;
  };

  /// Where the four bytes at a place were seen last, plus one; 0: nowhere yet.
  std::size_t& place_of(std::span<const unsigned char> data, std::size_t at) {
    std::uint32_t four = 0;
    std::memcpy(&four, data.data() + at, sizeof four);
    return last_place_[(four * 2654435761u) >> (32 - hash_bits)];
  }

  match find(std::span<const unsigned char> data, std::size_t at) {
    if (at + least_match > data.size()) return {};
    std::size_t& place = place_of(data, at);
    const std::size_t before = place;
    place = at + 1;
    if (before == 0 || at - (before - 1) > window) return {};
    const std::size_t most = std::min(most_match, data.size() - at);
    const unsigned char* earlier = data.data() + before - 1;
    const unsigned char* now = data.data() + at;
    const std::size_t length =
        static_cast<std::size_t>(std::mismatch(now, now + most, earlier).first - now);
    return {length, at - (before - 1)};
  }

  void put_symbol(std::uint32_t symbol) {
    if (symbol < 144) return bits_.put_code(0x30 + symbol, 8);
    if (symbol < 256) return bits_.put_code(0x190 + symbol - 144, 9);
    if (symbol < 280) return bits_.put_code(symbol - 256, 7);
    bits_.put_code(0xc0 + symbol - 280, 8);
  }

  void put_match(match m) {
    static constexpr std::array<std::uint16_t, 29> length_base{
        3,  4,  5,  6,  7,  8,  9,  10, 11,  13,  15,  17,  19,  23, 27,
        31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258};
    static constexpr std::array<std::uint16_t, 30> distance_base{
        1,   2,   3,   4,   5,   7,    9,    13,   17,   25,   33,   49,   65,    97,    129,
        193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577};
    const auto code_of = [](const auto& base, std::size_t value) {
      const auto behind = std::upper_bound(base.begin(), base.end(), value);
      return static_cast<std::size_t>(behind - base.begin()) - 1;
    };
    const std::size_t length = code_of(length_base, m.length);
    put_symbol(static_cast<std::uint32_t>(257 + length));
    const int length_bits = length < 8 || length == 28 ? 0 : static_cast<int>(length / 4 - 1);
    bits_.put(static_cast<std::uint32_t>(m.length - length_base[length]), length_bits);
    const std::size_t distance = code_of(distance_base, m.distance);
    bits_.put_code(static_cast<std::uint32_t>(distance), 5);
    const int distance_bits = distance < 4 ? 0 : static_cast<int>(distance / 2 - 1);
    bits_.put(static_cast<std::uint32_t>(m.distance - distance_base[distance]), distance_bits);
  }

  bit_writer bits_;
  std::vector<std::size_t> last_place_;
};

/// A zlib stream (RFC 1950) of the bytes.
inline std::string zlib_stream(std::span<const unsigned char> data) {
  std::string out{"\x78\x01", 2};
  deflater{out}(data);
  std::uint32_t low = 1, high = 0;  // Adler-32; 5552 bytes are added before a sum can overflow
  for (std::size_t at = 0; at < data.size();) {
    const std::size_t end = std::min(data.size(), at + 5552);
    for (; at < end; ++at) high += low += data[at];
    low %= 65521;
    high %= 65521;
  }
  for (const std::uint32_t part : {high >> 8, high, low >> 8, low})
    out.push_back(static_cast<char>(part & 255));
  return out;
}

}  // namespace proflens::plot
