#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <proflens/engine/graph_size.hpp>
#include <proflens/engine/graphsage/operands.hpp>
#include <proflens/engine/graphsage_stages.hpp>
#include <proflens/measure/environment.hpp>
#include <proflens/measure/fingerprint.hpp>
#include <proflens/record/stage_time.hpp>
#include <proflens/report/number.hpp>
#include <proflens/workflow/stage_profiling/configuration.hpp>
#include <proflens/workflow/stage_profiling/measure_options.hpp>
#include <proflens/workflow/stage_profiling/profile.hpp>

namespace proflens::workflow {

/// What has to be the same for a measurement to be continued: what is measured, what it
/// `belongs_to`, and the machine. Units are not part of it: one can be added.
inline measure::fingerprint fingerprint_of(const stage_configuration& of,
                                           const measure_stages_options& options,
                                           const measure::environment& environment) {
  std::string cases;
  for (const engine::graph_size& size : of.test_cases)
    cases +=
        (cases.empty() ? "" : " ") + report::exact(size.nodes) + 'x' + report::exact(size.edges);
  measure::fingerprint all{{"test_cases", cases},
                           {"feature_dim", report::exact(of.feature_dim)},
                           {"num_warmup", report::exact(of.num_warmup)},
                           {"num_iterations", report::exact(of.num_iterations)}};
  for (const measure::named_value& one : options.belongs_to) all.push_back(one);
  for (measure::named_value& one : measure::machine_of(environment)) all.push_back(std::move(one));
  return all;
}

/// The order in which so many cases are measured: every other one up the list, then the others on
/// the way back. Neighbours are measured as long before the middle as after it, so that a machine
/// that slowly gets slower (heat, other work) adds the same to small and to large cases.
inline std::vector<std::size_t> measuring_order(std::size_t cases) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < cases; i += 2) order.push_back(i);
  for (std::size_t i = cases / 2; i-- > 0;) order.push_back(2 * i + 1);
  return order;
}

/// How long a point may take, in bytes that are moved meanwhile: a guess, for the time left.
inline double stage_work(const engine::graph_size& size, int stage, std::int64_t features) {
  constexpr double bytes_of_a_call = 1e5, operations_by_byte = 5;
  const auto f = static_cast<double>(features);
  const auto which = engine::graphsage_stage_of(stage);
  double work =
      bytes_of_a_call + static_cast<double>(engine::graphsage_bytes(which, size, features));
  if (which == engine::graphsage_stage::transform)
    work += 4 * static_cast<double>(size.nodes) * f * f / operations_by_byte;
  return work;
}

/// Bytes that a point needs at least while it is prepared: its inputs, not its output, are there
/// twice.
inline double bytes_needed(const record::stage_time& point, std::int64_t features) {
  const auto f = static_cast<double>(features);
  const double weights = point.stage == id_of(engine::graphsage_stage::transform) ? 8 * f * f : 0;
  const double output =
      4 * static_cast<double>(engine::output_size(engine::graphsage_stage_of(point.stage),
                                                  {point.nodes, point.edges}, features));
  return 2 * bytes_of(point, features) - output + weights;
}

/// A size in MiB, for people.
inline std::string mebibytes_text(double bytes) {
  return report::rounded(bytes / 1048576, 3) + " MiB";
}

}  // namespace proflens::workflow
