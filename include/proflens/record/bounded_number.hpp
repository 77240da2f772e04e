#pragma once

namespace proflens::record {

/// A number that may be known only as a bound: some tools write `< 0.001` for what is too small for
/// their clock.
struct bounded_number {
  double value = 0;
  bool is_upper_bound = false;  ///< the true value lies below `value`

  friend constexpr bool operator==(const bounded_number&, const bounded_number&) = default;
};

}  // namespace proflens::record
