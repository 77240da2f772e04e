#include <doctest/doctest.h>

#include <proflens/workflow/cluster_operators/verdict.hpp>

#include <cmath>
#include <random>
#include <string>
#include <vector>

using namespace proflens;
using namespace proflens::workflow;

namespace {

/// 12 devices x 60 classes x 25 samples with normal noise of 2 to 15 %, no device offset; one
/// device takes `factor` times as long on one class.
cluster_operators_result simulated(std::uint64_t seed, std::int64_t device, int of, double factor) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal;
  cluster_verdict verdict(0.10);
  for (int k = 0; k < 60; ++k) {
    const double noise = 0.02 + 0.13 * static_cast<double>(random() >> 11) * 0x1p-53;
    const double mean = 10 * std::exp(2 * normal(random));
    std::vector<device_summary> devices;
    for (std::int64_t d = 0; d < 12; ++d) {
      const double slow = d == device && k == of ? factor : 1;
      std::vector<double> us(25);
      for (double& one : us) one = mean * slow * (1 + noise * normal(random));
      devices.push_back({.at = {0, d},
                         .count = us.size(),
                         .total_us = 1,
                         .mean = mean,
                         .median = aggregate::median(us),
                         .median_absolute_deviation = aggregate::median_absolute_deviation(us)});
    }
    verdict.add({.key = {"op" + std::to_string(k), "", "", ""}}, devices);
  }
  cluster_operators_result result;
  verdict.finish(result);
  return result;
}

/// Devices that took these medians, 9 runs each, with a deviation of 1.
std::vector<device_summary> devices_of(const std::vector<double>& medians) {
  std::vector<device_summary> devices;
  for (const double median : medians)
    devices.push_back({.at = {0, static_cast<std::int64_t>(devices.size())},
                       .count = 9,
                       .total_us = 9 * median,
                       .mean = median,
                       .median = median,
                       .median_absolute_deviation = 1});
  return devices;
}

cluster_operators_result verdict_of(const std::vector<double>& medians,
                                    bool is_communication = false, double min_excess = 0.10) {
  cluster_verdict verdict(min_excess);
  verdict.add({.key = {"op", "", "", ""}, .is_communication = is_communication},
              devices_of(medians));
  cluster_operators_result result;
  verdict.finish(result);
  return result;
}

}  // namespace

TEST_CASE("cluster_verdict: of 200 healthy clusters at most 2 have a slow device") {
  int alarmed = 0;
  for (std::uint64_t seed = 1000; seed < 1200; ++seed) {
    const auto result = simulated(seed, 0, 0, 1);
    CHECK(result.tested_pairs == 720);
    alarmed += !result.slow_devices.empty();
  }
  CHECK(alarmed <= 2);
}

TEST_CASE("cluster_verdict: a device 1.35 times slower on one operator is named first") {
  int found = 0;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    const auto device = static_cast<std::int64_t>(seed % 12);
    const int of = static_cast<int>(seed * 7 % 60);
    const auto result = simulated(seed, device, of, 1.35);
    found += !result.slow_devices.empty() && result.slow_devices[0].device == device &&
             result.slow_devices[0].op_name == "op" + std::to_string(of);
  }
  CHECK(found >= 95);
}

TEST_CASE("cluster_verdict: significant and small is not slow; the least excess is an option") {
  const std::vector<double> medians{100, 100, 100, 100, 100, 100, 100, 108};
  CHECK(verdict_of(medians).slow_devices.empty());
  const auto found = verdict_of(medians, false, 0.05).slow_devices;
  REQUIRE(found.size() == 1);
  CHECK(found[0].device == 7);
  CHECK(found[0].excess_ratio == doctest::Approx(0.08));
  CHECK(found[0].cost_us == doctest::Approx(72));
}

TEST_CASE("cluster_verdict: of communication the short ones are told, the long ones never") {
  const auto late = verdict_of({100, 100, 100, 40, 100, 100, 100, 300}, true);
  CHECK(late.slow_devices.empty());
  REQUIRE(late.waiting.size() == 1);
  CHECK(late.waiting[0].device == 3);
  CHECK(late.waiting[0].shortfall_ratio == doctest::Approx(0.6));
  CHECK(late.waiting[0].waited_us == doctest::Approx(540));
  CHECK(late.tested_pairs == 0);
  for (const auto& device : late.devices_ranked) CHECK(std::isnan(device.ratio));
}

TEST_CASE("cluster_verdict: three devices, or devices without any scatter, give no verdict") {
  CHECK(verdict_of({1, 1, 9}).verdict_note == "fewer than 4 devices");
  cluster_verdict verdict(0.1);
  auto devices = devices_of({5, 5, 5, 5, 50});
  for (auto& device : devices) device.median_absolute_deviation = 0;
  verdict.add({.key = {"op", "", "", ""}}, devices);
  cluster_operators_result result;
  verdict.finish(result);
  CHECK(result.slow_devices.empty());
  CHECK(result.tested_pairs == 0);
  CHECK(result.verdict_note == "no scatter within or between the devices");
  CHECK(result.devices_ranked[0].device == 4);
  CHECK(result.devices_ranked[0].ratio == doctest::Approx(10));
}

TEST_CASE("cluster_verdict: nothing at all is no verdict, without devices") {
  cluster_operators_result result;
  cluster_verdict(0.1).finish(result);
  CHECK(result.devices.empty());
  CHECK(result.verdict_note == "there is no operator but communication");
}
