#pragma once

#include <proflens/detail/atomic_file.hpp>
#include <proflens/plot/save.hpp>
#include <proflens/report/csv.hpp>
#include <proflens/workflow/runtime_vs_tokens/figure.hpp>
#include <proflens/workflow/runtime_vs_tokens/residuals.hpp>
#include <proflens/workflow/runtime_vs_tokens/result.hpp>
#include <proflens/workflow/runtime_vs_tokens/summary.hpp>

#include <filesystem>
#include <list>
#include <string>
#include <system_error>

namespace proflens::workflow {

/// The files of a result; those without a name are not written.
struct runtime_vs_tokens_files {
  std::filesystem::path figure;          ///< .png, .svg, .pdf or .html
  std::filesystem::path summary = {};    ///< .json, .csv or .md
  std::filesystem::path residuals = {};  ///< a figure, or the numbers as .csv
};

/// Throws proflens::error if a figure or a summary cannot be written under such a name; to be asked
/// before a gigabyte is read in vain.
inline void check_outputs(const runtime_vs_tokens_files& files) {
  plot::require_savable(plot::ending_of(files.figure));
  if (!files.summary.empty()) require_summary_format(files.summary);
  if (!files.residuals.empty() && plot::ending_of(files.residuals) != ".csv")
    plot::require_savable(plot::ending_of(files.residuals));
}
inline void check_outputs(const std::filesystem::path& figure_file,
                          const std::filesystem::path& summary_file = {}) {
  check_outputs(runtime_vs_tokens_files{figure_file, summary_file});
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

/// A figure in the format of its ending, encoded; `draw` takes what a page tells on hover.
template <class Draw>
auto encoded_figure(const Draw& draw, const std::filesystem::path& file,
                    const runtime_vs_tokens_options& options) {
  plot::save_options how{.dpi = options.dpi};
  if (options.rasterized) how.vector_points = 0;
  const std::string ending = plot::ending_of(file);
  const auto details = ending == ".html" ? hover_details::batches : hover_details::none;
  return plot::encoded(draw(details), ending, how);
}

/// The residuals in the format that the file's name asks for.
inline std::string encoded_residuals(const runtime_vs_tokens_result& result,
                                     const std::filesystem::path& file) {
  if (plot::ending_of(file) == ".csv") return report::csv(residual_table(result));
  const auto draw = [&](hover_details details) { return residual_figure(result, details); };
  return encoded_figure(draw, file, result.options);
}

/// Draws the figure and writes what else has a name; the formats follow from the endings. Nothing
/// is put in its place before all are written whole, so a full disk leaves what stood there before.
/// Throws proflens::error.
inline void write(const runtime_vs_tokens_result& result, const runtime_vs_tokens_files& files) {
  std::list<detail::atomic_file> written;
  const auto add = [&](const std::filesystem::path& file, const auto& content) {
    if (file.empty()) return;
    require_no_input(result, file);
    detail::atomic_file& opened = written.emplace_back(file);
    opened.write(content());
    opened.flush();
  };
  add(files.figure, [&] {
    const auto draw = [&](hover_details details) { return figure(result, details); };
    return encoded_figure(draw, files.figure, result.options);
  });
  add(files.residuals, [&] { return encoded_residuals(result, files.residuals); });
  add(files.summary, [&] { return summary(result, files.summary); });
  // The figure last: where it is, all is.
  for (auto file = written.rbegin(); file != written.rend(); ++file) file->commit();
}

inline void write(const runtime_vs_tokens_result& result, const std::filesystem::path& figure_file,
                  const std::filesystem::path& summary_file = {}) {
  write(result, runtime_vs_tokens_files{figure_file, summary_file});
}

}  // namespace proflens::workflow
