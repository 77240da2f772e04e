#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>

namespace proflens::fit {

/// All that a linear model needs to know of its points: counts, means and centred second moments of
/// `Columns` columns and of y, which stands behind them. `line_moments` for more columns:
/// everything is relative to `origin`, the first point, and scaling a column by a power of two
/// scales each member to the bit (but `log_weights`).
template <std::size_t Columns>
struct linear_moments {
  static_assert(Columns > 0, "a linear model has at least one column");
  static constexpr std::size_t size = Columns + 1;
  using values = std::array<double, size>;  ///< of the columns, then of y

  std::uint64_t count = 0;  ///< points; those of weight 0 are left out
  double weight = 0;        ///< sum of the weights w; NaN if one was negative or not finite
  double log_weights = 0;   ///< sum of ln w
  values origin{};          ///< the first point
  values sum{};             ///< sums of w (value - origin)
  std::array<values, size> products{};  ///< [i][j]: sum of w (v_i - mean_i) (v_j - mean_j), j <= i
  values low{};                         ///< smallest
  values high{};                        ///< and largest values; not defined without points

  /// The weighted mean of value `i`, relative to `origin`; not defined without points.
  constexpr double centre(std::size_t i) const { return sum[i] / weight; }

  /// Joins the moments of other points, as `line_moments` does (Pébay 2008).
  constexpr linear_moments& operator+=(const linear_moments& other) {
    if (other.count == 0) return *this;
    if (count == 0) return *this = other;
    const double between = weight * (other.weight / (weight + other.weight));
    values shift{}, distance{};
    for (std::size_t i = 0; i < size; ++i) {
      shift[i] = other.origin[i] - origin[i];
      distance[i] = shift[i] + (other.centre(i) - centre(i));
    }
    for (std::size_t i = 0; i < size; ++i) {
      for (std::size_t j = 0; j <= i; ++j) {
        products[i][j] += other.products[i][j] + distance[i] * distance[j] * between;
      }
      sum[i] += other.sum[i] + other.weight * shift[i];
      low[i] = other.low[i] < low[i] ? other.low[i] : low[i];
      high[i] = other.high[i] > high[i] ? other.high[i] : high[i];
    }
    count += other.count;
    weight += other.weight;
    log_weights += other.log_weights;
    return *this;
  }

  friend constexpr bool operator==(const linear_moments&, const linear_moments&) = default;
};

/// Plain sums of up to `capacity` points about the first of them, the fast way to linear_moments;
/// why that is safe stands at `line_block`.
template <std::size_t Columns>
struct linear_block {
  static constexpr std::size_t capacity = 512;
  using moments_type = linear_moments<Columns>;
  static constexpr std::size_t size = moments_type::size;
  using values = typename moments_type::values;

  std::uint64_t count = 0;
  values origin{};
  values sum{};
  std::array<values, size> products{};
  values low{};
  values high{};

  constexpr void add(const values& point) {
    if (count == 0) origin = low = high = point;
    ++count;
    values d{};
    for (std::size_t i = 0; i < size; ++i) {
      d[i] = point[i] - origin[i];
      sum[i] += d[i];
      low[i] = point[i] < low[i] ? point[i] : low[i];
      high[i] = point[i] > high[i] ? point[i] : high[i];
    }
    for (std::size_t i = 0; i < size; ++i) {
      for (std::size_t j = 0; j <= i; ++j) products[i][j] += d[i] * d[j];
    }
  }

  /// The centred moments, each point with weight 1.
  constexpr moments_type moments() const {
    if (count == 0) return {};
    const auto n = static_cast<double>(count);
    moments_type result{.count = count,
                        .weight = n,
                        .origin = origin,
                        .sum = sum,
                        .products = products,
                        .low = low,
                        .high = high};
    for (std::size_t i = 0; i < size; ++i) {
      for (std::size_t j = 0; j <= i; ++j) result.products[i][j] -= sum[i] * (sum[j] / n);
    }
    return result;
  }

  friend constexpr bool operator==(const linear_block&, const linear_block&) = default;
};

/// The accumulator of a linear model with an intercept and `Columns` columns: takes points one by
/// one in constant memory, merges, and is what `fit::linear` fits. `line_sums` for more columns,
/// with the same treatment of weights and of what is not finite.
template <std::size_t Columns>
class linear_sums {
 public:
  using moments_type = linear_moments<Columns>;
  using values = typename moments_type::values;

  /// A point: its columns, then y.
  constexpr void operator()(const values& point) {
    pending_.add(point);
    if (pending_.count == linear_block<Columns>::capacity) settle();
  }
  constexpr void operator()(const std::array<double, Columns>& columns, double y) {
    (*this)(joined(columns, y));
  }

  void operator()(const std::array<double, Columns>& columns, double y, double weight) {
    if (weight == 0) return;
    settle();
    const bool valid = weight > 0 && std::isfinite(weight);
    const values point = joined(columns, y);
    settled_ += moments_type{.count = 1,
                             .weight = valid ? weight : std::numeric_limits<double>::quiet_NaN(),
                             .log_weights = std::log(weight),
                             .origin = point,
                             .low = point,
                             .high = point};
  }

  constexpr linear_sums& operator+=(const linear_sums& other) {
    if (other.count() == 0) return *this;
    if (count() == 0) return *this = other;
    settle();
    settled_ += other.moments();
    return *this;
  }

  /// Points taken, without those of weight 0.
  constexpr std::uint64_t count() const { return settled_.count + pending_.count; }

  constexpr moments_type moments() const {
    moments_type all = settled_;
    all += pending_.moments();
    return all;
  }

  friend constexpr bool operator==(const linear_sums&, const linear_sums&) = default;

 private:
  static constexpr values joined(const std::array<double, Columns>& columns, double y) {
    values point{};
    for (std::size_t i = 0; i < Columns; ++i) point[i] = columns[i];
    point[Columns] = y;
    return point;
  }
  constexpr void settle() {
    settled_ += pending_.moments();
    pending_ = {};
  }

  moments_type settled_;
  linear_block<Columns> pending_;
};

}  // namespace proflens::fit
