#pragma once

#include <proflens/detail/atomic_file.hpp>
#include <proflens/plot/save.hpp>
#include <proflens/workflow/runtime_vs_tokens/figure.hpp>
#include <proflens/workflow/runtime_vs_tokens/result.hpp>
#include <proflens/workflow/runtime_vs_tokens/summary.hpp>

#include <filesystem>
#include <optional>
#include <string>
#include <system_error>

namespace proflens::workflow {

/// Throws proflens::error if a figure or a summary cannot be written under such a name; to be asked
/// before a gigabyte is read in vain. An empty summary is none.
inline void check_outputs(const std::filesystem::path& figure_file,
                          const std::filesystem::path& summary_file = {}) {
  plot::require_savable(plot::ending_of(figure_file));
  if (!summary_file.empty()) require_summary_format(summary_file);
}

/// Throws workflow::error if writing would replace one of the logs that were read.
inline void require_no_input(const runtime_vs_tokens_result& result,
                             const std::filesystem::path& output) {
  for (const auto& read_in : result.configurations) {
    for (const auto& file : read_in.files) {
      std::error_code unknown;
      if (std::filesystem::equivalent(output, file.path, unknown) &&
          std::filesystem::is_regular_file(output, unknown))
        throw error(output.string() + " is a log that was read; write the output somewhere else");
    }
  }
}

/// Draws the figure and, if it has a name, writes the summary; the formats follow from the endings.
/// Nothing is put in its place before both are written whole, so a full disk leaves what stood
/// there before. Throws proflens::error.
inline void write(const runtime_vs_tokens_result& result, const std::filesystem::path& figure_file,
                  const std::filesystem::path& summary_file = {}) {
  const runtime_vs_tokens_options& options = result.options;
  plot::save_options how{.dpi = options.dpi};
  if (options.rasterized) how.vector_points = 0;

  require_no_input(result, figure_file);
  if (!summary_file.empty()) require_no_input(result, summary_file);
  detail::atomic_file drawn(figure_file);
  std::optional<detail::atomic_file> told;
  if (!summary_file.empty()) told.emplace(summary_file);
  const std::string ending = plot::ending_of(figure_file);
  const auto details = ending == ".html" ? hover_details::batches : hover_details::none;
  drawn.write(plot::encoded(figure(result, details), ending, how));
  drawn.flush();
  if (told) {
    told->write(summary(result, summary_file));
    told->commit();
  }
  drawn.commit();
}

}  // namespace proflens::workflow
