#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <compare>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <proflens/aggregate/quantile.hpp>
#include <proflens/fit/error.hpp>
#include <proflens/fit/lanes.hpp>
#include <proflens/fit/levenberg_marquardt.hpp>
#include <proflens/fit/square_matrix.hpp>

/// T = t0 + (w0 + w1 s) / (P (1 - exp(-kB b)) (1 - exp(-kS s))) + tB b + tS s, with b and s the
/// batch size B and the tokens S divided by their medians: work over a throughput that saturates,
/// plus overheads that grow.
namespace proflens::fit {

/// In the order of everything that has one entry a parameter.
inline constexpr std::array<std::string_view, 8> saturation_parameters{"P",  "k_B", "k_S", "w0",
                                                                       "w1", "t0",  "t_B", "t_S"};

/// What B and S are divided by: the larger of their median and 1.
struct saturation_scales {
  double batch_size = 1, tokens = 1;

  friend bool operator==(const saturation_scales&, const saturation_scales&) = default;
};

/// The curve at one place, with its derivatives.
class saturation_curve {
 public:
  /// Below this the throughput is taken as this.
  static constexpr double least_throughput = 1e-9;

  explicit saturation_curve(std::span<const double> parameters) : p_(parameters) {}

  double value(double b, double s) const {
    return p_[5] + work(s) / throughput(rise(1, b), rise(2, s)) + p_[6] * b + p_[7] * s;
  }

  /// The value; and in `gradient` its derivatives by the parameters.
  double value(double b, double s, std::span<double, 8> gradient) const {
    const double by_batch = rise(1, b), by_tokens = rise(2, s);
    const double rate = throughput(by_batch, by_tokens);
    const double quotient = work(s) / rate;
    const bool at_floor = rate == least_throughput;
    gradient[0] = at_floor ? 0 : -quotient / p_[0];
    gradient[1] = at_floor ? 0 : -quotient * b * (1 - by_batch) / by_batch;
    gradient[2] = at_floor ? 0 : -quotient * s * (1 - by_tokens) / by_tokens;
    gradient[3] = 1 / rate;
    gradient[4] = s / rate;
    gradient[5] = 1;
    gradient[6] = b;
    gradient[7] = s;
    return p_[5] + quotient + p_[6] * b + p_[7] * s;
  }

 private:
  double rise(std::size_t rate, double at) const { return -std::expm1(-p_[rate] * at); }
  double work(double s) const { return p_[3] + p_[4] * s; }
  double throughput(double by_batch, double by_tokens) const {
    return std::max(p_[0] * by_batch * by_tokens, least_throughput);
  }

  std::span<const double> p_;
};

/// The points of a saturation fit and its sums; a model for `levenberg_marquardt`.
class saturation_points {
 public:
  /// Throws fit::error for arrays of unequal size, values that are not finite, a batch size or
  /// tokens below 0, fewer points than nine.
  saturation_points(std::span<const double> batch_size, std::span<const double> tokens,
                    std::span<const double> runtime) {
    check(batch_size, tokens, runtime);
    scales_ = {std::max(aggregate::median(batch_size), 1.0),
               std::max(aggregate::median(tokens), 1.0)};
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      rows_.push_back({batch_size[i] / scales_.batch_size, tokens[i] / scales_.tokens, runtime[i]});
    }
    std::ranges::sort(rows_);  // so that the order of the points changes no bit
  }

  struct row {
    double b, s, t;
    friend auto operator<=>(const row&, const row&) = default;
  };

  const saturation_scales& scales() const { return scales_; }
  std::span<const row> rows() const { return rows_; }

  linearised linearise(std::span<const double> parameters) const {
    const saturation_curve curve(parameters);
    linearised sums{.gradient = std::vector<double>(8, 0.0), .normal = square_matrix(8)};
    // By blocks of rows, derivative by derivative, whose products are fast.
    constexpr std::size_t most = 64;
    std::array<std::array<double, most>, 8> derivatives;
    std::array<double, most> residuals;
    std::array<double, 8> gradient{};
    for (std::size_t begin = 0; begin < rows_.size(); begin += most) {
      const std::size_t count = std::min(most, rows_.size() - begin);
      for (std::size_t i = 0; i < count; ++i) {
        const row& at = rows_[begin + i];
        residuals[i] = at.t - curve.value(at.b, at.s, gradient);
        for (std::size_t k = 0; k < 8; ++k) derivatives[k][i] = gradient[k];
      }
      const std::span<const double> r(residuals.data(), count);
      sums.sse += inner_product(r, r);
      for (std::size_t k = 0; k < 8; ++k) {
        const std::span<const double> derivative(derivatives[k].data(), count);
        sums.gradient[k] += inner_product(derivative, r);
        for (std::size_t l = 0; l <= k; ++l) {
          sums.normal(k, l) += inner_product(derivative, derivatives[l]);
        }
      }
    }
    for (std::size_t k = 0; k < 8; ++k) {
      for (std::size_t l = 0; l < k; ++l) sums.normal(l, k) = sums.normal(k, l);
    }
    return sums;
  }

 private:
  static void check(std::span<const double> b, std::span<const double> s,
                    std::span<const double> t) {
    if (b.size() != s.size() || s.size() != t.size()) {
      throw error("there are " + std::to_string(b.size()) + " batch sizes, " +
                  std::to_string(s.size()) + " numbers of tokens and " + std::to_string(t.size()) +
                  " run times");
    }
    if (t.size() <= saturation_parameters.size()) {
      throw error("only " + std::to_string(t.size()) + (t.size() == 1 ? " point" : " points") +
                  "; a saturation needs nine, one more than it has parameters");
    }
    for (std::size_t i = 0; i < t.size(); ++i) {
      if (!std::isfinite(t[i]) || !(b[i] >= 0 && s[i] >= 0 && std::isfinite(b[i] + s[i]))) {
        throw error("point " + std::to_string(i + 1) +
                    ": batch size and tokens must be 0 or more, run time finite");
      }
    }
  }

  saturation_scales scales_;
  std::vector<row> rows_;
};

}  // namespace proflens::fit
