#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <random>
#include <span>
#include <utility>
#include <vector>

#include <proflens/aggregate/median_tail.hpp>
#include <proflens/aggregate/normal_numbers.hpp>
#include <proflens/aggregate/quantile.hpp>

namespace proflens::aggregate {

/// The median absolute deviation times this estimates the standard deviation of normal values.
inline constexpr double normal_per_mad = 1.4826;
/// The standard error of a median of n normal values is this times their deviation / sqrt n.
inline constexpr double median_error_factor = 1.2533;

/// Median and median absolute deviation of one simulated device.
struct simulated_device {
  double median = 0;
  double mad = 0;
};

/// How large z of `compare_devices` gets on a healthy cluster of a number of devices with a number
/// of samples each, all from one normal distribution: P(Z >= z) for one device.
///
/// Simulated are only the other devices: their medians and deviations say how far the median of the
/// device in question would have to lie for its z to be reached, and the probability of that is
/// known exactly (`median_tail`). So the mean over 16,000 simulated clusters is right where few of
/// them would have reached (Rao-Blackwell). In the far tail it is made up by those few whose
/// devices agree by chance: from where they are fewer than 50, log p goes on as a straight line
/// over log z, which is rather too large, since the law falls faster and faster. The device in
/// question is taken to lie above the others; below z = 1 the result is approximate.
class device_null_law {
 public:
  device_null_law(std::size_t devices, std::span<const simulated_device> pool, std::size_t samples,
                  const median_tail& tail) {
    std::mt19937_64 random(devices);
    std::vector<cluster> clusters(std::clamp<std::size_t>(12 * most / devices, 500, most));
    for (cluster& one : clusters) one = simulate(devices, pool, samples, random);
    for (std::size_t i = 0;; ++i) {
      const double z = std::sinh(static_cast<double>(i) * step);
      double sum = 0, squares = 0;
      for (const cluster& one : clusters) {
        const double survival = tail(one.centre + z * one.scale);
        sum += survival;
        squares += survival * survival;
      }
      // sum^2 / squares is how many clusters make up the sum, were their shares equal.
      if (i > slope_places && !(sum * sum > least_clusters * squares)) break;
      log_survival_.push_back(std::log(sum / static_cast<double>(clusters.size())));
    }
  }

  /// 1 for z <= 0: such a device is not slow.
  double p_value(double z) const {
    if (std::isnan(z)) return z;
    if (z <= 0) return 1;
    const double place = std::min(std::asinh(z) / step, 1e6);
    const std::size_t last = log_survival_.size() - 1;
    const auto below = static_cast<std::size_t>(place);
    if (below >= last) {
      const double slope =
          (log_survival_[last] - log_survival_[last - slope_places]) / slope_places;
      return std::exp(log_survival_[last] + slope * (place - static_cast<double>(last)));
    }
    const double part = place - static_cast<double>(below);
    return std::exp(log_survival_[below] +
                    (log_survival_[below + 1] - log_survival_[below]) * part);
  }

 private:
  /// Distances between places of the table are even in asinh z: 0.05 at 0, 0.25 at 5.
  static constexpr double step = 0.05;
  static constexpr int slope_places = 10;
  static constexpr std::size_t most = 16000;
  static constexpr double least_clusters = 50;

  /// Where the others put M, and what they make z's denominator.
  struct cluster {
    double centre = 0;
    double scale = 0;
  };

  static cluster simulate(std::size_t devices, std::span<const simulated_device> pool,
                          std::size_t samples, std::mt19937_64& random) {
    std::vector<double> medians, deviations;
    for (std::size_t i = 0; i < devices; ++i) {
      // The upper 32 bits scaled to the pool: std::uniform_int_distribution differs by library.
      const simulated_device& one =
          pool[static_cast<std::size_t>(((random() >> 32) * pool.size()) >> 32)];
      medians.push_back(one.median);
      deviations.push_back(one.mad);
    }
    medians.back() = std::numeric_limits<double>::infinity();  // the one in question is above all
    const double centre = median(medians);
    const double within = normal_per_mad * median(deviations);
    for (double& one : medians) one = std::abs(one - centre);
    const double between = normal_per_mad * median(medians);
    return {centre, std::max(between, median_error_factor * within /
                                          std::sqrt(static_cast<double>(samples)))};
  }

  std::vector<double> log_survival_;  ///< at z = sinh(i step)
};

/// The null laws that were asked for so far; each takes some milliseconds to compute. Seeded, so
/// that the same question has the same answer always. Not to be shared between threads.
class device_null_laws {
 public:
  /// P(Z >= z) of one of `devices` (4 at least) with `samples` (1 at least) each. The number of
  /// samples is taken down to the next of 1 to 7, 9, 13, 17, 25, 33, 49, 65, and that of devices to
  /// 256 at most: fewer have heavier tails, so that p is rather too large. (Medians of even numbers
  /// scatter less; hence odd ones, but for the smallest.)
  double p_value(double z, std::size_t devices, std::size_t samples) {
    const auto above = std::ranges::upper_bound(sizes, samples);
    const std::size_t size = *(above - 1);
    devices = std::min<std::size_t>(devices, 256);
    const auto known = laws_.find({devices, size});
    if (known != laws_.end()) return known->second.p_value(z);
    const sampled& pool = pool_of(size);
    return laws_
        .emplace(std::pair(devices, size), device_null_law(devices, pool.devices, size, pool.tail))
        .first->second.p_value(z);
  }

 private:
  static constexpr std::array<std::size_t, 14> sizes{1, 2,  3,  4,  5,  6,  7,
                                                     9, 13, 17, 25, 33, 49, 65};
  static constexpr std::size_t pool_size = 16384;

  /// Devices with a number of samples each.
  struct sampled {
    std::vector<simulated_device> devices;
    median_tail tail;
  };

  const sampled& pool_of(std::size_t size) {
    if (const auto known = pools_.find(size); known != pools_.end()) return known->second;
    normal_numbers normal(size);
    std::vector<simulated_device> devices(pool_size);
    std::vector<double> values(size);
    for (simulated_device& one : devices) {
      std::ranges::generate(values, [&] { return normal(); });
      one = {median(values), median_absolute_deviation(values)};
    }
    return pools_.emplace(size, sampled{std::move(devices), median_tail(size)}).first->second;
  }

  std::map<std::size_t, sampled> pools_;
  std::map<std::pair<std::size_t, std::size_t>, device_null_law> laws_;
};

}  // namespace proflens::aggregate
