#pragma once

#include <proflens/unit.hpp>

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace proflens::plot {

/// Equal steps take equal room.
struct linear {};

/// Equal ratios take equal room; ticks at powers of the base, labelled in plain numbers. Numbers
/// that are not positive have no place: they are left out and counted.
struct logarithmic {
  double base = 10;  ///< of the ticks: 10 or 2, or any other above 1
};

/// Names in their order: the first at 0, the next at 1 and so on. The axis reaches half a step
/// beyond the first and the last.
struct categories {
  std::vector<std::string> names = {};
  /// How far the names are turned, counter-clockwise: 0, 30, 45 or 90. Not given: as little as lets
  /// all of them stand beside each other. Names too long for the page are shortened.
  std::optional<double> degrees = {};
};

/// Elapsed seconds: ticks at whole seconds, minutes, hours and days, labelled such as 1:30.
struct durations {};

/// Seconds since 1970-01-01 00:00 UTC: ticks at round times of day, days, months and years (UTC).
struct dates {};

/// How the numbers of an axis take their places along it, and where its ticks stand.
using axis_scale = std::variant<linear, logarithmic, categories, durations, dates>;

/// One direction of axes. A limit that is not given comes from the data, with a margin.
struct axis {
  std::string label = {};
  std::optional<double> low = {};
  std::optional<double> high = {};
  axis_scale scale = {};
  /// What the data are measured in. If given, tick labels carry it in the size that suits them:
  /// ns, us, ms or s for times, B, KB, MB or GB (of 1000) for bytes, nothing, k or M for counts.
  std::optional<proflens::unit> unit = {};
  bool reversed = false;              ///< low at the right, or at the top
  std::vector<double> ticks_at = {};  ///< where ticks stand; empty: at round numbers
  bool integer = false;  ///< whole numbers only, such as counts: no ticks between; if linear
};

inline bool is_logarithmic(const axis& a) { return std::holds_alternative<logarithmic>(a.scale); }

}  // namespace proflens::plot
