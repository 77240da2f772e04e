#pragma once

#include <cmath>
#include <cstddef>
#include <filesystem>
#include <set>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <proflens/detail/atomic_file.hpp>
#include <proflens/report/number.hpp>
#include <proflens/workflow/error.hpp>
#include <proflens/workflow/stage_profiling/conditions_json.hpp>
#include <proflens/workflow/stage_profiling/make_profile.hpp>
#include <proflens/workflow/stage_profiling/profile.hpp>
#include <proflens/workflow/stage_profiling/profile_json.hpp>
#include <proflens/workflow/stage_profiling/profile_report.hpp>
#include <proflens/workflow/stage_profiling/profile_tables.hpp>
#include <proflens/workflow/stage_profiling/read_measurements.hpp>
#include <proflens/workflow/wording.hpp>

/// From raw_measurements.json in a folder of results to the tables beside it.
namespace proflens::workflow {

/// The conditions of a folder of results: of its conditions.json, which measuring leaves there;
/// without it, as of tables from elsewhere, `configuration` is believed and said.
inline stage_conditions conditions_of(const std::filesystem::path& results,
                                      const stage_configuration& configuration) {
  const std::filesystem::path file = results / "conditions.json";
  std::error_code ignored;
  if (std::filesystem::exists(file, ignored)) return read_conditions_file(file);
  stage_conditions conditions{.configuration = configuration};
  // Features and runs may hold there; cases were not asked of it.
  conditions.configuration.node_sizes.clear();
  conditions.configuration.edge_sizes.clear();
  conditions.configuration.test_cases.clear();
  conditions.remarks.push_back("there is no conditions.json, as of tables measured elsewhere: " +
                               report::rounded(configuration.feature_dim) + " features and " +
                               report::exact(configuration.num_iterations) +
                               " runs a point are assumed");
  return conditions;
}

/// Says what the file of measurements lacked.
inline void add_reading_warnings(stage_profile& profile, const stage_measurements& read) {
  if (!read.left_out.empty()) {
    const left_out_entry& first = read.left_out.front();
    profile.warnings.push_back(report::rounded(read.left_out.size()) + " of " +
                               counted(read.entries, "entry", "entries") +
                               " of the measurements gave no point; first \"" +
                               read::shortened(first.key) + "\": " + first.reason);
  }
  if (read.compute_only > 0)
    profile.warnings.push_back(counted(read.compute_only, "point", "points") +
                               " held compute_time_ms alone; it is taken as the total");
  std::size_t without_median = 0;
  for (const profiled_point& point : profile.points)
    without_median += std::isnan(point.measured.median_ms) ? 1 : 0;
  if (without_median > 0)
    profile.warnings.push_back(
        counted(without_median, "point", "points") +
        " held neither runs nor a median: the mean is the total, which one spike can move");
}

/// Says how many points the configuration asks for that are not there.
inline void add_missing_warning(stage_profile& profile) {
  const auto& cases = profile.conditions.configuration.test_cases;
  std::set<std::string> there, units(profile.units.begin(), profile.units.end());
  for (const profiled_point& point : profile.points) there.insert(record::key_of(point.measured));
  for (const record::stage_time& one : profile.failures) {
    there.insert(record::key_of(one));
    units.insert(one.unit);
  }
  std::size_t missing = 0;
  std::string first;
  for (const engine::graph_size& size : cases) {
    for (const std::string& unit : units) {
      for (int stage = 1; stage <= 7; ++stage) {
        const std::string key = record::key_of({size.nodes, size.edges, unit, stage});
        if (there.contains(key)) continue;
        if (missing++ == 0) first = key;
      }
    }
  }
  if (missing > 0)
    profile.warnings.push_back(counted(missing, "point", "points") +
                               " of the configuration are not measured yet, the first " + first);
}

/// Reads and analyses the measurements of a folder of results. Throws workflow::error where there
/// are none, read::error where they cannot be read.
inline stage_profile read_profile(const std::filesystem::path& results,
                                  const stage_configuration& configuration = {}) {
  const std::filesystem::path file = results / "raw_measurements.json";
  std::error_code ignored;
  if (!std::filesystem::exists(file, ignored))
    throw error("there are no measurements: " + file.string() +
                " is missing; measure first, or put a table of that name there");
  const stage_measurements read = read_measurements_file(file);
  if (read.points.empty())
    throw error(file.string() + " holds no point" +
                (read.left_out.empty() ? std::string("; measure first")
                                       : ": \"" + read::shortened(read.left_out.front().key) +
                                             "\": " + read.left_out.front().reason));
  stage_profile profile = profile_of(read.points, conditions_of(results, configuration));
  profile.left_out = read.left_out;
  add_reading_warnings(profile, read);
  add_missing_warning(profile);
  return profile;
}

/// Writes lookup_table.json, bandwidth_table.json, profile.json and profiling_report.txt; tells the
/// files. Throws proflens::error for one that cannot be written.
inline std::vector<std::filesystem::path> write_tables(const stage_profile& profile,
                                                       const std::filesystem::path& results) {
  std::vector<std::filesystem::path> written;
  const auto put = [&](const char* name, const std::string& bytes) {
    detail::write_atomically(results / name, bytes);
    written.push_back(results / name);
  };
  put("lookup_table.json", lookup_table_json(profile));
  put("bandwidth_table.json", bandwidth_table_json(profile));
  put("profile.json", profile_json(profile));
  put("profiling_report.txt", profile_report(profile));
  return written;
}

}  // namespace proflens::workflow
