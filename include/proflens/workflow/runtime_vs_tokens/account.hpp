#pragma once

#include <proflens/fit/warning.hpp>
#include <proflens/read/ledger.hpp>
#include <proflens/report/number.hpp>
#include <proflens/workflow/runtime_vs_tokens/cleaned_steps.hpp>
#include <proflens/workflow/runtime_vs_tokens/result.hpp>
#include <proflens/workflow/wording.hpp>

#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// What became of the lines of a configuration, in words for people.
namespace proflens::workflow {

/// `81 of 101 lines drawn, 20 trimmed`: every count that is not 0.
inline std::string account_of(const read::ledger& ledger) {
  std::string text =
      report::rounded(ledger.used) + " of " + counted(ledger.lines, "line", "lines") + " drawn";
  const auto add = [&](std::uint64_t count, std::string_view what) {
    if (count > 0) text += ", " + report::rounded(count) + ' ' + std::string(what);
  };
  add(ledger.trimmed, "trimmed");
  add(ledger.blank, "blank");
  add(ledger.malformed, "malformed");
  add(ledger.count(filtered_schedule), "above the schedule time limit");
  add(ledger.count(filtered_runtime), "above the run time limit");
  return text;
}

/// `3 wrong_type, 1 syntax`.
inline std::string causes_of(const read::ledger& ledger) {
  std::string text;
  for (std::size_t i = 0; i < read::cause_count; ++i) {
    if (ledger.malformed_by_cause[i] == 0) continue;
    if (!text.empty()) text += ", ";
    text += report::rounded(ledger.malformed_by_cause[i]) + ' ' +
            std::string(read::name(static_cast<read::cause>(i)));
  }
  return text;
}

/// Which keys the lines have and which would be needed, where no line had those; else empty.
inline std::string keys_of(const read::ledger& ledger) {
  const auto join = [](const std::vector<std::string>& words) {
    std::string text;
    for (const auto& word : words) text += (text.empty() ? "" : ", ") + word;
    return text;
  };
  if (ledger.missing.empty() || ledger.used + ledger.filtered_lines() > 0) return {};
  return "; found the keys " + join(ledger.missing.found) + "; needed " +
         join(ledger.missing.needed);
}

/// A number as one would write it by hand: 2,048 and 200 rather than 200.0, else 20.42.
inline std::string plain(double value) {
  constexpr double exact_integers = 9007199254740992;  // 2^53
  const bool whole = value == std::floor(value) && std::abs(value) < exact_integers;
  return whole ? report::rounded(static_cast<std::int64_t>(value)) : report::rounded(value);
}

/// `800 to 2,048`, or `512` for a single value.
inline std::string range_of(const interval& range) {
  const std::string low = plain(range.low);
  return range.low == range.high ? low : low + " to " + plain(range.high);
}

inline std::string warning_of_malformed(const read::ledger& ledger) {
  std::string text = counted(ledger.malformed, "malformed line was", "malformed lines were") +
                     " left out (" + causes_of(ledger) + ")";
  for (const auto& bad : ledger.first_malformed) text += "\n  " + read::describe(bad);
  return text;
}

/// What is left after steps were cut off by their run time is censored, and so is a fit of it.
inline std::string warning_of_censoring(const configuration_result& read_in,
                                        const runtime_vs_tokens_options& options) {
  const auto cut = read_in.ledger.count(filtered_runtime);
  std::string text = counted(cut, "step", "steps") + " with a run time above " +
                     plain(*options.max_runtime_ms) + " ms " + (cut == 1 ? "was" : "were") +
                     " left out (" + range_of(read_in.filtered_runtime_tokens) +
                     " tokens): what is left is censored";
  if (options.fit != runtime_fit::none) text += ", and so is every fit";
  return text + "; --max-runtime-ms none keeps them";
}

/// The files that gave nothing, and why.
inline std::vector<std::string> warnings_of_files(const configuration_result& read_in,
                                                  const runtime_vs_tokens_options& options) {
  std::vector<std::string> warnings;
  for (const auto& file : read_in.files) {
    if (file.ledger.lines == 0)
      warnings.push_back(file.path + ": the file is empty");
    else if (file.ledger.trimmed == file.ledger.lines)
      warnings.push_back(file.path + ": all of its " +
                         counted(file.ledger.lines, "line was", "lines were") + " trimmed (" +
                         std::to_string(options.trim) + " at each end; --trim 0 keeps them)");
  }
  return warnings;
}

/// The step farthest from the others in tokens: the one that carries a slope.
inline double outermost_tokens(const size_statistics& tokens) {
  return tokens.max - tokens.mean > tokens.mean - tokens.min ? tokens.max : tokens.min;
}

/// What a reader of the drawn model must know.
inline std::vector<std::string> warnings_of_model(const regime_summary& of,
                                                  step_selection selection) {
  std::vector<std::string> warnings;
  if (of.models.empty() || of.n == 0) return warnings;
  const std::string where = "regime " + std::string(name_of(selection)) + ": ";
  if (of.best && of.best->name.empty())
    warnings.push_back(where + of.best->reason +
                       (of.shown() != nullptr ? "; the line is drawn" : ""));
  const fitted_model* shown = of.shown();
  if (shown == nullptr) {
    if (!of.best)
      warnings.push_back(where + "there is no " + std::string(of.models.front().name()) + ": " +
                         of.models.front().reason);
    return warnings;
  }
  if (shown->warns(fit::warning::one_point_carries_the_slope))
    warnings.push_back(where + "one point carries the slope of the " + std::string(shown->name()) +
                       ": the step of " + plain(outermost_tokens(of.tokens)) +
                       " tokens, whatever the others say; more steps between would tell");
  if (of.sla && of.sla->extrapolated)
    warnings.push_back(where + "the number of tokens for " + plain(of.sla->target_ms) +
                       " ms is an extrapolation: " + of.sla->reason);
  return warnings;
}

/// Everything about the input that a reader of the figure must know.
inline std::vector<std::string> warnings_of(const configuration_result& read_in,
                                            const runtime_vs_tokens_options& options) {
  std::vector<std::string> warnings = warnings_of_files(read_in, options);
  if (read_in.ledger.malformed > 0) warnings.push_back(warning_of_malformed(read_in.ledger));
  if (read_in.ledger.count(filtered_runtime) > 0)
    warnings.push_back(warning_of_censoring(read_in, options));
  return warnings;
}

}  // namespace proflens::workflow
