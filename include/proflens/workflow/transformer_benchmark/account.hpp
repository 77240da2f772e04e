#pragma once

#include <string>
#include <vector>

#include <proflens/report/number.hpp>
#include <proflens/report/table.hpp>
#include <proflens/workflow/transformer_benchmark/result.hpp>
#include <proflens/workflow/wording.hpp>

namespace proflens::workflow {

/// Two lines for people: what was measured, and how many points.
inline std::string account_of(const transformer_benchmark_result& result) {
  const benchmarked_model& model = result.model;
  const engine::info& engine = result.environment.engine;
  const auto points = [&](point_status status) {
    return report::rounded(result.count(status)) + ' ' + std::string(name_of(status));
  };
  return model.name + ": " + model.family + ", " + report::rounded(model.parameters) +
         " parameters, " + model.dtype + ", " +
         (model.has_random_weights ? "random weights" : "weights from files") + ", engine " +
         engine.name + " on " + engine.device + ", " +
         counted(static_cast<std::uint64_t>(engine.threads), "thread", "threads") + '\n' +
         counted(result.points.size(), "point", "points") + ": " + points(point_status::measured) +
         ", " + points(point_status::skipped) + ", " + points(point_status::failed) + '\n';
}

/// A row for each point: medians where it was measured, else why it was not.
inline report::table point_table(const transformer_benchmark_result& result) {
  report::table shown({{"batch", ""},
                       {"length", ""},
                       {"latency", "ms"},
                       {"prefill", "ms"},
                       {"per token", "ms"},
                       {"tokens/s", ""},
                       {"remark", ""}});
  for (const transformer_point& point : result.points) {
    if (point.status != point_status::measured) {
      const std::string remark = std::string(name_of(point.status)) + ": " + point.reason;
      shown.add({point.batch_size, point.input_length, {}, {}, {}, {}, remark});
      continue;
    }
    const transformer_statistics of = statistics_of(point.runs);
    shown.add({point.batch_size,
               point.input_length,
               1e3 * of.total_latency.median,
               1e3 * of.prefill_time.median,
               1e3 * of.decode_time_per_token.median,
               of.tokens_per_second.median,
               {}});
  }
  return shown;
}

/// What a reader has to know: remarks of the environment, that nothing was measured, and points
/// where measuring took more than a hundredth of a step.
inline std::vector<std::string> warnings_of(const transformer_benchmark_result& result) {
  std::vector<std::string> all = result.environment.remarks;
  if (result.count(point_status::skipped) == result.points.size())
    all.emplace_back("every point was skipped; nothing was measured");
  for (const transformer_point& point : result.points) {
    if (point.harness.share_of_step > 0.01)
      all.push_back("batch size " + report::exact(point.batch_size) + ", input length " +
                    report::exact(point.input_length) + ": measuring takes " +
                    report::rounded(100 * point.harness.share_of_step, 2) + " % of a step");
  }
  return all;
}

}  // namespace proflens::workflow
