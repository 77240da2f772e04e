#pragma once

#include <proflens/plot/axes.hpp>
#include <proflens/plot/page_size.hpp>
#include <proflens/plot/style.hpp>

#include <cstddef>
#include <deque>
#include <string>
#include <utility>

namespace proflens::plot {

/// A figure as data: a title and axes that fill a grid row by row. Copying it shares the columns
/// of numbers. `layout` turns it into a scene, `save` and the backends into files.
struct figure {
  std::string title = {};
  page_size size = inches(6.4, 4.8);
  plot::style style = {};
  std::size_t columns = 1;  ///< of the grid of axes
  std::deque<plot::axes> grid = {};
  /// All axes have the same limits of x, or of y, and only the outer ones have tick labels.
  bool share_x = false, share_y = false;

  /// Adds axes in the next cell of the grid. The reference stays valid while the figure lives.
  plot::axes& axes(axes_options options = {}) {
    return grid.emplace_back(plot::axes(std::move(options)));
  }
};

}  // namespace proflens::plot
