#pragma once

#include <proflens/plot/scene.hpp>

#include <cmath>
#include <cstddef>
#include <limits>
#include <utility>
#include <vector>

namespace proflens::plot::arrange {

/// Width of a column of the page in points: 720 to an inch, finer than any line is wide.
inline constexpr double line_column = 0.1;

/// Takes the points of a polyline one by one and keeps those that can be seen: of a stretch inside
/// one column the first, lowest, highest and last, so that ten million points become some ten
/// thousand. A point that is not finite, where the line breaks, is a stretch of its own.
class thinned_line {
 public:
  void operator()(scene::position p) {
    const double column = std::isfinite(p.y) ? std::floor(p.x / line_column) : none;
    const place here{p, count_++};
    if (!(column == column_)) {  // what is not a number is equal to nothing
      flush();
      column_ = column;
      first_ = low_ = high_ = here;
    }
    if (p.y < low_.at.y) low_ = here;
    if (p.y > high_.at.y) high_ = here;
    last_ = here;
  }

  /// The points kept, in their order. To be called once, after all points.
  std::vector<scene::position> take() {
    flush();
    return std::move(kept_);
  }

 private:
  struct place {
    scene::position at;
    std::size_t order = 0;  ///< from 1
  };

  void flush() {
    const bool falls = low_.order > high_.order;
    for (const place& each : {first_, falls ? high_ : low_, falls ? low_ : high_, last_}) {
      if (each.order <= kept_order_) continue;  // none yet, or kept already
      kept_.push_back(each.at);
      kept_order_ = each.order;
    }
  }

  static constexpr double none = std::numeric_limits<double>::quiet_NaN();

  double column_ = none;
  place first_, low_, high_, last_;
  std::size_t count_ = 1, kept_order_ = 0;
  std::vector<scene::position> kept_;
};

}  // namespace proflens::plot::arrange
