#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <thread>
#include <vector>

#include <proflens/aggregate/arrange.hpp>

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
  place_ranks(values, ranks);
  for (const std::size_t rank : ranks) found.push_back(values[rank]);
}

/// How many values fall in each bin of the upper 16 bits of their key: 16 bins per power of two.
class rank_histogram {
 public:
  static constexpr int bin_bits = 16;
  static constexpr std::size_t bins = std::size_t{1} << bin_bits;

  rank_histogram() : counts_(bins) {}

  void add(std::span<const double> values) {
    for (const double value : values) ++counts_[bin_of(value)];
  }

  static constexpr std::size_t bin_of(double value) {
    return static_cast<std::size_t>(order_key(value) >> (64 - bin_bits));
  }

  std::size_t count(std::size_t bin) const { return counts_[bin]; }

 private:
  std::vector<std::size_t> counts_;
};

/// Calls `work(part, values of that part)` for `parts` equal parts of the values, each on a thread
/// of its own but the first. `work` may not throw.
template <class Work>
void in_parts(std::span<const double> values, std::size_t parts, const Work& work) {
  const auto part = [&](std::size_t index) {
    const std::size_t begin = values.size() * index / parts;
    return values.subspan(begin, values.size() * (index + 1) / parts - begin);
  };
  std::vector<std::jthread> threads;
  for (std::size_t index = 1; index < parts; ++index) {
    threads.emplace_back([&, index] { work(index, part(index)); });
  }
  work(0, part(0));
}

/// Bins that hold a wanted rank, and how the search goes on within them.
class wanted_bins {
 public:
  /// `counts` has a histogram for each part of the values.
  wanted_bins(std::span<const std::size_t> ranks, std::span<const rank_histogram> counts)
      : of_bin_(rank_histogram::bins) {
    const auto in_bin = [&](std::size_t bin) {
      std::size_t total = 0;
      for (const rank_histogram& part : counts) total += part.count(bin);
      return total;
    };
    std::size_t bin = 0, before = 0, here = in_bin(0);  // `before` values in the bins below `bin`
    for (const std::size_t rank : ranks) {
      while (before + here <= rank) {
        before += here;
        here = in_bin(++bin);
      }
      if (of_bin_[bin] == 0) {
        wanted_.push_back({{}, std::vector<double>(here), {}});
        of_bin_[bin] = static_cast<std::uint32_t>(wanted_.size());  // 0 means: not wanted
        std::size_t begin = 0;
        for (const rank_histogram& part : counts) {
          wanted_.back().begins.push_back(begin);
          begin += part.count(bin);
        }
      }
      wanted_.back().ranks.push_back(rank - before);
    }
  }

  /// Takes the values of a part that are in a wanted bin; parts may do so at the same time.
  void gather(std::size_t part, std::span<const double> values) {
    for (const double value : values) {
      const std::uint32_t place = of_bin_[rank_histogram::bin_of(value)];
      if (place == 0) continue;
      wanted_bin& wanted = wanted_[place - 1];
      wanted.values[wanted.begins[part]++] = value;
    }
  }

  /// The values at the ranks, once all parts are gathered.
  std::vector<double> found() {
    std::vector<double> result;
    for (wanted_bin& one : wanted_) select_in_place(one.values, one.ranks, result);
    return result;
  }

 private:
  struct wanted_bin {
    std::vector<std::size_t> ranks;  // within the bin
    std::vector<double> values;
    std::vector<std::size_t> begins;  // where the next value of each part goes
  };
  std::vector<std::uint32_t> of_bin_;
  std::vector<wanted_bin> wanted_;
};

/// The same without touching `values`: one pass counts, one gathers the bins that hold a wanted
/// rank, and only those are ordered. 10 million values take a small multiple of the time to read
/// them, unless nearly all share one bin. What is found does not depend on the number of threads.
inline std::vector<double> select_by_histogram(std::span<const double> values,
                                               std::span<const std::size_t> ranks,
                                               std::size_t threads = 1) {
  std::vector<rank_histogram> counts(threads);
  in_parts(values, threads,
           [&](std::size_t part, std::span<const double> some) { counts[part].add(some); });
  wanted_bins wanted(ranks, counts);
  in_parts(values, threads,
           [&](std::size_t part, std::span<const double> some) { wanted.gather(part, some); });
  return wanted.found();
}

/// The values that sorting would put at `ranks`, 0-based, ascending, each below the size. No value
/// may be NaN. A full sort is avoided. `threads` (0 counts as 1) are used where there are many
/// values.
inline std::vector<double> select(std::span<const double> values,
                                  std::span<const std::size_t> ranks, std::size_t threads = 1) {
  if (values.size() >= histogram_select_from) {
    return select_by_histogram(values, ranks, std::max(threads, std::size_t{1}));
  }
  std::vector<double> copy(values.begin(), values.end());
  std::vector<double> found;
  select_in_place(copy, ranks, found);
  return found;
}

}  // namespace proflens::aggregate
