#pragma once

#include <cmath>
#include <cstddef>
#include <vector>

namespace proflens::aggregate {

/// P(Z > x) of a standard normal number.
inline double normal_tail(double x) { return std::erfc(x / std::sqrt(2.0)) / 2; }

/// P(median of n standard normal values > x), n odd, x >= 0: more than half of them must be above,
/// which is a binomial probability, summed from its largest term.
inline double median_tail_of_odd(std::size_t n, double x) {
  const double q = normal_tail(x);
  const auto count = static_cast<double>(n), least = (count + 1) / 2;
  double log_first = least * std::log(q) + (count - least) * std::log1p(-q);
  for (double i = 1; i <= count - least; ++i) log_first += std::log((least + i) / i);
  double sum = 0, term = 1;
  for (double k = least; k <= count; ++k) {
    sum += term;
    term *= (count - k) / (k + 1) * (q / (1 - q));
  }
  return std::exp(log_first) * sum;
}

/// The same for n = 2 k, where the median is the mean of the two middle values: Desu and Rodine
/// (1969), Estimation of the population median. With Q the normal tail and f its density,
///
///     2 / B(k, k) integral over s > 0 of Q(x + s)^(k-1) f(x + s) ((1 - Q(x + s))^k - Q(s - x)^k),
///
/// by Simpson's rule; the difference of powers is taken from that of Q(x - s) and Q(x + s), which
/// is exact far out too.
inline double median_tail_of_even(std::size_t n, double x) {
  const std::size_t k = n / 2;
  const auto half = static_cast<double>(k);
  const auto integrand = [&](double s) {
    const double above = normal_tail(x + s), a = 1 - above, b = normal_tail(s - x);
    double powers = 0, power_of_b = 1;  // a^(k-1) + a^(k-2) b + ... + b^(k-1)
    for (std::size_t i = 0; i < k; ++i, power_of_b *= b) powers = powers * a + power_of_b;
    double front = 1;
    for (std::size_t i = 1; i < k; ++i) front *= above;
    return front * std::exp(-(x + s) * (x + s) / 2) * (normal_tail(x - s) - above) * powers;
  };
  constexpr int intervals = 400;
  const double width = 16 / (half * x + std::sqrt(half)) / intervals;
  double sum = 0;  // nothing at 0 and at the end
  for (int i = 1; i < intervals; ++i) sum += (i % 2 == 1 ? 4 : 2) * integrand(i * width);
  double inverse_beta = half;  // 1 / B(k, k) = k (2k - 1)! / (k! (k - 1)!)
  for (double i = 1; i < half; ++i) inverse_beta *= (half + i) / i;
  return 2 * inverse_beta / std::sqrt(2 * std::acos(-1.0)) * sum * width / 3;
}

/// P(median of n standard normal values > x), by a table that is interpolated to 1 in 1,000.
class median_tail {
 public:
  explicit median_tail(std::size_t n) : scale_(std::sqrt(static_cast<double>(n)) / step) {
    for (std::size_t i = 0; log_tail_.empty() || log_tail_.back() > lowest; ++i) {
      const double x = static_cast<double>(i) / scale_;
      const double tail = n % 2 == 1 ? median_tail_of_odd(n, x) : median_tail_of_even(n, x);
      log_tail_.push_back(std::log(tail));
    }
  }

  double operator()(double x) const {
    if (x < 0) return 1 - (*this)(-x);
    const double place = x * scale_;
    if (!(place < static_cast<double>(log_tail_.size() - 1))) return 0;
    const auto below = static_cast<std::size_t>(place);
    const double part = place - static_cast<double>(below);
    return std::exp(log_tail_[below] + (log_tail_[below + 1] - log_tail_[below]) * part);
  }

 private:
  static constexpr double step = 0.05;  ///< of x in units of 1 / sqrt n
  static constexpr double lowest = -600;

  double scale_;
  std::vector<double> log_tail_;
};

}  // namespace proflens::aggregate
