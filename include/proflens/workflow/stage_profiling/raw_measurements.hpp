#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <proflens/aggregate/quantile.hpp>
#include <proflens/measure/environment.hpp>
#include <proflens/measure/samples.hpp>
#include <proflens/read/json_document.hpp>
#include <proflens/record/stage_time.hpp>
#include <proflens/report/json.hpp>

namespace proflens::workflow {

/// The point with the figures that follow from its samples.
inline record::stage_time summarized(record::stage_time point) {
  const measure::samples all(point.samples_ms);
  point.mean_ms = all.mean();
  point.std_ms = all.standard_deviation();
  point.min_ms = all.min();
  point.max_ms = all.max();
  point.median_ms = all.median();
  point.mad_ms = aggregate::median_absolute_deviation(point.samples_ms);
  return point;
}

/// Writes a point of raw_measurements.json without its key; a failed one has no times.
inline void write_json(report::json_writer& out, const record::stage_time& of) {
  out.object([&] {
    if (of.failed) {
      out.member("failed", true);
    } else {
      out.member("mean", of.mean_ms);
      out.member("std", of.std_ms);
      out.member("min", of.min_ms);
      out.member("max", of.max_ms);
      out.member("median", of.median_ms);
      out.member("mad", of.mad_ms);
    }
    if (!of.reason.empty()) out.member("reason", of.reason);
    out.member("engine", measure::known(of.engine));
    out.member("device", measure::known(of.device));
    if (of.failed) return;
    out.member("device_name", measure::known(of.device_name));
    out.member("precision", measure::known(of.precision));
    out.member("threads", measure::known(of.threads));
    out.member("samples", of.samples_ms);
  });
}

/// raw_measurements.json: a map from "nodes,edges,PU,stage" to the point, times in milliseconds.
inline std::string raw_measurements_json(std::span<const record::stage_time> points) {
  report::json_writer out;
  out.object([&] {
    for (const record::stage_time& point : points) write_json(out.key(key_of(point)), point);
  });
  return out.text();
}

/// A point that ran, for a checkpoint.
inline std::string checkpoint_text_of(const record::stage_time& point) {
  report::json_writer out;
  write_json(out, point);
  return out.text();
}

/// Fills `point`, of which size, unit and stage are known, with what `checkpoint_text_of` wrote, to
/// the last digit. Throws read::error, naming `source`, for another text.
inline record::stage_time read_checkpoint_text(record::stage_time point, std::string_view text,
                                               const std::string& source) {
  const read::json_document document(text, source);
  const read::json_node root = document.root();
  const auto text_of = [&](std::string_view key) {
    const auto value = root.find_value(key);
    return value ? std::string(value->text()) : std::string();
  };
  for (const read::json_node& sample : root.at("samples").items())
    point.samples_ms.push_back(sample.number());
  point.engine = text_of("engine");
  point.device = text_of("device");
  point.device_name = text_of("device_name");
  point.precision = text_of("precision");
  point.reason = text_of("reason");
  if (const auto threads = root.find_value("threads"))
    point.threads = static_cast<int>(threads->integer());
  return summarized(std::move(point));
}

}  // namespace proflens::workflow
