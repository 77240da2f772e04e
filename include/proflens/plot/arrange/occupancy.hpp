#pragma once

#include <proflens/plot/scene.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <variant>
#include <vector>

namespace proflens::plot::arrange {

/// How many points and pieces of lines lie in each part of the axes: what a legend would hide
/// there. A grid of cells of a few points, filled in one pass, then summed so that any rectangle
/// is asked in constant time.
class occupancy {
 public:
  /// Side of a cell, in points.
  static constexpr double cell = 4;

  explicit occupancy(const scene::rectangle& area)
      : area_(area),
        columns_(static_cast<std::size_t>(std::ceil(area.width / cell)) + 1),
        rows_(static_cast<std::size_t>(std::ceil(area.height / cell)) + 1),
        sums_((columns_ + 1) * (rows_ + 1)) {}

  void add(const scene::series& series) {
    radius_ = std::max(radius_, (std::sqrt(series.style.size) + series.style.edge_width) / 2);
    const auto& x = *series.x;
    const auto& y = *series.y;
    for (std::size_t i = 0; i < x.size(); ++i)
      add_place(x[i] * series.scale_x + series.offset_x, y[i] * series.scale_y + series.offset_y);
  }

  /// Counts a line once in about every cell it passes.
  void add(const scene::path& line) {
    for (std::size_t i = 1; i < line.points.size(); ++i) {
      const scene::position a = line.points[i - 1], b = line.points[i];
      const int steps = 1 + static_cast<int>(std::hypot(b.x - a.x, b.y - a.y) / cell);
      for (int k = 0; k < steps; ++k) {
        const double t = static_cast<double>(k) / steps;
        add_place(a.x + t * (b.x - a.x), a.y + t * (b.y - a.y));
      }
    }
  }

  /// Counts what a shape of four corners covers, once in about every cell.
  void add_inside(const scene::path& shape) {
    const auto [left, right] = std::minmax({shape.points[0].x, shape.points[2].x});
    const auto [top, bottom] = std::minmax({shape.points[0].y, shape.points[2].y});
    for (double y = std::max(top, area_.y); y <= std::min(bottom, area_.bottom()); y += cell)
      for (double x = std::max(left, area_.x); x <= std::min(right, area_.right()); x += cell)
        add_place(x, y);
  }

  /// Counts a level text in about every cell it covers, by a usual width of its letters.
  void add(const scene::text& words) {
    const double width = 0.6 * words.size * static_cast<double>(words.content.size());
    const double shift = words.align_x == scene::horizontal::left     ? 0
                         : words.align_x == scene::horizontal::center ? 0.5
                                                                      : 1;
    const double left = words.at.x - shift * width;
    for (double x = left + cell / 2; x <= left + width; x += cell)
      add_place(x, words.at.y - words.size / 3);
  }

  /// To be called once, after everything has been added.
  void sum() {
    for (std::size_t r = 1; r <= rows_; ++r)
      for (std::size_t c = 1; c <= columns_; ++c)
        at(r, c) += at(r - 1, c) + at(r, c - 1) - at(r - 1, c - 1);
  }

  /// What a rectangle would hide; markers that reach into it count, and so does all of a cell that
  /// it touches.
  std::uint64_t hidden_by(const scene::rectangle& box) const {
    const auto index = [](double distance, std::size_t most) {
      return static_cast<std::size_t>(
          std::clamp(std::floor(distance / cell), 0.0, static_cast<double>(most - 1)));
    };
    const std::size_t left = index(box.x - radius_ - area_.x, columns_);
    const std::size_t right = index(box.right() + radius_ - area_.x, columns_) + 1;
    const std::size_t top = index(box.y - radius_ - area_.y, rows_);
    const std::size_t bottom = index(box.bottom() + radius_ - area_.y, rows_) + 1;
    return at(bottom, right) + at(top, left) - at(top, right) - at(bottom, left);
  }

 private:
  void add_place(double x, double y) {
    const double column = (x - area_.x) / cell;
    const double row = (y - area_.y) / cell;
    const bool inside = column >= 0 && row >= 0 && x <= area_.right() && y <= area_.bottom();
    if (inside) ++at(static_cast<std::size_t>(row) + 1, static_cast<std::size_t>(column) + 1);
  }

  std::uint64_t& at(std::size_t r, std::size_t c) { return sums_[r * (columns_ + 1) + c]; }
  std::uint64_t at(std::size_t r, std::size_t c) const { return sums_[r * (columns_ + 1) + c]; }

  scene::rectangle area_;
  std::size_t columns_, rows_;
  std::vector<std::uint64_t> sums_;  // first row and column are zero
  double radius_ = 0;
};

/// What the items of axes put on the page. Of an area its outline counts, and the inside of bars,
/// boxes and cells.
inline occupancy occupied(const scene::rectangle& area, const std::vector<scene::item>& items) {
  occupancy grid(area);
  for (const scene::item& any : items) {
    if (const auto* cloud = std::get_if<scene::cloud>(&any)) {
      for (const auto& series : cloud->all) grid.add(series);
    } else if (const auto* path = std::get_if<scene::path>(&any)) {
      grid.add(*path);
      if (path->closed && path->points.size() == 4 && path->fill && path->fill->alpha > 0.3)
        grid.add_inside(*path);
    } else if (const auto* words = std::get_if<scene::text>(&any)) {
      grid.add(*words);
    }
  }
  grid.sum();
  return grid;
}

}  // namespace proflens::plot::arrange
