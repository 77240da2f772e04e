#pragma once

#include <chrono>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include <proflens/engine/sampling.hpp>
#include <proflens/measure/harness_cost.hpp>
#include <proflens/measure/process_memory.hpp>
#include <proflens/measure/samples.hpp>
#include <proflens/measure/stopping.hpp>
#include <proflens/measure/warm_up.hpp>

namespace proflens::measure {

/// What is asked of an engine: every sequence of the batch is fed `input_length` tokens and gives
/// exactly `output_length`, whatever these are (no token ends it).
struct generation {
  int batch = 1;
  int input_length = 32;
  int output_length = 50;
  engine::sampling sampling = {};
  measure::warm_up warm_up = {};
  std::uint64_t prompt_seed = 0;

  /// Tokens a sequence holds at the end: the last one chosen is never fed.
  int capacity() const { return input_length + output_length - 1; }
};

/// One run, in seconds and bytes. `total` = `prefill` + `decode`, and `decode` is the sum of the
/// steps, to the clock's resolution: one reading of the clock ends one part and begins the next.
struct generation_run {
  std::chrono::system_clock::time_point began = {};
  int batch = 0;
  int input_length = 0;
  int output_length = 0;  ///< tokens that came of each sequence
  double total = 0;
  double prefill = 0;      ///< time to first token; the choice of that token is in it
  double decode = 0;       ///< from the end of prefill to the end of the last step
  samples steps = {};      ///< every step, output_length - 1 of them, with the choice of its token
  memory_use memory = {};  ///< at the end of the run, and its peak
  std::optional<std::uint64_t> device_memory = {};  ///< bytes, where the engine tells them

  /// Time per output token: decode / (output_length - 1); NaN for an output of one token.
  double decode_per_token() const { return ratio(decode, output_length - 1); }
  /// Output tokens of the whole batch a second, prefill included.
  double tokens_per_second() const { return batch * tokens_per_second_per_sequence(); }
  double tokens_per_second_per_sequence() const { return ratio(output_length, total); }
  /// Input tokens of the whole batch a second of prefill.
  double prefill_tokens_per_second() const { return batch * ratio(input_length, prefill); }

 private:
  static double ratio(double part, double whole) {
    return whole > 0 ? part / whole : std::numeric_limits<double>::quiet_NaN();
  }
};

/// All runs at one batch and length; times in seconds.
struct generation_point {
  std::vector<generation_run> runs = {};
  samples total = {}, prefill = {}, decode = {};  ///< a value a run
  samples step = {};                              ///< every step of every run
  /// Output tokens of the whole batch a second: all tokens of all runs by all their time.
  double tokens_per_second = std::numeric_limits<double>::quiet_NaN();
  double tokens_per_second_per_sequence = std::numeric_limits<double>::quiet_NaN();
  warm_up_report warm_up = {};
  stop_reason stopped_by = stop_reason::none;
  harness_cost harness = {};
  std::string why_no_peak = {};  ///< why no run knows its peak of memory; empty where they do
};

}  // namespace proflens::measure
