#pragma once

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

/// Results of an earlier analysis in the same folder, which tell of other data.
namespace proflens::workflow {

/// All figures that an analysis can draw.
inline constexpr std::array<std::string_view, 9> benchmark_figure_names{
    "latency_heatmap.png",      "throughput_heatmap.png", "batch_size_scaling.png",
    "input_length_scaling.png", "time_breakdown.png",     "performance_comparison.png",
    "memory_usage.png",         "depth_scaling.png",      "time_vs_batched_tokens.png"};

/// The first line of a comparison.
inline constexpr std::string_view comparison_title = "# Comparison";

/// Removes the figures of a folder and of those right in it that have our names and are not among
/// `written`, and folders that are empty then. Other files stay; so does what cannot be removed.
inline void remove_old_figures(const std::filesystem::path& folder,
                               const std::vector<std::filesystem::path>& written) {
  namespace fs = std::filesystem;
  std::error_code ignored;
  std::vector<fs::path> folders{folder};
  for (fs::directory_iterator at(folder, ignored), end; at != end; at.increment(ignored))
    if (at->is_directory(ignored) && !at->is_symlink(ignored)) folders.push_back(at->path());
  for (const fs::path& one : folders) {
    bool had_figure = false;
    for (const std::string_view name : benchmark_figure_names) {
      const fs::path file = one / name;
      if (std::ranges::find(written, file) == written.end())
        had_figure |= fs::remove(file, ignored);
    }
    if (had_figure && one != folder && fs::is_empty(one, ignored)) fs::remove(one, ignored);
  }
}

/// Removes comparison.md and what belongs to it, if it is one of ours.
inline void remove_old_comparison(const std::filesystem::path& folder) {
  std::string first;
  if (!std::getline(std::ifstream(folder / "comparison.md"), first) || first != comparison_title)
    return;
  std::error_code ignored;
  for (const char* name : {"comparison.md", "comparison.csv", "comparison.png"})
    std::filesystem::remove(folder / name, ignored);
}

}  // namespace proflens::workflow
