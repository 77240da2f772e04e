#pragma once

#include <proflens/aggregate/quantile.hpp>
#include <proflens/aggregate/weighted_values.hpp>
#include <proflens/workflow/cluster_operators/duration_samples.hpp>
#include <proflens/workflow/cluster_operators/result.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace proflens::workflow {

/// Statistics of samples that several accumulators hold together. Keeps its memory from one
/// question to the next.
class sample_statistics {
 public:
  using parts = std::span<const duration_samples* const>;

  duration_statistics of(parts together) {
    aggregate::moments moments;
    for (const auto* part : together) moments += part->moments;
    const auto q = quantiles(together);
    return {.count = moments.count(),
            .total = moments.sum(),
            .mean = moments.mean(),
            .variance = moments.variance(),
            .standard_deviation = moments.standard_deviation(),
            .min = q[0],
            .q1 = q[1],
            .median = q[2],
            .q3 = q[3],
            .p95 = q[4],
            .p99 = q[5],
            .max = q[6]};
  }

  /// Unscaled; of the parts that `of` was asked for last.
  double median_absolute_deviation() const {
    if (!is_exact_) return aggregate::weighted_median_absolute_deviation(weighted_);
    if (!is_sorted_ || values_.empty()) return aggregate::median_absolute_deviation(values_);
    return deviation_of_sorted();
  }

 private:
  static constexpr std::array wanted{0.0, 0.25, 0.5, 0.75, 0.95, 0.99, 1.0};
  using wanted_values = std::array<double, wanted.size()>;

  wanted_values quantiles(parts together) {
    wanted_values result{};
    result.fill(undefined);
    gather(together);
    if (!is_exact_) {
      for (std::size_t i = 0; i < wanted.size(); ++i)
        result[i] = aggregate::weighted_quantile(weighted_, wanted[i]);
    } else if (values_.size() < sorted_below) {
      std::ranges::sort(values_);
      is_sorted_ = true;
      for (std::size_t i = 0; i < wanted.size() && !values_.empty(); ++i)
        result[i] = quantile_of_sorted(wanted[i]);
    } else {
      std::ranges::copy(aggregate::quantiles(values_, wanted), result.begin());
    }
    return result;
  }

  /// Fewer values are sorted sooner than those asked for are selected.
  static constexpr std::size_t sorted_below = 512;

  double quantile_of_sorted(double p) const {
    const auto place =
        aggregate::place_of_quantile(values_.size(), p, aggregate::quantile_type::linear);
    const double low = values_[place.lower];
    return place.fraction == 0 ? low
                               : aggregate::between(low, values_[place.lower + 1], place.fraction);
  }

  /// The distances to the median ascend on both sides of it: those in the middle of all of them are
  /// found by walking outwards. Differences as in `aggregate::median_absolute_deviation`.
  double deviation_of_sorted() const {
    const std::size_t n = values_.size();
    const double lower = values_[(n - 1) / 2], above_lower = (values_[n / 2] - lower) / 2;
    const auto distance = [&](std::size_t i) {
      return std::abs((values_[i] - lower) - above_lower);
    };
    std::size_t left = (n - 1) / 2 + 1, right = left;  // [left, right) is walked
    double before = 0, last = 0;
    for (std::size_t walked = 0; walked <= n / 2; ++walked) {
      before = last;
      const bool goes_left = right == n || (left > 0 && distance(left - 1) <= distance(right));
      last = distance(goes_left ? --left : right++);
    }
    return n % 2 == 1 ? last : aggregate::between(before, last, 0.5);
  }

  /// Into `values_` if all are exact, else into `weighted_`, ascending.
  void gather(parts together) {
    is_sorted_ = false;
    is_exact_ =
        std::ranges::all_of(together, [](const auto* part) { return part->quantiles.exact(); });
    values_.clear();
    weighted_.clear();
    for (const auto* part : together) {
      if (is_exact_) {
        const auto samples = part->quantiles.samples();
        values_.insert(values_.end(), samples.begin(), samples.end());
      } else {
        const auto values = part->quantiles.distribution();
        weighted_.insert(weighted_.end(), values.begin(), values.end());
      }
    }
    std::ranges::stable_sort(weighted_, {}, &aggregate::weighted_value::value);
  }

  bool is_exact_ = true, is_sorted_ = false;
  std::vector<double> values_;
  std::vector<aggregate::weighted_value> weighted_;
};

/// The statistics of one accumulator.
inline duration_statistics statistics_of(const duration_samples& samples) {
  const duration_samples* one[] = {&samples};
  return sample_statistics().of(one);
}

}  // namespace proflens::workflow
