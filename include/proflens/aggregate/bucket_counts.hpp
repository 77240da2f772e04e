#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace proflens::aggregate {

/// A bucket that is not empty, and how many values fell into it.
struct bucket_count {
  std::uint32_t bucket = 0;
  std::uint64_t count = 0;

  friend constexpr bool operator==(const bucket_count&, const bucket_count&) = default;
};

/// Counts by bucket number, for numbers that lie close together with a few far off.
///
/// Counts stand in pages of 32 neighbouring buckets, 128 bytes each; a table from the first page to
/// the last says where each is, so that one far value costs a page and 4 bytes for each page
/// between, and counting is two loads. Merging in any order and from any pieces gives equal counts.
class bucket_counts {
 public:
  void add(std::uint32_t bucket) {
    // Wraps to a large number for a page before the first.
    const std::uint32_t place = bucket / page_size - first_page_;
    std::uint32_t page = place < pages_.size() ? pages_[place] : absent;
    if (page == absent) page = open_page(bucket / page_size);
    if (++counts_[std::size_t{page} * page_size + bucket % page_size] == 0) carry(bucket, 1);
  }

  void add(const bucket_count& other) {
    if (!has_page(other.bucket / page_size)) open_page(other.bucket / page_size);
    std::uint32_t& count = counts_[place_of(other.bucket)];
    const std::uint64_t sum = count + (other.count & narrow);
    count = static_cast<std::uint32_t>(sum);
    carry(other.bucket, (sum >> 32) + (other.count >> 32));
  }

  bucket_counts& operator+=(const bucket_counts& other) {
    for (const bucket_count& one : other.filled()) add(one);
    return *this;
  }

  /// The buckets that are not empty, ascending.
  std::vector<bucket_count> filled() const {
    std::vector<bucket_count> result;
    for (std::size_t page = 0; page < pages_.size(); ++page) {
      if (pages_[page] == absent) continue;
      const std::uint32_t first = (first_page_ + static_cast<std::uint32_t>(page)) * page_size;
      for (std::uint32_t bucket = first; bucket < first + page_size; ++bucket) {
        const std::uint64_t count = (carried(bucket) << 32) + counts_[place_of(bucket)];
        if (count != 0) result.push_back({bucket, count});
      }
    }
    return result;
  }

  std::uint64_t total() const {
    std::uint64_t sum = 0;
    for (const std::uint32_t count : counts_) sum += count;
    for (const bucket_count& one : carries_) sum += one.count << 32;
    return sum;
  }

  /// Everything, for an archive that writes or reads it; see `pack.hpp`.
  template <class Self, class Archive>
  static void exchange(Self& self, Archive& archive) {
    std::vector<bucket_count> counts = self.filled();
    archive(counts);
    if constexpr (Archive::reads) {
      self = {};
      for (const bucket_count& one : counts) self.add(one);
    }
  }

  /// Memory on the heap.
  std::size_t bytes() const {
    return pages_.capacity() * sizeof(pages_[0]) + counts_.capacity() * sizeof(counts_[0]) +
           carries_.capacity() * sizeof(carries_[0]);
  }

  friend bool operator==(const bucket_counts& a, const bucket_counts& b) {
    return a.filled() == b.filled();
  }

 private:
  static constexpr std::uint32_t page_size = 32;
  static constexpr std::uint32_t absent = std::numeric_limits<std::uint32_t>::max();
  static constexpr std::uint64_t narrow = std::numeric_limits<std::uint32_t>::max();

  bool has_page(std::uint32_t page) const {
    const std::uint32_t place = page - first_page_;
    return place < pages_.size() && pages_[place] != absent;
  }

  std::size_t place_of(std::uint32_t bucket) const {
    return std::size_t{pages_[bucket / page_size - first_page_]} * page_size + bucket % page_size;
  }

  std::uint32_t open_page(std::uint32_t page) {
    if (pages_.empty()) first_page_ = page;
    if (page < first_page_) {
      pages_.insert(pages_.begin(), first_page_ - page, absent);
      first_page_ = page;
    }
    const std::uint32_t place = page - first_page_;
    if (place >= pages_.size()) pages_.resize(std::size_t{place} + 1, absent);
    const std::size_t opened = counts_.size() / page_size;
    // A few pages are the rule: a vector that doubles would waste half of what they take.
    if (opened < 8) counts_.reserve(counts_.size() + page_size);
    counts_.resize(counts_.size() + page_size);
    return pages_[place] = static_cast<std::uint32_t>(opened);
  }

  /// Counts are 32 bits wide, which is enough but for giants: what exceeds them stands apart.
  void carry(std::uint32_t bucket, std::uint64_t times) {
    if (times == 0) return;
    for (bucket_count& one : carries_) {
      if (one.bucket == bucket) {
        one.count += times;
        return;
      }
    }
    carries_.push_back({bucket, times});
  }

  std::uint64_t carried(std::uint32_t bucket) const {
    for (const bucket_count& one : carries_) {
      if (one.bucket == bucket) return one.count;
    }
    return 0;
  }

  std::uint32_t first_page_ = 0;
  std::vector<std::uint32_t> pages_;   ///< from the first page: its place in counts_, or absent
  std::vector<std::uint32_t> counts_;  ///< the pages, in the order in which they were opened
  std::vector<bucket_count> carries_;  ///< multiples of 2^32
};

}  // namespace proflens::aggregate
