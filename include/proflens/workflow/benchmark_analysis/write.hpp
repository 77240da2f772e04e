#pragma once

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <set>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <proflens/detail/atomic_file.hpp>
#include <proflens/plot/save.hpp>
#include <proflens/report/csv.hpp>
#include <proflens/workflow/benchmark_analysis/comparison_figure.hpp>
#include <proflens/workflow/benchmark_analysis/depth_figure.hpp>
#include <proflens/workflow/benchmark_analysis/grid_figures.hpp>
#include <proflens/workflow/benchmark_analysis/old_figures.hpp>
#include <proflens/workflow/benchmark_analysis/report_markdown.hpp>
#include <proflens/workflow/benchmark_analysis/result.hpp>
#include <proflens/workflow/benchmark_analysis/time_figures.hpp>
#include <proflens/workflow/error.hpp>

namespace proflens::workflow {

/// A figure and the name of its file.
struct named_figure {
  std::string name = {};
  plot::figure figure = {};
};

/// All figures that a benchmark has the data for.
inline std::vector<named_figure> figures_of(const analyzed_benchmark& benchmark,
                                            const std::vector<point_figures>& all) {
  using metric = benchmark_metric;
  const benchmark_grid grid(all);
  const bool has_total = grid.knows(metric::total_latency);
  const bool has_prefill = grid.knows(metric::prefill_time);
  const bool has_decode = grid.knows(metric::decode_time);
  std::vector<named_figure> made;
  const auto add = [&](const char* name, bool has_data, const auto& draw) {
    if (has_data) made.push_back({name, draw()});
  };
  add("latency_heatmap.png", has_total, [&] {
    return heat_map_figure(grid, {metric::total_latency, "ms", 1e3}, plot::yl_or_rd(),
                           "Total latency (ms), means");
  });
  add("throughput_heatmap.png", grid.knows(metric::tokens_per_second), [&] {
    return heat_map_figure(grid, {metric::tokens_per_second, "tokens/s", 1}, plot::yl_gn_bu(),
                           "Throughput (tokens/s), means");
  });
  const bool has_any = has_total || has_prefill || has_decode;
  add("batch_size_scaling.png", has_any, [&] { return batch_size_figure(grid); });
  add("input_length_scaling.png", has_any, [&] { return input_length_figure(grid); });
  add("time_breakdown.png", !points_with(grid, metric::prefill_time, metric::decode_time).empty(),
      [&] { return breakdown_figure(grid); });
  add("performance_comparison.png", has_total && grid.knows(metric::tokens_per_second),
      [&] { return performance_figure(benchmark, all); });
  const bool has_memory = grid.knows(metric::cpu_memory_mb) ||
                          grid.knows(metric::cpu_peak_memory_mb) ||
                          grid.knows(metric::gpu_memory_mb);
  add("memory_usage.png", has_memory, [&] { return memory_figure(grid); });
  add("time_vs_batched_tokens.png", has_prefill || has_decode,
      [&] { return batched_tokens_figure(grid); });
  add("depth_scaling.png", std::ranges::any_of(all, is_beside_grid),
      [&] { return depth_figure(all, benchmark.source); });
  return made;
}

/// Makes a folder and those above it. Throws workflow::error if that cannot be.
inline void make_folder(const std::filesystem::path& folder) {
  std::error_code why;
  std::filesystem::create_directories(folder, why);
  if (why)
    throw error("cannot make the folder " + folder.string() + ": " + why.message() +
                "; name another one");
}

/// The folder of the figures of each benchmark: `analysis_plots`, or of several one in it for each,
/// named as its file.
inline std::vector<std::filesystem::path> figure_folders(
    const std::vector<analyzed_benchmark>& benchmarks) {
  const std::filesystem::path all = "analysis_plots";
  if (benchmarks.size() == 1) return {all};
  std::vector<std::filesystem::path> folders;
  std::set<std::string> taken;
  for (const analyzed_benchmark& one : benchmarks) {
    const std::string stem = std::filesystem::path(one.file).stem().string();
    std::string name = stem;
    for (int again = 2; !taken.insert(name).second; ++again)
      name = stem + '_' + std::to_string(again);
    folders.push_back(all / name);
  }
  return folders;
}

/// Writes report, figures and comparison into the folder of the options, which is made where it is
/// missing; tells the files. Where figures are written those of an earlier analysis go, and so does
/// its comparison where there is none now. Throws proflens::error for a file that cannot be
/// written.
inline std::vector<std::filesystem::path> write(const benchmark_analysis_result& result) {
  const auto& options = result.options;
  const std::filesystem::path folder = options.output_folder();
  std::vector<std::filesystem::path> written;
  const auto put = [&](const std::filesystem::path& name, const std::string& bytes) {
    detail::write_atomically(folder / name, bytes);
    written.push_back(folder / name);
  };
  make_folder(folder);
  const plot::save_options how{.dpi = options.dpi};
  const auto folders = figure_folders(result.benchmarks);
  std::string report;
  for (std::size_t i = 0; i < result.benchmarks.size(); ++i) {
    std::vector<std::string> files{"analysis_report.md"};
    if (!options.report_only) {
      make_folder(folder / folders[i]);
      for (const named_figure& one : figures_of(result.benchmarks[i], result.figures[i])) {
        put(folders[i] / one.name, plot::encoded(one.figure, ".png", how));
        files.push_back((folders[i] / one.name).generic_string());
      }
    }
    report +=
        (i == 0 ? "" : "\n") + report_markdown(result.benchmarks[i], result.figures[i], files);
  }
  put("analysis_report.md", report);
  if (!options.report_only) remove_old_figures(folder / "analysis_plots", written);
  if (result.comparisons.empty()) {
    remove_old_comparison(folder);
    return written;
  }
  put("comparison.md", comparison_markdown(result.comparisons));
  put("comparison.csv", report::csv(comparison_table(result.comparisons)));
  if (!options.report_only)
    put("comparison.png", plot::encoded(comparison_figure(result.comparisons), ".png", how));
  return written;
}

}  // namespace proflens::workflow
