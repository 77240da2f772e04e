#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include <proflens/aggregate/sketch_contents.hpp>
#include <proflens/aggregate/weighted_values.hpp>

namespace proflens::aggregate {

/// Quantiles of any number of values in memory that depends on their spread alone:
///
///     aggregate::quantile_sketch sketch{.relative_error = 0.005};
///     for (const double value : values) sketch(value);
///     sketch.quantile(0.99)
///
/// `quantile(p)` interpolates, as type 7 does, between the values it has for the two order
/// statistics next to 1 + (n - 1) p. Each of these is within `percentile_error()` (relative, at
/// most `relative_error`) of the true one, hence so is the quantile where both have the same sign;
/// otherwise it is within that share of the larger magnitude. The least and the largest value and
/// the count are exact. Zeros, negative and infinite values are values; magnitudes below 2.3e-308
/// count as zero; NaN is left out and counted by `rejected()`.
///
/// Merging in any order, from any pieces, gives the same sketch to the bit. Merging sketches of
/// different relative errors throws proflens::error, unless one is empty: the result then has the
/// error of the other. Values whose spread is a few per cent to tens of per cent take 300 to 600
/// bytes; see `bytes()`.
struct quantile_sketch {
  double relative_error = 0.005;
  sketch_contents contents = {};

  void operator()(double value) { contents.add(value, relative_error); }

  quantile_sketch& operator+=(const quantile_sketch& other) {
    if (contents.empty() && !other.contents.empty()) relative_error = other.relative_error;
    contents.merge(other.contents);
    return *this;
  }

  std::uint64_t count() const { return contents.count(); }
  std::uint64_t rejected() const { return contents.rejected(); }
  /// NaN without values.
  double minimum() const { return contents.empty() ? undefined() : contents.minimum(); }
  double maximum() const { return contents.empty() ? undefined() : contents.maximum(); }

  /// NaN without values; p outside [0, 1] is taken for the nearer end.
  double quantile(double p) const { return weighted_quantile(contents.distribution(), p); }
  double median() const { return quantile(0.5); }

  /// What `quantile` keeps to; never more than `relative_error`.
  double percentile_error() const { return sketch_resolution(relative_error).bound(); }

  /// The values that stand for all others, ascending: for boxes, several quantiles, histograms.
  std::vector<weighted_value> distribution() const { return contents.distribution(); }

  /// All memory it takes.
  std::size_t bytes() const { return sizeof(*this) + contents.heap_bytes(); }

  /// Everything, for an archive that writes or reads it; see `pack.hpp`.
  template <class Self, class Archive>
  static void exchange(Self& self, Archive& archive) {
    archive(self.relative_error, self.contents);
  }

  friend bool operator==(const quantile_sketch& a, const quantile_sketch& b) {
    return a.contents == b.contents;
  }

 private:
  static constexpr double undefined() { return std::numeric_limits<double>::quiet_NaN(); }
};

}  // namespace proflens::aggregate
