#pragma once

#include <cmath>
#include <cstdint>
#include <random>

namespace proflens::aggregate {

/// Standard normal numbers, the same on every platform (up to the last digit of log and sqrt):
/// std::normal_distribution may differ between libraries. Marsaglia's polar method.
class normal_numbers {
 public:
  explicit normal_numbers(std::uint64_t seed) : random_(seed) {}

  double operator()() {
    if (has_spare_) {
      has_spare_ = false;
      return spare_;
    }
    for (;;) {
      const double x = uniform(), y = uniform(), square = x * x + y * y;
      if (square >= 1 || square == 0) continue;
      const double factor = std::sqrt(-2 * std::log(square) / square);
      spare_ = y * factor;
      has_spare_ = true;
      return x * factor;
    }
  }

 private:
  /// In [-1, 1), a multiple of 2^-52.
  double uniform() { return static_cast<double>(random_() >> 11) * 0x1p-52 - 1; }

  std::mt19937_64 random_;
  double spare_ = 0;
  bool has_spare_ = false;
};

}  // namespace proflens::aggregate
