#pragma once

#include <cmath>
#include <cstdint>
#include <limits>

#include <proflens/aggregate/central_moments.hpp>

namespace proflens::aggregate {

/// Count, sum, mean, variance, skewness and kurtosis of a stream of values, in constant memory.
///
/// Pieces merged in order agree with one pass to rounding (1e-12 relative). What is undefined is
/// NaN; a value that is not finite, or a sum beyond the largest double, makes all but the count
/// NaN. The sum of whole numbers is exact as long as their count times the largest magnitude stays
/// below 2^52.
class moments {
 public:
  constexpr void operator()(double value) {
    pending_.add(value);
    if (pending_.count == power_sums::capacity) settle();
  }

  constexpr moments& operator+=(const moments& other) {
    if (other.count() == 0) return *this;
    if (count() == 0) return *this = other;
    settle();
    settled_ += other.central();
    return *this;
  }

  constexpr std::uint64_t count() const { return settled_.count + pending_.count; }

  /// 0 without values.
  constexpr double sum() const {
    const central_moments all = central();
    return finite_or_undefined(static_cast<double>(all.count) * all.origin + all.sum);
  }

  /// NaN without values.
  constexpr double mean() const {
    const central_moments all = central();
    if (all.count == 0) return undefined;
    return finite_or_undefined(all.origin + all.sum / static_cast<double>(all.count));
  }

  /// The unbiased estimate, divided by n - 1; NaN for n < 2.
  constexpr double variance() const {
    return count() < 2 ? undefined : central().m2 / (static_cast<double>(count()) - 1);
  }

  /// Divided by n; 0 for one value, NaN without.
  constexpr double population_variance() const {
    return count() == 0 ? undefined : central().m2 / static_cast<double>(count());
  }

  /// The square root of `variance()`.
  double standard_deviation() const { return std::sqrt(variance()); }

  /// g1 = (m3 / n) / (m2 / n)^1.5, biased; NaN for n < 3 and for constant values.
  double skewness() const {
    const central_moments all = central();
    if (all.count < 3 || !(all.m2 > 0)) return undefined;
    const double variance = all.m2 / static_cast<double>(all.count);
    return all.m3 / static_cast<double>(all.count) / (variance * std::sqrt(variance));
  }

  /// g2 = (m4 / n) / (m2 / n)^2 - 3, biased; NaN for n < 4 and for constant values.
  constexpr double excess_kurtosis() const {
    const central_moments all = central();
    if (all.count < 4 || !(all.m2 > 0)) return undefined;
    const double variance = all.m2 / static_cast<double>(all.count);
    return all.m4 / static_cast<double>(all.count) / (variance * variance) - 3;
  }

  /// The sums behind all of these.
  constexpr central_moments central() const {
    central_moments all = settled_;
    all += pending_.centred();
    return all;
  }

  friend constexpr bool operator==(const moments&, const moments&) = default;

 private:
  static constexpr double undefined = std::numeric_limits<double>::quiet_NaN();

  static constexpr double finite_or_undefined(double value) {
    return value - value == 0 ? value : undefined;
  }

  constexpr void settle() {
    settled_ += pending_.centred();
    pending_ = {};
  }

  central_moments settled_;
  power_sums pending_;
};

}  // namespace proflens::aggregate
