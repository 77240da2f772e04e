#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <proflens/engine/graph_size.hpp>
#include <proflens/measure/named_value.hpp>
#include <proflens/record/stage_time.hpp>
#include <proflens/workflow/stage_profiling/profile.hpp>

namespace proflens::workflow {

/// How far a sweep has come: told when a point begins.
struct stage_progress {
  std::size_t place = 0;  ///< from 1 on, of the whole grid
  std::size_t places = 0;
  engine::graph_size size = {};
  std::string unit = {};
  int stage = 0;
  /// Of the work of this session, a guess, in [0, 1]: points weigh by their bytes and operations.
  double share_done = 0;
};

/// What is asked of a measurement of stages, besides what its configuration says.
struct measure_stages_options {
  /// Where raw_measurements.json, conditions.json and checkpoint.json are written after every
  /// point; made if it is not there. Empty: nothing is written.
  std::filesystem::path results = {};
  bool fresh = false;  ///< measures all points anew, whatever checkpoint there is
  /// What a checkpoint belongs to besides configuration and machine: models, versions of engines,
  /// threads that were asked for.
  std::vector<measure::named_value> belongs_to = {};
  std::vector<measure::named_value> libraries = {};  ///< for the environment
  std::vector<std::string> remarks = {};             ///< for the conditions
  std::function<void(const stage_progress&)> on_progress = {};
  /// Bytes that can be had now, nothing where that is unknown; without a function the system tells.
  std::function<std::optional<std::uint64_t>()> free_memory = {};
};

/// What a sweep has measured: all points of the grid, in the order of measuring.
struct measured_stages {
  stage_conditions conditions = {};
  std::vector<record::stage_time> points = {};
  std::size_t kept = 0;  ///< points that an earlier session had measured

  std::size_t failed() const {
    std::size_t count = 0;
    for (const record::stage_time& point : points) count += point.failed;
    return count;
  }
};

}  // namespace proflens::workflow
