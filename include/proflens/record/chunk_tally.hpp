#pragma once

#include <cstdint>
#include <limits>
#include <string_view>

namespace proflens::record {

/// What a batch consists of. A chunk of one token is a decode, a longer one a prefill.
enum class regime : std::uint8_t { decode, prefill, mixed, empty };

/// The regime's name in reports and on the command line.
constexpr std::string_view name(regime which) {
  constexpr std::string_view names[] = {"decode", "prefill", "mixed", "empty"};
  return names[static_cast<std::size_t>(which)];
}

/// Summary of the chunk sizes of one batch: an accumulator of non-negative integers.
struct chunk_tally {
  std::int64_t tokens = 0;       ///< sum of the chunks; stays at the largest value if it overflows
  std::uint32_t batch_size = 0;  ///< number of chunks, those of size 0 included
  std::uint32_t decodes = 0;     ///< chunks of size 1
  std::uint32_t zeros = 0;       ///< chunks of size 0

  constexpr void operator()(std::int64_t chunk) {
    tokens = saturating_sum(tokens, chunk);
    ++batch_size;
    decodes += chunk == 1;
    zeros += chunk == 0;
  }

  constexpr chunk_tally& operator+=(const chunk_tally& other) {
    tokens = saturating_sum(tokens, other.tokens);
    batch_size += other.batch_size;
    decodes += other.decodes;
    zeros += other.zeros;
    return *this;
  }

  friend constexpr bool operator==(const chunk_tally&, const chunk_tally&) = default;

  /// The tally of a list of which these four numbers are known.
  static constexpr chunk_tally from_counts(std::int64_t sum, std::uint32_t size, std::uint32_t ones,
                                           std::uint32_t zeros) {
    return {.tokens = sum, .batch_size = size, .decodes = ones, .zeros = zeros};
  }

  /// Chunks of size 0 are ignored; nothing but them, or nothing at all, is `empty`.
  constexpr record::regime regime() const {
    const std::uint32_t working = batch_size - zeros;
    if (working == 0) return record::regime::empty;
    if (decodes == working) return record::regime::decode;
    return decodes == 0 ? record::regime::prefill : record::regime::mixed;
  }

 private:
  static constexpr std::int64_t saturating_sum(std::int64_t a, std::int64_t b) {
    constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
    return b > 0 && a > most - b ? most : a + b;
  }
};

}  // namespace proflens::record
