#pragma once

#include <proflens/aggregate/collect.hpp>
#include <proflens/record/scheduler_step.hpp>

#include <cstdint>
#include <optional>

namespace proflens::workflow {

/// An accumulator of the host gaps of a log: the time between two steps that neither the model nor
/// the scheduler accounts for. A timestamp is taken at the end of scheduling, so the gap of step i
/// is timestamp[i+1] - timestamp[i] - model[i] - schedule[i+1].
///
/// Only of logs whose clock is monotonic (the first generation): Unix times of other generations
/// are too coarse. Steps must stand in neighbouring lines; what lies between two others is no gap.
/// It can be filled in pieces, and `a += b` bridges the border of two that belong together.
class host_gaps {
 public:
  void operator()(const record::scheduler_step& step, std::uint64_t line) {
    const bool monotonic = step.timestamp_s && *step.timestamp_s < first_unix_time;
    if (!monotonic || !step.schedule_ms) return;
    const mark here{line, *step.timestamp_s, step.runtime_ms, *step.schedule_ms};
    if (last_) bridge(*last_, here);
    if (!first_) first_ = here;
    last_ = here;
  }

  /// Tells that `lines` lines of the file stand before the block these steps are from.
  void shift_lines(std::uint64_t lines) {
    if (first_) first_->line += lines;
    if (last_) last_->line += lines;
  }

  /// Tells that no step of the same log follows or goes before.
  void finish_file() {
    first_.reset();
    last_.reset();
  }

  host_gaps& operator+=(const host_gaps& later) {
    if (last_ && later.first_) bridge(*last_, *later.first_);
    if (!first_) first_ = later.first_;
    if (later.last_) last_ = later.last_;
    gaps_ms += later.gaps_ms;
    return *this;
  }

  friend bool operator==(const host_gaps&, const host_gaps&) = default;

  aggregate::collect<double> gaps_ms;

 private:
  /// Clocks that count from the start of a machine stay below 31 years.
  static constexpr double first_unix_time = 1e9;

  struct mark {
    std::uint64_t line = 0;
    double timestamp_s = 0, runtime_ms = 0, schedule_ms = 0;

    friend bool operator==(const mark&, const mark&) = default;
  };

  void bridge(const mark& from, const mark& to) {
    if (to.line != from.line + 1) return;
    const double between_ms = (to.timestamp_s - from.timestamp_s) * 1000;
    gaps_ms(between_ms - from.runtime_ms - to.schedule_ms);
  }

  std::optional<mark> first_, last_;
};

}  // namespace proflens::workflow
