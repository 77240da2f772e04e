// What measuring costs: steps of about 10 us, bare and measured, in turn.
//   harness BLOCKS      prints the time of a step either way and by how much the measured one is
//                       longer: of BLOCKS blocks of 50 steps the one that took least, in which the
//                       machine did nothing else
#include <proflens/measure/latency.hpp>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

#include "program.hpp"

namespace {

namespace engine = proflens::engine;
namespace measure = proflens::measure;

constexpr int steps = 50;

/// Computes for a while in each step, on values that depend on each other.
class busy_engine {
 public:
  explicit busy_engine(int rounds) : rounds_(rounds) {}

  engine::info info() const { return {.name = "busy", .vocabulary = 2}; }
  void reset(int, int) {}
  void prefill(const engine::tokens&) {}
  void step(const engine::tokens&) {
    for (int i = 0; i < rounds_; ++i) value_ = value_ * 6364136223846793005u + 1442695040888963407u;
  }
  engine::tokens next_tokens(const engine::sampling&) {
    return {1, 1, {static_cast<std::int64_t>(value_ >> 63)}};
  }
  void synchronize() {}

 private:
  int rounds_;
  std::uint64_t value_ = 1;
};

/// The same calls as in a measured run, between two readings of the clock; seconds a step.
double bare_step(busy_engine& busy) {
  engine::tokens chosen = busy.next_tokens({});
  const auto begin = measure::steady_clock().now();
  for (int i = 0; i < steps; ++i) {
    busy.step(chosen);
    chosen = busy.next_tokens({});
    busy.synchronize();
  }
  return measure::in_seconds(measure::steady_clock().now() - begin) / steps;
}

double measured_step(busy_engine& busy) {
  const measure::generation asked{.input_length = 1, .output_length = steps + 1};
  const auto prompts = engine::generate_input_tokens(1, 1, 2);
  measure::process_memory memory;
  return measure::run_generation(busy, prompts, asked, memory).decode_per_token();
}

/// The rounds that take 10 us.
int rounds_of_10_us() {
  constexpr int tried = 10'000;
  busy_engine busy(tried);
  measure::samples times;
  for (int i = 0; i < 15; ++i) times(bare_step(busy));
  return static_cast<int>(tried * 10e-6 / times.min());
}

bool run(const std::vector<std::string>& words) {
  if (words.size() != 1) return false;
  busy_engine busy(rounds_of_10_us());
  measure::samples bare, measured;
  for (int block = std::stoi(words[0]); block > 0; --block) {
    bare(bare_step(busy));
    measured(measured_step(busy));
  }
  const measure::harness_cost told = measure::harness_cost_of(measured.min());
  std::printf("bare_s=%.9g measured_s=%.9g percent=%.4g told_percent=%.4g\n", bare.min(),
              measured.min(), 100 * (measured.min() / bare.min() - 1), 100 * told.share_of_step);
  return true;
}

}  // namespace

int main(int count, char** words) {
  return benchmark::program(count, words, "harness BLOCKS", run);
}
