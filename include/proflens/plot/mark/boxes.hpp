#pragma once

#include <proflens/aggregate/box.hpp>
#include <proflens/plot/color.hpp>
#include <proflens/plot/column.hpp>
#include <proflens/plot/marker.hpp>

#include <optional>
#include <string>
#include <vector>

namespace proflens::plot {

struct boxes_options {
  std::string label = {};
  std::optional<color> face = {};  ///< not given: white, or the series' colour where labelled
  double alpha = 1;
  std::optional<color> edge = {};    ///< of box, whiskers and caps; not given: the text's
  std::optional<color> median = {};  ///< not given: the second colour of the cycle
  double width = 0.5;                ///< in units of x
  bool fliers = true;                ///< draws the values beyond the whiskers
  column means = {};                 ///< a mark in each box; empty: none
};

/// Box plots, one for each x: from quartile to quartile, a line at the median, whiskers, and the
/// values beyond them.
struct boxes_mark {
  column x;
  std::vector<aggregate::box> boxes;
  boxes_options options;
};

}  // namespace proflens::plot
