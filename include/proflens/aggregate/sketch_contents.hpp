#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include <proflens/aggregate/bucket_counts.hpp>
#include <proflens/aggregate/weighted_values.hpp>
#include <proflens/error.hpp>

namespace proflens::aggregate {

/// Buckets of nearly equal relative width: every power of two is cut into 2^bits equal parts, so
/// that the number of a bucket is the exponent and the first bits of the mantissa of its values. No
/// logarithm is rounded: the borders are exact, the same on every machine. See HdrHistogram (Tene)
/// for the idea, DDSketch (Masson, Rim and Lee, 2019) for the bound.
class sketch_resolution {
 public:
  static constexpr int most_bits = 16;

  sketch_resolution() = default;
  /// The coarsest that keeps `relative_error`, from 1e-5 to 0.33. Throws proflens::error otherwise.
  explicit sketch_resolution(double relative_error) {
    while (bits_ <= most_bits && !(bound() <= relative_error)) ++bits_;
    if (bits_ > most_bits || relative_error > 0.34)
      throw error("quantile_sketch: the relative error is " + std::to_string(relative_error) +
                  ", expected one from 1e-5 to 0.33, such as 0.005");
  }

  /// No value is farther from the middle of its bucket than this share of itself: 1/(2^(bits+1)+1).
  double bound() const { return 1 / (std::ldexp(2.0, bits_) + 1); }

  int shift() const { return 52 - bits_; }

  /// What stands for the values of a bucket: 2 low high / (low + high) of its borders, whose
  /// relative distance to both is the same.
  double middle(std::uint32_t bucket) const {
    const auto parts = std::uint32_t{1} << bits_;
    const int exponent = static_cast<int>(bucket >> bits_) - 1023;
    if (exponent > 1023) return std::numeric_limits<double>::infinity();
    const double low = parts + (bucket & (parts - 1));
    return std::ldexp(2 * low * (low + 1) / (2 * low + 1), exponent - bits_);
  }

  friend bool operator==(const sketch_resolution&, const sketch_resolution&) = default;

 private:
  int bits_ = 0;
};

/// What a quantile sketch has counted. `quantile_sketch` is the accumulator.
class sketch_contents {
 public:
  void add(double value, double relative_error) {
    const auto bits = std::bit_cast<std::uint64_t>(value);
    // One comparison for all that is not a positive number with a bucket, and for the first of all.
    if (bits - smallest < regular_) {
      positive_.add(static_cast<std::uint32_t>(bits >> shift_));
    } else if (!add_special(value, relative_error)) {
      return;
    }
    // Branches that are hardly ever taken: a store in every call would wait for the one before.
    if (value < minimum_) minimum_ = value;
    if (value > maximum_) maximum_ = value;
  }

  void merge(const sketch_contents& other) {
    rejected_ += other.rejected_;
    if (other.empty()) return;
    if (!empty() && other.resolution_ != resolution_)
      throw error(
          "quantile_sketch: sketches of different relative errors were merged; make all "
          "of them with the same");
    resolve(other.resolution_);
    positive_ += other.positive_;
    negative_ += other.negative_;
    zeros_ += other.zeros_;
    minimum_ = other.minimum_ < minimum_ ? other.minimum_ : minimum_;
    maximum_ = other.maximum_ > maximum_ ? other.maximum_ : maximum_;
  }

  bool empty() const { return minimum_ > maximum_; }
  /// Summed over the buckets: counting in every call would cost as much as the bucket.
  std::uint64_t count() const { return positive_.total() + negative_.total() + zeros_; }
  std::uint64_t rejected() const { return rejected_; }
  double minimum() const { return minimum_; }
  double maximum() const { return maximum_; }
  std::size_t heap_bytes() const { return positive_.bytes() + negative_.bytes(); }

  /// The middles of all buckets and how many values each stands for, ascending; the least and the
  /// largest value as they are.
  std::vector<weighted_value> distribution() const {
    if (empty()) return {};
    std::vector<weighted_value> result;
    const auto put = [&](double value, std::uint64_t count) {
      if (count == 0) return;
      result.push_back({std::min(std::max(value, minimum_), maximum_), count});
    };
    const std::vector<bucket_count> below = negative_.filled();
    for (auto one = below.rbegin(); one != below.rend(); ++one)
      put(-resolution_.middle(one->bucket), one->count);
    put(0, zeros_);
    for (const bucket_count& one : positive_.filled())
      put(resolution_.middle(one.bucket), one.count);
    set_apart_ends(result);
    return result;
  }

  friend bool operator==(const sketch_contents& a, const sketch_contents& b) {
    if (a.empty() != b.empty() || a.rejected_ != b.rejected_) return false;
    return a.empty() || (a.resolution_ == b.resolution_ && a.minimum_ == b.minimum_ &&
                         a.maximum_ == b.maximum_ && a.zeros_ == b.zeros_ &&
                         a.positive_ == b.positive_ && a.negative_ == b.negative_);
  }

  /// Everything, for an archive that writes or reads it; see `pack.hpp`.
  template <class Self, class Archive>
  static void exchange(Self& self, Archive& archive) {
    archive(self.rejected_, self.zeros_, self.minimum_, self.maximum_);
    archive(self.regular_, self.shift_, self.resolution_, self.positive_, self.negative_);
  }

 private:
  static constexpr std::uint64_t infinite = std::uint64_t{0x7ff} << 52;  ///< the bits of infinity
  static constexpr std::uint64_t smallest = std::uint64_t{1} << 52;      ///< of 2^-1022

  bool add_special(double value, double relative_error) {
    if (std::isnan(value)) {
      ++rejected_;
      return false;
    }
    resolve(sketch_resolution(relative_error));
    if (std::abs(value) < std::numeric_limits<double>::min()) {
      ++zeros_;
    } else {
      const auto magnitude = std::bit_cast<std::uint64_t>(std::abs(value));
      (value > 0 ? positive_ : negative_).add(static_cast<std::uint32_t>(magnitude >> shift_));
    }
    return true;
  }

  void resolve(const sketch_resolution& resolution) {
    resolution_ = resolution;
    shift_ = resolution.shift();
    regular_ = infinite - smallest;
  }

  void set_apart_ends(std::vector<weighted_value>& values) const {
    const auto take = [](weighted_value& from) { return --from.count; };
    if (take(values.front()) == 0) values.erase(values.begin());
    values.insert(values.begin(), {minimum_, 1});
    if (values.size() == 1) return;
    if (take(values.back()) == 0) values.pop_back();
    values.push_back({maximum_, 1});
  }

  std::uint64_t rejected_ = 0;  ///< NaN
  std::uint64_t zeros_ = 0;
  double minimum_ = std::numeric_limits<double>::infinity();
  double maximum_ = -std::numeric_limits<double>::infinity();
  std::uint64_t regular_ = 0;  ///< how many bit patterns are; none until the resolution is known
  int shift_ = 0;
  sketch_resolution resolution_{};
  bucket_counts positive_;
  bucket_counts negative_;
};

}  // namespace proflens::aggregate
