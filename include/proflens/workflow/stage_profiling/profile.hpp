#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include <proflens/engine/graphsage_stages.hpp>
#include <proflens/engine/info.hpp>
#include <proflens/interval.hpp>
#include <proflens/measure/environment.hpp>
#include <proflens/record/stage_time.hpp>
#include <proflens/workflow/stage_profiling/configuration.hpp>

/// What times of stages come to: `profile_of` makes it, everything that is written or looked up is
/// taken from it. Times are milliseconds, bandwidths MiB/s; what is undefined is NaN.
namespace proflens::workflow {

/// The first member of profile.json; the number changes when a reader would have to.
inline constexpr std::string_view stage_profile_schema = "proflens.stage_profiling/1";

/// A unit that was asked for and is not there.
struct absent_unit {
  std::string name = {};    ///< "NPU"
  std::string reason = {};  ///< "OpenVINO 2026.4.1 lists CPU"

  friend bool operator==(const absent_unit&, const absent_unit&) = default;
};

/// What the three tables of a stage profile do not hold: how it was measured, and where.
struct stage_conditions {
  stage_configuration configuration = {};
  measure::environment environment = {};   ///< without time: unknown, as of tables from elsewhere
  std::vector<engine::info> engines = {};  ///< each engine and device that ran
  std::vector<absent_unit> absent = {};    ///< units that take part in no table
  std::vector<std::string> remarks = {};   ///< what was left out or stood in, and why
};

/// latency = ms_per_byte bytes + fixed_ms, by one way of fitting.
struct stage_line {
  static constexpr double undefined = std::numeric_limits<double>::quiet_NaN();

  double ms_per_byte = undefined;  ///< a
  double fixed_ms = undefined;     ///< b
  interval ms_per_byte_ci95 = {undefined, undefined};
  interval fixed_ms_ci95 = {undefined, undefined};
  double r2 = undefined;

  bool is_known() const { return !std::isnan(ms_per_byte); }
  double predict(double bytes) const { return ms_per_byte * bytes + fixed_ms; }
};

/// A total as compute and transfer, whose sum it is.
struct stage_split {
  double compute_ms = stage_line::undefined;
  double transfer_ms = stage_line::undefined;
  double total_ms = stage_line::undefined;
  bool is_clamped = false;  ///< the line asks for a transfer longer than the total
};

/// What the points of a unit and stage say about latency over bytes.
///
/// `line` is weighted least squares on the medians, with the errors of MacKinnon and White (1985),
/// HC3; `stage_line_fit.hpp` says how. It is unknown for fewer than 3 different sizes, and may be
/// known where the bandwidth is not identifiable: a constant latency has a line, but no bandwidth.
struct stage_fit {
  std::string unit = {};
  int stage = 0;
  std::size_t points = 0;
  std::size_t sizes = 0;  ///< different numbers of bytes
  interval bytes_range = {stage_line::undefined, stage_line::undefined};  ///< of the points

  stage_line line = {};
  stage_line original = {};     ///< least squares on the means, equal weights
  stage_line robust = {};       ///< Theil and Sen on the medians
  stage_line nonnegative = {};  ///< least squares on the medians, neither part below 0

  bool identifiable = false;                 ///< the interval of line.ms_per_byte lies above 0
  std::string reason = {};                   ///< why it is not; empty where it is
  double bandwidth = stage_line::undefined;  ///< MiB/s; NaN unless identifiable
  interval bandwidth_ci95 = {stage_line::undefined, stage_line::undefined};

  std::size_t clamped = 0;                 ///< points whose transfer was cut to their total
  std::size_t spikes = 0;                  ///< points whose spread is one run, see `profiled_point`
  std::vector<std::string> warnings = {};  ///< where engine, device or latency change in the sweep

  /// How well `line` is known: the covariance of its height at `centre` and its slope, and the
  /// deviation of a point, which is that of the residuals times max(spread line, spread floor).
  struct geometry {
    double centre = 0;  ///< weighted mean of the bytes
    double height = 0;  ///< of the line there, ms
    double height_variance = 0;
    double slope_variance = 0;
    double covariance = 0;
    double t95 = 0;                ///< Student's t of 95 %
    double residual_variance = 0;  ///< of a point of weight 1
    double spread_at_zero = 0;     ///< the line of the spreads over latency, ms
    double spread_slope = 0;
    double spread_floor = 1;

    friend bool operator==(const geometry&, const geometry&) = default;
  } frame = {};

  double predict(double bytes) const {
    return frame.height + line.ms_per_byte * (bytes - frame.centre);
  }
  /// Holds the true line at a size with 95 %.
  interval mean_interval(double bytes) const { return around(bytes, line_variance(bytes)); }
  /// Holds the median of one more measurement at a size with 95 %.
  interval prediction_interval(double bytes) const {
    const double spread =
        std::max(frame.spread_at_zero + frame.spread_slope * predict(bytes), frame.spread_floor);
    return around(bytes, line_variance(bytes) + frame.residual_variance * spread * spread);
  }

  /// transfer = min(a bytes, total), compute = the rest; all compute where a is not identifiable.
  stage_split split(double bytes, double total_ms) const {
    const double asked = identifiable ? line.ms_per_byte * bytes : 0;
    const double transfer = std::min(asked, total_ms);
    return {total_ms - transfer, transfer, total_ms, asked > total_ms};
  }

 private:
  double line_variance(double bytes) const {
    const double d = bytes - frame.centre;
    return frame.height_variance + d * (2 * frame.covariance + d * frame.slope_variance);
  }
  interval around(double bytes, double variance) const {
    const double reach = frame.t95 * std::sqrt(variance);
    return {predict(bytes) - reach, predict(bytes) + reach};
  }
};

/// A point of the tables: a size on a unit at a stage, that ran.
struct profiled_point {
  record::stage_time measured = {};
  double bytes = 0;
  stage_split split = {};  ///< the total is the median of the runs
  double std_ms = stage_line::undefined;

  /// (max - mean) / std as a share of the largest it can be for as many runs: 1 where all runs but
  /// one are equal. NaN where it is unknown.
  double spike_share = stage_line::undefined;

  /// One run makes the spread: mean and deviation say little.
  bool has_spike() const { return spike_share >= 0.9; }
};

/// An entry of a table that gave no point.
struct left_out_entry {
  std::string key = {};     ///< as it stands in the file
  std::string reason = {};  ///< what was expected, what was found

  friend bool operator==(const left_out_entry&, const left_out_entry&) = default;
};

/// Everything that is known after the analysis.
struct stage_profile {
  stage_conditions conditions = {};
  std::vector<std::string> units = {};            ///< with points, in the order they first occur
  std::vector<profiled_point> points = {};        ///< in the order they were read
  std::vector<record::stage_time> failures = {};  ///< in no table and no fit
  std::vector<left_out_entry> left_out = {};      ///< of the file they were read from
  std::vector<stage_fit> fits = {};               ///< by unit as in `units`, then by stage
  std::vector<std::string> warnings = {};         ///< of all of it; those of fits stand there

  /// The fit of a unit and stage; null if it was not measured.
  const stage_fit* find(std::string_view unit, int stage) const {
    const auto found = std::ranges::find_if(
        fits, [&](const stage_fit& one) { return one.unit == unit && one.stage == stage; });
    return found == fits.end() ? nullptr : &*found;
  }
  std::int64_t features() const { return conditions.configuration.feature_dim; }
};

/// The bytes of a point, see engine::graphsage_bytes.
inline double bytes_of(const record::stage_time& point, std::int64_t features) {
  return static_cast<double>(engine::graphsage_bytes(engine::graphsage_stage_of(point.stage),
                                                     {point.nodes, point.edges}, features));
}

}  // namespace proflens::workflow
