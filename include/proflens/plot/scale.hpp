#pragma once

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

}  // namespace proflens::plot
