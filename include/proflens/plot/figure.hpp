#pragma once

#include <proflens/plot/axes.hpp>
#include <proflens/plot/style.hpp>

#include <cstddef>
#include <deque>
#include <string>
#include <utility>

namespace proflens::plot {

/// Width and height of a figure, in points.
struct page_size {
  double width = 0;
  double height = 0;

  friend constexpr bool operator==(const page_size&, const page_size&) = default;
};

/// A size given in inches of 72 points.
constexpr page_size inches(double width, double height) { return {width * 72, height * 72}; }

/// A figure as data: a title and axes that fill a grid row by row. Copying it shares the columns
/// of numbers. `layout` turns it into a scene, `save` and the backends into files.
struct figure {
  std::string title = {};
  page_size size = inches(6.4, 4.8);
  plot::style style = {};
  std::size_t columns = 1;  ///< of the grid of axes
  std::deque<plot::axes> grid = {};

  /// Adds axes in the next cell of the grid. The reference stays valid while the figure lives.
  plot::axes& axes(axes_options options = {}) {
    return grid.emplace_back(plot::axes(std::move(options)));
  }
};

}  // namespace proflens::plot
