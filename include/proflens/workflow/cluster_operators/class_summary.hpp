#pragma once

#include <proflens/aggregate/weighted_values.hpp>
#include <proflens/workflow/cluster_operators/operator_store.hpp>
#include <proflens/workflow/cluster_operators/result.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace proflens::workflow {

/// What runs of several places hold together: their moments, and their values ascending.
struct sample_sum {
  aggregate::moments moments;
  std::vector<aggregate::weighted_value> values;

  sample_sum() = default;
  explicit sample_sum(const duration_samples& samples)
      : moments(samples.moments), values(samples.quantiles.distribution()) {}

  sample_sum& operator+=(const sample_sum& other) {
    moments += other.moments;
    const auto middle = static_cast<std::ptrdiff_t>(values.size());
    values.insert(values.end(), other.values.begin(), other.values.end());
    std::inplace_merge(values.begin(), values.begin() + middle, values.end(),
                       [](const auto& a, const auto& b) { return a.value < b.value; });
    return *this;
  }
};

/// Values at several quantiles of one distribution, in one walk through it; see
/// `aggregate::weighted_quantile`. The probabilities ascend.
inline std::vector<double> weighted_quantiles(std::span<const aggregate::weighted_value> values,
                                              std::span<const double> probabilities) {
  std::vector<double> result;
  const std::uint64_t count = aggregate::total_count(values);
  std::size_t place = 0;
  std::uint64_t before = 0;  // values in front of `place`
  const auto value_at = [&](std::uint64_t rank) {
    while (rank - before >= values[place].count) before += values[place++].count;
    return values[place].value;
  };
  for (const double p : probabilities) {
    if (count == 0) {
      result.push_back(undefined);
      continue;
    }
    const auto wanted = aggregate::place_of_quantile(count, p, aggregate::quantile_type::linear);
    const double low = value_at(wanted.lower);
    if (wanted.fraction == 0) {
      result.push_back(low);
      continue;
    }
    // A look ahead that leaves the walk where it is: the next quantile may lie at the same rank.
    const bool is_last = wanted.lower + 1 - before >= values[place].count;
    const double high = is_last ? values[place + 1].value : low;
    result.push_back(low + (high - low) * wanted.fraction);
  }
  return result;
}

inline duration_statistics statistics_of(const sample_sum& sum) {
  constexpr double wanted[] = {0, 0.25, 0.5, 0.75, 0.95, 0.99, 1};
  const auto q = weighted_quantiles(sum.values, wanted);
  return {.count = sum.moments.count(),
          .total = sum.moments.sum(),
          .mean = sum.moments.mean(),
          .variance = sum.moments.variance(),
          .standard_deviation = sum.moments.standard_deviation(),
          .min = q[0],
          .q1 = q[1],
          .median = q[2],
          .q3 = q[3],
          .p95 = q[4],
          .p99 = q[5],
          .max = q[6]};
}

/// One class on one device, as far as devices are compared.
struct device_summary {
  cluster_device at = {};
  std::uint64_t count = 0;
  double total_us = 0;
  double mean = undefined;
  double median = undefined;
  double median_absolute_deviation = undefined;  ///< unscaled
};

/// One class: its rows of the table, the last of which is about all devices, and its devices.
struct class_summary {
  std::vector<operator_row> rows;
  std::vector<device_summary> devices;  ///< by node, then device
  duration_statistics all = {};
};

/// Sums by place, ascending.
using placed_sums = std::vector<std::pair<run_place, sample_sum>>;

/// Sums up places that `place_of` maps to the same one; it must not change their order.
template <class Function>
placed_sums collapsed(const placed_sums& sums, Function place_of) {
  placed_sums result;
  for (const auto& [place, sum] : sums) {
    const run_place to = place_of(place);
    if (result.empty() || result.back().first != to) {
      result.emplace_back(to, sum);
    } else {
      result.back().second += sum;
    }
  }
  return result;
}

/// Stands for all nodes or devices in a place; behind each of them.
inline constexpr std::int64_t all_of_them = std::numeric_limits<std::int64_t>::max();

inline operator_row row_of(std::size_t of, const run_place& place, const sample_sum& sum) {
  const auto known = [](std::int64_t number, std::int64_t none) {
    return number == none ? std::nullopt : std::optional(number);
  };
  return {.of = of,
          .step = known(place.step, run_place::no_step),
          .node = known(place.node, all_of_them),
          .device = known(place.device, all_of_them),
          .time = statistics_of(sum)};
}

/// The sums of each device, over its steps.
inline placed_sums device_sums(const placed_sums& sums) {
  placed_sums sorted = sums;
  for (auto& [place, sum] : sorted) place.step = run_place::no_step;
  std::ranges::stable_sort(sorted, {}, [](const auto& one) { return one.first; });
  return collapsed(sorted, [](const run_place& place) { return place; });
}

/// The rows of a class that is the `of`th. By step each step has a row for all devices, behind
/// its devices; the statistics of all runs of the class are in `all`.
inline class_summary summary_of(std::size_t of, const stored_class& stored, operator_split by) {
  placed_sums sums;
  for (const auto& [place, samples] : stored.places) sums.emplace_back(place, samples);
  class_summary result;
  const bool by_step = by == operator_split::step;
  const placed_sums devices = by_step ? device_sums(sums) : std::move(sums);
  for (const auto& [place, sum] : devices)
    result.devices.push_back({place.at(), sum.moments.count(), sum.moments.sum(),
                              sum.moments.mean(), aggregate::weighted_quantile(sum.values, 0.5),
                              aggregate::weighted_median_absolute_deviation(sum.values)});
  const placed_sums nodes = collapsed(devices, [](run_place place) {
    return run_place{run_place::no_step, place.node, all_of_them};
  });
  const placed_sums whole = collapsed(nodes, [](const run_place&) {
    return run_place{run_place::no_step, all_of_them, all_of_them};
  });
  result.all = statistics_of(whole.front().second);
  if (by_step) {
    const placed_sums steps = collapsed(sums, [](run_place place) {
      return run_place{place.step, all_of_them, all_of_them};
    });
    auto next = sums.begin();
    for (const auto& [step, sum] : steps) {
      for (; next != sums.end() && next->first.step == step.step; ++next)
        result.rows.push_back(row_of(of, next->first, next->second));
      result.rows.push_back(row_of(of, step, sum));
    }
    return result;
  }
  for (const auto& [place, sum] : by == operator_split::node ? nodes : devices)
    result.rows.push_back(row_of(of, place, sum));
  result.rows.push_back(row_of(of, whole.front().first, whole.front().second));
  return result;
}

}  // namespace proflens::workflow
