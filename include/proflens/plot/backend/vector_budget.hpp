#pragma once

#include <proflens/plot/point_color.hpp>
#include <proflens/plot/scene.hpp>

#include <cstddef>

namespace proflens::plot {

/// Which clouds of a drawing become shapes and which become pictures: in their order each whose
/// points are no more than what those before have left of the figure's limit. Handles of a legend
/// are always shapes and count nothing. One rule for all backends.
class vector_budget {
 public:
  explicit vector_budget(std::size_t points) : left_(points) {}

  /// Whether the next cloud is drawn as shapes; takes its points from what is left.
  bool takes(const scene::cloud& cloud) {
    if (cloud.handle) return true;
    std::size_t points = 0;
    for (const scene::series& each : cloud.all) points += point_count(each);
    if (points > left_) return false;
    left_ -= points;
    return true;
  }

 private:
  std::size_t left_;
};

}  // namespace proflens::plot
