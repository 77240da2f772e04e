#pragma once

#include <proflens/plot/save.hpp>
#include <proflens/workflow/plot_csv/figure.hpp>
#include <proflens/workflow/plot_csv/result.hpp>

#include <filesystem>

namespace proflens::workflow {

/// Draws the figure; the format follows from the file's ending. What stood there before is replaced
/// only by a whole file. Throws proflens::error.
inline void write(const plot_csv_result& result, const std::filesystem::path& figure_file) {
  plot::save(figure(result), figure_file, {.dpi = result.options.dpi});
}

}  // namespace proflens::workflow
