#include <proflens/aggregate/device_comparison.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include <proflens/aggregate/multiple_tests.hpp>

using namespace proflens::aggregate;

namespace {

constexpr std::size_t devices = 12, operators = 60, samples = 25;

struct slow_device {
  std::size_t op = operators;  // none
  std::size_t device = 0;
};

struct verdict {
  std::vector<double> p;  // of operator k on device d at k * devices + d
  std::vector<double> excess;
  std::vector<double> cost;

  /// The places of the slow ones by the rule of the cluster workflow, most costly first.
  std::vector<std::size_t> slow() const {
    const auto adjusted = bonferroni(p);
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < p.size(); ++i)
      if (adjusted[i] <= 0.01 && excess[i] >= 0.10) found.push_back(i);
    std::ranges::sort(found, std::greater<>(), [&](std::size_t i) { return cost[i]; });
    return found;
  }
};

/// A cluster whose operators scatter by 2 to 15 %, with one device 1.35 times slower at one of
/// them.
verdict judge(normal_numbers& normal, device_null_laws& laws, slow_device slow = {}) {
  verdict result;
  std::vector<double> values(samples);
  for (std::size_t op = 0; op < operators; ++op) {
    const double noise = 0.02 + 0.13 * static_cast<double>(op) / (operators - 1);
    const double typical = 10.0 + 17.0 * static_cast<double>(op % 7);
    std::vector<device_samples> measured;
    for (std::size_t device = 0; device < devices; ++device) {
      const double factor = op == slow.op && device == slow.device ? 1.35 : 1;
      for (double& value : values) value = typical * factor * (1 + noise * normal());
      measured.push_back({median(values), median_absolute_deviation(values), samples});
    }
    const device_comparison found = compare_devices(measured, laws);
    for (const device_score& score : found.devices) {
      result.p.push_back(score.p);
      result.excess.push_back(score.excess_ratio);
      result.cost.push_back(samples * score.excess_ratio * found.median_of_medians);
    }
  }
  return result;
}

std::vector<device_samples> spread_out() {
  return {{10, 0.5, 20}, {10.2, 0.4, 20}, {9.9, 0.6, 20}, {10.1, 0.5, 20}, {13, 0.5, 20}};
}

}  // namespace

TEST_CASE("device_comparison: of 200 healthy clusters at most 2 have a slow device") {
  device_null_laws laws;
  normal_numbers normal(2026);
  int alarmed = 0;
  for (int cluster = 0; cluster < 200; ++cluster) alarmed += !judge(normal, laws).slow().empty();
  CHECK(alarmed <= 2);
}

TEST_CASE("device_comparison: a device 1.35 times slower at one operator is named first") {
  device_null_laws laws;
  normal_numbers normal(77);
  int named = 0;
  for (std::size_t i = 0; i < 100; ++i) {
    const slow_device slow{(i * 7) % operators, i % devices};
    const auto found = judge(normal, laws, slow).slow();
    named += !found.empty() && found.front() == slow.op * devices + slow.device;
  }
  CHECK(named >= 95);
}

TEST_CASE("device_comparison: p is as rare on healthy clusters as it says") {
  device_null_laws laws;
  normal_numbers normal(5);
  double below_3_percent = 0, below_3_per_thousand = 0, all = 0;
  for (int cluster = 0; cluster < 60; ++cluster) {
    for (const double p : judge(normal, laws).p) {
      below_3_percent += p < 0.03;
      below_3_per_thousand += p < 0.003;
      ++all;
    }
  }
  CHECK(below_3_percent / all == doctest::Approx(0.03).epsilon(0.15));
  CHECK(below_3_per_thousand / all == doctest::Approx(0.003).epsilon(0.4));
}

TEST_CASE("device_comparison: p of few devices with few samples is not too small in the far tail") {
  struct known {
    std::size_t devices, samples;
    double z, p;  // the mean over 400,000 simulated clusters out of 2^20 simulated devices
  };
  device_null_laws laws;
  for (const known& one :
       {known{4, 5, 8, 4.0e-5}, known{4, 9, 10, 4.2e-7}, known{5, 5, 8, 5.6e-5},
        known{5, 5, 10, 1.4e-5}, known{6, 2, 10, 9.1e-6}, known{8, 2, 10, 1.8e-6},
        known{8, 4, 10, 3.6e-7}, known{12, 4, 7, 3.2e-6}}) {
    INFO(one.devices << " devices, " << one.samples << " samples, z " << one.z);
    const double ratio = laws.p_value(one.z, one.devices, one.samples) / one.p;
    CHECK(ratio > 0.7);
    CHECK(ratio < 20);
  }
}

TEST_CASE("device_comparison: scores are what the formula says") {
  device_null_laws laws;
  const device_comparison found = compare_devices(spread_out(), laws);
  CHECK(found.gap == comparison_gap::none);
  CHECK(found.median_of_medians == 10.1);
  CHECK(found.within_scale == doctest::Approx(normal_per_mad * 0.5));
  CHECK(found.between_scale == doctest::Approx(normal_per_mad * 0.1));
  const double scale =
      std::max(normal_per_mad * 0.1, median_error_factor * normal_per_mad * 0.5 / std::sqrt(20.0));
  CHECK(found.devices[4].z == doctest::Approx(2.9 / scale));
  CHECK(found.devices[4].excess_ratio == doctest::Approx(2.9 / 10.1));
  CHECK(found.devices[4].p < 1e-6);
  CHECK(found.devices[2].p == 1);  // faster than the median
}

TEST_CASE("device_comparison: scaling by a power of two changes no score") {
  device_null_laws laws;
  auto scaled = spread_out();
  for (device_samples& one : scaled) one.median *= 1024, one.mad *= 1024;
  CHECK(compare_devices(scaled, laws).devices == compare_devices(spread_out(), laws).devices);
}

TEST_CASE("device_comparison: the order of devices does not matter") {
  device_null_laws laws;
  auto reversed = spread_out();
  std::ranges::reverse(reversed);
  auto scores = compare_devices(reversed, laws).devices;
  std::ranges::reverse(scores);
  CHECK(scores == compare_devices(spread_out(), laws).devices);
}

TEST_CASE("device_comparison: without 4 devices or any scatter there is no verdict") {
  device_null_laws laws;
  const std::vector<device_samples> all = spread_out();
  for (const std::size_t few : {0u, 1u, 3u}) {
    const device_comparison found = compare_devices(std::span(all).first(few), laws);
    CHECK(found.gap == comparison_gap::too_few_devices);
    CHECK(found.devices.size() == few);
    for (const device_score& score : found.devices) CHECK(std::isnan(score.p));
  }
  const std::vector<device_samples> equal(6, {10, 0, 8});
  const device_comparison found = compare_devices(equal, laws);
  CHECK(found.gap == comparison_gap::no_scatter);
  CHECK(describe(found.gap) == "no scatter within or between the devices");
  for (const device_score& score : found.devices) CHECK(std::isnan(score.z));
}

TEST_CASE("device_comparison: a device without samples or finite numbers does not count") {
  device_null_laws laws;
  constexpr double infinite = std::numeric_limits<double>::infinity();
  for (const device_samples& absent :
       {device_samples{std::nan(""), std::nan(""), 0}, device_samples{infinite, 0, 9},
        device_samples{1, infinite, 9}}) {
    auto with_absent = spread_out();
    with_absent.insert(with_absent.begin(), absent);
    auto scores = compare_devices(with_absent, laws).devices;
    CHECK(std::isnan(scores.front().p));
    scores.erase(scores.begin());
    CHECK(scores == compare_devices(spread_out(), laws).devices);
  }
}

TEST_CASE("device_comparison: where the typical time is zero there is no excess") {
  device_null_laws laws;
  const std::vector<device_samples> idle{{0, 0, 9}, {0, 0, 9}, {0, 0.1, 9}, {0, 0.1, 9}, {5, 1, 9}};
  const device_comparison found = compare_devices(idle, laws);
  CHECK(found.gap == comparison_gap::none);
  CHECK(std::isnan(found.devices[4].excess_ratio));
  CHECK(found.devices[4].p < 1e-6);
}

TEST_CASE(
    "device_comparison: the null law falls, with lighter tails for more devices and samples") {
  device_null_laws laws;
  for (const std::size_t many : {4u, 5u, 12u, 1000u})
    for (const std::size_t n : {1u, 2u, 7u, 25u, 100000u}) {
      double before = laws.p_value(0, many, n);
      CHECK(before == 1);
      for (double z = 0.01; z < 1e5; z *= 1.3) {
        const double p = laws.p_value(z, many, n);
        REQUIRE(p <= before);
        REQUIRE(p >= 0);
        before = p;
      }
    }
  for (const double z : {4.0, 6.0, 10.0}) {
    CHECK(laws.p_value(z, 12, 25) < laws.p_value(z, 4, 25));
    CHECK(laws.p_value(z, 12, 25) < laws.p_value(z, 12, 3));
  }
  // With all scales known exactly, z would be normal; it is not far from it with many of both.
  CHECK(laws.p_value(3, 256, 64) ==
        doctest::Approx(std::erfc(3 / std::sqrt(2.0)) / 2).epsilon(0.4));
}

TEST_CASE("device_comparison: the same question has the same answer, whatever was asked before") {
  device_null_laws fresh, used;
  for (const std::size_t n : {3u, 25u, 64u}) (void)used.p_value(2, 9, n);
  CHECK(fresh.p_value(4.6, 12, 25) == used.p_value(4.6, 12, 25));
}
