#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include <proflens/fit/robust_line.hpp>

namespace proflens::fit {

/// The line of repeated medians: for each point the median of the slopes to all others, of which
/// the median is the slope; the intercept is the median of y - slope x. Siegel (1982). Nearly half
/// the points may be wild; there is no interval. O(n^2) time, O(n) memory: 10,000 points take a
/// second. A point at the x of another has no slope to it. Throws fit::error as `theil_sen` does.
inline robust_line siegel(std::span<const double> x, std::span<const double> y,
                          const line_symbols& symbols = {}) {
  require_robust_line(x, y, symbols);
  std::vector<double> medians, slopes;
  for (std::size_t i = 0; i < x.size(); ++i) {
    slopes.clear();
    for (std::size_t j = 0; j < x.size(); ++j) {
      if (x[j] != x[i]) slopes.push_back((y[j] - y[i]) / (x[j] - x[i]));
    }
    medians.push_back(median_in_place(slopes));
  }
  const double slope = median_in_place(medians);
  return make_robust_line(x, y, slope, median_height(x, y, slope), symbols);
}

}  // namespace proflens::fit
