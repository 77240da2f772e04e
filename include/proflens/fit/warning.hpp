#pragma once

#include <string_view>

/// What a fit wants known about itself; the names stand in reports as they are.
namespace proflens::fit::warning {

/// The points lie on the model to rounding: p is 0, and information criteria are -infinity or mean
/// nothing.
inline constexpr std::string_view perfect_fit = "perfect_fit";

/// As many parameters as points: nothing is left to estimate errors and intervals from.
inline constexpr std::string_view no_degrees_of_freedom = "no_degrees_of_freedom";

/// A point has leverage above 0.99: the line goes through it wherever it lies.
inline constexpr std::string_view one_point_carries_the_slope = "one_point_carries_the_slope";

}  // namespace proflens::fit::warning
