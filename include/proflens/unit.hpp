#pragma once

#include <string_view>

namespace proflens {

/// The unit a quantity is recorded in; a hint that travels with a field and that printers and axis
/// labels use. Nothing is converted silently.
struct unit {
  std::string_view symbol;

  static const unit none, second, millisecond, microsecond, nanosecond, token, byte, count;

  friend constexpr bool operator==(unit, unit) = default;
};

inline constexpr unit unit::none{""};
inline constexpr unit unit::second{"s"};
inline constexpr unit unit::millisecond{"ms"};
inline constexpr unit unit::microsecond{"us"};
inline constexpr unit unit::nanosecond{"ns"};
inline constexpr unit unit::token{"tokens"};
inline constexpr unit unit::byte{"B"};
inline constexpr unit unit::count{"1"};

}  // namespace proflens
