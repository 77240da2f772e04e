#pragma once

#include <cstddef>
#include <cstdint>

namespace proflens::aggregate {

/// Count, mean and centred sums of powers up to the fourth; what `moments` consists of.
///
/// Everything is relative to `origin`, the first value taken: the difference to it is exact or
/// nearly so, which keeps a spread of 1e-3 at an offset of 1e9. Scaling the values by a power of
/// two scales each member to the bit.
struct central_moments {
  std::uint64_t count = 0;
  double origin = 0;  ///< the first value
  double sum = 0;     ///< sum of (v - origin)
  double m2 = 0;      ///< sum of (v - mean)^2
  double m3 = 0;      ///< sum of (v - mean)^3
  double m4 = 0;      ///< sum of (v - mean)^4

  /// Joins the moments of other values: Pébay (2008), Formulas for robust, one-pass parallel
  /// computation of covariances and arbitrary-order statistical moments, equations 2.1 and 3.1.
  /// The two means meet through the difference of the two origins.
  constexpr central_moments& operator+=(const central_moments& other) {
    if (other.count == 0) return *this;
    if (count == 0) return *this = other;
    const auto a = static_cast<double>(count);
    const auto b = static_cast<double>(other.count);
    const double n = a + b;
    const double shift = other.origin - origin;
    const double d = shift + (other.sum / b - sum / a);
    const double da = d * (a / n);
    const double db = d * (b / n);
    m4 += other.m4 + d * da * b * (da * da - da * db + db * db) +
          6 * (da * da * other.m2 + db * db * m2) + 4 * (da * other.m3 - db * m3);
    m3 += other.m3 + d * da * b * (da - db) + 3 * (da * other.m2 - db * m2);
    m2 += other.m2 + d * da * b;
    sum += other.sum + b * shift;
    count += other.count;
    return *this;
  }

  friend constexpr bool operator==(const central_moments&, const central_moments&) = default;
};

/// Plain sums of powers of up to `capacity` values about the first of them.
///
/// Subtracting powers of sums is safe here and only here: the origin is one of the values, so a
/// spread much smaller than the distance to it cannot occur; the relative error of `m2` stays below
/// capacity times the rounding unit, 3e-14, that of `m4` below six times that.
struct power_sums {
  static constexpr std::size_t capacity = 256;

  std::uint64_t count = 0;
  double origin = 0, s1 = 0, s2 = 0, s3 = 0, s4 = 0;

  constexpr void add(double value) {
    if (count == 0) origin = value;
    const double d = value - origin;
    const double square = d * d;
    ++count;
    s1 += d;
    s2 += square;
    s3 += square * d;
    s4 += square * square;
  }

  constexpr central_moments centred() const {
    if (count == 0) return {};
    const double m = s1 / static_cast<double>(count);
    return {.count = count,
            .origin = origin,
            .sum = s1,
            .m2 = s2 - m * s1,
            .m3 = s3 - m * (3 * s2 - 2 * m * s1),
            .m4 = s4 - m * (4 * s3 - m * (6 * s2 - 3 * m * s1))};
  }

  friend constexpr bool operator==(const power_sums&, const power_sums&) = default;
};

}  // namespace proflens::aggregate
