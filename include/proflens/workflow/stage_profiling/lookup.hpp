#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <proflens/aggregate/quantile_interval.hpp>
#include <proflens/report/number.hpp>
#include <proflens/workflow/error.hpp>
#include <proflens/workflow/stage_profiling/profile.hpp>
#include <proflens/workflow/stage_profiling/size_hull.hpp>
#include <proflens/workflow/wording.hpp>

/// How long each stage takes on each unit at a size of the graph, measured or not.
namespace proflens::workflow {

/// What a prediction rests on.
enum class prediction_source : std::uint8_t {
  none,      ///< nothing: the stage failed
  measured,  ///< this very size
  fitted,    ///< the line of the unit and stage
  nearest,   ///< the measured size with the nearest number of bytes: too few sizes for a line
};

constexpr std::string_view name_of(prediction_source source) {
  constexpr std::string_view names[] = {"none", "measured", "fitted", "nearest"};
  return names[static_cast<std::size_t>(source)];
}

/// A stage on a unit at a size.
struct stage_prediction {
  std::string unit = {};
  int stage = 0;
  stage_split split = {};  ///< NaN where `source` is none
  /// Of a measured size, holds the median of the runs with 95 %; of a line, the median of one more
  /// measurement. NaN where neither is known.
  interval total_ci95 = {stage_line::undefined, stage_line::undefined};
  prediction_source source = prediction_source::none;
  bool extrapolated = false;  ///< outside the convex hull of the sizes measured there
  std::string reason = {};    ///< why less is known than could be; empty where nothing is amiss

  bool is_known() const { return source != prediction_source::none; }
};

/// Throws workflow::error for a size that no graph has or whose bytes cannot be counted.
inline void require_size(const engine::graph_size& size, std::int64_t features) {
  const double rows = static_cast<double>(std::max(size.nodes, size.edges));
  if (size.nodes >= 1 && size.edges >= 1 && 16 * rows * static_cast<double>(features) < 0x1p62)
    return;
  throw error("a graph of " + report::rounded(size.nodes) + " nodes and " +
              report::rounded(size.edges) + " edges cannot be looked up at " +
              report::rounded(features) +
              " features: expected 1 or more of both, and fewer than 2^58 numbers");
}

/// Looks one stage on one unit up.
class stage_lookup {
 public:
  stage_lookup(const stage_profile& profile, std::string unit, int stage)
      : profile_(profile), unit_(std::move(unit)), stage_(stage), fit_(profile.find(unit_, stage)) {
    std::vector<engine::graph_size> sizes;
    for (const profiled_point& point : profile.points) {
      if (!is_ours(point.measured)) continue;
      points_.push_back(&point);
      sizes.push_back({point.measured.nodes, point.measured.edges});
    }
    hull_ = size_hull(std::move(sizes));
  }

  stage_prediction at(const engine::graph_size& size) const {
    stage_prediction found{.unit = unit_, .stage = stage_};
    for (const profiled_point* point : points_)
      if (is_at(point->measured, size)) return measured(*point);
    for (const record::stage_time& failure : profile_.failures) {
      if (!is_ours(failure) || (!points_.empty() && !is_at(failure, size))) continue;
      found.reason = "failed";
      if (!failure.reason.empty()) found.reason += ": " + failure.reason;
      return found;
    }
    found.reason = "not measured";
    if (points_.empty() || fit_ == nullptr) return found;
    return predicted(size);
  }

 private:
  static bool is_at(const record::stage_time& point, const engine::graph_size& size) {
    return point.nodes == size.nodes && point.edges == size.edges;
  }
  bool is_ours(const record::stage_time& point) const {
    return point.unit == unit_ && point.stage == stage_;
  }

  stage_prediction measured(const profiled_point& point) const {
    stage_prediction found{.unit = unit_, .stage = stage_, .split = point.split};
    found.source = prediction_source::measured;
    if (!fit_->identifiable) found.reason = "not divided: " + fit_->reason;
    std::vector<double> runs = point.measured.samples_ms;
    const auto ranks = aggregate::quantile_interval_ranks(runs.size(), 0.5);
    if (!ranks) return found;
    std::ranges::sort(runs);
    found.total_ci95 = {runs[ranks->low - 1], runs[ranks->high - 1]};
    return found;
  }

  stage_prediction predicted(const engine::graph_size& size) const {
    stage_prediction found{.unit = unit_, .stage = stage_};
    found.extrapolated = !hull_.contains(size);
    const record::stage_time asked{size.nodes, size.edges, unit_, stage_};
    const double bytes = bytes_of(asked, profile_.features());
    fit_->line.is_known() ? take_line(found, bytes) : take_nearest(found, bytes);
    return found;
  }

  /// The line, identifiable or not: a constant latency is a line too. Where it falls to 0 it cannot
  /// be true, and the line of which neither part is negative takes its place.
  void take_line(stage_prediction& found, double bytes) const {
    found.source = prediction_source::fitted;
    if (!fit_->identifiable) found.reason = "not divided: " + fit_->reason;
    double total = fit_->predict(bytes);
    if (total > 0) {
      found.total_ci95 = fit_->prediction_interval(bytes);
      found.total_ci95.low = std::max(found.total_ci95.low, 0.0);
    } else {
      total = std::max(fit_->nonnegative.predict(bytes), 0.0);
      if (!found.reason.empty()) found.reason += "; ";
      found.reason += "the line falls below 0 ms here; the non-negative fit is taken";
    }
    found.split = fit_->split(bytes, total);
  }

  void take_nearest(stage_prediction& found, double bytes) const {
    const profiled_point& nearest = **std::ranges::min_element(
        points_, {},
        [&](const profiled_point* point) { return std::abs(std::log(point->bytes / bytes)); });
    found.source = prediction_source::nearest;
    found.split = nearest.split;
    found.reason = fit_->reason + "; the time of " + report::rounded(nearest.measured.nodes) +
                   " nodes and " + report::rounded(nearest.measured.edges) + " edges is taken";
  }

  const stage_profile& profile_;
  std::string unit_;
  int stage_;
  const stage_fit* fit_;
  std::vector<const profiled_point*> points_;
  size_hull hull_;
};

/// Every unit and stage at a size, by unit as in the profile, then the units of which everything
/// failed, then by stage: what was measured there, else what the lines say.
///
///     for (const auto& row : workflow::lookup(profile, {4000, 8000}))
///       use(row.unit, row.stage, row.split.total_ms, row.total_ci95, row.extrapolated);
///
/// Throws workflow::error for a size that no graph has.
inline std::vector<stage_prediction> lookup(const stage_profile& profile,
                                            const engine::graph_size& size) {
  require_size(size, profile.features());
  std::vector<stage_prediction> rows;
  std::vector<std::string> units = profile.units;
  for (const record::stage_time& one : profile.failures)
    if (std::ranges::find(units, one.unit) == units.end()) units.push_back(one.unit);
  for (const std::string& unit : units)
    for (int stage = 1; stage <= 7; ++stage)
      rows.push_back(stage_lookup(profile, unit, stage).at(size));
  return rows;
}

}  // namespace proflens::workflow
