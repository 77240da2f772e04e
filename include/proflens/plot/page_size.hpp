#pragma once

namespace proflens::plot {

/// Width and height of a figure or of a part of it, in points.
struct page_size {
  double width = 0;
  double height = 0;

  friend constexpr bool operator==(const page_size&, const page_size&) = default;
};

/// A size given in inches of 72 points.
constexpr page_size inches(double width, double height) { return {width * 72, height * 72}; }

}  // namespace proflens::plot
