#pragma once

#include <proflens/engine/concepts.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tests {

/// An engine whose work takes known times on a clock that is moved by hand. As on an accelerator,
/// work is only begun by its functions; the time passes while they are waited for.
///
/// A prefill takes 10 ms for each sequence and token; a step 1 ms for each sequence, and 1 us for
/// each token it finds in the cache; a choice 100 us; a reset 5 s. A shape met for the first time
/// takes 30 s more.
class fake_engine {
 public:
  explicit fake_engine(std::chrono::nanoseconds& time) : time_(&time) {}

  proflens::engine::info info() const {
    proflens::engine::info told{.name = "fake", .device = "CPU"};
    told.vocabulary = 100;
    told.positions = 1000;
    return told;
  }

  void reset(int batch, int capacity) {
    calls += 'r';
    batch_ = batch;
    cached_ = 0;
    capacities.push_back(capacity);
    begun_ += std::chrono::seconds(5);
  }

  void prefill(const proflens::engine::tokens& prompts) {
    calls += 'p';
    prefilled.push_back(prompts);
    const std::pair shape{prompts.batch, prompts.length};
    if (shape != last_shape_) begun_ += std::chrono::seconds(30);
    last_shape_ = shape;
    cached_ = prompts.length;
    begun_ += std::chrono::milliseconds(10) * prompts.batch * prompts.length;
  }

  void step(const proflens::engine::tokens& chosen) {
    calls += 's';
    stepped.push_back(chosen);
    begun_ += std::chrono::milliseconds(1) * batch_ + std::chrono::microseconds(cached_++);
  }

  proflens::engine::tokens next_tokens(const proflens::engine::sampling& how) {
    calls += 'n';
    sampled.push_back(how);
    begun_ += std::chrono::microseconds(100);
    const int rows = rows_chosen.value_or(batch_);
    return {rows, 1, std::vector<std::int64_t>(static_cast<std::size_t>(rows), 0)};
  }

  void synchronize() {
    calls += '|';
    *time_ += std::exchange(begun_, {});
  }

  std::optional<std::uint64_t> device_memory() const { return 1234; }

  std::string calls;  ///< the first letters of what was called; | is synchronize
  std::vector<int> capacities;
  std::vector<proflens::engine::tokens> prefilled, stepped;
  std::vector<proflens::engine::sampling> sampled;
  std::optional<int> rows_chosen;  ///< in place of the batch

 private:
  std::chrono::nanoseconds* time_;
  std::chrono::nanoseconds begun_{0};
  std::pair<int, int> last_shape_{0, 0};
  int batch_ = 0;
  int cached_ = 0;
};

}  // namespace tests
