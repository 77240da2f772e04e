#include <proflens/fit/bandwidth.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <vector>

#include <proflens/fit/line.hpp>
#include <proflens/fit/theil_sen.hpp>

using namespace proflens;

TEST_CASE("bandwidth: the interval of the slope turned over") {
  const auto sure = fit::bandwidth(0.5, {0.25, 1});
  CHECK(sure.value == 2);
  CHECK(sure.ci95 == interval{1, 4});
  CHECK(sure.identifiable);
  CHECK(sure.reason.empty());
  CHECK(sure.times(8).value == 16);
  CHECK(sure.times(8).ci95 == interval{8, 32});
}

TEST_CASE("bandwidth: a slope that may be 0 gives a lower bound only") {
  const auto bound = fit::bandwidth(0.5, {-0.25, 1});
  CHECK(bound.value == 2);
  CHECK(bound.ci95.low == 1);
  CHECK(std::isinf(bound.ci95.high));
  CHECK_FALSE(bound.identifiable);
  CHECK(bound.reason == "lower bound only: the interval of the slope contains 0");
  CHECK(fit::bandwidth(0.5, {0, 1}).ci95.low == 1);
  CHECK_FALSE(fit::bandwidth(0.5, {0, 1}).identifiable);
}

TEST_CASE("bandwidth: a slope that is not above 0 is never infinity") {
  const auto falling = fit::bandwidth(-0.5, {-2, 1});
  CHECK(std::isnan(falling.value));
  CHECK(falling.ci95.low == 1);
  CHECK(falling.reason == "lower bound only: the slope is not above 0, its interval contains 0");
  const auto impossible = fit::bandwidth(-0.5, {-2, -0.1});
  CHECK(std::isnan(impossible.value));
  CHECK(std::isnan(impossible.ci95.low));
  CHECK(impossible.reason == "the interval of the slope does not lie above 0");
  CHECK(std::isnan(fit::bandwidth(0, {0, 0}).value));
}

TEST_CASE("bandwidth: of a line, and of one without an interval") {
  // 1 ms for 1 MiB and 1 ms besides: 1000 MiB/s.
  std::vector<double> bytes, time;
  for (int i = 1; i <= 6; ++i) {
    bytes.push_back(i * 1048576.0), time.push_back(1.0 + i + (i % 2 == 0 ? 1e-3 : -1e-3));
  }
  const auto known = fit::bandwidth(fit::line(bytes, time).slope).times(fit::mebibytes_per_second);
  CHECK(known.value == doctest::Approx(1000).epsilon(1e-3));
  CHECK(known.ci95.contains(known.value));
  CHECK(known.ci95.contains(1000));
  CHECK(fit::bandwidth(1, fit::theil_sen(bytes, time).slope_ci95).identifiable);
  const std::vector<double> x{1, 2}, y{1, 2};
  const auto unknown = fit::bandwidth(fit::line(x, y).slope);
  CHECK(unknown.value == 1);
  CHECK(std::isnan(unknown.ci95.low));
  CHECK_FALSE(unknown.identifiable);
  CHECK(unknown.reason == "the slope has no interval");
}
