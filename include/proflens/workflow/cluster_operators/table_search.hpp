#pragma once

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <proflens/read/files.hpp>
#include <proflens/read/natural_order.hpp>
#include <proflens/workflow/cluster_operators/source_name.hpp>
#include <proflens/workflow/error.hpp>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <filesystem>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace proflens::workflow {

/// A file that is not read, or not counted, and why.
struct set_aside_file {
  std::string file;
  std::string reason;

  template <class Self, class Archive>
  static void exchange(Self& self, Archive& archive) {
    archive(self.file, self.reason);
  }
  friend bool operator==(const set_aside_file&, const set_aside_file&) = default;
};

/// Every table below the root, in natural order of the paths, before any rule chooses among them.
struct found_tables {
  struct table {
    std::filesystem::path file;
    std::vector<std::string> folders;  ///< from below the root down to the file's
    std::uint64_t bytes = 0;
    bool is_kernel_details = false;

    std::string name() const { return file.filename().string(); }
  };

  std::vector<table> tables;
  std::vector<set_aside_file> set_aside;
  std::vector<std::vector<std::string>> folders;  ///< all that were searched, below the root
};

/// Walks through a folder and those below it. Links to folders are followed, but not to one that
/// is searched anyway: a folder above, or another one of the same node. Names that begin with a dot
/// are left out, as other programs put their own files there. What is named as a table and is none
/// (a folder, a pipe, a link to nowhere, a file that cannot be opened) is set aside with a reason.
class table_search {
 public:
  explicit table_search(std::filesystem::path root) : root_(std::move(root)) {}

  /// Throws workflow::error if the root is no folder or cannot be read.
  found_tables run() {
    std::error_code failed;
    const auto status = std::filesystem::status(root_, failed);
    if (status.type() == std::filesystem::file_type::not_found)
      throw error(root_.string() +
                  ": no such folder; expected the parent of the node folders (-d)");
    if (failed) throw error(root_.string() + ": cannot be read: " + failed.message());
    if (!std::filesystem::is_directory(status))
      throw error(root_.string() + ": is no folder; expected the parent of the node folders (-d)");
    enter(root_, {});
    if (found_.folders.size() == 1 && !found_.set_aside.empty() &&
        found_.set_aside[0].file == root_.string())
      throw error(root_.string() + ": " + found_.set_aside[0].reason);
    return std::move(found_);
  }

 private:
  using path = std::filesystem::path;
  using names = std::vector<std::string>;

  void enter(const path& folder, const names& below_root) {
    found_.folders.push_back(below_root);
    struct stat status {};
    if (::stat(folder.c_str(), &status) != 0) return set_aside(folder, errno);
    above_.emplace_back(status.st_dev, status.st_ino);
    std::error_code failed;
    names inside;
    for (std::filesystem::directory_iterator entry(folder, failed), end; !failed && entry != end;
         entry.increment(failed))
      inside.push_back(entry->path().filename().string());
    if (failed)
      found_.set_aside.push_back({folder.string(), "cannot be searched: " + failed.message()});
    std::ranges::sort(inside, read::natural_order{});
    for (const auto& name : inside)
      if (!name.starts_with('.')) look_at(folder / name, below_root, name);
    above_.pop_back();
  }

  void look_at(const path& entry, const names& below_root, const std::string& name) {
    const bool is_kernel_details = name == "kernel_details.csv";
    const bool is_table = is_kernel_details || read::fits(name, "op_summary*.csv");
    struct stat status {};
    if (::stat(entry.c_str(), &status) != 0) {
      if (is_table || errno == ELOOP) set_aside(entry, errno);
      return;
    }
    if (S_ISDIR(status.st_mode)) {
      if (is_table) found_.set_aside.push_back({entry.string(), "is a folder, not a table"});
      return enter_once(entry, below_root, name, status);
    }
    if (!is_table) return;
    if (!S_ISREG(status.st_mode)) {
      found_.set_aside.push_back({entry.string(), "is no regular file, but a pipe or a device"});
    } else if (::faccessat(AT_FDCWD, entry.c_str(), R_OK, AT_EACCESS) != 0) {
      set_aside(entry, errno);
    } else if (const auto same = neighbour_linked_to(entry); !same.empty()) {
      found_.set_aside.push_back({entry.string(), "is a link to " + same + " beside it"});
    } else if (status.st_size == 0) {
      found_.set_aside.push_back({entry.string(), "is empty"});
    } else {
      found_.tables.push_back(
          {entry, below_root, static_cast<std::uint64_t>(status.st_size), is_kernel_details});
    }
  }

  void enter_once(const path& folder, names below_root, const std::string& name,
                  const struct stat& status) {
    const bool is_above =
        std::ranges::find(above_, std::pair(status.st_dev, status.st_ino)) != above_.end();
    if (is_above) {
      found_.set_aside.push_back({folder.string(), "is a link to a folder above it"});
      return;
    }
    if (is_alias(folder, below_root)) {
      found_.set_aside.push_back(
          {folder.string(), "is a link to a folder of the same node, which is searched anyway"});
      return;
    }
    below_root.push_back(name);
    enter(folder, below_root);
  }

  /// A link to another folder below the same node folder.
  bool is_alias(const path& folder, const names& below_root) const {
    std::error_code none;
    if (!std::filesystem::is_symlink(folder, none)) return false;
    path node = root_;
    for (const auto& name : below_root) {
      node /= name;
      if (!name.starts_with("node")) continue;
      const path target = std::filesystem::canonical(folder, none);
      const path inside = std::filesystem::canonical(node, none);
      return std::ranges::mismatch(inside, target).in1 == inside.end();
    }
    return false;
  }

  /// The name of the table in the same folder that a link points to; empty if it points elsewhere.
  static std::string neighbour_linked_to(const path& entry) {
    std::error_code none;
    if (!std::filesystem::is_symlink(entry, none)) return {};
    const path target = std::filesystem::canonical(entry, none);
    const path folder = std::filesystem::canonical(entry.parent_path(), none);
    const std::string name = target.filename().string();
    const bool is_beside = target.parent_path() == folder &&
                           (name == "kernel_details.csv" || read::fits(name, "op_summary*.csv"));
    return is_beside ? name : std::string();
  }

  void set_aside(const path& entry, int code) {
    std::string reason = "cannot be opened: " + std::generic_category().message(code);
    if (code == ENOENT) reason = "is a link to nothing";
    if (code == ELOOP) reason = "is a link that leads back to itself";
    found_.set_aside.push_back({entry.string(), std::move(reason)});
  }

  path root_;
  std::vector<std::pair<dev_t, ino_t>> above_;  ///< the folders on the way to the present one
  found_tables found_;
};

}  // namespace proflens::workflow
