#pragma once

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <system_error>

#include <proflens/read/error.hpp>

namespace proflens::workflow {

/// The bytes of a small file. Throws read::error that says why it cannot be read.
inline std::string whole_file(const std::filesystem::path& file) {
  std::error_code ignored;
  const bool is_folder = std::filesystem::is_directory(file, ignored);
  std::ifstream in(file, std::ios::binary);
  if (is_folder || !in)
    throw read::error("cannot read " + file.string() + ": " +
                      std::generic_category().message(is_folder ? EISDIR : errno));
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace proflens::workflow
