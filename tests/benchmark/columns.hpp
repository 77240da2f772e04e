#pragma once

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <ios>
#include <stdexcept>
#include <string>
#include <vector>

namespace benchmark {

using column = std::vector<double>;

/// Columns of one length as raw doubles, one after the other, as numpy.fromfile reads them.
inline void write_columns(const std::string& path, const std::vector<column>& all) {
  std::ofstream out(path, std::ios::binary);
  for (const column& each : all)
    out.write(reinterpret_cast<const char*>(each.data()),
              static_cast<std::streamsize>(each.size() * sizeof(double)));
  if (!out.flush()) throw std::runtime_error("cannot write " + path);
}

/// So many columns out of such a file.
inline std::vector<column> read_columns(const std::string& path, std::size_t columns) {
  const std::size_t count = std::filesystem::file_size(path) / (columns * sizeof(double));
  std::ifstream in(path, std::ios::binary);
  std::vector<column> all(columns, column(count));
  for (column& each : all)
    in.read(reinterpret_cast<char*>(each.data()),
            static_cast<std::streamsize>(count * sizeof(double)));
  if (!in) throw std::runtime_error("cannot read " + path);
  return all;
}

}  // namespace benchmark
