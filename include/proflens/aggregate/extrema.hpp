#pragma once

#include <cstdint>
#include <limits>

namespace proflens::aggregate {

/// The smallest and the largest value. Merges to the bit. Both are NaN without values, and once a
/// NaN was among them.
class extrema {
 public:
  constexpr void operator()(double value) {
    ++count_;
    if (!(value >= low_)) low_ = low_ == low_ ? value : low_;
    if (!(value <= high_)) high_ = high_ == high_ ? value : high_;
  }

  constexpr extrema& operator+=(const extrema& other) {
    if (other.count_ == 0) return *this;
    const std::uint64_t joined = count_ + other.count_;
    (*this)(other.low_);
    (*this)(other.high_);
    count_ = joined;
    return *this;
  }

  constexpr std::uint64_t count() const { return count_; }
  constexpr double minimum() const { return count_ == 0 ? undefined : low_; }
  constexpr double maximum() const { return count_ == 0 ? undefined : high_; }

  /// NaN differs from NaN here too.
  friend constexpr bool operator==(const extrema&, const extrema&) = default;

 private:
  static constexpr double undefined = std::numeric_limits<double>::quiet_NaN();

  std::uint64_t count_ = 0;
  double low_ = std::numeric_limits<double>::infinity();
  double high_ = -std::numeric_limits<double>::infinity();
};

}  // namespace proflens::aggregate
