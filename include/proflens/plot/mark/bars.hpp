#pragma once

#include <proflens/plot/color.hpp>
#include <proflens/plot/column.hpp>

#include <optional>
#include <string>

namespace proflens::plot {

struct bars_options {
  std::string label = {};
  std::optional<color> face = {};
  double alpha = 1;
  std::optional<color> edge = {};  ///< not given: the colour of the face
  double edge_width = 0;           ///< points
  /// True: these bars stand on those added before them, at the same x. False: they begin a pile of
  /// their own, beside those that are there.
  bool stacked = false;
  /// In units of x, of all bars at one place together; the first bars of the axes decide.
  double width = 0.8;
  double base = 0;  ///< where a pile begins; the first bars of a pile decide
  /// Half the length of an error bar on each bar; empty: none.
  column error = {};
};

/// One bar for each x, from its base to `base + height`; a bar whose x or height is not finite is
/// left out. `placed_bars` says where they stand.
struct bars_mark {
  column x, height;
  bars_options options;
};

}  // namespace proflens::plot
