#pragma once

#include <proflens/aggregate/device_comparison.hpp>
#include <proflens/aggregate/geometric_mean.hpp>
#include <proflens/aggregate/quantile.hpp>
#include <proflens/workflow/cluster_operators/class_summary.hpp>
#include <proflens/workflow/cluster_operators/result.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <iterator>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace proflens::workflow {

/// Which devices are slow on which operators, which let others wait, and how fast devices are over
/// all operators. Classes are added one by one; `finish` corrects for the number of pairs tested.
///
/// A device is slow on an operator where its median is so far above those of the devices (see
/// `aggregate::compare_devices`) that among all tested pairs of class and device a healthy cluster
/// would have one in a hundred times (Bonferroni: p times their number <= 0.01), and at least
/// `min_excess` above the median of the devices. Communication is not judged so, because ranks that
/// wait for a straggler have the long collectives: of these, a device is told whose median is
/// unusually short by the same rule, mirrored.
class cluster_verdict {
 public:
  static constexpr double family_wise_rate = 0.01;

  cluster_verdict() = default;
  explicit cluster_verdict(double min_excess) : min_excess_(min_excess) {}

  void add(const cluster_class& one, const std::vector<device_summary>& devices) {
    for (const auto& device : devices) {
      auto& rank = ranks_[device.at];
      rank.count += device.count;
      rank.total_us += device.total_us;
    }
    if (one.is_communication)
      compare(one, devices, -1, short_);
    else
      compare(one, devices, 1, slow_);
  }

  /// Adds the classes of another one, as if they had come here, to rounding.
  cluster_verdict& operator+=(cluster_verdict&& later) {
    slow_ += std::move(later.slow_);
    short_ += std::move(later.short_);
    for (const auto& [at, sums] : later.ranks_) {
      auto& rank = ranks_[at];
      rank.ratio += sums.ratio;
      rank.count += sums.count;
      rank.total_us += sums.total_us;
    }
    return *this;
  }

  /// Without classes, by the same rule.
  cluster_verdict emptied() const { return cluster_verdict(min_excess_); }
  template <class Self, class Archive>
  static void exchange(Self& self, Archive& archive) {
    archive(self.slow_, self.short_, self.ranks_);
  }

  /// Fills the verdict's part of a result.
  void finish(cluster_operators_result& result) {
    result.tested_pairs = slow_.tested;
    if (slow_.tested == 0)
      result.verdict_note =
          slow_.gap.empty() ? "there is no operator but communication" : slow_.gap;
    for (const auto& one : significant(slow_, 1)) result.slow_devices.push_back(slow(one));
    for (const auto& one : significant(short_, -1)) result.waiting.push_back(late(one));
    std::ranges::stable_sort(result.slow_devices, std::greater{}, &slow_device::cost_us);
    std::ranges::stable_sort(result.waiting, std::greater{}, &waiting_device::waited_us);
    rank(result);
  }

 private:
  /// A class whose devices are worth a closer look.
  struct candidate {
    operator_key key;
    std::vector<device_summary> devices;
    double middle = 0;  ///< median of their medians

    template <class Self, class Archive>
    static void exchange(Self& self, Archive& archive) {
      archive(self.key, self.devices, self.middle);
    }
  };

  /// One family of tests.
  struct family {
    std::vector<candidate> candidates;
    std::uint64_t tested = 0;
    std::string gap;  ///< why a class could not be compared

    family& operator+=(family&& later) {
      std::ranges::move(later.candidates, std::back_inserter(candidates));
      tested += later.tested;
      if (gap.empty()) gap = std::move(later.gap);
      return *this;
    }
    template <class Self, class Archive>
    static void exchange(Self& self, Archive& archive) {
      archive(self.candidates, self.tested, self.gap);
    }
  };

  struct suspect {
    operator_key key;
    device_summary device;
    double z = 0;
    double p = 0;              ///< adjusted
    double excess_ratio = 0;   ///< signed
    double difference_us = 0;  ///< of the median to that of the devices, signed
  };

  struct rank_sums {
    aggregate::geometric_mean ratio;
    std::uint64_t count = 0;
    double total_us = 0;
  };

  /// With `sign` -1 the short ones are looked for: durations are mirrored.
  void compare(const cluster_class& one, const std::vector<device_summary>& devices, double sign,
               family& tests) {
    std::vector<double> medians, deviations;
    for (const auto& device : devices) {
      medians.push_back(device.median);
      deviations.push_back(device.median_absolute_deviation);
    }
    const double middle = aggregate::median(medians);
    if (!(middle > 0)) return;
    if (sign > 0 && devices.size() > 1)
      for (const auto& device : devices) ranks_[device.at].ratio(device.median / middle);
    const double within = aggregate::normal_per_mad * aggregate::median(deviations);
    const double between =
        aggregate::normal_per_mad * aggregate::median_absolute_deviation(medians);
    auto gap = aggregate::comparison_gap::none;
    if (!(within > 0 || between > 0)) gap = aggregate::comparison_gap::no_scatter;
    if (devices.size() < aggregate::least_devices_compared)
      gap = aggregate::comparison_gap::too_few_devices;
    if (gap != aggregate::comparison_gap::none) {
      if (tests.gap.empty()) tests.gap = aggregate::describe(gap);
      return;
    }
    tests.tested += devices.size();
    const bool any = std::ranges::any_of(devices, [&](const device_summary& device) {
      const double distance = sign * (device.median - middle);
      const double error =
          aggregate::median_error_factor * within / std::sqrt(static_cast<double>(device.count));
      return distance >= min_excess_ * middle && distance >= least_z * std::max(between, error);
    });
    if (any) tests.candidates.push_back({one.key, devices, middle});
  }

  /// Below it no z is significant. The law of z takes time to compute, and is not asked for the
  /// classes whose devices stay below.
  static constexpr double least_z = 2;

  std::vector<suspect> significant(const family& tests, double sign) {
    std::vector<suspect> found;
    for (const candidate& one : tests.candidates) {
      std::vector<aggregate::device_samples> samples;
      for (const auto& device : one.devices)
        samples.push_back({sign * device.median, device.median_absolute_deviation, device.count});
      const auto compared = aggregate::compare_devices(samples, laws_);
      for (std::size_t i = 0; i < samples.size(); ++i) {
        const double p = std::min(1.0, compared.devices[i].p * static_cast<double>(tests.tested));
        const double excess = one.devices[i].median / one.middle - 1;
        if (p <= family_wise_rate && sign * excess >= min_excess_)
          found.push_back({one.key, one.devices[i], sign * compared.devices[i].z, p, excess,
                           one.devices[i].median - one.middle});
      }
    }
    return found;
  }

  static slow_device slow(const suspect& one) {
    return {.node = one.device.at.node,
            .device = one.device.at.device,
            .op_name = one.key.op_name,
            .input_shape = one.key.input_shape,
            .input_size = one.key.input_size,
            .output_shape = one.key.output_shape,
            .excess_ratio = one.excess_ratio,
            .z = one.z,
            .p_adjusted = one.p,
            .cost_us = static_cast<double>(one.device.count) * one.difference_us};
  }

  static waiting_device late(const suspect& one) {
    return {.node = one.device.at.node,
            .device = one.device.at.device,
            .op_name = one.key.op_name,
            .input_shape = one.key.input_shape,
            .input_size = one.key.input_size,
            .output_shape = one.key.output_shape,
            .shortfall_ratio = -one.excess_ratio,
            .z = one.z,
            .p_adjusted = one.p,
            .waited_us = static_cast<double>(one.device.count) * -one.difference_us};
  }

  /// Devices without a ratio come last.
  void rank(cluster_operators_result& result) const {
    for (const auto& [at, sums] : ranks_) {
      const auto classes = sums.ratio.count();
      result.devices.push_back(at);
      result.devices_ranked.push_back({.node = at.node,
                                       .device = at.device,
                                       .ratio = classes > 0 ? sums.ratio.value() : undefined,
                                       .ci95 = sums.ratio.interval(),
                                       .classes = classes,
                                       .count = sums.count,
                                       .total_us = sums.total_us});
    }
    std::ranges::stable_sort(result.devices_ranked, std::greater{}, [](const ranked_device& one) {
      return std::isnan(one.ratio) ? -1 : one.ratio;
    });
  }

  double min_excess_ = 0;
  aggregate::device_null_laws laws_;
  family slow_, short_;
  std::map<cluster_device, rank_sums> ranks_;
};

}  // namespace proflens::workflow
