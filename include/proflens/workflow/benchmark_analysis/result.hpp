#pragma once

#include <filesystem>
#include <vector>

#include <proflens/workflow/benchmark_analysis/analyzed_benchmark.hpp>
#include <proflens/workflow/benchmark_analysis/comparison.hpp>
#include <proflens/workflow/benchmark_analysis/point_figures.hpp>

namespace proflens::workflow {

struct benchmark_analysis_options {
  std::vector<std::filesystem::path> files = {};  ///< results; see `read_benchmark`
  std::filesystem::path output_dir = {};          ///< empty: analysis_output in the current folder
  bool report_only = false;                       ///< no figures
  double dpi = 130;                               ///< of the figures

  std::filesystem::path output_folder() const {
    return output_dir.empty() ? std::filesystem::path("analysis_output") : output_dir;
  }
};

/// Benchmarks, the figures of their points, and the second and later ones beside the first.
struct benchmark_analysis_result {
  benchmark_analysis_options options = {};
  std::vector<analyzed_benchmark> benchmarks = {};
  std::vector<std::vector<point_figures>> figures = {};  ///< of each benchmark
  std::vector<benchmark_comparison> comparisons = {};
};

}  // namespace proflens::workflow
