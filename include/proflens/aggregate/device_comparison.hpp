#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>
#include <vector>

#include <proflens/aggregate/device_null_law.hpp>
#include <proflens/aggregate/quantile.hpp>

namespace proflens::aggregate {

/// What one device took for one operator, all in the same unit.
struct device_samples {
  double median = 0;
  double mad = 0;  ///< median absolute deviation, unscaled
  std::uint64_t count = 0;
};

/// How one device stands against the others at one operator. All NaN where it cannot be said.
struct device_score {
  double z = 0;             ///< distance to the median of all, in units of its healthy scatter
  double p = 0;             ///< P(Z >= z) on a healthy cluster, not yet corrected for many tests
  double excess_ratio = 0;  ///< median / median of all - 1: 0.35 for one that is 35 % slower

  friend bool operator==(const device_score&, const device_score&) = default;
};

/// Why devices could not be compared.
enum class comparison_gap { none, too_few_devices, no_scatter };

/// In words that a report can print as they stand.
constexpr std::string_view describe(comparison_gap gap) {
  switch (gap) {
    case comparison_gap::too_few_devices: return "fewer than 4 devices";
    case comparison_gap::no_scatter: return "no scatter within or between the devices";
    case comparison_gap::none: break;
  }
  return "";
}

/// One operator on all devices.
struct device_comparison {
  double median_of_medians = 0;
  double within_scale = 0;   ///< median over devices of 1.4826 MAD within the device
  double between_scale = 0;  ///< 1.4826 MAD of the device medians
  comparison_gap gap = comparison_gap::none;
  std::vector<device_score> devices;  ///< in the order given
};

/// The least number of devices of which one can be called slow.
inline constexpr std::size_t least_devices_compared = 4;

/// z, p and excess of one device.
inline device_score score_of(const device_samples& device, const device_comparison& all,
                             std::size_t devices, double typical_count, device_null_laws& laws) {
  const auto count = static_cast<double>(device.count);
  const double distance = device.median - all.median_of_medians;
  const double scale =
      std::max(all.between_scale, median_error_factor * all.within_scale / std::sqrt(count));
  device_score score{distance / scale, std::numeric_limits<double>::quiet_NaN(),
                     std::numeric_limits<double>::quiet_NaN()};
  score.p =
      laws.p_value(score.z, devices, static_cast<std::size_t>(std::min(count, typical_count)));
  if (all.median_of_medians > 0) score.excess_ratio = distance / all.median_of_medians;
  return score;
}

/// Compares the devices that ran one operator, so that one slow device, or a few, cannot hide in
/// what they themselves contribute: M is the median of the device medians, s the median of the
/// deviations (1.4826 MAD) within the devices, and
///
///     z = (median_d - M) / max(1.4826 MAD of the device medians, 1.2533 s / sqrt(n_d)).
///
/// The second term keeps a handful of devices that agree by chance from making the next one look
/// slow: a median of n_d samples scatters that much anyway. p comes from the law that z has on a
/// healthy cluster of as many devices (`device_null_law`) with the smaller of n_d and the median of
/// all n samples each.
///
/// Devices without samples (count 0) or whose median or deviation is not finite get NaN and do not
/// count. With fewer than 4 others, or where both scales are 0, all get NaN and `gap` says why;
/// `excess_ratio` is NaN unless M is above 0. A device is called slow where p, corrected for all
/// pairs tested (see `bonferroni`), is small and `excess_ratio` is large enough to matter.
inline device_comparison compare_devices(std::span<const device_samples> devices,
                                         device_null_laws& laws) {
  constexpr double undefined = std::numeric_limits<double>::quiet_NaN();
  const auto usable = [](const device_samples& one) {
    return one.count > 0 && std::isfinite(one.median) && std::isfinite(one.mad);
  };
  std::vector<double> medians, deviations, counts;
  for (const device_samples& one : devices) {
    if (!usable(one)) continue;
    medians.push_back(one.median);
    deviations.push_back(normal_per_mad * one.mad);
    counts.push_back(static_cast<double>(one.count));
  }
  device_comparison result;
  result.devices.assign(devices.size(), {undefined, undefined, undefined});
  result.median_of_medians = median(medians);
  result.within_scale = median(deviations);
  result.between_scale = normal_per_mad * median_absolute_deviation(medians);
  if (medians.size() < least_devices_compared) {
    result.gap = comparison_gap::too_few_devices;
  } else if (!(result.within_scale > 0 || result.between_scale > 0)) {
    result.gap = comparison_gap::no_scatter;
  } else {
    const double typical_count = median(counts);
    for (std::size_t i = 0; i < devices.size(); ++i) {
      if (usable(devices[i]))
        result.devices[i] = score_of(devices[i], result, medians.size(), typical_count, laws);
    }
  }
  return result;
}

}  // namespace proflens::aggregate
