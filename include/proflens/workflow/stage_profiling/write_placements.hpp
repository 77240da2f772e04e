#pragma once

#include <filesystem>
#include <vector>

#include <proflens/detail/atomic_file.hpp>
#include <proflens/workflow/stage_profiling/placement.hpp>
#include <proflens/workflow/stage_profiling/placement_json.hpp>
#include <proflens/workflow/stage_profiling/placement_report.hpp>

namespace proflens::workflow {

/// Writes placement.json and placement.md; tells the files. Throws proflens::error for one that
/// cannot be written.
inline std::vector<std::filesystem::path> write_placements(const stage_placements& of,
                                                           const std::filesystem::path& results) {
  detail::write_atomically(results / "placement.json", placement_json(of));
  detail::write_atomically(results / "placement.md", placement_markdown(of));
  return {results / "placement.json", results / "placement.md"};
}

}  // namespace proflens::workflow
