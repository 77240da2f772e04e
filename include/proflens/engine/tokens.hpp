#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace proflens::engine {

/// Token ids of a batch, one row of `length` ids for each sequence: what an engine is fed with, and
/// with `length` 1 what it chose next. `ids` holds batch * length values, row after row.
struct tokens {
  int batch = 0;
  int length = 0;
  std::vector<std::int64_t> ids = {};

  /// The ids of one sequence, `sequence` in [0, batch).
  std::span<const std::int64_t> row(int sequence) const {
    const auto size = static_cast<std::size_t>(length);
    return std::span(ids).subspan(static_cast<std::size_t>(sequence) * size, size);
  }

  friend bool operator==(const tokens&, const tokens&) = default;
};

}  // namespace proflens::engine
