#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <proflens/read/error.hpp>
#include <proflens/read/natural_order.hpp>

namespace proflens::read {

/// True if the name fits the pattern, in which `*` stands for any run of bytes and `?` for one.
constexpr bool fits(std::string_view name, std::string_view pattern) {
  std::size_t n = 0, p = 0, star = std::string_view::npos, resume = 0;
  while (n < name.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resume = n;
    } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == name[n])) {
      ++n, ++p;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      n = ++resume;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

/// Input by name: files and folders, in the order given. A path or string converts to it, so every
/// reader takes a plain one. A file or pipe is taken whatever its name; of a folder (not of those
/// below it) the regular files that fit a pattern are taken, links followed, in natural order of
/// the whole name. Names that begin with a dot are left out: other programs put such files there.
class files {
 public:
  template <class Path>
  requires std::convertible_to<const Path&, std::filesystem::path> files(const Path& file_or_folder)
      : roots_{std::filesystem::path(file_or_folder)} {}

  explicit files(std::filesystem::path file_or_folder, std::string pattern)
      : roots_{std::move(file_or_folder)}, patterns_{std::move(pattern)} {}

  files(std::vector<std::filesystem::path> files_and_folders,
        std::vector<std::string> patterns = {})
      : roots_(std::move(files_and_folders)), patterns_(std::move(patterns)) {}

  /// The files that are there now. `usual_patterns` are the reader's, for folders when none was
  /// given; by default those of JSON Lines. Throws `read::error` if a path is missing, a folder
  /// cannot be read or holds no file that fits.
  std::vector<std::filesystem::path> list(const std::vector<std::string>& usual_patterns = {
                                              "*.jsonl", "*.jsonl.gz", "*.jsonl.zst"}) const {
    if (roots_.empty()) throw error("no input was named; expected a file or a folder");
    std::vector<std::filesystem::path> found;
    for (const auto& root : roots_)
      append(root, patterns_.empty() ? usual_patterns : patterns_, found);
    return found;
  }

 private:
  using path = std::filesystem::path;

  static void append(const path& root, const std::vector<std::string>& patterns,
                     std::vector<path>& found) {
    std::error_code failed;
    const auto status = std::filesystem::status(root, failed);
    if (status.type() == std::filesystem::file_type::not_found)
      throw error(root.string() + ": no such file or folder; expected a file or a folder with " +
                  alternatives(patterns));
    if (failed) throw error(root.string() + ": cannot be read: " + failed.message());
    if (std::filesystem::is_directory(status))
      append_folder(root, patterns, found);
    else
      found.push_back(root);
  }

  static void append_folder(const path& folder, const std::vector<std::string>& patterns,
                            std::vector<path>& found) {
    std::vector<std::string> names, others;
    std::error_code failed;
    for (std::filesystem::directory_iterator entry(folder, failed), end; !failed && entry != end;
         entry.increment(failed)) {
      std::string name = entry->path().filename().string();
      const bool has_fitting_name =
          !name.starts_with('.') &&
          std::ranges::any_of(patterns, [&](const auto& pattern) { return fits(name, pattern); });
      const bool is_wanted = has_fitting_name && is_log(*entry);
      (is_wanted ? names : others).push_back(std::move(name));
    }
    if (failed) throw error(folder.string() + ": cannot read this folder: " + failed.message());
    if (names.empty()) throw error(nothing_in(folder, patterns, std::move(others)));
    std::ranges::sort(names, natural_order{});
    for (const auto& name : names) found.push_back(folder / name);
  }

  /// A pipe in a folder could wait for its writer for ever. What is not known, such as a link to
  /// nowhere, stays: opening it fails with a clear error, and no log is left out in silence.
  static bool is_log(const std::filesystem::directory_entry& entry) {
    std::error_code unknown;
    const auto type = entry.status(unknown).type();
    using std::filesystem::file_type;
    return type == file_type::regular || type == file_type::not_found || type == file_type::none ||
           type == file_type::unknown;
  }

  static std::string nothing_in(const path& folder, const std::vector<std::string>& patterns,
                                std::vector<std::string> others) {
    std::string text = folder.string() + ": no " + alternatives(patterns) + " in this folder";
    if (others.empty()) return text + "; it is empty";
    std::ranges::sort(others, natural_order{});
    text += "; it holds " + others[0];
    for (std::size_t i = 1; i < std::min<std::size_t>(others.size(), 3); ++i)
      text += ", " + others[i];
    if (others.size() > 3) text += " and " + std::to_string(others.size() - 3) + " more";
    return text + " (folders below are not searched)";
  }

  static std::string alternatives(const std::vector<std::string>& patterns) {
    std::string text;
    for (std::size_t i = 0; i < patterns.size(); ++i) {
      if (i != 0) text += i + 1 == patterns.size() ? " or " : ", ";
      text += patterns[i];
    }
    return text;
  }

  std::vector<path> roots_;
  std::vector<std::string> patterns_;
};

}  // namespace proflens::read
