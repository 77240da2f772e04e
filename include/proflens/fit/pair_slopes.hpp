#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include <proflens/aggregate/select.hpp>
#include <proflens/point.hpp>

namespace proflens::fit {

/// The slopes of all pairs of points with different x, by rank. Up to `kept_points` points they are
/// kept, 16 MB of them at most. Above, nothing but the points is: the slope of a rank is the least
/// number that so many slopes do not exceed, found by halving the range of all doubles 64 times,
/// and the slopes up to a number are counted in O(n log n) as inversions (Cole et al. 1989). It
/// then is right to the rounding of a slope.
class pair_slopes {
 public:
  static constexpr std::size_t kept_points = 2000;

  pair_slopes(std::span<const double> x, std::span<const double> y,
              std::size_t most_kept = kept_points) {
    points_.reserve(x.size());
    for (std::size_t i = 0; i < x.size(); ++i) points_.push_back({x[i] - x[0], y[i] - y[0]});
    std::ranges::sort(points_, [](const point& a, const point& b) {
      return a.x < b.x || (a.x == b.x && a.y < b.y);
    });
    count_ = pairs(points_.size());
    for_ties([&](std::size_t begin, std::size_t end) { count_ -= pairs(end - begin); });
    if (x.size() <= most_kept) keep();
  }

  /// How many there are.
  std::uint64_t count() const { return count_; }

  /// The slope of a rank, 0 to count - 1 from the smallest.
  double at(std::uint64_t rank) {
    if (slopes_.empty()) return search(rank);
    const auto place = slopes_.begin() + static_cast<std::ptrdiff_t>(rank);
    std::nth_element(slopes_.begin(), place, slopes_.end());
    return *place;
  }

  /// The middle one, or the mean of the two in the middle.
  double median() {
    const double high = at(count_ / 2);
    if (count_ % 2 == 1) return high;
    const double low = at(count_ / 2 - 1);
    return low + (high - low) / 2;
  }

 private:
  static std::uint64_t pairs(std::uint64_t n) { return n * (n - 1) / 2; }

  /// Calls `take(begin, end)` for each run of points of one x.
  template <class Take>
  void for_ties(const Take& take) const {
    for (std::size_t begin = 0, end = 0; begin < points_.size(); begin = end) {
      while (end < points_.size() && points_[end].x == points_[begin].x) ++end;
      if (end - begin > 1) take(begin, end);
    }
  }

  void keep() {
    slopes_.reserve(count_);
    for (std::size_t j = 1; j < points_.size(); ++j) {
      for (std::size_t i = 0; i < j && points_[i].x < points_[j].x; ++i) {
        slopes_.push_back((points_[j].y - points_[i].y) / (points_[j].x - points_[i].x));
      }
    }
  }

  /// The number whose `aggregate::order_key` is `key`.
  static double from_order(std::uint64_t key) {
    constexpr std::uint64_t sign = std::uint64_t{1} << 63;
    return std::bit_cast<double>((key & sign) != 0 ? key ^ sign : ~key);
  }

  double search(std::uint64_t rank) {
    std::uint64_t low = aggregate::order_key(-std::numeric_limits<double>::max());
    std::uint64_t high = aggregate::order_key(std::numeric_limits<double>::max());
    while (low < high) {
      const std::uint64_t middle = low + (high - low) / 2;
      if (up_to(from_order(middle)) > rank) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return from_order(low);
  }

  /// How many slopes are not above `slope`: a pair's is not where y - slope x does not rise.
  std::uint64_t up_to(double slope) {
    heights_.resize(points_.size());
    scratch_.resize(points_.size());
    std::ranges::transform(points_, heights_.begin(),
                           [=](const point& p) { return p.y - slope * p.x; });
    std::uint64_t equal = 0;  // in a run of one x no pair falls, but some may be level
    for_ties([&](std::size_t begin, std::size_t end) {
      for (std::size_t from = begin, to = begin; from < end; from = to) {
        while (to < end && heights_[to] == heights_[from]) ++to;
        equal += pairs(to - from);
      }
    });
    return not_rising(0, heights_.size()) - equal;
  }

  /// Sorts a part of the heights and counts the pairs in it of which the later one is not above the
  /// earlier one.
  std::uint64_t not_rising(std::size_t begin, std::size_t end) {
    if (end - begin < 2) return 0;
    const std::size_t middle = begin + (end - begin) / 2;
    std::uint64_t count = not_rising(begin, middle) + not_rising(middle, end);
    std::size_t left = begin, right = middle, out = begin;
    while (left < middle && right < end) {
      if (heights_[right] <= heights_[left]) {
        count += middle - left;
        scratch_[out++] = heights_[right++];
      } else {
        scratch_[out++] = heights_[left++];
      }
    }
    while (left < middle) scratch_[out++] = heights_[left++];
    while (right < end) scratch_[out++] = heights_[right++];
    for (std::size_t i = begin; i < end; ++i) heights_[i] = scratch_[i];
    return count;
  }

  std::vector<point> points_;  ///< relative to the first one given, by x, then y
  std::vector<double> slopes_, heights_, scratch_;
  std::uint64_t count_ = 0;
};

}  // namespace proflens::fit
