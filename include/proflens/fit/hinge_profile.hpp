#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include <proflens/fit/error.hpp>
#include <proflens/interval.hpp>
#include <proflens/point.hpp>

/// The sum of squares of a continuous line of two pieces as a function of its knee, exactly.
///
/// Between two neighbouring x the points left and right of the knee are the same ones. With their
/// own lines L and R, which are off by the variances V_L and V_R at the knee k, the continuous pair
/// has sse(k) = sse_L + sse_R + (L(k) - R(k))^2 / (V_L(k) + V_R(k)): a line that is squared over a
/// parabola. Its least value and where it passes a limit follow in closed form.
namespace proflens::fit {

/// Counts, means and centred second moments of the points on one side of a knee.
struct side_moments {
  double n = 0, x = 0, y = 0;
  double xx = 0, xy = 0, yy = 0;

  /// Joins other points: Pébay (2008).
  side_moments& operator+=(const side_moments& other) {
    if (n == 0) return *this = other;
    const double dx = other.x - x, dy = other.y - y;
    const double share = other.n / (n + other.n);
    xx += other.xx + dx * dx * (n * share);
    xy += other.xy + dx * dy * (n * share);
    yy += other.yy + dy * dy * (n * share);
    x += dx * share;
    y += dy * share;
    n += other.n;
    return *this;
  }

  double slope() const { return xy / xx; }
  double sse() const { return std::max(0.0, yy - slope() * xy); }
  double line(double at) const { return y + slope() * (at - x); }
  /// Variance of the line at this place, in units of the residual variance.
  double spread(double at) const { return 1 / n + (at - x) * ((at - x) / xx); }

  friend bool operator==(const side_moments&, const side_moments&) = default;
};

/// The points of a hinge, sorted, with the moments left and right of each gap between them. All
/// coordinates are relative to `origin`, the leftmost point.
class hinge_profile {
 public:
  /// The best knee within one segment, or over all of them.
  struct optimum {
    double knee = 0;
    std::size_t segment = 0;
    double sse = 0;
  };

  /// The knee may lie from x[4] to x[n-5] (0-based, sorted), but where two different x are on each
  /// side of it. Throws fit::error where there is no room for one: fewer than 10 points, too few
  /// different x, or a value that is not finite.
  hinge_profile(std::span<const double> x, std::span<const double> y,
                const std::string& x_name = "x") {
    if (x.size() != y.size()) {
      throw error("x has " + std::to_string(x.size()) + " values, y " + std::to_string(y.size()));
    }
    if (x.size() < 10) {
      throw error("only " + std::to_string(x.size()) + (x.size() == 1 ? " point" : " points") +
                  "; a hinge needs ten");
    }
    const std::vector<point> points = sorted(x, y);
    origin_ = points.front();
    group(points);
    if (places_.size() < 4) {
      throw error(x_name + " has " + std::to_string(places_.size()) +
                  (places_.size() == 1 ? " value" : " different values") + "; a hinge needs four");
    }
    range_ = {std::max(points[4].x - origin_.x, places_[1].x),
              std::min(points[points.size() - 5].x - origin_.x, places_[places_.size() - 2].x)};
    if (!(range_.low < range_.high)) {
      throw error(x_name + " has too few different values away from its ends to look for a knee");
    }
    sum_up();
  }

  const point& origin() const { return origin_; }
  const interval& knee_range() const { return range_; }  ///< relative to the origin
  const side_moments& whole() const { return whole_; }
  const side_moments& left(std::size_t segment) const { return left_[segment]; }
  const side_moments& right(std::size_t segment) const { return right_[segment]; }
  /// The different x from left to right, and the points at each.
  const std::vector<side_moments>& places() const { return places_; }

  double sse(std::size_t segment, double knee) const {
    const double gap = left_[segment].line(knee) - right_[segment].line(knee);
    const double spread = left_[segment].spread(knee) + right_[segment].spread(knee);
    return left_[segment].sse() + right_[segment].sse() + gap * (gap / spread);
  }

  /// The global minimum; of equal ones the leftmost.
  optimum best() const {
    optimum best = best_in(first_segment());
    for (std::size_t j = first_segment() + 1; j < end_segment(); ++j) {
      const optimum here = best_in(j);
      if (here.sse < best.sse) best = here;
    }
    return best;
  }

  /// The knees whose sum of squares is not above `limit`, as intervals from left to right.
  std::vector<interval> below(double limit) const {
    std::vector<interval> pieces;
    for (std::size_t j = first_segment(); j < end_segment(); ++j) add_pieces(j, limit, pieces);
    return pieces;
  }

 private:
  static std::vector<point> sorted(std::span<const double> x, std::span<const double> y) {
    std::vector<point> points;
    points.reserve(x.size());
    for (std::size_t i = 0; i < x.size(); ++i) {
      if (!std::isfinite(x[i]) || !std::isfinite(y[i])) {
        throw error("a value of x or y is NaN or infinite");
      }
      points.push_back({x[i], y[i]});
    }
    // By y too, so that the order of the points changes no bit.
    std::ranges::sort(points, [](const point& a, const point& b) {
      return a.x < b.x || (a.x == b.x && a.y < b.y);
    });
    return points;
  }

  void group(const std::vector<point>& points) {
    for (const point& p : points) {
      const side_moments one{.n = 1, .x = p.x - origin_.x, .y = p.y - origin_.y};
      if (places_.empty() || places_.back().x < one.x) {
        places_.push_back(one);
      } else {
        places_.back() += one;
      }
    }
  }

  void sum_up() {
    const std::size_t gaps = places_.size() - 1;
    left_.resize(gaps);
    right_.resize(gaps);
    side_moments from_left, from_right;
    for (std::size_t j = 0; j < gaps; ++j) {
      left_[j] = from_left += places_[j];
      right_[gaps - 1 - j] = from_right += places_[gaps - j];
    }
    whole_ = left_[gaps / 2];
    whole_ += right_[gaps / 2];
    if (!std::isfinite(whole_.xx) || !std::isfinite(whole_.yy)) {
      throw error("a value of x or y is too large to be squared");
    }
  }

  std::size_t place_at(double x) const {
    const auto found = std::ranges::lower_bound(places_, x, {}, &side_moments::x);
    return static_cast<std::size_t>(found - places_.begin());
  }
  std::size_t first_segment() const { return place_at(range_.low); }
  std::size_t end_segment() const { return place_at(range_.high); }

  optimum best_in(std::size_t j) const {
    const side_moments &l = left_[j], &r = right_[j];
    const double begin = places_[j].x, end = places_[j + 1].x;
    const double crossing = begin - (l.line(begin) - r.line(begin)) / (l.slope() - r.slope());
    if (crossing >= begin && crossing <= end) return {crossing, j, l.sse() + r.sse()};
    const double at_begin = sse(j, begin), at_end = sse(j, end);
    return at_begin <= at_end ? optimum{begin, j, at_begin} : optimum{end, j, at_end};
  }

  /// Solves (gap)^2 <= room * spread, a quadratic inequality in the distance t from the left end.
  void add_pieces(std::size_t j, double limit, std::vector<interval>& pieces) const {
    const side_moments &l = left_[j], &r = right_[j];
    const double room = limit - l.sse() - r.sse();
    if (room < 0) return;
    const double begin = places_[j].x, end = places_[j + 1].x;
    const double gap = l.line(begin) - r.line(begin), turn = l.slope() - r.slope();
    const double spread = l.spread(begin) + r.spread(begin);
    const double linear = 2 * ((begin - l.x) / l.xx + (begin - r.x) / r.xx);
    const double a = turn * turn - room * (1 / l.xx + 1 / r.xx);
    const double half_b = gap * turn - room * linear / 2;
    const double c = gap * gap - room * spread;

    std::vector<double> ends{0, end - begin};
    const double discriminant = half_b * half_b - a * c;
    if (discriminant > 0) {
      // The root without cancellation, and the other one by Vieta.
      const double q = -(half_b + std::copysign(std::sqrt(discriminant), half_b));
      for (const double root : {q / a, c / q}) {
        if (root > 0 && root < end - begin) ends.push_back(root);
      }
      std::ranges::sort(ends);
    }
    for (std::size_t i = 0; i + 1 < ends.size(); ++i) {
      const double middle = (ends[i] + ends[i + 1]) / 2;
      if ((a * middle + 2 * half_b) * middle + c > 0) continue;
      const interval piece{i == 0 ? begin : begin + ends[i],
                           i + 2 == ends.size() ? end : begin + ends[i + 1]};
      // Pieces that meet at a point of the data are one.
      if (!pieces.empty() && pieces.back().high == piece.low) {
        pieces.back().high = piece.high;
      } else {
        pieces.push_back(piece);
      }
    }
  }

  point origin_{};
  interval range_{};
  std::vector<side_moments> places_, left_, right_;
  side_moments whole_{};
};

}  // namespace proflens::fit
