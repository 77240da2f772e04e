#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include <proflens/engine/info.hpp>
#include <proflens/report/number.hpp>
#include <proflens/workflow/stage_profiling/measure_options.hpp>
#include <proflens/workflow/wording.hpp>

namespace proflens::workflow {

/// A line for each engine and device that ran and each unit that is absent, and one that counts
/// points, for people.
inline std::string account_of(const measured_stages& of) {
  std::string text;
  for (const engine::info& one : of.conditions.engines) {
    text += "ran on " + one.device + " (" + one.device_name + ") by " + one.name + ' ' +
            one.version + ", " + one.precision;
    if (one.threads > 0)
      text += ", " + counted(static_cast<std::uint64_t>(one.threads), "thread", "threads");
    text += '\n';
  }
  for (const absent_unit& one : of.conditions.absent)
    text += "absent: " + one.name + ": " + one.reason + '\n';
  const std::size_t failed = of.failed();
  text += counted(of.points.size(), "point", "points") + ": " +
          report::rounded(of.points.size() - failed) + " measured, " + report::rounded(failed) +
          " failed";
  if (of.kept > 0) text += "; " + report::rounded(of.kept) + " of them in an earlier session";
  return text + '\n';
}

}  // namespace proflens::workflow
