#pragma once

#include <proflens/workflow/cluster_operators/analysis_table.hpp>
#include <proflens/workflow/cluster_operators/cluster_wording.hpp>
#include <proflens/workflow/cluster_operators/result.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace proflens::workflow {

inline std::string warning_of_bad_rows(const read::ledger& ledger) {
  std::string text = counted(ledger.malformed, "malformed row was", "malformed rows were") +
                     " left out (" + malformed_text(ledger) + ")";
  for (const auto& bad : ledger.first_malformed)
    text += "\n  " + bad.file + ':' + std::to_string(bad.line) + ": " + bad.message;
  return text;
}

/// Of pages on which there is nothing to see, none if there are none.
inline std::string warning_of_empty_pages(const std::vector<operator_feature>& features) {
  const auto empty = static_cast<std::size_t>(
      std::ranges::count_if(features, [](const operator_feature& one) { return one.empty(); }));
  if (empty == 0) return {};
  const auto first = std::ranges::find_if(features, &operator_feature::empty);
  return counted(empty, "page is", "pages are") + " empty (" + first->name() +
         (empty > 1 ? ", ...)" : ")") +
         ": none of the operators shown has such a value. Collectives have none; --filter "
         "'^(?!hcom)' leaves those out";
}

/// Adds to a finished result what its reader has to know.
inline void warn(cluster_operators_result& result) {
  const auto add = [&](std::string text) { result.warnings.push_back(std::move(text)); };
  if (result.ledger.malformed > 0) add(warning_of_bad_rows(result.ledger));
  if (result.options.top <= 0)
    add("-n is " + std::to_string(result.options.top) + "; one operator is shown");
  if (auto text = warning_of_empty_pages(result.features); !text.empty()) add(std::move(text));
  const auto lonely =
      static_cast<std::size_t>(std::ranges::count(result.classes, 1u, &cluster_class::devices));
  if (result.devices.size() > 1 && !result.options.merge_instances &&
      2 * lonely > result.classes.size())
    add(report::rounded(lonely) + " of " +
        counted(result.classes.size(), "operator class", "operator classes") +
        " stand on one device only; if their names end in instance numbers, --merge-instances "
        "makes devices comparable");
  const auto formulas = std::ranges::count_if(result.classes, [](const cluster_class& one) {
    return std::ranges::any_of(cells_of(one.key), record::looks_like_formula);
  });
  if (formulas > 0 && !result.options.spreadsheet)
    add(counted(static_cast<std::size_t>(formulas), "operator class has", "operator classes have") +
        " a text that begins with = + - or @, which a spreadsheet would compute; --spreadsheet "
        "guards it");
}

}  // namespace proflens::workflow
