#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <proflens/report/number.hpp>
#include <proflens/report/table.hpp>
#include <proflens/report/text.hpp>
#include <proflens/workflow/stage_profiling/lookup.hpp>
#include <proflens/workflow/stage_profiling/profile_report_tables.hpp>
#include <proflens/workflow/wording.hpp>

namespace proflens::workflow {

/// "4,000 nodes, 8,000 edges".
inline std::string size_text(const engine::graph_size& size) {
  return counted(static_cast<std::uint64_t>(size.nodes), "node", "nodes") + ", " +
         counted(static_cast<std::uint64_t>(size.edges), "edge", "edges");
}

/// "extrapolated; not divided: ..."
inline std::string remark_of(const stage_prediction& row) {
  std::string remark = row.extrapolated ? "extrapolated" : "";
  if (row.split.is_clamped)
    remark += std::string(remark.empty() ? "" : "; ") + "transfer cut to the total";
  if (!row.reason.empty()) remark += (remark.empty() ? "" : "; ") + row.reason;
  return remark;
}

/// A looked-up size as rows of unit and stage.
inline report::table lookup_table(const std::vector<stage_prediction>& rows) {
  report::table table({{"unit", ""},
                       {"stage", ""},
                       {"compute", "ms"},
                       {"transfer", "ms"},
                       {"total", "ms"},
                       {"from", "ms"},
                       {"to", "ms"},
                       {"by", ""},
                       {"remark", ""}});
  for (const stage_prediction& row : rows) {
    table.add({row.unit, stage_text(row.stage), row.split.compute_ms, row.split.transfer_ms,
               row.split.total_ms, row.total_ci95.low, row.total_ci95.high, name_of(row.source),
               remark_of(row)});
  }
  return table;
}

/// What `--lookup` prints: the table, and what its columns mean.
inline std::string lookup_text(const engine::graph_size& size,
                               const std::vector<stage_prediction>& rows) {
  std::size_t outside = 0;
  for (const stage_prediction& row : rows) outside += row.extrapolated ? 1 : 0;
  std::string text = "Lookup: " + size_text(size) + "\n";
  if (rows.empty()) return text + "  no unit was measured\n";
  text += report::text(lookup_table(rows), {.max_cell_columns = 160});
  text += "from, to: 95 % interval of the total\n";
  if (outside > 0)
    text += "extrapolated: the size lies outside of those that were measured, in " +
            counted(outside, "row", "rows") + "; its line may not hold there\n";
  return text;
}

}  // namespace proflens::workflow
