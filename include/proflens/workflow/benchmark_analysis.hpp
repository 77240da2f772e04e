#pragma once

#include <cstddef>
#include <utility>

#include <proflens/workflow/benchmark_analysis/read_benchmark.hpp>
#include <proflens/workflow/benchmark_analysis/result.hpp>
#include <proflens/workflow/benchmark_analysis/write.hpp>
#include <proflens/workflow/error.hpp>

namespace proflens::workflow {

/// Reads the results of transformer benchmarks, our own (JSON or CSV), those of the suite that ours
/// replaces, and llama-bench's; summarises their points, and compares the second and later files
/// with the first, point by point.
///
///     const auto result = workflow::analyze_benchmark({.files = {"results.json"}});
///     workflow::write(result);  // analysis_output/analysis_report.md and analysis_plots/
///
/// Throws workflow::error without files and for one without runs, read::error for one that cannot
/// be read.
inline benchmark_analysis_result analyze_benchmark(benchmark_analysis_options options) {
  if (options.files.empty()) throw error("no result was named; name at least one file");
  benchmark_analysis_result result;
  for (const auto& file : options.files) {
    result.benchmarks.push_back(read_benchmark(file));
    result.figures.push_back(figures_of(result.benchmarks.back()));
  }
  for (std::size_t i = 1; i < result.benchmarks.size(); ++i)
    result.comparisons.push_back(compare(result.benchmarks[0], result.benchmarks[i]));
  result.options = std::move(options);
  return result;
}

}  // namespace proflens::workflow
