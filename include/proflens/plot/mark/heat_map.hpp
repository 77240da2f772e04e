#pragma once

#include <proflens/plot/color.hpp>
#include <proflens/plot/column.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace proflens::plot {

/// The colours a number runs through, from low to high; what `viridis()` returns.
using color_ramp = std::shared_ptr<const std::vector<color>>;

struct heat_map_options {
  std::vector<std::string> row_names = {};     ///< empty: numbers from 0
  std::vector<std::string> column_names = {};  ///< empty: numbers from 0
  color_ramp palette = {};                     ///< null: viridis
  std::string value_label = {};                ///< beside the colour bar
  /// Values written into the cells, in black or white, whichever reads better there.
  bool annotate = false;
  std::optional<int> decimals = {};  ///< of the annotations; not given: three significant digits
  /// What the first and the last colour stand for; not given: the least and the largest value.
  std::optional<double> low = {};
  std::optional<double> high = {};
};

/// A matrix as coloured cells, row by row; the first row is at the top. Cell (r, c) reaches half a
/// step around x = c, y = r. A cell that is not finite is hatched.
struct heat_map_mark {
  std::size_t rows = 0, columns = 0;
  column values;  ///< rows * columns of them
  heat_map_options options;
};

}  // namespace proflens::plot
