#pragma once

#include <proflens/read/ledger.hpp>
#include <proflens/report/number.hpp>
#include <proflens/workflow/cluster_operators/result.hpp>
#include <proflens/workflow/wording.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// What is said of a cluster, in words for people.
namespace proflens::workflow {

/// A time in us in the unit that suits it: `8.12 us`, `1.24 s`, `2.5 h`.
inline std::string time_text(double us) {
  const double size = std::abs(us);
  if (!(size >= 1e3)) return report::rounded(us, 3) + " us";
  if (size < 1e6) return report::rounded(us / 1e3, 3) + " ms";
  if (size < 3600e6) return report::rounded(us / 1e6, 3) + " s";
  return report::rounded(us / 3600e6, 3) + " h";
}

/// `35.0 %` for 0.35; of next to nothing `< 0.1 %`.
inline std::string percent_text(double share) {
  if (share > 0 && share < 0.001) return "< 0.1 %";
  return report::rounded(100 * share, 3) + " %";
}

/// The cause's name in reports: the only field of a run without which a row is lost is its
/// duration.
inline std::string_view cluster_cause_name(read::cause why) {
  return why == read::cause::missing_field ? "missing_duration" : read::name(why);
}

/// Rows of tables, without headers and blank lines.
inline std::uint64_t rows_of(const read::ledger& ledger) {
  return ledger.used + ledger.malformed + ledger.filtered_lines();
}

/// `3 wrong_type, 1 too_few_fields`.
inline std::string malformed_text(const read::ledger& ledger) {
  std::string text;
  for (std::size_t i = 0; i < ledger.malformed_by_cause.size(); ++i) {
    if (ledger.malformed_by_cause[i] == 0) continue;
    text += (text.empty() ? "" : ", ") + report::rounded(ledger.malformed_by_cause[i]) + ' ' +
            std::string(cluster_cause_name(static_cast<read::cause>(i)));
  }
  return text;
}

/// `3,200,000 rows of 16 tables: all used`, or how many were not and why.
inline std::string account_of(const cluster_operators_result& result) {
  const read::ledger& ledger = result.ledger;
  std::string text = counted(rows_of(ledger), "row", "rows") + " of " +
                     counted(result.files.size(), "table", "tables") + ": ";
  text += ledger.used == rows_of(ledger) ? "all" : report::rounded(ledger.used);
  text += " used";
  if (ledger.malformed > 0)
    text +=
        ", " + report::rounded(ledger.malformed) + " malformed (" + malformed_text(ledger) + ")";
  for (const auto& [rule, count] : ledger.filtered)
    text += ", " + report::rounded(count) + ' ' + rule;
  if (!result.set_aside.empty())
    text += "; " + counted(result.set_aside.size(), "file", "files") + " set aside";
  return text;
}

/// `node 1 device 3`.
inline std::string device_text(std::int64_t node, std::int64_t device) {
  return "node " + std::to_string(node) + " device " + std::to_string(device);
}

/// `MatMulV2 "8,128;128,64"`, or the name alone where the source has no shapes.
inline std::string operator_text(std::string_view op_name, std::string_view input_shape) {
  std::string text(op_name);
  if (input_shape != "N/A") text += ' ' + std::string(input_shape);
  return text;
}

/// The most costly finding, and how many there are beside it.
inline std::string slow_text(const cluster_operators_result& result) {
  const slow_device& worst = result.slow_devices.front();
  std::string text = device_text(worst.node, worst.device) + " is slow on " +
                     operator_text(worst.op_name, worst.input_shape) + " by " +
                     percent_text(worst.excess_ratio) + ", which costs " +
                     time_text(worst.cost_us) + " in total";
  const std::size_t others = result.slow_devices.size() - 1;
  if (others == 0) return text + '.';
  const auto here = std::ranges::count_if(result.slow_devices, [&](const slow_device& one) {
    return one.node == worst.node && one.device == worst.device;
  });
  const auto more_here = static_cast<std::size_t>(here) - 1;
  text += "; and " + counted(others, "more finding", "more findings");
  if (more_here == others) return text + " on this device.";
  return text + (more_here > 0 ? ", " + report::rounded(more_here) + " on this device." : ".");
}

/// For whom the others wait longest.
inline std::string waiting_text(const cluster_operators_result& result) {
  const waiting_device& late = result.waiting.front();
  return device_text(late.node, late.device) + " comes late to " +
         operator_text(late.op_name, late.input_shape) + ": the others wait " +
         time_text(late.waited_us) + " for it.";
}

/// The verdict in a sentence, and in a second one who lets the others wait.
inline std::string headline(const cluster_operators_result& result) {
  std::string text;
  if (!result.slow_devices.empty())
    text = slow_text(result);
  else if (result.tested_pairs == 0)
    text = "No verdict about slow devices: " + result.verdict_note + '.';
  else
    text = "No device is slow on any operator (" + counted(result.tested_pairs, "pair", "pairs") +
           " of operator and device compared).";
  return result.waiting.empty() ? text : text + ' ' + waiting_text(result);
}

}  // namespace proflens::workflow
