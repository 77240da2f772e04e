#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <utility>
#include <vector>

#include <proflens/aggregate/moments.hpp>
#include <proflens/aggregate/quantile.hpp>
#include <proflens/aggregate/quantile_interval.hpp>
#include <proflens/interval.hpp>

namespace proflens::measure {

/// The usual figures of some samples, in their unit; what is undefined is NaN.
struct sample_summary {
  std::uint64_t n = 0;
  double mean = std::numeric_limits<double>::quiet_NaN();
  double std = std::numeric_limits<double>::quiet_NaN();  ///< divided by n - 1; NaN for n < 2
  double median = std::numeric_limits<double>::quiet_NaN();
  double min = std::numeric_limits<double>::quiet_NaN();
  double max = std::numeric_limits<double>::quiet_NaN();
  double p90 = std::numeric_limits<double>::quiet_NaN();
  double p99 = std::numeric_limits<double>::quiet_NaN();
};

/// Everything that was measured of one quantity, in the order it was measured; no value is dropped.
/// An accumulator: `s(value)` adds one, `a += b` appends.
class samples {
 public:
  samples() = default;
  explicit samples(std::vector<double> values) : values_(std::move(values)) {}

  void operator()(double value) { values_.push_back(value); }
  samples& operator+=(const samples& other) {
    values_.insert(values_.end(), other.values_.begin(), other.values_.end());
    return *this;
  }
  friend bool operator==(const samples&, const samples&) = default;

  /// Makes room, so that adding `count` values in all allocates nothing.
  void reserve(std::size_t count) { values_.reserve(count); }

  std::size_t size() const { return values_.size(); }
  bool empty() const { return values_.empty(); }
  std::span<const double> values() const { return values_; }

  /// NaN without samples, as all that follow.
  double mean() const { return all_moments().mean(); }
  /// Divided by n - 1; NaN for fewer than two samples.
  double standard_deviation() const { return all_moments().standard_deviation(); }
  double median() const { return aggregate::median(values_); }
  /// `percent` in [0, 100], interpolated as numpy does it.
  double percentile(double percent) const { return aggregate::quantile(values_, percent / 100); }
  double min() const { return empty() ? undefined : std::ranges::min(values_); }
  double max() const { return empty() ? undefined : std::ranges::max(values_); }
  double sum() const { return all_moments().sum(); }

  /// Holds the median of whatever the samples come from with probability `level`; both ends NaN for
  /// too few samples (fewer than 6 at 95 %). See aggregate::quantile_interval.
  interval median_interval(double level = 0.95) const {
    return aggregate::quantile_interval(values_, 0.5, level);
  }

  sample_summary summary() const {
    const auto found = aggregate::quantiles(values_, {0.5, 0.9, 0.99});
    return {size(), mean(), standard_deviation(), found[0], min(), max(), found[1], found[2]};
  }

 private:
  static constexpr double undefined = std::numeric_limits<double>::quiet_NaN();

  aggregate::moments all_moments() const {
    aggregate::moments all;
    for (const double value : values_) all(value);
    return all;
  }

  std::vector<double> values_;
};

}  // namespace proflens::measure
