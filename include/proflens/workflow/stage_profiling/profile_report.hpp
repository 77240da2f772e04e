#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <proflens/engine/graph_size.hpp>
#include <proflens/report/number.hpp>
#include <proflens/report/text.hpp>
#include <proflens/workflow/stage_profiling/profile.hpp>
#include <proflens/workflow/stage_profiling/profile_report_tables.hpp>
#include <proflens/workflow/stage_profiling/stage_totals.hpp>
#include <proflens/workflow/wording.hpp>

/// profiling_report.txt: what is slowest and where the time goes in its first lines, then what has
/// to be known before that is believed, then the tables that it rests on.
namespace proflens::workflow {

/// "CPU: 61 % of the time in 6 transform, 20 % in 3 reduce_sum, 10 % in 1 gather".
inline std::string where_time_goes(const stage_profile& of, const std::string& unit) {
  const auto sums = sums_of(of, unit);
  std::vector<std::pair<double, int>> order;
  double transfer = 0;
  bool is_uneven = false;
  for (const auto& [stage, sum] : sums) {
    is_uneven |= sum.points != sums.begin()->second.points;
    order.emplace_back(-sum.total_ms, stage);
    transfer += sum.transfer_ms;
  }
  std::ranges::sort(order);
  const double all = total_of(sums);
  std::string text = unit + ":";
  for (std::size_t i = 0; i < std::min<std::size_t>(3, order.size()); ++i) {
    text += (i == 0 ? " " : ", ") + percent_text(-order[i].first / all) +
            (i == 0 ? " of the time in " : " in ") + stage_text(order[i].second);
  }
  text += "; transfer is " + percent_text(transfer / all) + " of all";
  return is_uneven ? text + " (stages ran at different sizes: no shares of one layer)" : text;
}

/// The point that takes longest.
inline std::string slowest_text(const stage_profile& of) {
  const auto slowest = std::ranges::max_element(
      of.points, {}, [](const profiled_point& point) { return point.split.total_ms; });
  const record::stage_time& point = slowest->measured;
  return "Slowest: " + stage_text(point.stage) + " on " + point.unit + ", " +
         report::rounded(slowest->split.total_ms) + " ms at " +
         counted(static_cast<std::uint64_t>(point.nodes), "node", "nodes") + " and " +
         counted(static_cast<std::uint64_t>(point.edges), "edge", "edges");
}

/// "1,000 to 10,000".
inline std::string range_text(const std::set<std::int64_t>& numbers) {
  const std::string first = report::rounded(*numbers.begin());
  return numbers.size() == 1 ? first : first + " to " + report::rounded(*numbers.rbegin());
}

/// "15 sizes (1,000 to 10,000 nodes, 1,000 to 10,000 edges)".
inline std::string sizes_text(const stage_profile& of) {
  std::set<engine::graph_size> sizes;
  std::set<std::int64_t> nodes, edges;
  for (const profiled_point& point : of.points) {
    sizes.insert({point.measured.nodes, point.measured.edges});
    nodes.insert(point.measured.nodes);
    edges.insert(point.measured.edges);
  }
  const std::string text = counted(sizes.size(), "size", "sizes");
  if (sizes.empty()) return text;
  return text + " (" + range_text(nodes) + " nodes, " + range_text(edges) + " edges)";
}

/// The report's head: what was measured, with what, and what was not.
inline std::string head_text(const stage_profile& of) {
  const stage_configuration& configuration = of.conditions.configuration;
  std::string text =
      "Stage profile of GraphSAGE\n" + counted(of.points.size(), "point", "points") + ": " +
      sizes_text(of) + ", " + counted(of.units.size(), "unit", "units") + "; " +
      counted(static_cast<std::uint64_t>(configuration.feature_dim), "feature", "features") + "; " +
      counted(of.failures.size(), "failure", "failures") + "\n";
  if (!of.conditions.environment.time.empty()) {
    text += counted(static_cast<std::uint64_t>(configuration.num_iterations), "run", "runs") +
            " a point after " + report::exact(configuration.num_warmup) + " to warm up; measured " +
            of.conditions.environment.time + " on " + of.conditions.environment.cpu.model + "\n";
  }
  for (const engine::info& one : of.conditions.engines) {
    text += "Ran: " + one.name + ' ' + one.version + " on " + one.device;
    if (!one.device_name.empty()) text += " (" + one.device_name + ")";
    if (!one.precision.empty()) text += ", " + one.precision;
    if (one.threads > 0)
      text += ", " + counted(static_cast<unsigned>(one.threads), "thread", "threads");
    text += "\n";
  }
  for (const absent_unit& one : of.conditions.absent)
    text += "Absent: " + one.name + " (" + one.reason + "); it is in no table\n";
  return text;
}

/// Everything to be known, the gravest first.
inline std::vector<std::string> all_warnings(const stage_profile& of) {
  std::vector<std::string> all = of.warnings;
  std::size_t clamped = 0, spikes = 0;
  for (const stage_fit& fit : of.fits) {
    clamped += fit.clamped;
    spikes += fit.spikes;
    for (const std::string& text : fit.warnings)
      all.push_back(fit.unit + ", " + stage_text(fit.stage) + ": " + text);
  }
  if (clamped > 0)
    all.push_back(
        counted(clamped, "point", "points") +
        " by their line transfer for longer than all takes: transfer is cut to the total");
  if (spikes > 0)
    all.push_back("in " + counted(spikes, "point", "points") +
                  " one run makes the spread: means and deviations say little, go by medians");
  for (const std::string& text : of.conditions.remarks) all.push_back(text);
  return all;
}

/// profiling_report.txt.
inline std::string profile_report(const stage_profile& of) {
  std::string text = head_text(of);
  if (!of.points.empty()) {
    text += "\nIn short\n  " + slowest_text(of) + "\n";
    for (const std::string& unit : of.units) text += "  " + where_time_goes(of, unit) + "\n";
    for (std::size_t i = 1; i < of.units.size(); ++i) {
      const auto faster = speed_up_of_layer(of, of.units.front(), of.units[i]);
      if (faster.count() > 0)
        text += "  " + of.units[i] + " takes all stages " + report::rounded(faster.value(), 3) +
                " times as fast as " + of.units.front() + ", over " +
                counted(faster.count(), "size", "sizes") + "\n";
    }
  }
  const std::vector<std::string> warnings = all_warnings(of);
  text += "\nWarnings\n";
  for (const std::string& one : warnings) text += "  - " + one + "\n";
  if (warnings.empty()) text += "  none\n";
  if (of.points.empty()) return report::terminal_lines(text);
  text +=
      "\nBandwidth: bytes in and out over the time they add, MB of 2^20 bytes, 95 % interval\n" +
      report::text(bandwidth_table(of), {.max_cell_columns = 100}) +
      "\nTimes over the sizes; compute + transfer = total, the median of the runs\n"
      "(transfer: what grows with the bytes, and so the computing that grows with them too)\n" +
      report::text(time_table(of));
  if (of.units.size() > 1)
    text += "\nSpeed-up over " + of.units.front() + ", geometric mean over the common sizes\n" +
            report::text(speed_up_table(of));
  return report::terminal_lines(text);
}

}  // namespace proflens::workflow
