#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <proflens/report/markdown.hpp>
#include <proflens/report/number.hpp>
#include <proflens/report/table.hpp>
#include <proflens/report/text.hpp>
#include <proflens/workflow/stage_profiling/lookup_table.hpp>
#include <proflens/workflow/stage_profiling/placement.hpp>
#include <proflens/workflow/wording.hpp>

/// placement.md, and what `--place` prints.
namespace proflens::workflow {

/// "CPU 1-5, GPU 6-7"; a block of one stage "CPU 1".
inline std::string blocks_text(const std::vector<stage_block>& blocks) {
  std::string text;
  for (const stage_block& block : blocks) {
    text += (text.empty() ? "" : ", ") + block.unit + ' ' + std::to_string(block.first);
    if (block.last > block.first) text += '-' + std::to_string(block.last);
  }
  return text;
}

/// "lower bound, extrapolated".
inline std::string remark_of(const stage_plan& plan) {
  std::string remark = plan.is_lower_bound ? "lower bound" : "";
  if (plan.is_extrapolated) remark += remark.empty() ? "extrapolated" : ", extrapolated";
  return remark;
}

/// "CPU to GPU: x_j, edge_index, x, 41.94 MB; ...".
inline std::string moves_text(const stage_plan& plan) {
  std::string text;
  for (const placed_move& move : plan.moves) {
    text += (text.empty() ? "" : "; ") + plan.blocks[move.what.from].unit + " to " +
            plan.blocks[move.what.to].unit + ":";
    for (const std::string_view tensor : move.what.tensors) text.append(1, ' ').append(tensor);
    text += ", " + report::rounded(static_cast<double>(move.what.bytes) / (1024 * 1024)) + " MB";
  }
  return text;
}

/// The plans of one size, the best first.
inline report::table plans_table(const stage_placement& of) {
  report::table table({{"", ""},
                       {"plan", ""},
                       {"cost", "ms"},
                       {"stages", "ms"},
                       {"moves", "ms"},
                       {"remark", ""},
                       {"moved", ""}});
  std::size_t rank = 0;
  for (const stage_plan& plan : of.plans)
    table.add({++rank, blocks_text(plan.blocks), plan.cost_ms(), plan.stages_ms, plan.moves_ms,
               remark_of(plan), moves_text(plan)});
  return table;
}

/// The best plan of each size, and how much the next one takes.
inline report::table best_plans_table(const stage_placements& of) {
  report::table table({{"nodes", ""},
                       {"edges", ""},
                       {"best plan", ""},
                       {"cost", "ms"},
                       {"next plan", ""},
                       {"cost", "ms"},
                       {"remark", ""}});
  for (const stage_placement& one : of.sizes) {
    std::vector<report::cell> row{one.size.nodes, one.size.edges};
    for (std::size_t i = 0; i < 2; ++i) {
      const bool is_there = i < one.plans.size();
      row.emplace_back(is_there ? blocks_text(one.plans[i].blocks) : i == 0 ? "none" : "");
      row.push_back(is_there ? report::cell(one.plans[i].cost_ms()) : report::cell());
    }
    row.emplace_back(one.plans.empty() ? "no units can run all stages"
                                       : remark_of(one.plans.front()));
    table.add(std::move(row));
  }
  return table;
}

/// "from 1,000 nodes, 3,000 edges to 1,000 nodes, 5,000 edges: CPU 1-7, then CPU 1-5, GPU 6-7".
inline std::vector<std::string> change_lines(const stage_placements& of) {
  std::vector<std::string> lines;
  for (const placement_change& change : of.changes) {
    const stage_placement &from = of.sizes[change.from], &to = of.sizes[change.to];
    lines.push_back("from " + size_text(from.size) + " to " + size_text(to.size) + ": " +
                    blocks_text(from.plans.front().blocks) + " becomes " +
                    blocks_text(to.plans.front().blocks));
  }
  if (lines.empty() && of.sizes.size() > 1)
    lines.push_back("nowhere between neighbouring sizes that have a plan");
  return lines;
}

/// "CPU 3 reduce_sum (failed: device lost)": what no plan uses.
inline std::vector<std::string> excluded_lines(const stage_placement& of) {
  std::vector<std::string> lines;
  for (const stage_prediction& row : of.excluded)
    lines.push_back(row.unit + " without " + stage_text(row.stage) + " (" + row.reason + ")");
  return lines;
}

/// What the costs are made of.
inline std::vector<std::string> cost_lines(const stage_placements& of) {
  std::vector<std::string> lines{
      "cost: the predicted totals of the stages and what is moved between units, one after the "
      "other; x and edge_index lie on the unit of the first block at the beginning"};
  for (const stage_link& link : of.options.links)
    lines.push_back("link " + link.first + ":" + link.second + ": " +
                    report::rounded(link.mb_per_s) + " MB/s, " + report::rounded(link.latency_ms) +
                    " ms");
  bool any_bound = false;
  for (const stage_placement& one : of.sizes)
    for (const stage_plan& plan : one.plans) any_bound |= plan.is_lower_bound;
  if (any_bound)
    lines.push_back(
        "lower bound: a link of the plan is not known, its moves count as 0 ms; give its speed");
  lines.push_back("plans of up to " + counted(of.options.max_blocks, "block", "blocks") +
                  ", each unit in one of them");
  return lines;
}

/// Each line as "- line".
inline std::string listed(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += "- " + line + '\n';
  return text;
}

/// What `--place` prints: of one size its plans, of several the best of each.
inline std::string placement_text(const stage_placements& of) {
  std::string text = "Placement of the stages 1 to 7\n" + listed(cost_lines(of));
  const report::text_options wide{.max_cell_columns = 100};
  if (of.sizes.size() != 1) {
    text += '\n' + report::text(best_plans_table(of), wide);
    return text + "\nThe best plan changes\n" + listed(change_lines(of));
  }
  const stage_placement& one = of.sizes.front();
  text += '\n' + size_text(one.size) + ", " + counted(one.considered, "plan", "plans") + '\n';
  text +=
      one.plans.empty() ? "no units can run all stages\n" : report::text(plans_table(one), wide);
  return text + listed(excluded_lines(one));
}

/// placement.md.
inline std::string placement_markdown(const stage_placements& of) {
  const auto list = [](const std::vector<std::string>& lines) {
    std::string text;
    for (const std::string& line : lines) text += "- " + report::markdown_text(line) + '\n';
    return text;
  };
  std::string text = "# Placement of the stages 1 to 7\n\n" + list(cost_lines(of)) +
                     "\n## The best plan of each size\n\n" + report::markdown(best_plans_table(of));
  if (of.sizes.size() > 1) text += "\n## Where it changes\n\n" + list(change_lines(of));
  for (const stage_placement& one : of.sizes) {
    text += "\n## " + size_text(one.size) + "\n\n" + counted(one.considered, "plan", "plans") +
            " can run";
    text += one.considered > one.plans.size() ? "; the best are:\n\n" : ".\n\n";
    if (!one.plans.empty()) text += report::markdown(plans_table(one));
    if (!one.excluded.empty()) text += '\n' + list(excluded_lines(one));
  }
  return text;
}

}  // namespace proflens::workflow
