#pragma once

#include <proflens/workflow/runtime_vs_tokens/configuration.hpp>
#include <proflens/workflow/runtime_vs_tokens/figure.hpp>
#include <proflens/workflow/runtime_vs_tokens/options.hpp>
#include <proflens/workflow/runtime_vs_tokens/read_configuration.hpp>
#include <proflens/workflow/runtime_vs_tokens/residuals.hpp>
#include <proflens/workflow/runtime_vs_tokens/result.hpp>
#include <proflens/workflow/runtime_vs_tokens/summary.hpp>
#include <proflens/workflow/runtime_vs_tokens/write.hpp>

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <utility>

namespace proflens::workflow {

/// Throws workflow::error if the options contradict each other.
inline void check(const runtime_vs_tokens_options& options) {
  if (options.configurations.empty())
    throw error("no configuration was named; give NAME:PATH or PATH, a log or a folder of logs");
  std::set<std::string> names;
  for (const auto& wanted : options.configurations) {
    if (!names.insert(wanted.name).second)
      throw error("two configurations are named \"" + wanted.name +
                  "\"; give each a name of its own: NAME:PATH");
  }
  if (options.color_by_batch && options.configurations.size() > 1)
    throw error("colours can show the batch size of one configuration only, found " +
                std::to_string(options.configurations.size()));
  if (options.sla_ms && options.fit == runtime_fit::none)
    throw error("a run time to stay below needs a cost model; choose one by --fit");
  if (options.sla_ms && !(*options.sla_ms > 0 && std::isfinite(*options.sla_ms)))
    throw error("a run time to stay below must be a positive number of ms");
}

/// True if a step of the shown regime lies inside the ranges asked for; always without any.
inline bool shows_any(const step_columns& steps, const runtime_vs_tokens_options& options) {
  const auto lies_in = [](const std::optional<interval>& range, double value) {
    return !range || range->contains(value);
  };
  for (std::size_t i = 0; i < steps.size(); ++i)
    if (selects(options.regime, steps.regime[i]) && lies_in(options.x_range, (*steps.tokens)[i]) &&
        lies_in(options.y_range, (*steps.runtime_ms)[i]))
      return true;
  return false;
}

/// Model run time against scheduled tokens: reads the logs of every configuration, cleans and
/// summarises their steps, fits what is asked for. `figure(result)` describes the figure,
/// `summary(result, file)` the numbers, `write(result, figure_file, summary_file)` writes both.
///
/// Nothing is lost silently: `ledger` says of every line what became of it, `warnings` what a
/// reader has to know. Throws proflens::error if a path cannot be read, if a configuration has no
/// step left, or if no configuration has a step of the regime to be shown.
inline runtime_vs_tokens_result runtime_vs_tokens(runtime_vs_tokens_options options) {
  check(options);
  runtime_vs_tokens_result result{.options = std::move(options)};
  for (const auto& wanted : result.options.configurations)
    result.configurations.push_back(read_configuration(wanted, result.options));

  const step_selection shown = result.options.regime;
  bool any = false;
  for (auto& read_in : result.configurations) {
    const bool has_steps = read_in.regime(shown).n > 0;
    any |= has_steps;
    if (!has_steps)
      read_in.warnings.push_back("no step of the regime " + std::string(name_of(shown)) +
                                 ": nothing of it is in the figure");
    else if (!shows_any(read_in.steps, result.options))
      read_in.warnings.push_back(
          "no step lies in the range asked for, x_range or y_range: nothing "
          "of it is in the figure; widen them or leave them out");
  }
  if (!any)
    throw error("no configuration has a step of the regime " + std::string(name_of(shown)) +
                "; choose another by --regime");
  return result;
}

}  // namespace proflens::workflow
