#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <proflens/measure/named_value.hpp>
#include <proflens/measure/warm_up.hpp>
#include <proflens/workflow/transformer_benchmark/configuration.hpp>

namespace proflens::workflow {

/// How far a benchmark has come: told when a point begins, and after each of its runs.
struct transformer_progress {
  std::size_t point = 0;  ///< from 1 on, of the whole grid
  std::size_t points = 0;
  int batch_size = 0;
  int input_length = 0;
  int run = 0;  ///< runs that are over; 0: it is warming up
  int runs = 0;
  /// Of the work of this session, a guess, in [0, 1]: points weigh by their tokens and steps.
  double share_done = 0;
};

/// What is asked of a transformer benchmark.
struct transformer_benchmark_options {
  transformer_configuration configuration = {};
  /// PREFIX.json and PREFIX.csv are written after every point; empty: nothing is.
  std::filesystem::path output_prefix = {};
  /// Goes on from PREFIX.json, if it is there; otherwise what is there is replaced as soon as the
  /// first point was tried.
  bool resume = false;
  std::uint64_t seed = 0;  ///< of prompts and sampling
  measure::warm_up warm_up = {};
  std::vector<measure::named_value> libraries = {};  ///< for the environment
  std::vector<std::string> remarks = {};             ///< for the environment
  std::function<void(const transformer_progress&)> on_progress = {};
  /// Bytes that can be had now, nothing where that is unknown; without a function the system tells.
  std::function<std::optional<std::uint64_t>()> free_memory = {};
};

/// The result files of a prefix.
inline std::filesystem::path json_file(const transformer_benchmark_options& options) {
  return std::filesystem::path(options.output_prefix) += ".json";
}
inline std::filesystem::path csv_file(const transformer_benchmark_options& options) {
  return std::filesystem::path(options.output_prefix) += ".csv";
}

}  // namespace proflens::workflow
