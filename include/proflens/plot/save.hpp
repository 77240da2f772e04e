#pragma once

#include <proflens/detail/atomic_file.hpp>
#include <proflens/plot/backend/html.hpp>
#include <proflens/plot/backend/svg.hpp>
#include <proflens/plot/error.hpp>
#include <proflens/plot/figure.hpp>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <string>
#include <system_error>

#ifdef PROFLENS_WITH_CAIRO
#include <proflens/plot/backend/cairo.hpp>
#endif

namespace proflens::plot {

struct save_options {
  double dpi = 300;  ///< pixels per inch of .png and of point clouds that .pdf holds as pictures
  /// Up to so many points are drawn as shapes in .svg and .pdf; more become a picture.
  std::size_t vector_points = 20'000;
};

/// The endings `save` knows in this build, for messages: ".svg, .html, .png, .pdf".
inline std::string savable_endings() {
#ifdef PROFLENS_WITH_CAIRO
  return ".svg, .html, .png, .pdf";
#else
  return ".svg, .html";
#endif
}

/// The ending of a file's name in lower case, with its dot.
inline std::string ending_of(const std::filesystem::path& path) {
  std::string ending = path.extension().string();
  std::transform(ending.begin(), ending.end(), ending.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return ending;
}

/// Throws plot::error if figures with this ending cannot be written here, with those that can.
inline void require_savable(const std::string& ending) {
#ifdef PROFLENS_WITH_CAIRO
  if (ending == ".png" || ending == ".pdf") return;
#endif
  if (ending == ".svg" || ending == ".html") return;
  const std::string there = "; this build writes " + savable_endings();
  if (ending == ".png" || ending == ".pdf")
    throw error("figures as " + ending + " need the component cairo, which is not built in" +
                there);
  throw error("no figure format has the ending '" + ending + "'" + there);
}

/// Throws proflens::error if a figure cannot be written to this file, as far as that shows before:
/// by its ending, its folder, its permissions. Asked before hours of reading; changes nothing.
inline void require_savable_at(const std::filesystem::path& file) {
  require_savable(ending_of(file));
  std::error_code none;
  const auto there = std::filesystem::status(file, none);
  const bool is_pipe = std::filesystem::exists(there) && !std::filesystem::is_regular_file(there) &&
                       !std::filesystem::is_directory(there);
  if (is_pipe) return;  // opening it would tell its reader that this was all
  const detail::atomic_file not_committed{file};
}

/// The figure as the bytes of a file with this ending, which begins with a dot and is in lower
/// case. Throws plot::error for an ending that is not there, with those that are.
inline std::string encoded(const figure& described, const std::string& ending,
                           const save_options& options = {}) {
  require_savable(ending);
#ifdef PROFLENS_WITH_CAIRO
  if (ending == ".png") return png(described, options.dpi);
  if (ending == ".pdf")
    return pdf(described, {.vector_points = options.vector_points, .dpi = options.dpi});
#endif
  if (ending == ".html") return html(described);
  return svg(described, {.vector_points = options.vector_points});
}

/// Draws the figure into a file; the format follows from the ending, in any case. The file appears
/// whole or not at all. Throws plot::error for a figure or an ending that will not do, and
/// proflens::error if the file cannot be written.
inline void save(const figure& described, const std::filesystem::path& path,
                 const save_options& options = {}) {
  detail::write_atomically(path, encoded(described, ending_of(path), options));
}

}  // namespace proflens::plot
