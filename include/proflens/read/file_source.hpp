#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <proflens/read/decompress.hpp>
#include <proflens/read/input_file.hpp>

namespace proflens::read {

/// The first bytes of a file, by which its compression is told.
using first_bytes = std::array<char, 4>;

/// The bytes of a file or pipe of which the first ones were read already: these, then the others.
inline byte_source continued(std::shared_ptr<const input_file> file, first_bytes first,
                             std::size_t first_size) {
  return [file = std::move(file), first, first_size, given = std::size_t{0}](
             char* to, std::size_t bytes) mutable {
    const std::size_t again = std::min(bytes, first_size - given);
    std::copy_n(first.data() + given, again, to);
    given += again;
    return again + file->read_next(to + again, bytes - again);
  };
}

/// The bytes of a file or pipe from the front, decompressed where they are compressed. Throws
/// `read::error` if it cannot be opened.
inline byte_source bytes_of(const std::filesystem::path& path) {
  auto file = std::make_shared<const input_file>(path);
  first_bytes first{};
  const std::size_t got = file->read_next(first.data(), first.size());
  const compression kind = compression_of(std::string_view(first.data(), got));
  const std::string name = file->name();
  byte_source bytes = continued(std::move(file), first, got);
  return decompressed(kind, std::move(bytes), name);
}

}  // namespace proflens::read
