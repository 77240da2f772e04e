#pragma once

#include <proflens/report/csv.hpp>
#include <proflens/report/markdown.hpp>
#include <proflens/report/table.hpp>
#include <proflens/report/text.hpp>
#include <proflens/workflow/cluster_operators/analysis_table.hpp>
#include <proflens/workflow/cluster_operators/cluster_markdown.hpp>
#include <proflens/workflow/cluster_operators/cluster_wording.hpp>
#include <proflens/workflow/cluster_operators/result.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>
#include <string>
#include <vector>

/// `cluster_comparison.csv` and `.md`: a is the run that is analysed, b the one it is compared
/// with.
namespace proflens::workflow {

inline std::string comparison_csv(const cluster_operators_result& result) {
  std::string text;
  for (const auto name : key_columns) text += std::string(name) + ',';
  text +=
      "count_a,count_b,mean_a,mean_b,median_a,median_b,ratio,ci95_low,ci95_high,p_adjusted,"
      "only_in\n";
  for (const compared_class& one : result.comparison) {
    for (const auto key : cells_of(one.key))
      text += key_cell(key, result.options.spreadsheet) + ',';
    text += report::exact(one.count_a) + ',' + report::exact(one.count_b);
    for (const double number : {one.mean_a, one.mean_b, one.median_a, one.median_b, one.ratio,
                                one.ci95.low, one.ci95.high, one.p_adjusted})
      text += ',' + (std::isnan(number) ? "" : report::exact(number));
    text += ',' + std::string(one.only_in()) + '\n';
  }
  return text;
}

/// The classes whose means differ significantly, by what the difference makes over the runs of b.
inline std::vector<const compared_class*> changed(const cluster_operators_result& result) {
  std::vector<const compared_class*> found;
  for (const compared_class& one : result.comparison)
    if (one.p_adjusted <= 0.01) found.push_back(&one);
  std::ranges::stable_sort(found, std::greater{}, [](const compared_class* one) {
    return std::abs(one->mean_b - one->mean_a) * static_cast<double>(one->count_b);
  });
  return found;
}

inline std::string comparison_markdown(const cluster_operators_result& result) {
  const auto found = changed(result);
  const auto only_in = [&](std::string_view run) {
    return static_cast<std::size_t>(
        std::ranges::count(result.comparison, run, &compared_class::only_in));
  };
  const std::size_t both = only_in("");
  std::string text =
      "# Two runs of a cluster\n\n- a: " + report::markdown_text(result.options.root.string()) +
      "\n- b: " + report::markdown_text(result.options.compare.string()) + "\n\n**" +
      (found.empty() ? "No operator class differs"
                     : counted(found.size(), "operator class differs", "operator classes differ")) +
      "** of " + counted(both, "that both have", "that both have") + "; " +
      report::rounded(only_in("a")) + " only in a, " + report::rounded(only_in("b")) +
      " only in b.\n";
  report::table table({{"operator", ""},
                       {"mean a", ""},
                       {"mean b", ""},
                       {"b over a", ""},
                       {"95 %", ""},
                       {"over all runs of b", ""}});
  for (std::size_t i = 0; i < std::min(found.size(), 2 * shown_findings); ++i) {
    const compared_class& one = *found[i];
    const double total = (one.mean_b - one.mean_a) * static_cast<double>(one.count_b);
    table.add({shown_operator(one.key.op_name, one.key.input_shape), time_text(one.mean_a),
               time_text(one.mean_b), one.ratio,
               "[" + report::rounded(one.ci95.low) + ", " + report::rounded(one.ci95.high) + "]",
               (total > 0 ? "+" : "") + time_text(total)});
  }
  if (!table.rows().empty()) text += '\n' + report::markdown(table);
  if (table.rows().size() < found.size())
    text += "\n" + report::rounded(found.size() - table.rows().size()) +
            " more in cluster_comparison.csv\n";
  return text;
}

}  // namespace proflens::workflow
