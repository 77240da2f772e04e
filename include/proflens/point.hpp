#pragma once

namespace proflens {

/// One observation of y at x: what a projection of a record hands to a fit or to a plot.
struct point {
  double x = 0;
  double y = 0;

  friend bool operator==(const point&, const point&) = default;
};

}  // namespace proflens
