#pragma once

#include <cstddef>
#include <exception>
#include <new>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <proflens/engine/graphsage_stages.hpp>
#include <proflens/engine/info.hpp>
#include <proflens/measure/repeat.hpp>
#include <proflens/record/stage_time.hpp>
#include <proflens/report/number.hpp>
#include <proflens/workflow/error.hpp>
#include <proflens/workflow/stage_profiling/raw_measurements.hpp>
#include <proflens/workflow/stage_profiling/stage_runner.hpp>

namespace proflens::workflow {

/// "stage 4 (reduce_count) at 2,000 nodes and 3,000 edges", for messages.
inline std::string place_text(const record::stage_time& point) {
  return "stage " + report::exact(point.stage) + " (" +
         std::string(name_of(engine::graphsage_stage_of(point.stage))) + ") at " +
         report::rounded(point.nodes) + " nodes and " + report::rounded(point.edges) + " edges";
}

/// A unit that is there, while it is measured. Each point goes to the first engine that runs it; a
/// device that is lost is not tried again.
class measured_unit {
 public:
  /// `of` has to have a runner, and to outlive this.
  explicit measured_unit(const unit_runners& of) : of_(&of), lost_(of.runners.size()) {}

  const std::string& name() const { return of_->unit; }

  /// Measures a point, of which size, unit and stage are given. Where no engine runs it, it is a
  /// failed one with the reasons of all.
  record::stage_time operator()(record::stage_time point, int warm_up, int runs) {
    std::string reasons = of_->why_stand_in;
    for (std::size_t i = 0; i < lost_.size(); ++i) {
      std::string why = lost_[i];
      if (why.empty()) {
        try {
          const auto times =
              of_->runners[i]->time(point.stage, {point.nodes, point.edges}, warm_up, runs);
          if (i > 0) remark_stand_in(point, i, reasons);
          return ran(std::move(point), of_->runners[i]->info(), times, std::move(reasons));
        } catch (const std::bad_alloc&) {
          why = "out of memory";
        } catch (const std::exception& failure) {
          why = failure.what();
        }
        if (!has_device(i)) why = lost(i, point, why);
      }
      reasons += (reasons.empty() ? "" : "; ") + why;
    }
    return failed(std::move(point), std::move(reasons));
  }

  /// The point as one that failed.
  record::stage_time failed(record::stage_time point, std::string reason) const {
    const engine::info info = of_->runners.front()->info();
    point.failed = true;
    point.reason = std::move(reason);
    point.engine = info.name;
    point.device = info.device;
    return point;
  }

  /// Throws workflow::error if a point was measured on a device of another name than all of this
  /// unit's.
  void require_same_device(const record::stage_time& earlier) const {
    std::string now;
    for (const auto& runner : of_->runners) {
      const std::string device = runner->info().device_name;
      if (device == earlier.device_name || device.empty()) return;
      now += (now.empty() ? "" : " or ") + device;
    }
    if (earlier.device_name.empty()) return;
    throw error("the checkpoint holds points of unit " + name() + " measured on " +
                earlier.device_name + ", now it is " + now + "; delete it to begin anew");
  }

  /// The runner of an engine; null if there is none.
  const stage_runner* find(const std::string& engine) const {
    for (const auto& runner : of_->runners)
      if (runner->info().name == engine) return runner.get();
    return nullptr;
  }

  /// Devices that were lost, stages where another engine stood in, and where measuring took more
  /// than a hundredth of what was measured.
  std::vector<std::string> remarks() const {
    std::vector<std::string> all = remarks_;
    if (harness_share_ > 0.01)
      all.push_back("unit " + name() + ": measuring takes up to " +
                    report::rounded(100 * harness_share_, 2) + " % of a run (" + harness_place_ +
                    ")");
    return all;
  }

 private:
  bool has_device(std::size_t runner) const {
    try {
      return of_->runners[runner]->has_device();
    } catch (const std::exception&) {
      return false;  // what cannot even list its devices any more has lost them
    }
  }

  /// Remembers that the device is gone; the reason of the point where that was noticed.
  std::string lost(std::size_t runner, const record::stage_time& point, const std::string& why) {
    const std::string device = of_->runners[runner]->info().device;
    lost_[runner] = "not tried: the device " + device + " was lost in " + place_text(point);
    remarks_.push_back("unit " + name() + ": the device " + device + " was lost in " +
                       place_text(point) + ": " + why);
    return why + "; the device " + device + " was lost here";
  }

  void remark_stand_in(const record::stage_time& point, std::size_t runner,
                       const std::string& reasons) {
    if (!stood_in_.insert(point.stage).second) return;
    remarks_.push_back("unit " + name() + ": the engine " + of_->runners[runner]->info().name +
                       " stood in from " + place_text(point) + " on, where it had to: " + reasons);
  }

  record::stage_time ran(record::stage_time point, const engine::info& info,
                         const measure::repetition& times, std::string reason) {
    for (const double seconds : times.seconds.values()) point.samples_ms.push_back(1e3 * seconds);
    point.engine = info.name;
    point.device = info.device;
    point.device_name = info.device_name;
    point.precision = info.precision;
    point.threads = info.threads;
    point.reason = std::move(reason);
    if (times.harness.share_of_step > harness_share_) {
      harness_share_ = times.harness.share_of_step;
      harness_place_ = place_text(point);
    }
    return summarized(std::move(point));
  }

  const unit_runners* of_;
  std::vector<std::string> lost_;  ///< of each runner why it is not tried; empty: it is
  std::set<int> stood_in_;
  std::vector<std::string> remarks_;
  double harness_share_ = 0;
  std::string harness_place_;
};

}  // namespace proflens::workflow
