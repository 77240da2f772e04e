#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numbers>
#include <random>
#include <span>
#include <vector>

#include <proflens/fit/distribution.hpp>
#include <proflens/fit/hinge_profile.hpp>

/// Is a hinge better than a line? Its knee does not exist if the line is true, so the F table,
/// which takes the knee for a parameter like any other, rejects too often. The largest F over all
/// knees has a distribution of its own (Davies 1987; Andrews 1993), which is simulated here.
namespace proflens::fit {

/// The test of a line against a hinge.
struct sup_f_test {
  double f = 0;           ///< (sse_line - sse) / (sse / (n - 3)) at the best knee
  double p = 0;           ///< (1 + draws with a larger f) / (1 + draws); NaN without draws
  std::size_t draws = 0;  ///< simulated lines

  friend bool operator==(const sup_f_test&, const sup_f_test&) = default;
};

/// The F of a hinge whose knee was searched for: infinite for a perfect one.
inline double sup_f(double sse_line, double sse_hinge, double n) {
  return std::max(0.0, sse_line - sse_hinge) / (sse_hinge / (n - 3));
}

/// The distribution of `sup_f` over straight lines with normal errors at the x of a hinge. It
/// depends on these x alone, neither on the line nor on the noise, so that one serves many y.
///
/// The points at one x are drawn as their mean and their spread about it. Above `most_places`
/// different x neighbours are joined for the simulation, whose cost is draws times places.
class sup_f_distribution {
 public:
  static constexpr std::size_t most_places = 1000;

  explicit sup_f_distribution(const hinge_profile& profile, std::size_t draws = 999,
                              std::uint64_t seed = 1)
      : n_(profile.whole().n) {
    take_places(profile);
    sum_up();
    std::mt19937_64 random(seed);
    drawn_.reserve(draws);
    for (std::size_t i = 0; i < draws; ++i) drawn_.push_back(draw(random));
    std::ranges::sort(drawn_);
  }

  /// The test of an observed value.
  sup_f_test test(double f) const {
    const auto larger = drawn_.end() - std::ranges::lower_bound(drawn_, f);
    const auto draws = static_cast<double>(drawn_.size());
    const double p = (1 + static_cast<double>(larger)) / (1 + draws);
    const bool defined = !drawn_.empty() && !std::isnan(f);
    return {f, defined ? p : std::numeric_limits<double>::quiet_NaN(), drawn_.size()};
  }

  /// What was drawn, ascending.
  std::span<const double> drawn() const { return drawn_; }

 private:
  struct place {
    double x, n;  ///< x from the mean of all points
  };
  /// What the gain of a knee in one segment needs to know of x: with z = (x - k)+ and r the
  /// residuals of the line, gain(k) = (z'r)^2 / (a - 2 b k + c k^2), the part of z outside (1, x).
  struct segment {
    double begin, end;
    double count, sum, squares;  ///< sums of 1, x and x^2 right of it
    double a, b, c;
  };

  void take_places(const hinge_profile& profile) {
    const auto& all = profile.places();
    const double mean = profile.whole().x;
    const std::size_t joined = (all.size() + most_places - 1) / most_places;
    for (std::size_t i = 0; i < all.size(); i += joined) {
      side_moments sum;
      for (std::size_t k = i; k < std::min(all.size(), i + joined); ++k) sum += all[k];
      places_.push_back({sum.x - mean, sum.n});
      squares_ += sum.n * (sum.x - mean) * (sum.x - mean);
    }
    low_ = profile.knee_range().low - mean;
    high_ = profile.knee_range().high - mean;
  }

  void sum_up() {
    segments_.resize(places_.size() - 1);
    double s0 = 0, s1 = 0, s2 = 0;
    for (std::size_t j = segments_.size(); j-- > 0;) {
      const auto [x, n] = places_[j + 1];
      s0 += n;
      s1 += n * x;
      s2 += n * x * x;
      segments_[j] = {std::max(places_[j].x, low_),
                      std::min(x, high_),
                      s0,
                      s1,
                      s2,
                      s2 - s1 * s1 / n_ - s2 * s2 / squares_,
                      s1 - s1 * s0 / n_ - s2 * s1 / squares_,
                      s0 - s0 * s0 / n_ - s1 * s1 / squares_};
    }
  }

  /// Standard normal numbers by Box and Muller: std::normal_distribution differs between libraries.
  void draw_normal(std::mt19937_64& random, std::vector<double>& values) const {
    for (std::size_t i = 0; i < values.size(); i += 2) {
      const double u = 1 - uniform(random);
      const double turn = 2 * std::numbers::pi * uniform(random);
      const double radius = std::sqrt(-2 * std::log(u));
      values[i] = radius * std::cos(turn);
      if (i + 1 < values.size()) values[i + 1] = radius * std::sin(turn);
    }
  }
  /// In [0, 1), with 53 bits.
  static double uniform(std::mt19937_64& random) {
    return static_cast<double>(random() >> 11) * 0x1p-53;
  }

  double draw(std::mt19937_64& random) {
    noise_.resize(places_.size());
    draw_normal(random, noise_);
    double sum = 0, product = 0, total = 0;
    for (std::size_t i = 0; i < places_.size(); ++i) {
      total += noise_[i] * noise_[i];
      noise_[i] *= std::sqrt(places_[i].n);  // the sum of y at this place
      sum += noise_[i];
      product += noise_[i] * places_[i].x;
    }
    const double mean = sum / n_, slope = product / squares_;
    const double freedom_within = n_ - static_cast<double>(places_.size());
    if (freedom_within > 0)
      total += distribution::chi_squared_quantile(uniform(random), freedom_within);
    const double sse_line = total - sum * mean - product * slope;
    return sup_f(sse_line, sse_line - largest_gain(mean, slope), n_);
  }

  double largest_gain(double mean, double slope) const {
    double largest = 0, q = 0, p = 0;  // sums of y and x y right of the segment
    for (std::size_t j = segments_.size(); j-- > 0;) {
      const segment& s = segments_[j];
      q += noise_[j + 1];
      p += noise_[j + 1] * places_[j + 1].x;
      if (!(s.begin < s.end)) continue;
      const double rq = q - mean * s.count - slope * s.sum;
      const double rp = p - mean * s.sum - slope * s.squares;
      const auto gain = [&](double k) {
        const double along = rp - k * rq;
        return along * along / (s.a - k * (2 * s.b - k * s.c));
      };
      const double steepest = (rq * s.a - rp * s.b) / (rq * s.b - rp * s.c);
      largest = std::max({largest, gain(s.begin), gain(s.end)});
      if (steepest > s.begin && steepest < s.end) largest = std::max(largest, gain(steepest));
    }
    return largest;
  }

  double n_;
  double squares_ = 0;  ///< sum of x^2 from the mean
  double low_ = 0, high_ = 0;
  std::vector<place> places_;
  std::vector<segment> segments_;
  std::vector<double> noise_, drawn_;
};

}  // namespace proflens::fit
