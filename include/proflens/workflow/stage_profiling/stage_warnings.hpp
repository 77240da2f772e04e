#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <proflens/report/number.hpp>
#include <proflens/workflow/stage_profiling/profile.hpp>
#include <proflens/workflow/stage_profiling/regime_change.hpp>
#include <proflens/workflow/stage_profiling/stage_line_fit.hpp>
#include <proflens/workflow/wording.hpp>

/// What in a sweep has to be known before its tables are believed.
namespace proflens::workflow {

/// See `profiled_point::spike_share`. Of n runs (max - mean) / std is at most (n - 1) / sqrt(n) for
/// the deviation of samples, sqrt(n - 1) for that of numpy (Samuelson 1968), which tables without
/// samples hold. `runs` is n where there are no samples. NaN for fewer than 10 runs, of which one
/// is often far off by chance.
inline double spike_share_of(const record::stage_time& point, int runs) {
  const bool has_samples = !point.samples_ms.empty();
  const double n = has_samples ? static_cast<double>(point.samples_ms.size()) : runs;
  if (!(n >= 10) || !(point.std_ms > 0)) return stage_line::undefined;
  const double most = has_samples ? (n - 1) / std::sqrt(n) : std::sqrt(n - 1);
  return (point.max_ms - point.mean_ms) / point.std_ms / most;
}

/// What really ran, in words: "openvino on CPU, f32, 2 threads".
inline std::string engine_text(const record::stage_time& point) {
  std::string text = point.engine.empty() ? "an unknown engine" : point.engine;
  if (!point.device.empty()) text += " on " + point.device;
  if (!point.precision.empty()) text += ", " + point.precision;
  if (point.threads > 0)
    text += ", " + counted(static_cast<unsigned>(point.threads), "thread", "threads");
  return text;
}

inline bool ran_alike(const record::stage_time& a, const record::stage_time& b) {
  return a.engine == b.engine && a.device == b.device && a.device_name == b.device_name &&
         a.precision == b.precision && a.threads == b.threads;
}

/// Where something else began to run inside of a sweep; empty where nothing did.
inline std::string engine_change_text(std::span<const profiled_point* const> points) {
  std::size_t changes = 0, first = 0;
  for (std::size_t i = 1; i < points.size(); ++i) {
    if (ran_alike(points[i - 1]->measured, points[i]->measured)) continue;
    if (changes++ == 0) first = i;
  }
  if (changes == 0) return {};
  const record::stage_time &before = points[first - 1]->measured, &after = points[first]->measured;
  std::string text = "at " + record::key_of(after) + " what ran changes from " +
                     engine_text(before) + " to " + engine_text(after);
  if (!after.reason.empty()) text += " (" + after.reason + ")";
  if (changes > 1) text += "; it changes " + counted(changes, "time", "times") + " in all";
  return text + "; its line goes through points of both";
}

/// Where the latency leaves its line, which there has to be, for another one; empty where it does
/// not.
inline std::string regime_change_text(std::span<const profiled_point* const> points) {
  const stage_columns columns = columns_of(points);
  const auto found =
      find_regime_change(columns.bytes, columns.median_ms, weights_of(columns, spread_of(columns)));
  if (!found) return {};
  return "from " + record::key_of(points[found->at]->measured) +
         " on the latency follows another line: " + report::rounded(found->after) + " ms there, " +
         report::rounded(found->before) +
         " ms by the points before; a device, a clock or a cache has changed";
}

/// Counts and warnings of a fit whose points are complete.
inline void add_warnings(stage_fit& of, std::span<const profiled_point* const> points) {
  for (const profiled_point* const one : points) {
    of.clamped += one->split.is_clamped ? 1 : 0;
    of.spikes += one->has_spike() ? 1 : 0;
  }
  const std::string change = of.line.is_known() ? regime_change_text(points) : std::string();
  for (const std::string& text : {engine_change_text(points), change})
    if (!text.empty()) of.warnings.push_back(text);
}

/// What failed on a unit; empty where nothing did. `all` are its points in the order of the sweep.
inline std::string failure_text(std::string_view unit,
                                const std::vector<const record::stage_time*>& all) {
  const auto has_failed = [](const record::stage_time* one) { return one->failed; };
  const auto first = std::ranges::find_if(all, has_failed);
  if (first == all.end()) return {};
  const auto failed = static_cast<std::size_t>(std::ranges::count_if(all, has_failed));
  // Of what a lost device fails at, something ran before; a stage that it refuses never did.
  const bool nothing_after =
      std::all_of(first, all.end(), has_failed) &&
      std::any_of(first, all.end(), [&](const record::stage_time* late) {
        return std::any_of(all.begin(), first, [&](const record::stage_time* early) {
          return early->stage == late->stage;
        });
      });
  std::string text = std::string(unit) + ": ";
  if (failed == all.size()) {
    text += "every point failed, the first at ";
  } else if (nothing_after && failed > 1) {
    text += "lost: " + counted(failed, "point", "points") + " failed, all from ";
  } else {
    text += report::rounded(failed) + " of " + counted(all.size(), "point", "points") +
            " failed, the first at ";
  }
  text += record::key_of(**first);
  if (nothing_after && failed > 1 && failed < all.size()) text += " on";
  return (*first)->reason.empty() ? text : text + " (" + (*first)->reason + ")";
}

}  // namespace proflens::workflow
