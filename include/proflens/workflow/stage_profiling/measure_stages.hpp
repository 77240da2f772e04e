#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <proflens/engine/graphsage_stages.hpp>
#include <proflens/engine/info.hpp>
#include <proflens/measure/environment.hpp>
#include <proflens/measure/machine_memory.hpp>
#include <proflens/record/stage_time.hpp>
#include <proflens/workflow/error.hpp>
#include <proflens/workflow/stage_profiling/configuration.hpp>
#include <proflens/workflow/stage_profiling/measure_options.hpp>
#include <proflens/workflow/stage_profiling/measured_unit.hpp>
#include <proflens/workflow/stage_profiling/measurement_record.hpp>
#include <proflens/workflow/stage_profiling/measuring_plan.hpp>
#include <proflens/workflow/stage_profiling/profile.hpp>
#include <proflens/workflow/stage_profiling/stage_runner.hpp>
#include <proflens/workflow/wording.hpp>

namespace proflens::workflow {

/// One sweep over cases, units and stages; `measure_stages` is what to call.
class stage_sweep {
 public:
  stage_sweep(const stage_configuration& configuration, const measure_stages_options& options,
              const std::vector<unit_runners>& units)
      : configuration_(configuration), options_(options) {
    for (const unit_runners& unit : units) {
      if (unit.runners.empty()) {
        result_.conditions.absent.push_back({unit.unit, unit.why_absent});
      } else {
        units_.emplace_back(unit);
      }
    }
    decided_.resize(configuration.test_cases.size() * units_.size() * stages);
  }

  measured_stages operator()() {
    stage_conditions& conditions = result_.conditions;
    conditions.configuration = configuration_;
    conditions.environment = measure::read_environment({}, options_.libraries);
    require_anything();
    measurement_record record(options_,
                              fingerprint_of(configuration_, options_, conditions.environment));
    std::vector<place> all = places();
    std::erase_if(all, [&](const place& at) { return keep(at, record.find(at.point)); });
    waiting_ = record.size() - result_.kept;
    for (const place& at : all) total_work_ += at.work;
    for (const place& at : all) {
      tell(at);
      decided_[at.index] = decide(at);
      done_work_ += at.work;
      record.keep(*decided_[at.index]);
      gather();
      record.write(result_);
    }
    gather();
    record.write(result_);
    return std::move(result_);
  }

 private:
  static constexpr std::size_t stages = engine::all_graphsage_stages.size();

  /// A point of the grid.
  struct place {
    std::size_t index = 0;  ///< in the order of measuring
    measured_unit* unit = nullptr;
    record::stage_time point = {};  ///< size, unit, stage
    double work = 0;
  };

  void require_anything() const {
    if (configuration_.test_cases.empty())
      throw error("there is no case to measure; name nodes and edges");
    if (!units_.empty()) return;
    std::string all;
    for (const absent_unit& one : result_.conditions.absent)
      all += (all.empty() ? "" : "; ") + one.name + ": " + one.reason;
    throw error("no unit that was asked for is there: " + (all.empty() ? "none was" : all));
  }

  /// All points, in the order they are measured.
  std::vector<place> places() {
    std::vector<place> all;
    for (const std::size_t of_case : measuring_order(configuration_.test_cases.size())) {
      for (measured_unit& unit : units_) {
        for (const auto stage : engine::all_graphsage_stages)
          all.push_back(
              place_of(all.size(), configuration_.test_cases[of_case], unit, id_of(stage)));
      }
    }
    return all;
  }

  place place_of(std::size_t index, const engine::graph_size& size, measured_unit& unit,
                 int stage) const {
    place at{.index = index, .unit = &unit};
    at.point.nodes = size.nodes;
    at.point.edges = size.edges;
    at.point.unit = unit.name();
    at.point.stage = stage;
    at.work = stage_work(size, stage, configuration_.feature_dim);
    return at;
  }

  /// Takes what an earlier session measured, if it did.
  bool keep(const place& at, std::optional<record::stage_time> earlier) {
    if (!earlier) return false;
    at.unit->require_same_device(*earlier);
    decided_[at.index] = std::move(earlier);
    ++result_.kept;
    return true;
  }

  record::stage_time decide(const place& at) {
    const double needed = bytes_needed(at.point, configuration_.feature_dim);
    const auto free =
        options_.free_memory ? options_.free_memory() : measure::read_machine_memory().available;
    if (free && needed > static_cast<double>(*free))
      return at.unit->failed(at.point, "not tried: it needs " + mebibytes_text(needed) + " and " +
                                           mebibytes_text(static_cast<double>(*free)) +
                                           " are free");
    record::stage_time point =
        (*at.unit)(at.point, configuration_.num_warmup, configuration_.num_iterations);
    if (point.device == "CPU" && point.device_name.empty())
      point.device_name = result_.conditions.environment.cpu.model;
    return point;
  }

  /// Puts what is decided into the result.
  void gather() {
    result_.points.clear();
    for (const auto& point : decided_)
      if (point) result_.points.push_back(*point);
    stage_conditions& conditions = result_.conditions;
    conditions.remarks = options_.remarks;
    if (result_.kept > 0)
      conditions.remarks.push_back(counted(result_.kept, "point", "points") +
                                   " were measured in an earlier session");
    if (waiting_ > 0)
      conditions.remarks.push_back(
          counted(waiting_, "point", "points") + " of units that did not take part now stay in " +
          checkpoint_name + "; measure with these units too to have them in the tables");
    for (const measured_unit& unit : units_)
      for (std::string& remark : unit.remarks()) conditions.remarks.push_back(std::move(remark));
    conditions.engines.clear();
    for (const record::stage_time& point : result_.points) add_engine(point);
  }

  void add_engine(const record::stage_time& point) {
    if (point.failed) return;
    engine::info ran{.name = point.engine, .device = point.device};
    ran.device_name = point.device_name;
    ran.precision = point.precision;
    ran.threads = point.threads;
    const auto unit = std::ranges::find(units_, point.unit, &measured_unit::name);
    if (const stage_runner* runner = unit->find(point.engine)) ran.version = runner->info().version;
    std::vector<engine::info>& all = result_.conditions.engines;
    if (std::ranges::find(all, ran) == all.end()) all.push_back(std::move(ran));
  }

  void tell(const place& at) {
    if (!options_.on_progress) return;
    stage_progress now;
    now.place = ++told_ + result_.kept;
    now.places = decided_.size();
    now.size = {at.point.nodes, at.point.edges};
    now.unit = at.point.unit;
    now.stage = at.point.stage;
    now.share_done = done_work_ / total_work_;
    options_.on_progress(now);
  }

  const stage_configuration& configuration_;
  const measure_stages_options& options_;
  std::vector<measured_unit> units_;
  measured_stages result_;
  std::vector<std::optional<record::stage_time>> decided_;
  std::size_t waiting_ = 0;  ///< points of other units in the checkpoint
  std::size_t told_ = 0;
  double total_work_ = 0;
  double done_work_ = 0;
};

/// Times the seven stages of GraphSAGE over all cases of a configuration and all `units`: the point
/// (case, unit, stage) on the first runner of the unit that can do it, `num_warmup` runs that do
/// not count, then `num_iterations` that are all kept. Preparing a stage (reading and compiling its
/// model, its inputs) is not timed.
///
/// After every point three files are written anew in `results`, each whole at any moment:
/// raw_measurements.json, conditions.json and checkpoint.json. A sweep that was stopped goes on
/// from the checkpoint; points that failed are tried again. Failures are points too and do not end
/// the sweep. A unit without runners is listed as absent and takes part in nothing else. Cases are
/// measured, and points written, in `measuring_order`.
///
/// Throws workflow::error if there is no case or no unit, measure::error where the checkpoint
/// belongs to another measurement, naming the differences, proflens::error where the files cannot
/// be written, which is tried before anything is measured.
inline measured_stages measure_stages(const stage_configuration& configuration,
                                      const measure_stages_options& options,
                                      const std::vector<unit_runners>& units) {
  return stage_sweep(configuration, options, units)();
}

/// Throws workflow::error, with the reason of the first, if no point could be measured.
inline void require_any_measured(const measured_stages& result) {
  if (result.failed() < result.points.size() || result.points.empty()) return;
  const record::stage_time& first = result.points.front();
  throw error("every point failed; the first, unit " + first.unit + ", " + place_text(first) +
              ": " + first.reason);
}

}  // namespace proflens::workflow
