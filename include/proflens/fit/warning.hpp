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

/// A point has leverage above 0.99 in a model of several columns: it goes through it wherever it
/// lies.
inline constexpr std::string_view one_point_carries_a_parameter = "one_point_carries_a_parameter";

/// A column depends on the others, or is constant: it was left out, its parameter is undefined.
inline constexpr std::string_view rank_deficient = "rank_deficient";

/// The columns are nearly dependent (condition above 1e7 when centred and scaled): parameters say
/// little, predictions near the data are sound.
inline constexpr std::string_view ill_conditioned = "ill_conditioned";

/// A parameter that may not be negative is held at 0: the data alone would make it negative.
inline constexpr std::string_view at_bound = "at_bound";

/// The reweighting stopped after its last step without having settled.
inline constexpr std::string_view not_converged = "not_converged";

/// The test of a hinge against a line does not reject the line at 5 %.
inline constexpr std::string_view no_better_than_a_line = "no_better_than_a_line";

/// The data do not bound the knee of a hinge on one side or on both.
inline constexpr std::string_view knee_is_unbounded = "knee_is_unbounded";

/// The knees that fit about as well lie in several places; their interval is the hull of these.
inline constexpr std::string_view knee_is_ambiguous = "knee_is_ambiguous";

/// The data do not tell all parameters apart: only some of their combinations are known.
inline constexpr std::string_view not_identifiable = "not_identifiable";

}  // namespace proflens::fit::warning
