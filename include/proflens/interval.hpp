#pragma once

namespace proflens {

/// A closed interval, low <= high; a bound that is undefined is NaN, an open end is infinite.
struct interval {
  double low = 0;
  double high = 0;

  constexpr bool contains(double value) const { return low <= value && value <= high; }
  constexpr double width() const { return high - low; }

  friend constexpr bool operator==(const interval&, const interval&) = default;
};

}  // namespace proflens
