#pragma once

#include <proflens/aggregate/quantile.hpp>
#include <proflens/aggregate/weighted_values.hpp>
#include <proflens/workflow/cluster_operators/duration_samples.hpp>
#include <proflens/workflow/cluster_operators/result.hpp>

#include <algorithm>
#include <array>
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

  /// Unscaled.
  double median_absolute_deviation(parts together) {
    if (gather(together)) return aggregate::median_absolute_deviation(values_);
    return aggregate::weighted_median_absolute_deviation(weighted_);
  }

 private:
  static constexpr std::array wanted{0.0, 0.25, 0.5, 0.75, 0.95, 0.99, 1.0};
  using wanted_values = std::array<double, wanted.size()>;

  wanted_values quantiles(parts together) {
    wanted_values result{};
    result.fill(undefined);
    if (!gather(together)) {
      for (std::size_t i = 0; i < wanted.size(); ++i)
        result[i] = aggregate::weighted_quantile(weighted_, wanted[i]);
    } else if (values_.size() < sorted_below) {
      std::ranges::sort(values_);
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

  /// Into `values_` if all are exact: then it is true. Else into `weighted_`, ascending.
  bool gather(parts together) {
    const bool is_exact =
        std::ranges::all_of(together, [](const auto* part) { return part->quantiles.exact(); });
    values_.clear();
    weighted_.clear();
    for (const auto* part : together) {
      if (is_exact) {
        const auto samples = part->quantiles.samples();
        values_.insert(values_.end(), samples.begin(), samples.end());
      } else {
        const auto values = part->quantiles.distribution();
        weighted_.insert(weighted_.end(), values.begin(), values.end());
      }
    }
    std::ranges::stable_sort(weighted_, {}, &aggregate::weighted_value::value);
    return is_exact;
  }

  std::vector<double> values_;
  std::vector<aggregate::weighted_value> weighted_;
};

/// The statistics of one accumulator.
inline duration_statistics statistics_of(const duration_samples& samples) {
  const duration_samples* one[] = {&samples};
  return sample_statistics().of(one);
}

}  // namespace proflens::workflow
