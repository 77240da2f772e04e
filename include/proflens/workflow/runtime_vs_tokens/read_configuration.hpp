#pragma once

#include <proflens/read/files.hpp>
#include <proflens/read/json_lines.hpp>
#include <proflens/workflow/error.hpp>
#include <proflens/workflow/runtime_vs_tokens/account.hpp>
#include <proflens/workflow/runtime_vs_tokens/cleaned_steps.hpp>
#include <proflens/workflow/runtime_vs_tokens/regime_summaries.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <utility>

namespace proflens::workflow {

/// What one file says of itself, for `--verbose`.
inline file_account account_for(const read::result<cleaned_steps>& file) {
  aggregate::extrema tokens, runtime_ms;
  for (const double value : file.value.tokens.values()) tokens(value);
  for (const double value : file.value.runtime_ms.values()) runtime_ms(value);
  return {.path = file.files.front().string(),
          .ledger = file.ledger,
          .tokens = {tokens.minimum(), tokens.maximum()},
          .runtime_ms = {runtime_ms.minimum(), runtime_ms.maximum()},
          .seconds = file.seconds};
}

/// Copies what was collected into a vector and frees it, so that no more than one column exists
/// twice at a time.
template <class Value>
std::vector<Value> taken(aggregate::collect<Value>& collected) {
  const auto values = collected.values();
  std::vector<Value> result(values.begin(), values.end());
  collected = {};
  return result;
}

inline step_columns columns_of(cleaned_steps steps) {
  const auto shared = [](aggregate::collect<double>& collected) {
    return std::make_shared<const std::vector<double>>(taken(collected));
  };
  return {.tokens = shared(steps.tokens),
          .runtime_ms = shared(steps.runtime_ms),
          .batch_size = shared(steps.batch_size),
          .regime = taken(steps.regime),
          .batch_id = taken(steps.batch_id)};
}

/// A configuration of which nothing is left to draw is an error: the figure would silently lack it.
inline void require_steps(const configuration_result& read_in,
                          const runtime_vs_tokens_options& options) {
  if (read_in.steps.size() > 0) return;
  const read::ledger& ledger = read_in.ledger;
  std::string text = read_in.name + ": no step is left to draw: " +
                     (ledger.lines == 0 ? "no line in it" : account_of(ledger));
  if (ledger.malformed > 0) text += " (" + causes_of(ledger) + ")";
  text += keys_of(ledger);
  for (const auto& bad : ledger.first_malformed) text += "\n  " + read::describe(bad);
  for (const auto& warning : warnings_of_files(read_in, options)) text += "\n  " + warning;
  throw error(text);
}

/// Reads the files of one configuration, cleans its steps and summarises every regime.
inline configuration_result read_configuration(const configuration& wanted,
                                               const runtime_vs_tokens_options& options) {
  const read::options how{
      .threads = options.threads, .trim_first = options.trim, .trim_last = options.trim};
  auto files = read::json_lines_by_file<record::scheduler_step>(
      read::files(wanted.path), cleaned_steps(options.max_schedule_ms, options.max_runtime_ms),
      how);

  configuration_result result{.name = wanted.name};
  cleaned_steps all;
  std::int64_t next_batch_id = 0;
  for (auto& file : files) {
    result.ledger += file.ledger;
    result.files.push_back(account_for(file));
    next_batch_id = file.value.shift_batch_ids(next_batch_id);
    file.value.host.finish_file();
    all += std::move(file.value);
  }
  result.filtered_runtime_tokens = {all.tokens_above_max_runtime.minimum(),
                                    all.tokens_above_max_runtime.maximum()};
  result.host_gaps = all.host.gaps_ms.size();
  result.host_gap_ms = summarise_runtimes(all.host.gaps_ms.values());
  result.steps = columns_of(std::move(all));
  require_steps(result, options);
  result.warnings = warnings_of(result, options);
  for (const step_selection selection : all_step_selections)
    result.regimes[static_cast<std::size_t>(selection)] =
        summarise(result.steps, selection, options);
  for (const auto& warning : warnings_of_model(result.regime(options.regime), options.regime))
    result.warnings.push_back(warning);
  return result;
}

}  // namespace proflens::workflow
