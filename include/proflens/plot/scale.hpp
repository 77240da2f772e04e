#pragma once

#include <proflens/interval.hpp>
#include <proflens/plot/axis.hpp>

#include <cmath>
#include <limits>

namespace proflens::plot {

/// Takes data linearly onto the page: `data_low` to `page_low`, `data_high` to `page_high`.
/// Precondition: data_low < data_high.
struct linear_scale {
  double data_low = 0;
  double data_high = 1;
  double page_low = 0;
  double page_high = 1;

  double factor() const { return (page_high - page_low) / (data_high - data_low); }
  double offset() const { return page_low - data_low * factor(); }
  /// Exact at the ends however far the data lie from zero.
  double operator()(double value) const { return page_low + (value - data_low) * factor(); }
  double inverse(double page) const { return data_low + (page - page_low) / factor(); }
};

/// Takes data onto the page by the scale of their axis. What the axis has no place for, such as
/// zero on a logarithmic one, becomes NaN.
class page_scale {
 public:
  /// The limits go to the two ends on the page, exchanged if the axis is reversed. Precondition:
  /// limits.low < limits.high, both with a place on the axis.
  page_scale(const axis& along, interval limits, double page_low, double page_high)
      : logarithmic_(is_logarithmic(along)) {
    linear_ = {place(limits.low), place(limits.high), along.reversed ? page_high : page_low,
               along.reversed ? page_low : page_high};
  }

  double operator()(double value) const { return linear_(place(value)); }
  double inverse(double page) const {
    return logarithmic_ ? std::pow(10, linear_.inverse(page)) : linear_.inverse(page);
  }

  /// The value whose steps are equal on the page: itself, or its decimal logarithm.
  double place(double value) const {
    if (!logarithmic_) return value;
    return value > 0 ? std::log10(value) : std::numeric_limits<double>::quiet_NaN();
  }
  /// From places onto the page.
  const linear_scale& over_places() const { return linear_; }
  bool equals_places() const { return !logarithmic_; }

  /// As operator(), but what lies below everything the axis can show goes to its lower end: where
  /// a bar from zero begins on a logarithmic axis.
  double or_low_end(double value) const {
    return logarithmic_ && value <= 0 ? linear_.page_low : (*this)(value);
  }

 private:
  bool logarithmic_;
  linear_scale linear_;
};

}  // namespace proflens::plot
