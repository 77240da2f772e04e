#pragma once

#include <proflens/report/markdown.hpp>
#include <proflens/report/table.hpp>
#include <proflens/report/text.hpp>
#include <proflens/workflow/cluster_operators/cluster_wording.hpp>
#include <proflens/workflow/cluster_operators/result.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// `cluster_summary.md`: what matters first, each list cut where it no longer does.
namespace proflens::workflow {

/// Rows of a table for people.
inline constexpr std::size_t shown_findings = 10;

/// Below it the largest mean is that of all, to people.
inline constexpr double least_shown_imbalance = 1.01;

/// Names that take more would push the numbers out of sight.
inline constexpr std::size_t longest_shown_name = 60;

inline std::string shown_operator(std::string_view op_name, std::string_view input_shape) {
  return report::shortened(operator_text(op_name, input_shape), longest_shown_name);
}

inline report::table slow_table(const cluster_operators_result& result) {
  report::table table({{"device", ""}, {"operator", ""}, {"slower by", ""}, {"costs", ""}});
  for (std::size_t i = 0; i < std::min(result.slow_devices.size(), shown_findings); ++i) {
    const slow_device& slow = result.slow_devices[i];
    table.add({device_text(slow.node, slow.device), shown_operator(slow.op_name, slow.input_shape),
               percent_text(slow.excess_ratio), time_text(slow.cost_us)});
  }
  return table;
}

inline report::table waiting_table(const cluster_operators_result& result) {
  report::table table({{"device", ""}, {"operator", ""}, {"shorter by", ""}, {"others wait", ""}});
  for (std::size_t i = 0; i < std::min(result.waiting.size(), shown_findings); ++i) {
    const waiting_device& late = result.waiting[i];
    table.add({device_text(late.node, late.device), shown_operator(late.op_name, late.input_shape),
               percent_text(late.shortfall_ratio), time_text(late.waited_us)});
  }
  return table;
}

inline report::table type_table(const cluster_operators_result& result) {
  report::table table({{"type", ""}, {"share", ""}, {"total", ""}, {"runs", ""}});
  for (std::size_t i = 0; i < std::min(result.time_by_type.size(), shown_findings); ++i) {
    const type_time& one = result.time_by_type[i];
    table.add({report::shortened(one.type, longest_shown_name), percent_text(one.share),
               time_text(one.total_us), one.count});
  }
  return table;
}

inline report::table device_table(const cluster_operators_result& result) {
  report::table table({{"device", ""}, {"of the median", ""}, {"95 %", ""}, {"total", ""}});
  for (std::size_t i = 0; i < std::min(result.devices_ranked.size(), shown_findings); ++i) {
    const ranked_device& one = result.devices_ranked[i];
    table.add({device_text(one.node, one.device), one.ratio,
               "[" + report::rounded(one.ci95.low) + ", " + report::rounded(one.ci95.high) + "]",
               time_text(one.total_us)});
  }
  return table;
}

inline report::table imbalance_table(const cluster_operators_result& result) {
  report::table table({{"operator", ""}, {"largest over mean", ""}, {"on", ""}});
  for (std::size_t i = 0; i < std::min(result.imbalance.size(), shown_findings / 2); ++i) {
    const imbalanced_operator& one = result.imbalance[i];
    if (one.ratio < least_shown_imbalance) break;
    const operator_key& key = result.classes[one.of].key;
    table.add({shown_operator(key.op_name, key.input_shape), one.ratio,
               device_text(one.node, one.device)});
  }
  return table;
}

inline std::string section(std::string_view title, const report::table& table, std::size_t all) {
  if (table.rows().empty()) return {};
  std::string text = "\n## " + std::string(title) + "\n\n" + report::markdown(table);
  if (table.rows().size() < all)
    text += "\n" + report::rounded(all - table.rows().size()) + " more in cluster_summary.json\n";
  return text;
}

/// At most the first ten, as a list.
template <class Range, class Function>
std::string bullets(std::string_view title, const Range& range, Function text_of) {
  if (range.empty()) return {};
  std::string text = "\n## " + std::string(title) + "\n\n";
  for (std::size_t i = 0; i < std::min(range.size(), shown_findings); ++i)
    text += "- " + report::markdown_text(text_of(range[i])) + '\n';
  if (range.size() > shown_findings)
    text += "- and " + report::rounded(range.size() - shown_findings) + " more\n";
  return text;
}

/// The summary for people: the verdict in its first lines, then what it rests on.
inline std::string summary_markdown(const cluster_operators_result& result) {
  double total_us = 0;
  for (const auto& one : result.time_by_type) total_us += one.total_us;
  std::string text = "# Operators of " + counted(result.devices.size(), "device", "devices") +
                     "\n\n**" + report::markdown_text(headline(result)) + "**\n\n- " +
                     report::markdown_text(account_of(result)) + "\n- " + time_text(total_us) +
                     " in " + counted(result.classes.size(), "operator class", "operator classes") +
                     ", communication included\n";
  if (result.percentile_error > 0)
    text +=
        "- quantiles within " + report::rounded(100 * result.percentile_error, 2) + " % (sketch)\n";
  text += section("Slow devices", slow_table(result), result.slow_devices.size());
  text += section("Late devices: their collectives are short, the others wait",
                  waiting_table(result), result.waiting.size());
  text += section("Where the time goes", type_table(result), result.time_by_type.size());
  if (result.devices.size() > 1) {
    text += section("Devices over all operators, the slowest first", device_table(result),
                    result.devices_ranked.size());
    text += section("Imbalance", imbalance_table(result), result.imbalance.size());
  }
  text += bullets("Warnings", result.warnings, [](const auto& warning) { return warning; });
  text += bullets("Files set aside", result.set_aside,
                  [](const auto& one) { return one.file + ' ' + one.reason; });
  return text;
}

}  // namespace proflens::workflow
