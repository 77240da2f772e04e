#pragma once

#include <proflens/aggregate/collect.hpp>
#include <proflens/aggregate/extrema.hpp>
#include <proflens/record/scheduler_step.hpp>
#include <proflens/workflow/runtime_vs_tokens/host_gaps.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace proflens::workflow {

inline constexpr std::string_view filtered_schedule = "filtered_schedule";
inline constexpr std::string_view filtered_runtime = "filtered_runtime";

/// An accumulator that keeps, column by column, the steps that pass the cleaning rules, and what is
/// known of those that do not. As every accumulator it can be filled in pieces: `a += b` puts the
/// steps of b behind those of a, which keeps its own rules.
class cleaned_steps {
 public:
  using record_type = record::scheduler_step;
  /// The fields a reader has to look for.
  static constexpr auto needs() {
    return std::tuple{&record_type::chunks, &record_type::runtime_ms, &record_type::schedule_ms,
                      &record_type::batch_id, &record_type::timestamp_s};
  }

  cleaned_steps() = default;
  /// Leaves out steps whose times are strictly above these limits, in ms; no limit, no rule.
  cleaned_steps(std::optional<double> max_schedule_ms, std::optional<double> max_runtime_ms)
      : max_schedule_ms_(max_schedule_ms), max_runtime_ms_(max_runtime_ms) {}

  /// Takes a step in, or returns the name of the rule that leaves it out. `line` stands for the id
  /// of a batch that has none; see `shift_lines`.
  std::string_view operator()(const record_type& step, std::uint64_t line) {
    host(step, line);  // a step that is left out is still a neighbour
    const auto step_tokens = static_cast<double>(step.chunks.tokens);
    if (max_schedule_ms_ && step.schedule_ms && *step.schedule_ms > *max_schedule_ms_)
      return filtered_schedule;
    if (max_runtime_ms_ && step.runtime_ms > *max_runtime_ms_) {
      tokens_above_max_runtime(step_tokens);
      return filtered_runtime;
    }
    tokens(step_tokens);
    runtime_ms(step.runtime_ms);
    batch_size(static_cast<double>(step.chunks.batch_size));
    regime(step.chunks.regime());
    // From 0, as the ids of real logs; counted within the block until `shift_lines`.
    if (!step.batch_id) without_id_.push_back(batch_id.size());
    batch_id(step.batch_id.value_or(static_cast<std::int64_t>(line) - 1));
    return {};
  }

  /// Tells that `lines` lines of the file stand before the block these steps are from.
  void shift_lines(std::uint64_t lines) {
    host.shift_lines(lines);
    if (without_id_.empty()) return;
    std::vector<std::int64_t> ids(batch_id.values().begin(), batch_id.values().end());
    for (const std::size_t place : without_id_) ids[place] += static_cast<std::int64_t>(lines);
    without_id_.clear();
    set_batch_ids(ids);
  }

  /// Adds `first` to the ids of a whole file, so that they continue those of the files before it;
  /// returns the `first` of the file after it: the largest id so far + 1.
  std::int64_t shift_batch_ids(std::int64_t first) {
    if (batch_id.size() == 0) return first;
    std::vector<std::int64_t> ids(batch_id.values().begin(), batch_id.values().end());
    std::int64_t largest = first - 1;
    for (std::int64_t& id : ids) largest = std::max(largest, id += first);
    if (first != 0) set_batch_ids(ids);
    return largest + 1;
  }

  cleaned_steps& operator+=(cleaned_steps&& later) {
    tokens += std::move(later.tokens);
    runtime_ms += std::move(later.runtime_ms);
    batch_size += std::move(later.batch_size);
    regime += std::move(later.regime);
    batch_id += std::move(later.batch_id);
    tokens_above_max_runtime += later.tokens_above_max_runtime;
    host += later.host;
    return *this;
  }
  cleaned_steps& operator+=(const cleaned_steps& later) { return *this += cleaned_steps(later); }

  friend bool operator==(const cleaned_steps&, const cleaned_steps&) = default;

  aggregate::collect<double> tokens;      ///< sum of the chunks
  aggregate::collect<double> runtime_ms;  ///< of the model
  aggregate::collect<double> batch_size;  ///< number of chunks
  aggregate::collect<record::regime> regime;
  aggregate::collect<std::int64_t> batch_id;

  host_gaps host;  ///< between all steps that could be read

  aggregate::extrema tokens_above_max_runtime;  ///< of the steps left out by `filtered_runtime`

 private:
  void set_batch_ids(const std::vector<std::int64_t>& ids) {
    batch_id = {};
    for (const std::int64_t id : ids) batch_id(id);
  }

  std::optional<double> max_schedule_ms_, max_runtime_ms_;
  std::vector<std::size_t> without_id_;  ///< places in `batch_id` that hold a line of the block
};

}  // namespace proflens::workflow
