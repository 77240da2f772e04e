#pragma once

#include <proflens/aggregate/bounded_quantiles.hpp>
#include <proflens/aggregate/moments.hpp>
#include <proflens/aggregate/sample_budget.hpp>
#include <proflens/record/operator_run.hpp>

#include <cstdint>
#include <memory>
#include <tuple>
#include <utility>

namespace proflens::workflow {

/// An accumulator of the durations of runs, in us: what every figure about an operator on a device
/// is computed from.
class duration_samples {
 public:
  using record_type = record::operator_run;
  static constexpr auto needs() { return std::tuple{&record_type::duration_us}; }

  duration_samples() = default;
  explicit duration_samples(std::shared_ptr<aggregate::sample_budget> budget)
      : quantiles(std::move(budget)) {}

  void operator()(const record_type& run) { (*this)(run.duration_us); }
  void operator()(double us) {
    moments(us);
    quantiles(us);
  }

  duration_samples& operator+=(duration_samples&& other) {
    moments += other.moments;
    quantiles += std::move(other.quantiles);
    return *this;
  }
  duration_samples& operator+=(const duration_samples& other) {
    return *this += duration_samples(other);
  }

  std::uint64_t count() const { return moments.count(); }

  friend bool operator==(const duration_samples&, const duration_samples&) = default;

  /// Without samples, with the same budget.
  duration_samples emptied() const {
    duration_samples empty;
    empty.quantiles = quantiles.emptied();
    return empty;
  }
  template <class Self, class Archive>
  static void exchange(Self& self, Archive& archive) {
    archive(self.moments, self.quantiles);
  }

  aggregate::moments moments;
  aggregate::bounded_quantiles quantiles;
};

}  // namespace proflens::workflow
