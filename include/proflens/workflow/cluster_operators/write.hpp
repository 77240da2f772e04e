#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <proflens/detail/abandoned_files.hpp>
#include <proflens/detail/atomic_file.hpp>
#include <proflens/plot/backend/html_boxes.hpp>
#include <proflens/workflow/cluster_operators/analysis_table.hpp>
#include <proflens/workflow/cluster_operators/cluster_markdown.hpp>
#include <proflens/workflow/cluster_operators/cluster_page.hpp>
#include <proflens/workflow/cluster_operators/cluster_ranks.hpp>
#include <proflens/workflow/cluster_operators/cluster_summary.hpp>
#include <proflens/workflow/cluster_operators/comparison_table.hpp>
#include <proflens/workflow/cluster_operators/result.hpp>
#include <proflens/workflow/error.hpp>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace proflens::workflow {

inline error no_output_folder(const std::filesystem::path& folder, const std::error_code& why) {
  return error("cannot create the folder " + folder.string() + ": " + why.message() +
               "; name another one (-o)");
}

/// Throws workflow::error if a folder cannot be created or written to, and creates nothing: to be
/// asked before tables are read for hours.
inline void check_output_folder(const std::filesystem::path& folder) {
  namespace fs = std::filesystem;
  std::error_code failed;
  fs::path there = fs::absolute(folder, failed);
  while (!failed && !fs::exists(there, failed) && !failed && there.has_relative_path())
    there = there.parent_path();
  if (failed) throw no_output_folder(folder, failed);
  if (!fs::is_directory(there, failed))
    throw no_output_folder(folder, std::make_error_code(std::errc::not_a_directory));
  if (::faccessat(AT_FDCWD, there.c_str(), W_OK | X_OK, AT_EACCESS) != 0)
    throw no_output_folder(folder, {errno, std::generic_category()});
}

/// Files that are put in their places together, after all of them are written whole beside these.
/// What a process that was killed has left of them goes.
class output_set {
 public:
  /// Creates the folder with those above it. Throws workflow::error if it cannot.
  explicit output_set(std::filesystem::path folder) : folder_(std::move(folder)) {
    std::error_code failed, ignored;
    std::filesystem::create_directories(folder_, failed);
    if (failed && !std::filesystem::is_directory(folder_, ignored))
      throw no_output_folder(folder_, failed);
  }

  detail::atomic_file& add(const std::string& name) {
    names_.push_back((folder_ / name).string());
    detail::remove_abandoned_files(folder_ / name);
    return *files_.emplace_back(std::make_unique<detail::atomic_file>(folder_ / name));
  }
  void add(const std::string& name, std::string_view content) {
    detail::atomic_file& file = add(name);
    file.write(content);
    file.flush();
  }

  /// Returns the names of the files.
  std::vector<std::string> commit() {
    for (auto& file : files_) file->flush();
    for (auto& file : files_) file->commit();
    return std::move(names_);
  }

 private:
  std::filesystem::path folder_;
  std::vector<std::string> names_;
  std::vector<std::unique_ptr<detail::atomic_file>> files_;
};

/// `aicore_time_info.html`. What a file's name may not hold becomes `_`; a name that is taken gets
/// another one behind it.
inline std::string page_name(const operator_feature& feature, std::set<std::string>& taken) {
  std::string name = feature.name();
  for (char& c : name)
    if (c == '/' || static_cast<unsigned char>(c) < 0x20) c = '_';
  if (name.starts_with('.')) name[0] = '_';
  while (!taken.insert(name).second) name += '_';
  return name + "_info.html";
}

/// The pages and tables in a folder that are of an earlier run, because this one wrote only the
/// `written` ones. They stay; whoever looks at all should know.
inline std::vector<std::string> files_of_earlier_runs(const std::filesystem::path& folder,
                                                      const std::vector<std::string>& written) {
  std::vector<std::string> found;
  std::error_code failed;
  for (std::filesystem::directory_iterator at(folder, failed), end; !failed && at != end;
       at.increment(failed)) {
    const std::string name = at->path().filename().string();
    const bool is_result = name.ends_with("_info.html") ||
                           name.starts_with("cluster_op_time_analysis.") ||
                           name.starts_with("cluster_comparison.");
    const std::string path = (folder / name).string();
    if (is_result && std::ranges::find(written, path) == written.end()) found.push_back(path);
  }
  std::ranges::sort(found);
  return found;
}

/// Writes what the options ask for into a folder, which is created, and returns the names of the
/// files: `cluster_summary.json` and `.md` always; the table, its JSON and the comparison; a page
/// for each feature. Each appears whole or not at all, and what else stands there stays. Throws
/// proflens::error.
///
/// The ranks of `cluster_operators` make the table together if all call it; rank 0 writes, which
/// may do so alone without them. Nothing is left to join afterwards.
template <class Ranks = single_rank>
std::vector<std::string> write(const cluster_operators_result& result,
                               const std::filesystem::path& folder, const Ranks& ranks = {}) {
  const cluster_operators_options& options = result.options;
  const bool has_table = options.output != cluster_output::html;
  if (ranks.rank() != 0) {
    if (has_table && result.runs) write_analysis_csv(result, ranks, [](std::string_view) {});
    ranks.finish();
    return {};
  }
  output_set outputs(folder);
  if (has_table) {
    auto& table = outputs.add("cluster_op_time_analysis.csv");
    write_analysis_csv(result, ranks, [&](std::string_view lines) { table.write(lines); });
  }
  ranks.finish();
  if (options.json)
    outputs.add("cluster_op_time_analysis.json",
                analysis_json(result.classes, result.rows, options));
  if (options.output != cluster_output::csv) {
    std::set<std::string> taken;
    for (const auto& feature : result.features)
      outputs.add(page_name(feature, taken), plot::encoded(page_of(result, feature)));
  }
  if (!options.compare.empty()) {
    outputs.add("cluster_comparison.csv", comparison_csv(result));
    outputs.add("cluster_comparison.md", comparison_markdown(result));
  }
  outputs.add("cluster_summary.json", summary_json(result));
  outputs.add("cluster_summary.md", summary_markdown(result));
  return outputs.commit();
}

}  // namespace proflens::workflow
