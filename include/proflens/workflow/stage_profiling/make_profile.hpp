#pragma once

#include <algorithm>
#include <cstddef>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <proflens/record/stage_time.hpp>
#include <proflens/report/number.hpp>
#include <proflens/workflow/error.hpp>
#include <proflens/workflow/stage_profiling/profile.hpp>
#include <proflens/workflow/stage_profiling/stage_line_fit.hpp>
#include <proflens/workflow/stage_profiling/stage_warnings.hpp>

namespace proflens::workflow {

/// Throws workflow::error where the bytes of a point do not fit into 63 bits.
inline void require_countable(const record::stage_time& point, std::int64_t features) {
  const double rows = static_cast<double>(std::max(point.nodes, point.edges));
  if (features >= 1 && 16 * rows * static_cast<double>(features) < 0x1p62) return;
  throw error(record::key_of(point) + " at " + report::rounded(features) +
              " features: expected features of 1 or more and fewer than 2^58 numbers; mend "
              "feature_dim or leave the point out");
}

/// The points of each unit and stage, for `fit_stage`.
inline std::vector<profiled_point*> points_of(stage_profile& profile, const std::string& unit,
                                              int stage) {
  std::vector<profiled_point*> found;
  for (profiled_point& point : profile.points)
    if (point.measured.unit == unit && point.measured.stage == stage) found.push_back(&point);
  return found;
}

/// Fits the points of a unit and stage and splits their times; nothing where there are none.
inline void add_fit(stage_profile& profile, const std::string& unit, int stage) {
  const std::vector<profiled_point*> points = points_of(profile, unit, stage);
  if (points.empty()) return;
  const std::vector<const profiled_point*> seen(points.begin(), points.end());
  stage_fit fit = fit_stage(unit, stage, seen);
  for (profiled_point* const point : points)
    point->split = fit.split(point->bytes, total_of(point->measured));
  add_warnings(fit, seen);
  profile.fits.push_back(std::move(fit));
}

/// Says what became of points that are in no table.
inline void add_failure_warnings(stage_profile& profile,
                                 const std::vector<record::stage_time>& all) {
  std::set<std::string> told;
  for (const record::stage_time& failed : profile.failures) {
    if (!told.insert(failed.unit).second) continue;
    std::vector<const record::stage_time*> of_unit;
    for (const record::stage_time& one : all)
      if (one.unit == failed.unit) of_unit.push_back(&one);
    profile.warnings.push_back(failure_text(failed.unit, of_unit));
  }
}

/// Analyses points in the order they were measured:
///
///     const auto profile = profile_of(read_measurements_file("raw_measurements.json").points);
///     profile.find("CPU", 3)->bandwidth
///
/// Points that failed are in no table and no fit. Throws workflow::error for sizes that cannot be.
inline stage_profile profile_of(const std::vector<record::stage_time>& measured,
                                stage_conditions conditions = {}) {
  stage_profile profile{.conditions = std::move(conditions)};
  for (const record::stage_time& one : measured) {
    require_countable(one, profile.features());
    if (one.failed) {
      profile.failures.push_back(one);
      continue;
    }
    if (std::ranges::find(profile.units, one.unit) == profile.units.end())
      profile.units.push_back(one.unit);
    const int runs = profile.conditions.configuration.num_iterations;
    profile.points.push_back({.measured = one,
                              .bytes = bytes_of(one, profile.features()),
                              .std_ms = one.std_ms,
                              .spike_share = spike_share_of(one, runs)});
  }
  for (const std::string& unit : profile.units)
    for (int stage = 1; stage <= 7; ++stage) add_fit(profile, unit, stage);
  add_failure_warnings(profile, measured);
  return profile;
}

}  // namespace proflens::workflow
