#pragma once

#include <proflens/workflow/runtime_vs_tokens/configuration.hpp>
#include <proflens/workflow/runtime_vs_tokens/figure.hpp>
#include <proflens/workflow/runtime_vs_tokens/options.hpp>
#include <proflens/workflow/runtime_vs_tokens/read_configuration.hpp>
#include <proflens/workflow/runtime_vs_tokens/result.hpp>
#include <proflens/workflow/runtime_vs_tokens/summary.hpp>
#include <proflens/workflow/runtime_vs_tokens/write.hpp>

#include <algorithm>
#include <set>
#include <string>

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
    if (read_in.regime(shown).n > 0)
      any = true;
    else
      read_in.warnings.push_back("no step of the regime " + std::string(name_of(shown)) +
                                 ": nothing of it is in the figure");
  }
  if (!any)
    throw error("no configuration has a step of the regime " + std::string(name_of(shown)) +
                "; choose another by --regime");
  return result;
}

}  // namespace proflens::workflow
