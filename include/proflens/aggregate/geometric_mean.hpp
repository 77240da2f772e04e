#pragma once

#include <cmath>
#include <cstdint>
#include <limits>

#include <proflens/aggregate/moments.hpp>
#include <proflens/aggregate/student_t.hpp>
#include <proflens/interval.hpp>

namespace proflens::aggregate {

/// The geometric mean of positive values, the right mean of ratios: twice as fast on one operator
/// and twice as slow on another make 1.
///
///     geometric_mean slowness;                          // of one device over all operators
///     for (...) slowness(median_of_device / median_of_all);
///     slowness.value(), slowness.interval(0.95)
///
/// A value that is not positive and finite is left out and counted. Pieces merge to 1e-12 relative.
class geometric_mean {
 public:
  void operator()(double value) {
    if (value > 0 && value < std::numeric_limits<double>::infinity()) {
      logarithms_(std::log(value));
    } else {
      ++rejected_;
    }
  }
  geometric_mean& operator+=(const geometric_mean& other) {
    logarithms_ += other.logarithms_;
    rejected_ += other.rejected_;
    return *this;
  }

  std::uint64_t count() const { return logarithms_.count(); }
  std::uint64_t rejected() const { return rejected_; }
  /// The moments of the natural logarithms.
  const moments& logarithms() const { return logarithms_; }

  /// NaN without values.
  double value() const { return std::exp(logarithms_.mean()); }

  /// That of Student for the mean of the logarithms. NaN for fewer than two values.
  proflens::interval interval(double level = 0.95) const {
    const auto n = static_cast<double>(count());
    const double reach =
        student_t_two_sided(level, n - 1) * logarithms_.standard_deviation() / std::sqrt(n);
    return {std::exp(logarithms_.mean() - reach), std::exp(logarithms_.mean() + reach)};
  }

  friend bool operator==(const geometric_mean&, const geometric_mean&) = default;

 private:
  moments logarithms_;
  std::uint64_t rejected_ = 0;
};

}  // namespace proflens::aggregate
