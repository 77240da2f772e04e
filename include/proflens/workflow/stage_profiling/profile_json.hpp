#pragma once

#include <array>
#include <string>

#include <proflens/engine/graphsage_stages.hpp>
#include <proflens/measure/environment.hpp>
#include <proflens/report/json.hpp>
#include <proflens/workflow/stage_profiling/conditions_json.hpp>
#include <proflens/workflow/stage_profiling/profile.hpp>

namespace proflens::workflow {

inline void write_json(report::json_writer& out, const interval& of) {
  out.value(std::array{of.low, of.high});
}

/// A line, or null where there is none.
inline void write_json(report::json_writer& out, const stage_line& of) {
  if (!of.is_known()) return out.value(nullptr);
  out.object([&] {
    out.member("a_ms_per_byte", of.ms_per_byte);
    write_json(out.key("a_ci95"), of.ms_per_byte_ci95);
    out.member("b_ms", of.fixed_ms);
    write_json(out.key("b_ci95"), of.fixed_ms_ci95);
    out.member("r2", of.r2);
  });
}

inline void write_json(report::json_writer& out, const stage_fit& of) {
  out.object([&] {
    out.member("unit", of.unit);
    out.member("stage", of.stage);
    out.member("name", engine::name_of(engine::graphsage_stage_of(of.stage)));
    out.member("points", of.points);
    out.member("sizes", of.sizes);
    write_json(out.key("bytes_range"), of.bytes_range);
    out.member("identifiable", of.identifiable);
    out.member("reason", measure::known(of.reason));
    out.member("bandwidth_mb_per_s", of.bandwidth);
    write_json(out.key("bandwidth_ci95"), of.bandwidth_ci95);
    write_json(out.key("weighted_hc3"), of.line);
    write_json(out.key("on_means"), of.original);
    write_json(out.key("theil_sen"), of.robust);
    write_json(out.key("nonnegative"), of.nonnegative);
    out.member("clamped_points", of.clamped);
    out.member("points_with_spike", of.spikes);
    out.member("warnings", of.warnings);
  });
}

inline void write_members(report::json_writer& out, const record::stage_time& of) {
  out.member("nodes", of.nodes);
  out.member("edges", of.edges);
  out.member("unit", of.unit);
  out.member("stage", of.stage);
  out.member("engine", measure::known(of.engine));
  out.member("device", measure::known(of.device));
  out.member("precision", measure::known(of.precision));
  out.member("reason", measure::known(of.reason));
}

inline void write_json(report::json_writer& out, const profiled_point& of) {
  out.object([&] {
    write_members(out, of.measured);
    out.member("bytes", of.bytes);
    out.member("total_ms", of.split.total_ms);
    out.member("compute_ms", of.split.compute_ms);
    out.member("transfer_ms", of.split.transfer_ms);
    out.member("clamped", of.split.is_clamped);
    out.member("mean_ms", of.measured.mean_ms);
    out.member("std_ms", of.std_ms);
    out.member("mad_ms", of.measured.mad_ms);
    out.member("spike_share", of.spike_share);
  });
}

/// profile.json: everything that is known; strict JSON, null for what is undefined. Bandwidths are
/// MB of 2^20 bytes a second; the second end of a `bandwidth_ci95` is null where it has no bound.
inline std::string profile_json(const stage_profile& of) {
  report::json_writer out;
  out.object([&] {
    out.member("schema", stage_profile_schema);
    write_members(out, of.conditions);
    out.member("units", of.units);
    out.member("warnings", of.warnings);
    out.key("fits").array([&] {
      for (const stage_fit& fit : of.fits) write_json(out, fit);
    });
    out.key("points").array([&] {
      for (const profiled_point& point : of.points) write_json(out, point);
    });
    out.key("failures").array([&] {
      for (const record::stage_time& one : of.failures)
        out.object([&] { write_members(out, one); });
    });
    out.key("left_out").array([&] {
      for (const left_out_entry& one : of.left_out) {
        out.object([&] {
          out.member("key", one.key);
          out.member("reason", one.reason);
        });
      }
    });
  });
  return out.text();
}

}  // namespace proflens::workflow
