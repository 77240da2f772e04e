#pragma once

#include <cmath>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <proflens/engine/graphsage_stages.hpp>
#include <proflens/report/number.hpp>
#include <proflens/report/table.hpp>
#include <proflens/workflow/stage_profiling/profile.hpp>
#include <proflens/workflow/stage_profiling/stage_totals.hpp>

/// The tables of profiling_report.txt.
namespace proflens::workflow {

/// "3 reduce_sum".
inline std::string stage_text(int stage) {
  return std::to_string(stage) + ' ' +
         std::string(engine::name_of(engine::graphsage_stage_of(stage)));
}

/// "41 %"; below 1 "<1 %".
inline std::string percent_text(double share) {
  if (std::isnan(share)) return "-";
  const double percent = std::round(100 * share);
  return percent < 1 && share > 0 ? "<1 %" : report::exact(percent) + " %";
}

/// "x 1.42" down the stages, a column for each unit but the first.
inline report::table speed_up_table(const stage_profile& of) {
  std::vector<report::column> columns{{"stage", ""}};
  for (std::size_t i = 1; i < of.units.size(); ++i) columns.push_back({of.units[i], ""});
  report::table table(std::move(columns));
  for (int stage = 1; stage <= 7; ++stage) {
    std::vector<report::cell> row{stage_text(stage)};
    for (std::size_t i = 1; i < of.units.size(); ++i)
      row.emplace_back(speed_up(of, of.units.front(), of.units[i], stage).value());
    table.add(std::move(row));
  }
  std::vector<report::cell> row{"all stages"};
  for (std::size_t i = 1; i < of.units.size(); ++i)
    row.emplace_back(speed_up_of_layer(of, of.units.front(), of.units[i]).value());
  table.add(std::move(row));
  return table;
}

/// Bandwidths with their intervals, and the lines they come from.
inline report::table bandwidth_table(const stage_profile& of) {
  report::table table({{"unit", ""},
                       {"stage", ""},
                       {"bandwidth", "MB/s"},
                       {"from", ""},
                       {"to", ""},
                       {"constant", "ms"},
                       {"R2", ""},
                       {"remark", ""}});
  for (const stage_fit& fit : of.fits) {
    std::string remark = fit.identifiable ? "" : "not identifiable: " + fit.reason;
    const double from = fit.bandwidth_ci95.low, to = fit.bandwidth_ci95.high;
    table.add({fit.unit, stage_text(fit.stage), fit.bandwidth, from,
               std::isfinite(to) ? report::cell(to) : report::cell(), fit.line.fixed_ms,
               fit.line.r2, std::move(remark)});
  }
  return table;
}

/// Compute and transfer by unit and stage.
inline report::table time_table(const stage_profile& of) {
  report::table table({{"unit", ""},
                       {"stage", ""},
                       {"sizes", ""},
                       {"compute, mean", "ms"},
                       {"least", "ms"},
                       {"most", "ms"},
                       {"transfer, mean", "ms"},
                       {"total, mean", "ms"},
                       {"share", ""}});
  for (const std::string& unit : of.units) {
    const auto sums = sums_of(of, unit);
    const double all = total_of(sums);
    for (const auto& [stage, sum] : sums) {
      const auto n = static_cast<double>(sum.points);
      table.add({unit, stage_text(stage), sum.points, sum.compute_ms / n, sum.least_compute_ms,
                 sum.most_compute_ms, sum.transfer_ms / n, sum.total_ms / n,
                 percent_text(sum.total_ms / all)});
    }
  }
  return table;
}

}  // namespace proflens::workflow
