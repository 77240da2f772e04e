#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>

#include <proflens/aggregate/moments.hpp>
#include <proflens/fit/error.hpp>

namespace proflens::fit {

/// How far predictions are from what was observed. What is undefined is NaN: all of it without
/// points, r2 where all y are equal.
struct errors {
  std::uint64_t n = 0;
  double rmse = 0;           ///< root of the mean squared error, in units of y
  double mae = 0;            ///< mean absolute error, in units of y
  double mape_percent = 0;   ///< mean of |y - f| / |y|; y = 0 is left out; NaN if none is left
  std::uint64_t zeros = 0;   ///< points with y = 0, which mape_percent leaves out
  double smape_percent = 0;  ///< mean of 2 |y - f| / (|y| + |f|); a term is 0 when both are 0
  double r2 = 0;             ///< 1 - sum (y - f)^2 / sum (y - mean y)^2

  friend bool operator==(const errors&, const errors&) = default;
};

/// Takes pairs of observation and prediction one by one; mergeable, an `aggregate::accumulator` in
/// all but that a value is a pair.
class error_sums {
 public:
  void operator()(double observed, double predicted) {
    const double distance = std::abs(observed - predicted);
    const double size = std::abs(observed) + std::abs(predicted);
    observed_(observed);
    squares_ += distance * distance;
    distances_ += distance;
    if (observed == 0) {
      ++zeros_;
    } else {
      relative_ += distance / std::abs(observed);
    }
    if (size > 0 || size != size) symmetric_ += 2 * distance / size;
  }

  error_sums& operator+=(const error_sums& other) {
    observed_ += other.observed_;
    squares_ += other.squares_;
    distances_ += other.distances_;
    relative_ += other.relative_;
    symmetric_ += other.symmetric_;
    zeros_ += other.zeros_;
    return *this;
  }

  errors result() const {
    constexpr double undefined = std::numeric_limits<double>::quiet_NaN();
    const auto n = static_cast<double>(observed_.count());
    const auto nonzero = static_cast<double>(observed_.count() - zeros_);
    const double total = observed_.central().m2;
    return {.n = observed_.count(),
            .rmse = std::sqrt(squares_ / n),
            .mae = distances_ / n,
            .mape_percent = nonzero > 0 ? 100 * relative_ / nonzero : undefined,
            .zeros = zeros_,
            .smape_percent = 100 * symmetric_ / n,
            .r2 = total > 0 ? 1 - squares_ / total : undefined};
  }

  friend bool operator==(const error_sums&, const error_sums&) = default;

 private:
  aggregate::moments observed_;
  double squares_ = 0, distances_ = 0, relative_ = 0, symmetric_ = 0;
  std::uint64_t zeros_ = 0;
};

/// The errors of predictions of `y`. Throws fit::error for arrays of unequal size.
inline errors errors_of(std::span<const double> y, std::span<const double> predicted) {
  if (y.size() != predicted.size()) {
    throw error("there are " + std::to_string(y.size()) + " observations and " +
                std::to_string(predicted.size()) + " predictions");
  }
  error_sums sums;
  for (std::size_t i = 0; i < y.size(); ++i) sums(y[i], predicted[i]);
  return sums.result();
}

/// The errors of a model that predicts y from x by `model(x)`. Throws fit::error for arrays of
/// unequal size.
template <class Model>
errors errors_of(const Model& model, std::span<const double> x, std::span<const double> y) {
  if (x.size() != y.size()) {
    throw error("x has " + std::to_string(x.size()) + " values, y " + std::to_string(y.size()));
  }
  error_sums sums;
  for (std::size_t i = 0; i < x.size(); ++i) sums(y[i], model(x[i]));
  return sums.result();
}

}  // namespace proflens::fit
