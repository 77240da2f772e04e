#pragma once

#include <filesystem>
#include <string>
#include <system_error>
#include <vector>

#include <proflens/detail/atomic_file.hpp>
#include <proflens/plot/save.hpp>
#include <proflens/workflow/stage_profiling/breakdown_figure.hpp>
#include <proflens/workflow/stage_profiling/latency_figure.hpp>

namespace proflens::workflow {

/// Writes latency_by_bytes and stage_breakdown, as .png, or as .svg where this build draws none;
/// nothing for a profile without points. Those of an earlier analysis go. Tells the files. Throws
/// proflens::error for one that cannot be written.
inline std::vector<std::filesystem::path> write_figures(const stage_profile& of,
                                                        const std::filesystem::path& results) {
  std::vector<std::filesystem::path> written;
  for (const char* earlier : {"latency_by_bytes.png", "latency_by_bytes.svg", "stage_breakdown.png",
                              "stage_breakdown.svg"}) {
    std::error_code ignored;  // what cannot be removed cannot be written either, which is said
    std::filesystem::remove(results / earlier, ignored);
  }
  if (of.points.empty()) return written;
  const bool has_png = plot::savable_endings().find(".png") != std::string::npos;
  const std::string ending = has_png ? ".png" : ".svg";
  const auto put = [&](const char* name, const plot::figure& drawn) {
    written.push_back(results / (name + ending));
    plot::save(drawn, written.back(), {.dpi = 150});
  };
  put("latency_by_bytes", latency_figure(of));
  put("stage_breakdown", breakdown_figure(of));
  return written;
}

}  // namespace proflens::workflow
