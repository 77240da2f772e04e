#pragma once

#include <compare>
#include <cstdint>

namespace proflens::record {

/// A point of time that tables write as microseconds with decimals, such as `1718180918997020.125`.
/// Its 19 digits are more than a double holds, so it is kept as whole nanoseconds, exactly; digits
/// below the nanosecond are dropped.
struct time_stamp {
  std::int64_t nanoseconds = 0;

  friend constexpr auto operator<=>(const time_stamp&, const time_stamp&) = default;
};

}  // namespace proflens::record
