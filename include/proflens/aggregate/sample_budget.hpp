#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>

namespace proflens::aggregate {

/// How many samples all accumulators of a run may keep together, before all of them turn to
/// sketches. Shared by pointer; `bounded_quantiles` takes from it and gives back. Any number of
/// threads may use one at the same time.
///
/// Once spent it stays spent, whatever is given back. Accumulators tell it of no value that they do
/// not keep, so that it is spent if and only if more samples than it allows are kept in the end:
/// what threads do when makes no difference.
class sample_budget {
 public:
  static constexpr std::size_t default_bytes = std::size_t{64} << 20;

  /// `bytes` of 8 for a sample; 0 means sketches from the start. `relative_error` is that of the
  /// sketches; see `quantile_sketch`.
  explicit sample_budget(std::size_t bytes = default_bytes, double relative_error = 0.005)
      : most_(bytes / sizeof(double)), relative_error_(relative_error), spent_(most_ == 0) {}

  /// Books samples that are kept.
  void take(std::uint64_t samples) {
    const std::uint64_t taken = taken_.fetch_add(samples, std::memory_order_relaxed) + samples;
    if (taken > most_) spend();
  }
  /// Books samples that are no longer kept, or whose booking passes to another accumulator.
  void give_back(std::uint64_t samples) { taken_.fetch_sub(samples, std::memory_order_relaxed); }

  /// Makes it spent, because some samples are kept as sketches already.
  void spend() { spent_.store(true, std::memory_order_relaxed); }

  /// Whether more samples were kept than it allows.
  bool spent() const { return spent_.load(std::memory_order_relaxed); }
  std::uint64_t taken() const { return taken_.load(std::memory_order_relaxed); }
  std::size_t bytes() const { return most_ * sizeof(double); }
  double relative_error() const { return relative_error_; }

 private:
  std::uint64_t most_;
  double relative_error_;
  std::atomic<std::uint64_t> taken_ = 0;
  std::atomic<bool> spent_;
};

}  // namespace proflens::aggregate
