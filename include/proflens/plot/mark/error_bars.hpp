#pragma once

#include <proflens/plot/color.hpp>
#include <proflens/plot/column.hpp>

#include <optional>
#include <string>

namespace proflens::plot {

struct error_bars_options {
  std::string label = {};
  std::optional<color> paint = {};
  std::optional<double> width = {};  ///< of the lines, points
  double cap = 3;                    ///< half the length of the strokes at both ends, points
  double alpha = 1;
  /// The label of an earlier mark whose errors these are; in .html they go with it.
  std::string belongs_to = {};
};

/// Upright bars from `low` to `high`, both in data units. A bar whose ends or place are not finite
/// is left out. The n-th error bars have the colour of the n-th points and lines.
struct error_bars_mark {
  column x, low, high;
  error_bars_options options;
};

}  // namespace proflens::plot
