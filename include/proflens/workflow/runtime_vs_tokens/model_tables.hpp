#pragma once

#include <proflens/report/number.hpp>
#include <proflens/report/table.hpp>
#include <proflens/workflow/runtime_vs_tokens/account.hpp>
#include <proflens/workflow/runtime_vs_tokens/result.hpp>

#include <cmath>
#include <string>
#include <utility>
#include <vector>

/// Cost models as tables and sentences for people.
namespace proflens::workflow {

/// Words one behind the other.
template <class Words>
std::string joined(const Words& words, std::string_view between = ", ") {
  std::string text;
  for (const auto& word : words)
    text += (text.empty() ? std::string() : std::string(between)) + std::string(word);
  return text;
}

/// The fitted line of each regime that has steps, or why there is none.
inline report::table line_table(const runtime_vs_tokens_result& result) {
  report::table table({{"configuration", ""},
                       {"regime", ""},
                       {"n", ""},
                       {"intercept", "ms"},
                       {"slope", "ms per token"},
                       {"slope 95 %", ""},
                       {"R2", ""},
                       {"RMSE", "ms"},
                       {"MAPE", "%"},
                       {"note", ""}});
  for (const auto& shown : result.configurations) {
    for (const step_selection selection : all_step_selections) {
      const regime_summary& of = shown.regime(selection);
      if (of.n == 0) continue;
      if (!of.line) {
        table.add({shown.name, name_of(selection), of.n, {}, {}, {}, {}, {}, {}, of.line_reason});
        continue;
      }
      const auto& [line, mae, mape] = *of.line;
      table.add({shown.name, name_of(selection), of.n, line.intercept.value, line.slope.value,
                 "[" + report::rounded(line.slope.ci95.low) + ", " +
                     report::rounded(line.slope.ci95.high) + "]",
                 line.r2, line.rmse, mape, joined(line.warnings)});
    }
  }
  return table;
}

/// What there is to say of a model beside its numbers.
inline std::string note_of(const fitted_model& model, const regime_summary& of) {
  if (!model.fitted()) return model.reason;
  std::vector<std::string> notes;
  if (of.best && of.best->name == model.name()) notes.emplace_back("best");
  if (!model.ineligible.empty()) notes.push_back(model.ineligible);
  notes.insert(notes.end(), model.warnings.begin(), model.warnings.end());
  return joined(notes, "; ");
}

/// Every model of each regime that has steps, with its errors, also on steps it was not fitted to.
inline report::table model_table(const runtime_vs_tokens_result& result) {
  report::table table({{"configuration", ""},
                       {"regime", ""},
                       {"model", ""},
                       {"n", ""},
                       {"equation", ""},
                       {"R2", ""},
                       {"RMSE", "ms"},
                       {"5-fold RMSE", "ms"},
                       {"later RMSE", "ms"},
                       {"AICc", ""},
                       {"note", ""}});
  const auto of_validation = [](const fit::cross_validation& found) {
    return found.offered() ? report::cell{found.error.rmse} : report::cell{};
  };
  const auto known = [](double value) {
    return std::isnan(value) ? report::cell{} : report::cell{value};
  };
  for (const auto& shown : result.configurations) {
    for (const step_selection selection : all_step_selections) {
      const regime_summary& of = shown.regime(selection);
      for (const fitted_model& model : of.models) {
        if (of.n == 0) continue;
        const std::string note = note_of(model, of);
        if (!model.fitted()) {
          table.add(
              {shown.name, name_of(selection), model.name(), of.n, {}, {}, {}, {}, {}, {}, note});
          continue;
        }
        table.add({shown.name, name_of(selection), model.name(), model.n, model.equation,
                   known(model.errors.r2), model.errors.rmse, of_validation(model.kfold),
                   of_validation(model.time_ordered), known(model.aicc), note});
      }
    }
  }
  return table;
}

/// The fits that were asked for.
inline report::table fit_table(const runtime_vs_tokens_result& result) {
  return result.options.fit == runtime_fit::line ? line_table(result) : model_table(result);
}

/// An end of an interval of tokens: NaN is open.
inline std::string told_tokens(double tokens, std::string_view otherwise) {
  return std::isnan(tokens) ? std::string(otherwise) : tokens_text(tokens);
}

/// "at most 707 tokens stay below 100 ms (95 %: 705 to 710; a single step: 701) at B = 8".
inline std::string sentence_of(const service_level& sla) {
  const std::string target = plain(sla.target_ms) + " ms at batch size " + plain(sla.batch_size);
  std::string text =
      std::isnan(sla.tokens)
          ? "no number of tokens answers to " + target
          : "up to " + tokens_text(sla.tokens) + " tokens stay below " + target +
                " (mean, 95 %: " + told_tokens(sla.tokens_ci95.low, "none") + " to " +
                told_tokens(sla.tokens_ci95.high, "any") +
                "; a single step: " + told_tokens(sla.tokens_prediction95, "unknown") + ")";
  if (!sla.reason.empty()) text += "; " + sla.reason;
  if (sla.extrapolated) text += ": the answer is an extrapolation";
  return text;
}

/// Which model was chosen in each regime, and what the target allows.
inline std::vector<std::string> sentences_of_fits(const runtime_vs_tokens_result& result) {
  std::vector<std::string> sentences;
  for (const auto& shown : result.configurations) {
    for (const step_selection selection : all_step_selections) {
      const regime_summary& of = shown.regime(selection);
      if (of.n == 0) continue;
      const std::string who = shown.name + ", " + std::string(name_of(selection)) + ": ";
      if (of.best && !of.best->name.empty())
        sentences.push_back(who + "best is " + of.best->reason);
      if (of.best && of.best->name.empty()) sentences.push_back(who + of.best->reason);
      if (of.sla) sentences.push_back(who + sentence_of(*of.sla));
    }
  }
  return sentences;
}

}  // namespace proflens::workflow
