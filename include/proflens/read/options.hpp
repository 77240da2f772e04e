#pragma once

#include <cstddef>

namespace proflens::read {

/// How to read; the result is the same to the bit for any number of threads.
struct options {
  unsigned threads = 0;        ///< 0: one per core
  std::size_t trim_first = 0;  ///< lines left out at the start of every file, whatever they hold
  std::size_t trim_last = 0;   ///< lines left out at the end of every file
  /// Bytes of a file that one task reads. Accumulators are merged at these borders, so a change
  /// may change the last bits of a floating-point result; the number of threads never does.
  std::size_t task_bytes = std::size_t{1} << 20;
};

}  // namespace proflens::read
