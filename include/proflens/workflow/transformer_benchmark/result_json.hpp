#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <proflens/measure/environment.hpp>
#include <proflens/report/json.hpp>
#include <proflens/workflow/transformer_benchmark/result.hpp>

namespace proflens::workflow {

/// The first member of the result file; the number changes when a reader would have to.
inline constexpr std::string_view transformer_benchmark_schema = "proflens.transformer_benchmark/1";

inline void write_json(report::json_writer& out, const measure::sample_summary& of) {
  out.object([&] {
    out.member("n", of.n);
    out.member("mean", of.mean);
    out.member("std", of.std);
    out.member("median", of.median);
    out.member("min", of.min);
    out.member("max", of.max);
    out.member("p90", of.p90);
    out.member("p99", of.p99);
  });
}

inline void write_json(report::json_writer& out, const transformer_statistics& of) {
  out.object([&] {
    write_json(out.key("total_latency"), of.total_latency);
    write_json(out.key("prefill_time"), of.prefill_time);
    write_json(out.key("decode_time"), of.decode_time);
    write_json(out.key("decode_time_per_token"), of.decode_time_per_token);
    write_json(out.key("tokens_per_second"), of.tokens_per_second);
    write_json(out.key("step_time"), of.step_time);
    write_json(out.key("prefill_tokens_per_second"), of.prefill_tokens_per_second);
  });
}

/// A run of `whole`, with what all runs have in common.
inline void write_json(report::json_writer& out, const transformer_run& of,
                       const transformer_benchmark_result& whole) {
  out.object([&] {
    out.member("timestamp", of.timestamp);
    out.member("model_name", whole.model.name);
    out.member("device", whole.device());
    out.member("batch_size", of.batch_size);
    out.member("input_length", of.input_length);
    out.member("target_output_length", of.target_output_length);
    out.member("actual_output_length", of.actual_output_length);
    out.member("total_latency", of.total_latency);
    out.member("prefill_time", of.prefill_time);
    out.member("decode_time", of.decode_time);
    out.member("decode_time_per_token", of.decode_time_per_token);
    out.member("decode_tokens_count", of.decode_tokens_count);
    out.member("tokens_per_second", of.tokens_per_second);
    out.member("tokens_per_second_per_sequence", of.tokens_per_second_per_sequence);
    out.key("memory_usage").object([&] {
      out.member("cpu_memory_mb", of.cpu_memory_mb);
      out.member("cpu_peak_memory_mb", of.cpu_peak_memory_mb);
      out.member("gpu_memory_mb", of.gpu_memory_mb);
    });
    out.member("temperature", whole.configuration.temperature);
    out.member("top_p", whole.configuration.top_p);
    out.member("run_number", of.run_number);
    out.member("step_times", of.step_times);
  });
}

inline void write_json(report::json_writer& out, const measure::harness_cost& of) {
  out.object([&] {
    out.member("clock_resolution", of.clock.resolution);
    out.member("clock_cost", of.clock.cost);
    out.member("per_step", of.per_step);
    out.member("share_of_step", of.share_of_step);
  });
}

/// A point; `statistics` and what follows it only where it was measured.
inline void write_json(report::json_writer& out, const transformer_point& of) {
  out.object([&] {
    out.member("batch_size", of.batch_size);
    out.member("input_length", of.input_length);
    out.member("status", name_of(of.status));
    out.member("reason", measure::known(of.reason));
    if (of.status != point_status::measured) return;
    write_json(out.key("statistics"), statistics_of(of.runs));
    out.key("warm_up").object([&] {
      out.member("seconds", of.warm_up);
      out.member("ended_by", of.warm_up_ended_by);
    });
    write_json(out.key("harness"), of.harness);
  });
}

inline void write_json(report::json_writer& out, const benchmarked_model& of) {
  out.object([&] {
    out.member("name", of.name);
    out.member("family", of.family);
    out.member("weights", of.has_random_weights ? "random" : "file");
    out.member("dtype", of.dtype);
    out.member("parameters", of.parameters);
  });
}

/// The result file: one object, seconds and MB of 2^20 bytes, null for what is undefined.
/// `results` holds all runs, `points` what became of each point.
inline std::string result_json(const transformer_benchmark_result& of) {
  report::json_writer out;
  out.object([&] {
    out.member("schema", transformer_benchmark_schema);
    out.key("configuration").object([&] { write_members(out, of.configuration); });
    out.key("environment").object([&] { write_members(out, of.environment); });
    write_json(out.key("model"), of.model);
    out.key("fingerprint").object([&] {
      for (const measure::named_value& one : of.fingerprint) out.member(one.name, one.value);
    });
    out.key("results").array([&] {
      for (const transformer_point& point : of.points)
        for (const transformer_run& run : point.runs) write_json(out, run, of);
    });
    out.key("points").array([&] {
      for (const transformer_point& point : of.points) write_json(out, point);
    });
  });
  return out.text();
}

}  // namespace proflens::workflow
