#pragma once

#include <proflens/read/natural_order.hpp>
#include <proflens/workflow/cluster_operators/source_device.hpp>
#include <proflens/workflow/cluster_operators/source_name.hpp>
#include <proflens/workflow/cluster_operators/table_search.hpp>
#include <proflens/workflow/wording.hpp>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace proflens::workflow {

/// A table that is read.
struct cluster_source {
  std::filesystem::path file;
  std::int64_t node = 0;
  std::int64_t device = 0;  ///< of rows that have no Device_id of their own
  device_origin origin = device_origin::order_of_folder;
  bool is_kernel_details = false;
  std::string export_name = {};  ///< folder and prefix: the slices of one export share it
  std::uint64_t bytes = 0;
};

/// The tables of a cluster, and what was found beside them.
struct cluster_sources {
  std::vector<cluster_source> files;  ///< in natural order of the paths
  std::vector<set_aside_file> set_aside;
  std::vector<std::string> warnings;
  std::vector<std::string> node_folders;           ///< that were searched, below the root
  std::vector<std::string> folders_without_table;  ///< of devices whose profile has no table
};

/// Chooses among the tables below a root by the rules of msprof's layouts:
///
/// - The node is the number of the first folder below the root whose name begins with `node`:
///   `node3`, `node3_rack7`. What stands in no such folder is set aside.
/// - Of a PROF folder's tables those in `mindstudio_profiler_output` count, else those in
///   `device_N/summary`, else all: they hold the same rows.
/// - Of re-exports, told by timestamps of 14 or more digits behind the same prefix in one folder,
///   the newest slice 0 or unsliced file begins the current export; older files are superseded.
/// - The device of rows without a Device_id of their own is the N of `device_N` in the path, of
///   `op_summary_N_M`, of the `profiler_info_N.json` beside the table or in the `*_ascend_pt`
///   folder above it, else the place of the profile's folder among those of its node.
///
/// Which kernel_details count is decided when the devices of every op_summary are known.
class source_rules {
 public:
  source_rules(std::filesystem::path root, found_tables found)
      : root_(std::move(root)), found_(std::move(found)) {}

  cluster_sources run() {
    result_.set_aside = std::move(found_.set_aside);
    number_nodes();
    choose_layout();
    choose_export();
    const source_devices devices(root_, tables_);
    for (const auto& one : tables_) result_.files.push_back(source_of(one, devices.of(one)));
    warn_of_order();
    list_folders_without_table();
    std::ranges::stable_sort(result_.set_aside, {}, &set_aside_file::file);
    return std::move(result_);
  }

 private:
  void set_aside(const placed_table& one, std::string reason) {
    result_.set_aside.push_back({one.table.file.string(), std::move(reason)});
  }

  void number_nodes() {
    warn_of_node_folders();
    for (auto& table : found_.tables) {
      placed_table one{.table = std::move(table)};
      const auto& folders = one.table.folders;
      const auto depth = node_depth_of(folders);
      if (!depth) {
        set_aside(one, "stands in no node folder (node0, node1_rack, ...)");
        continue;
      }
      one.node_depth = *depth;
      one.node = *node_number(folders[*depth]);
      find_profile(one);
      tables_.push_back(std::move(one));
    }
  }

  void warn_of_node_folders() {
    std::map<std::int64_t, std::vector<std::string>> folders_of;
    for (const auto& folders : found_.folders) {
      if (folders.empty()) continue;
      const auto depth = node_depth_of(folders);
      const std::string name = path_of(folders, folders.size());
      if (depth && *depth + 1 == folders.size()) {
        folders_of[*node_number(folders.back())].push_back(name);
        result_.node_folders.push_back(name);
      } else if (!depth && folders.back().starts_with("node")) {
        result_.warnings.push_back(
            name + ": is no node folder; expected node and a number, then _... or the end");
      }
    }
    for (const auto& [number, names] : folders_of) {
      if (names.size() < 2) continue;
      std::string list;
      for (const auto& name : names) list += (list.empty() ? "" : ", ") + name;
      result_.warnings.push_back("several folders are node " + std::to_string(number) + " (" +
                                 list + "); their devices are taken for devices of one node");
    }
  }

  /// 0 is the layout that counts first.
  static int layout_of(const placed_table& one) {
    const auto& folders = one.table.folders;
    for (std::size_t i = one.node_depth + 1; i < folders.size(); ++i)
      if (folders[i] == "mindstudio_profiler_output") return 0;
    for (std::size_t i = one.node_depth + 1; i + 1 < folders.size(); ++i) {
      const bool is_summary = folders[i + 1] == "summary" || folders[i + 1] == "SUMMARY";
      if (is_summary && number_between(folders[i], "device_")) return 1;
    }
    return 2;
  }

  void choose_layout() {
    std::map<std::string, int> best;  // of each PROF folder
    const auto has_choice = [](const placed_table& one) {
      return !one.prof.empty() && !one.table.is_kernel_details;
    };
    for (const auto& one : tables_) {
      if (!has_choice(one)) continue;
      const auto place = best.emplace(one.prof, layout_of(one)).first;
      place->second = std::min(place->second, layout_of(one));
    }
    std::erase_if(tables_, [&](const placed_table& one) {
      if (!has_choice(one) || layout_of(one) == best.at(one.prof)) return false;
      set_aside(one, best.at(one.prof) == 0
                         ? "holds the rows of the PROF folder's mindstudio_profiler_output again"
                         : "holds the rows of the PROF folder's device_N/summary again");
      return true;
    });
  }

  /// Folder and prefix.
  static std::string export_of(const placed_table& one) {
    return (one.table.file.parent_path() / table_name_of(one.table.name()).prefix).string();
  }

  /// Timestamps of one writer have one length; a longer one adds parts of a second.
  void choose_export() {
    std::map<std::string, std::string> current;  // timestamp of the newest export's beginning
    std::map<std::string, std::set<std::int64_t>> slices;
    for (const auto& one : tables_) {
      const table_name name = table_name_of(one.table.name());
      if (name.timestamp.empty() || name.slice.value_or(0) != 0) continue;
      auto& newest = current[export_of(one)];
      newest = std::max(newest, name.timestamp);
    }
    std::erase_if(tables_, [&](const placed_table& one) {
      const table_name name = table_name_of(one.table.name());
      const auto begin = current.find(export_of(one));
      if (name.timestamp.empty() || begin == current.end() || name.timestamp >= begin->second) {
        if (name.slice) slices[export_of(one)].insert(*name.slice);
        return false;
      }
      set_aside(one, "is superseded by the export of " + begin->second);
      return true;
    });
    for (const auto& [of, found] : slices) warn_of_missing_slices(of, found);
  }

  void warn_of_missing_slices(const std::string& of, const std::set<std::int64_t>& found) {
    const auto last = *found.rbegin();
    if (static_cast<std::int64_t>(found.size()) == last + 1) return;
    result_.warnings.push_back(of + ": of the slices 0 to " + std::to_string(last) + " only " +
                               counted(found.size(), "is", "are") +
                               " there; the rows of the others are missing");
  }

  static cluster_source source_of(const placed_table& one, const known_device& known) {
    return {.file = one.table.file,
            .node = one.node,
            .device = known.device,
            .origin = known.origin,
            .is_kernel_details = one.table.is_kernel_details,
            .export_name = export_of(one),
            .bytes = one.table.bytes};
  }

  /// Of the nodes of which some table leaves the devices to the order of the profiles.
  void warn_of_order() {
    std::map<std::int64_t, std::set<std::string, read::natural_order>> guessed, needed;
    for (std::size_t i = 0; i < tables_.size(); ++i)
      if (result_.files[i].origin == device_origin::order_of_folder)
        guessed[tables_[i].node].insert(tables_[i].profile);
    for (const auto& one : tables_) {
      const auto profiles = guessed.find(one.node);
      // A single one is device 0.
      if (profiles == guessed.end() || profiles->second.size() < 2) continue;
      if (profiles->second.contains(one.profile) && !has_device_column(one.table.file))
        needed[one.node].insert(one.profile);
    }
    if (needed.empty()) return;
    const auto& [node, profiles] = *needed.begin();
    std::string text = "node " + std::to_string(node) + ": nothing names the devices of " +
                       counted(profiles.size(), "profile", "profiles") +
                       "; they are numbered in natural order of the folders (" + *profiles.begin() +
                       ", ...)";
    if (needed.size() > 1)
      text += "; so are those of " + counted(needed.size() - 1, "other node", "other nodes");
    result_.warnings.push_back(std::move(text));
  }

  /// A profile inside a profile is not told again.
  void list_folders_without_table() {
    std::set<std::string> known;  // folders with a table in them or below, and those told
    for (const auto& one : tables_)
      for (std::size_t i = one.node_depth + 1; i <= one.table.folders.size(); ++i)
        known.insert(path_of(one.table.folders, i));
    std::set<std::string> profiles;
    for (const auto& one : tables_) profiles.insert(one.profile);
    for (const auto& folders : found_.folders) {
      const auto depth = node_depth_of(folders);
      if (!depth || !(is_prof_folder(folders.back()) || is_ascend_folder(folders.back()))) continue;
      bool is_known = known.contains(path_of(folders, folders.size()));
      for (std::size_t i = *depth + 2; i < folders.size(); ++i)
        is_known |= profiles.contains(path_of(folders, i));
      if (is_known) continue;
      result_.folders_without_table.push_back(path_of(folders, folders.size()));
      profiles.insert(result_.folders_without_table.back());
    }
  }

  std::filesystem::path root_;
  found_tables found_;
  std::vector<placed_table> tables_;
  cluster_sources result_;
};

/// The tables below `root`. Throws workflow::error if it cannot be read or no table stands in a
/// node folder: then with the folder, the pattern, and where was looked.
inline cluster_sources find_cluster_sources(const std::filesystem::path& root) {
  cluster_sources sources = source_rules(root, table_search(root).run()).run();
  if (!sources.files.empty()) return sources;
  std::string text =
      root.string() + ": no op_summary*.csv (nor kernel_details.csv) below any " + "node* folder; ";
  if (sources.node_folders.empty()) text += "there is no node folder";
  for (std::size_t i = 0; i < std::min<std::size_t>(sources.node_folders.size(), 8); ++i)
    text += (i == 0 ? "looked in " : ", ") + sources.node_folders[i];
  if (sources.node_folders.size() > 8)
    text += " and " + std::to_string(sources.node_folders.size() - 8) + " more";
  text += ". Is this the parent of the node folders? (-d)";
  for (std::size_t i = 0; i < std::min<std::size_t>(sources.set_aside.size(), 3); ++i)
    text += "\n  " + sources.set_aside[i].file + ' ' + sources.set_aside[i].reason;
  throw error(text);
}

}  // namespace proflens::workflow
