#pragma once

#include <proflens/aggregate/arrange_vectors.hpp>
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

  /// Asks for the memory of samples that come next.
  static void expect([[maybe_unused]] parts together) {
#if defined(__GNUC__)
    for (const auto* part : together) {
      if (!part->quantiles.exact()) continue;
      const auto samples = part->quantiles.samples();
      for (std::size_t i = 0; i < std::min<std::size_t>(samples.size(), 512); i += 8)
        __builtin_prefetch(samples.data() + i);
    }
#endif
  }

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
    } else if (!values_.empty()) {
      put_in_order();
      for (std::size_t i = 0; i < wanted.size(); ++i) result[i] = quantile_of_ordered(wanted[i]);
    }
    return result;
  }

  /// Fewer values are sorted sooner than those asked for are selected.
  static constexpr std::size_t sorted_below = 512;

  /// All of the values, or those that the quantiles lie between.
  void put_in_order() {
    is_sorted_ = values_.size() < sorted_below;
    if (is_sorted_) return aggregate::sort_values(values_, kernels_);
    std::array<aggregate::quantile_place, wanted.size()> places;
    std::ranges::transform(wanted, places.begin(), [this](double p) { return place_of(p); });
    aggregate::place_ranks(values_, aggregate::ranks_around(places, values_.size()), kernels_);
  }

  aggregate::quantile_place place_of(double p) const {
    return aggregate::place_of_quantile(values_.size(), p, aggregate::quantile_type::linear);
  }

  double quantile_of_ordered(double p) const {
    const auto place = place_of(p);
    const double low = values_[place.lower];
    return place.fraction == 0 ? low
                               : aggregate::between(low, values_[place.lower + 1], place.fraction);
  }

  /// The distances to the median ascend on both sides of it. So of the smallest k, `left` stand on
  /// the left if that is the least number for which the next on the left is no smaller than the
  /// last on the right. Differences as in `aggregate::median_absolute_deviation`.
  double deviation_of_sorted() const {
    const std::size_t n = values_.size(), k = n / 2 + 1, begin = (n - 1) / 2 + 1;
    const double lower = values_[begin - 1], above_lower = (values_[n / 2] - lower) / 2;
    const auto distance = [&](std::size_t i) {
      return std::abs((values_[i] - lower) - above_lower);
    };
    const auto on_left = [&](std::size_t i) { return distance(begin - 1 - i); };
    const auto on_right = [&](std::size_t i) { return distance(begin + i); };
    std::size_t left = k - std::min(k, n - begin);
    for (std::size_t most = std::min(k, begin); left < most;) {
      const std::size_t middle = (left + most) / 2;
      if (on_left(middle) < on_right(k - middle - 1))
        left = middle + 1;
      else
        most = middle;
    }
    const std::size_t right = k - left;
    const double none = 0;  // distances are not less
    const double last_left = left > 0 ? on_left(left - 1) : none;
    const double last_right = right > 0 ? on_right(right - 1) : none;
    if (n % 2 == 1) return std::max(last_left, last_right);
    const double before = last_left > last_right
                              ? std::max(left > 1 ? on_left(left - 2) : none, last_right)
                              : std::max(right > 1 ? on_right(right - 2) : none, last_left);
    return aggregate::between(before, std::max(last_left, last_right), 0.5);
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

  aggregate::arrange_kernels kernels_ = aggregate::fastest_arrange_kernels();
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
