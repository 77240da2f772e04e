#pragma once

#include <limits>
#include <string_view>

#include <proflens/fit/estimate.hpp>
#include <proflens/interval.hpp>

namespace proflens::fit {

/// 1 / slope: x a unit of y, such as bytes a millisecond, with its interval. The interval of the
/// slope turned over.
struct bandwidth_estimate {
  double value = 0;  ///< NaN where the slope is not above 0
  interval ci95{};   ///< an end is infinite where the slope may be 0; NaN where there is none
  bool identifiable = false;  ///< the whole interval of the slope lies above 0
  /// Why it is not identifiable; empty where it is.
  std::string_view reason{};

  /// The same in other units.
  bandwidth_estimate times(double factor) const {
    bandwidth_estimate scaled = *this;
    scaled.value *= factor;
    scaled.ci95 = {ci95.low * factor, ci95.high * factor};
    return scaled;
  }

  friend bool operator==(const bandwidth_estimate&, const bandwidth_estimate&) = default;
};

/// The bandwidth of an interval of the slope: of least squares, of Sen, of a sandwich. Without an
/// interval (NaN) nothing is identifiable, but the value stands.
inline bandwidth_estimate bandwidth(double slope, const interval& slope_ci95) {
  constexpr double undefined = std::numeric_limits<double>::quiet_NaN();
  const bool positive = slope > 0;
  bandwidth_estimate result{.value = positive ? 1 / slope : undefined,
                            .ci95 = {undefined, undefined}};
  if (slope_ci95.low > 0) {
    result.ci95 = {1 / slope_ci95.high, 1 / slope_ci95.low};
    result.identifiable = true;
  } else if (slope_ci95.high > 0) {
    result.ci95 = {1 / slope_ci95.high, std::numeric_limits<double>::infinity()};
    result.reason = positive
                        ? "lower bound only: the interval of the slope contains 0"
                        : "lower bound only: the slope is not above 0, its interval contains 0";
  } else if (slope_ci95.high <= 0) {
    result.reason = "the interval of the slope does not lie above 0";
  } else {
    result.reason = "the slope has no interval";
  }
  return result;
}
inline bandwidth_estimate bandwidth(const estimate& slope) {
  return bandwidth(slope.value, slope.ci95);
}

/// MiB/s, of a slope in milliseconds a byte.
inline constexpr double mebibytes_per_second = 1000.0 / (1024.0 * 1024.0);

}  // namespace proflens::fit
