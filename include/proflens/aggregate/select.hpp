#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace proflens::aggregate {

/// Below this many values a copy is reordered; from it on a histogram narrows the search first.
inline constexpr std::size_t histogram_select_from = 32768;

/// An unsigned number that orders as the value does: negative values have all bits turned, others
/// the sign. -0 comes before +0. The upper bits are the bin in a logarithmic histogram.
constexpr std::uint64_t order_key(double value) {
  const auto bits = std::bit_cast<std::uint64_t>(value);
  return (bits >> 63) != 0 ? ~bits : bits | (std::uint64_t{1} << 63);
}

/// Appends to `found` the values that sorting would put at `ranks` (0-based, ascending, each below
/// the size); reorders `values`.
inline void select_in_place(std::span<double> values, std::span<const std::size_t> ranks,
                            std::vector<double>& found) {
  auto sorted_until = values.begin();
  for (const std::size_t rank : ranks) {
    const auto place = values.begin() + static_cast<std::ptrdiff_t>(rank);
    if (place >= sorted_until) {
      std::nth_element(sorted_until, place, values.end());
      sorted_until = place + 1;
    }
    found.push_back(*place);
  }
}

/// How many values fall in each bin of the upper 16 bits of their key: 16 bins per power of two.
class rank_histogram {
 public:
  static constexpr int bin_bits = 16;

  explicit rank_histogram(std::span<const double> values) : counts_(std::size_t{1} << bin_bits) {
    for (const double value : values) ++counts_[bin_of(value)];
  }

  static constexpr std::size_t bin_of(double value) {
    return static_cast<std::size_t>(order_key(value) >> (64 - bin_bits));
  }

  std::size_t count(std::size_t bin) const { return counts_[bin]; }

 private:
  std::vector<std::size_t> counts_;
};

/// The same without touching `values`: one pass counts, one gathers the bins that hold a wanted
/// rank, and only those are ordered. 10 million values take a small multiple of the time to read
/// them, unless nearly all share one bin.
inline std::vector<double> select_by_histogram(std::span<const double> values,
                                               std::span<const std::size_t> ranks) {
  struct wanted_bin {
    std::vector<std::size_t> ranks;  // within the bin
    std::vector<double> values;
  };
  const rank_histogram histogram(values);
  std::vector<std::uint32_t> wanted_of_bin(std::size_t{1} << rank_histogram::bin_bits);
  std::vector<wanted_bin> wanted;
  std::size_t bin = 0, before = 0;  // values in the bins below `bin`
  for (const std::size_t rank : ranks) {
    while (before + histogram.count(bin) <= rank) before += histogram.count(bin++);
    if (wanted_of_bin[bin] == 0) {
      wanted.emplace_back().values.reserve(histogram.count(bin));
      wanted_of_bin[bin] = static_cast<std::uint32_t>(wanted.size());  // 0 means: not wanted
    }
    wanted.back().ranks.push_back(rank - before);
  }
  for (const double value : values) {
    const std::uint32_t place = wanted_of_bin[rank_histogram::bin_of(value)];
    if (place != 0) wanted[place - 1].values.push_back(value);
  }
  std::vector<double> found;
  for (wanted_bin& one : wanted) select_in_place(one.values, one.ranks, found);
  return found;
}

/// The values that sorting would put at `ranks`, 0-based, ascending, each below the size. No value
/// may be NaN. A full sort is avoided.
inline std::vector<double> select(std::span<const double> values,
                                  std::span<const std::size_t> ranks) {
  if (values.size() >= histogram_select_from) return select_by_histogram(values, ranks);
  std::vector<double> copy(values.begin(), values.end());
  std::vector<double> found;
  select_in_place(copy, ranks, found);
  return found;
}

}  // namespace proflens::aggregate
