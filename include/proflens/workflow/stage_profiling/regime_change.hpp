#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <optional>
#include <span>
#include <vector>

#include <proflens/aggregate/normal_numbers.hpp>

namespace proflens::workflow {

/// From one point of a sweep on, the points follow another line: a device that was lost, a fallback
/// to another engine, a clock that was throttled.
struct regime_change {
  std::size_t at = 0;  ///< index of the first point of the new regime
  double before = 0;   ///< what the line through the points before it gives at its x
  double after = 0;    ///< what the line from it on gives there

  double ratio() const { return after / before; }
};

/// The weighted sums of some points that a line needs.
struct segment_sums {
  double count = 0, w = 0, x = 0, y = 0, xx = 0, xy = 0, yy = 0;

  void add(double at, double value, double weight) {
    count += 1;
    w += weight;
    x += weight * at;
    y += weight * value;
    xx += weight * at * at;
    xy += weight * at * value;
    yy += weight * value * value;
  }
  segment_sums operator-(const segment_sums& o) const {
    return {count - o.count, w - o.w, x - o.x, y - o.y, xx - o.xx, xy - o.xy, yy - o.yy};
  }

  double spread_of_x() const { return xx - x * (x / w); }
  double slope() const { return (xy - x * (y / w)) / spread_of_x(); }
  double predict(double at) const { return y / w + slope() * (at - x / w); }
  /// Sum of the weighted squares about the line.
  double squares() const {
    return std::max(0.0, yy - y * (y / w) - slope() * slope() * spread_of_x());
  }
};

/// Two lines in the place of one, over all places where a sweep may be split: the largest F of Chow
/// (1960). Its distribution over one line with normal errors is simulated, because the place was
/// searched for (Andrews 1993). Both parts have 3 points and 2 different x at least.
class split_scan {
 public:
  /// `weights` are inversely proportional to the variances of y, and about 1.
  split_scan(std::span<const double> x, std::span<const double> y, std::span<const double> weights)
      : x_(x.begin(), x.end()), y_(y.begin(), y.end()), weights_(weights.begin(), weights.end()) {
    if (x_.empty()) return;
    // About their means and by the largest x, so that sums of squares keep their digits.
    const double n = static_cast<double>(x_.size());
    const double mean_x = std::accumulate(x_.begin(), x_.end(), 0.0) / n;
    mean_y_ = std::accumulate(y_.begin(), y_.end(), 0.0) / n;
    double largest = 0;
    for (double& value : x_) largest = std::max(largest, std::abs(value -= mean_x));
    for (double& value : x_) value /= largest;
    for (double& value : y_) value -= mean_y_;
  }

  /// The best place for a split; nothing where there is none, or where one line is perfect.
  std::optional<regime_change> best() const {
    const split found = best_split(y_);
    if (!(found.f > 0)) return std::nullopt;
    const double at = x_[found.at];
    return regime_change{found.at, mean_y_ + found.before.predict(at),
                         mean_y_ + found.after.predict(at)};
  }

  /// The probability of as good a split where there is one line: at least 1 / (1 + draws).
  double p_value(std::size_t draws = 1999, std::uint64_t seed = 1) const {
    const double observed = best_split(y_).f;
    aggregate::normal_numbers normal(seed);
    std::vector<double> noise(x_.size());
    std::size_t as_large = 0;
    for (std::size_t i = 0; i < draws; ++i) {
      for (std::size_t k = 0; k < noise.size(); ++k) noise[k] = normal() / std::sqrt(weights_[k]);
      as_large += best_split(noise).f >= observed ? 1 : 0;
    }
    return static_cast<double>(1 + as_large) / static_cast<double>(1 + draws);
  }

 private:
  struct split {
    std::size_t at = 0;
    double f = 0;
    segment_sums before = {}, after = {};
  };

  static bool is_enough(const segment_sums& part) {
    return part.count >= 3 && part.spread_of_x() > 1e-9 * part.w;
  }

  split best_split(std::span<const double> y) const {
    segment_sums all;
    for (std::size_t i = 0; i < y.size(); ++i) all.add(x_[i], y[i], weights_[i]);
    split best;
    segment_sums before;
    for (std::size_t i = 0; i < y.size(); ++i) {
      const segment_sums after = all - before;
      if (is_enough(before) && is_enough(after)) {
        // What is left after rounding counts as noise: two perfect lines have a finite F.
        const double two = before.squares() + after.squares() + 1e-12 * all.yy;
        const double gain = all.squares() - before.squares() - after.squares();
        const double f = gain > 1e-9 * all.yy ? gain / 2 / (two / (all.count - 4)) : 0;
        if (f > best.f) best = {i, f, before, after};
      }
      before.add(x_[i], y[i], weights_[i]);
    }
    return best;
  }

  std::vector<double> x_, y_, weights_;
  double mean_y_ = 0;
};

/// The change of regime in points in the order they were measured: unlikely by chance (p <= 0.001),
/// and up by a quarter or down by a fifth at least. Nothing where the points follow one line, or
/// where that of the later ones is not above 0 there.
inline std::optional<regime_change> find_regime_change(std::span<const double> x,
                                                       std::span<const double> y,
                                                       std::span<const double> weights) {
  constexpr double least_ratio = 1.25, most_p = 0.001;
  if (x.size() < 6 || std::ranges::all_of(x, [&](double one) { return one == x.front(); }))
    return std::nullopt;
  const split_scan scan(x, y, weights);
  const auto found = scan.best();
  if (!found || !(found->after > 0)) return std::nullopt;
  const double ratio = found->ratio();
  const bool is_material = !(ratio > 1 / least_ratio && ratio < least_ratio);
  return is_material && scan.p_value() <= most_p ? found : std::nullopt;
}

}  // namespace proflens::workflow
