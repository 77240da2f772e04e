#pragma once

#include <cmath>
#include <cstdint>
#include <limits>

#include <proflens/fit/line_moments.hpp>
#include <proflens/point.hpp>

namespace proflens::fit {

/// The accumulator of a straight line: takes points one by one in constant memory, merges, and is
/// what `fit::line` fits. Keeps the laws of `aggregate::accumulator`; pieces merged in order agree
/// with one pass to rounding (1e-12 relative).
///
/// Weights are relative: multiplying all of them by one factor changes neither the line nor its
/// intervals. A point of weight 0 is left out. A weight that is negative or not finite, and a
/// coordinate that is not finite, make the sums undefined; `fit::line` then says so.
class line_sums {
 public:
  constexpr void operator()(const point& p) { (*this)(p.x, p.y); }

  constexpr void operator()(double x, double y) {
    pending_.add(x, y);
    if (pending_.count == line_block::capacity) settle();
  }

  void operator()(double x, double y, double weight) {
    if (weight == 0) return;
    settle();
    const bool valid = weight > 0 && std::isfinite(weight);
    settled_ += line_moments{.count = 1,
                             .weight = valid ? weight : std::numeric_limits<double>::quiet_NaN(),
                             .log_weights = std::log(weight),
                             .origin = {x, y},
                             .x_range = {x, x}};
  }

  constexpr line_sums& operator+=(const line_sums& other) {
    if (other.count() == 0) return *this;
    if (count() == 0) return *this = other;
    settle();
    settled_ += other.moments();
    return *this;
  }

  /// Points taken, without those of weight 0.
  constexpr std::uint64_t count() const { return settled_.count + pending_.count; }

  constexpr line_moments moments() const {
    line_moments all = settled_;
    all += pending_.moments();
    return all;
  }

  friend constexpr bool operator==(const line_sums&, const line_sums&) = default;

 private:
  constexpr void settle() {
    settled_ += pending_.moments();
    pending_ = {};
  }

  line_moments settled_;
  line_block pending_;
};

}  // namespace proflens::fit
