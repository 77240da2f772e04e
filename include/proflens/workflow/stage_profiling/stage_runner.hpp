#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <proflens/engine/concepts.hpp>
#include <proflens/engine/engine_device.hpp>
#include <proflens/engine/graph_size.hpp>
#include <proflens/engine/info.hpp>
#include <proflens/measure/clock.hpp>
#include <proflens/measure/repeat.hpp>
#include <proflens/measure/stopping.hpp>
#include <proflens/measure/warm_up.hpp>

namespace proflens::workflow {

/// An engine on a processing unit, whatever its type, so that a sweep can hold several.
class stage_runner {
 public:
  virtual ~stage_runner() = default;

  /// What runs; known in full after a stage was timed.
  virtual engine::info info() const = 0;
  /// Whether the engine still lists its device; true where it keeps no list.
  virtual bool has_device() = 0;
  /// Times a stage; what the engine throws passes through.
  virtual measure::repetition time(int stage, const engine::graph_size& size, int warm_up,
                                   int runs) = 0;
};

/// A stage engine as a runner.
template <class Engine, measure::time_source Clock = measure::steady_clock>
class engine_runner final : public stage_runner {
 public:
  explicit engine_runner(std::unique_ptr<Engine> engine, Clock clock = {})
      : engine_(std::move(engine)), clock_(std::move(clock)) {
    static_assert(engine::check_stage_engine<Engine, engine::graph_size>());
  }

  engine::info info() const override { return engine_->info(); }

  bool has_device() override {
    if constexpr (requires { engine_->devices(); }) {
      return engine::find_device(engine_->devices(), info().device).has_value();
    } else {
      return true;
    }
  }

  measure::repetition time(int stage, const engine::graph_size& size, int warm_up,
                           int runs) override {
    return measure::stage_latency(*engine_, stage, size, measure::runs(runs),
                                  measure::warm_up_runs(warm_up), clock_);
  }

 private:
  std::unique_ptr<Engine> engine_;
  Clock clock_;
};

/// A unit that was asked for, and what runs stages there.
struct unit_runners {
  std::string unit = {};  ///< "CPU"
  /// In the order in which they are tried at each point; none: the unit is absent.
  std::vector<std::unique_ptr<stage_runner>> runners = {};
  std::string why_absent = {};
  /// Why the first runner is not the engine that is preferred; empty: it is.
  std::string why_stand_in = {};
};

}  // namespace proflens::workflow
