#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <tuple>

#include <proflens/point.hpp>
#include <proflens/record/chunk_tally.hpp>
#include <proflens/record/field.hpp>
#include <proflens/unit.hpp>

namespace proflens::record {

/// One step of an LLM server's scheduler: a batch of chunks and what it cost.
struct scheduler_step {
  chunk_tally chunks;                        ///< tokens of each request in the batch
  double runtime_ms = 0;                     ///< model run time
  std::optional<double> schedule_ms;         ///< time to build the batch
  std::optional<std::int64_t> batch_id;      ///< unique within one log
  std::optional<double> timestamp_s;         ///< monotonic or Unix, by the log's generation
  std::optional<std::int64_t> waiting;       ///< requests in the waiting queue
  std::optional<std::int64_t> running;       ///< requests in the running queue
  std::optional<std::int64_t> total_tokens;  ///< as logged; `chunks.tokens` is the sum
};

/// The names of the three generations of logs: the first is the one most logs use. V0 keeps
/// prefills and decodes in lists of their own. Labels are lenient: they never lose a step.
template <>
inline constexpr auto fields<scheduler_step> = std::tuple{
    required(&scheduler_step::chunks, "chunk_sizes") | unit::token | nonnegative |
        joined("prefill_chunk_sizes", "decode_chunk_sizes"),
    required(&scheduler_step::runtime_ms, "model_run_duration_ms", "model_run_ms") |
        unit::millisecond | nonnegative,
    optional(&scheduler_step::schedule_ms, "schedule_duration_ms", "schedule_ms") |
        unit::millisecond | nonnegative,
    optional(&scheduler_step::batch_id, "batch_id") | lenient,
    optional(&scheduler_step::timestamp_s, "timestamp", "time") | unit::second | lenient,
    optional(&scheduler_step::waiting, "num_waiting_reqs", "num_waiting") | unit::count | lenient,
    optional(&scheduler_step::running, "num_running_reqs", "num_running") | unit::count | lenient,
    optional(&scheduler_step::total_tokens, "total_scheduled_tokens", "sched_tokens") |
        unit::token | lenient};

}  // namespace proflens::record

namespace proflens {

using record::scheduler_step;

/// Projection of a step to the point (tokens scheduled, model run time in ms).
struct tokens_and_runtime_projection {
  using record_type = scheduler_step;
  static constexpr auto needs = std::tuple{&scheduler_step::chunks, &scheduler_step::runtime_ms};
  static constexpr std::string_view x_symbol = "S", y_symbol = "T";  // how a fitted line is written
  static constexpr unit y_unit = unit::millisecond;

  constexpr point operator()(const scheduler_step& step) const {
    return {static_cast<double>(step.chunks.tokens), step.runtime_ms};
  }
};
inline constexpr tokens_and_runtime_projection tokens_and_runtime{};

}  // namespace proflens
