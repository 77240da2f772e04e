#pragma once

#include <boost/crc.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace proflens::workflow {

/// The CRC-32 of bytes, as gzip, PNG and Python's zlib.crc32 have it: tells damage, not tampering.
inline std::uint32_t crc32_of(std::string_view bytes) {
  boost::crc_32_type sum;
  sum.process_bytes(bytes.data(), bytes.size());
  return sum.checksum();
}

/// Eight hexadecimal digits, as the tool `crc32` prints it: "0a1b2c3d".
inline std::string crc32_text(std::uint32_t sum) {
  std::string text(8, '0');
  for (auto digit = text.rbegin(); digit != text.rend(); ++digit, sum >>= 4)
    *digit = "0123456789abcdef"[sum & 15];
  return text;
}

}  // namespace proflens::workflow
