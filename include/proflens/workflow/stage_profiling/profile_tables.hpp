#pragma once

#include <string>

#include <proflens/report/json.hpp>
#include <proflens/workflow/stage_profiling/profile.hpp>

/// The two tables of a stage profile that other programs read: plain maps, strict JSON, null for
/// what is not known.
namespace proflens::workflow {

/// lookup_table.json: "nodes,edges,PU,stage" -> the median time of a stage as compute and transfer,
/// and the deviation of its runs, ms.
inline std::string lookup_table_json(const stage_profile& of) {
  report::json_writer out;
  out.object([&] {
    for (const profiled_point& point : of.points) {
      out.key(record::key_of(point.measured)).object([&] {
        out.member("compute_time_ms", point.split.compute_ms);
        out.member("transfer_time_ms", point.split.transfer_ms);
        out.member("total_time_ms", point.split.total_ms);
        out.member("std_ms", point.std_ms);
      });
    }
  });
  return out.text();
}

/// "CPU_stage3".
inline std::string bandwidth_key(const stage_fit& of) {
  return of.unit + "_stage" + std::to_string(of.stage);
}

/// bandwidth_table.json: "PU_stage3" -> MB of 2^20 bytes a second, null where the measurements do
/// not identify it; a key for each unit and stage that ran.
inline std::string bandwidth_table_json(const stage_profile& of) {
  report::json_writer out;
  out.object([&] {
    for (const stage_fit& fit : of.fits) out.member(bandwidth_key(fit), fit.bandwidth);
  });
  return out.text();
}

}  // namespace proflens::workflow
