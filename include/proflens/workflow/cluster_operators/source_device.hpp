#pragma once

#include <proflens/read/natural_order.hpp>
#include <proflens/workflow/cluster_operators/source_name.hpp>
#include <proflens/workflow/cluster_operators/table_search.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace proflens::workflow {

/// How the device of a table's rows is known where the table itself does not say it.
enum class device_origin : std::uint8_t {
  folder_name,     ///< `device_3` in the path
  file_name,       ///< `op_summary_3_1.csv`
  profiler_info,   ///< `profiler_info_3.json`
  order_of_folder  ///< place of the profile's folder among those of its node
};

struct known_device {
  std::int64_t device = 0;
  device_origin origin = device_origin::order_of_folder;
};

/// True if the header of a table has a column that tells the device of each row.
inline bool has_device_column(const std::filesystem::path& file) {
  constexpr std::size_t longest_header = 1u << 16u;
  std::string header(longest_header, '\0');
  std::ifstream in(file, std::ios::binary);
  in.read(header.data(), static_cast<std::streamsize>(header.size()));
  header.resize(static_cast<std::size_t>(in.gcount()));
  std::string_view rest = std::string_view(header).substr(0, header.find_first_of("\r\n"));
  while (!rest.empty()) {
    std::string_view cell = rest.substr(0, rest.find(','));
    rest.remove_prefix(std::min(cell.size() + 1, rest.size()));
    for (const std::string_view name : {"Device_id", "Device ID", "Device Id"})
      if (cell.ends_with(name) || cell.ends_with(std::string(name) + '"')) return true;
  }
  return false;
}

/// The first `count` folders as a path.
inline std::string path_of(const std::vector<std::string>& folders, std::size_t count) {
  std::filesystem::path path;
  for (std::size_t i = 0; i < count; ++i) path /= folders[i];
  return path.string();
}

/// A table with its place in the tree, as far as rules ask for it.
struct placed_table {
  found_tables::table table;
  std::int64_t node = 0;
  std::size_t node_depth = 0;  ///< the node folder's place among the table's folders
  std::string prof = {};       ///< path of its PROF folder; empty: it stands in none
  std::string profile = {};    ///< path of the folder that stands for one device
};

/// Where a table's PROF folder, the innermost, and its profile (`*_ascend_pt`, else PROF, else the
/// table's own folder) are. The node must be known.
inline void find_profile(placed_table& one) {
  const auto& folders = one.table.folders;
  one.profile = path_of(folders, folders.size());
  for (std::size_t i = folders.size(); i-- > one.node_depth + 1 && one.prof.empty();)
    if (is_prof_folder(folders[i])) one.profile = one.prof = path_of(folders, i + 1);
  for (std::size_t i = one.node_depth + 1; i < folders.size(); ++i)
    if (is_ascend_folder(folders[i])) one.profile = path_of(folders, i + 1);
}

/// Tells the device of tables by the names around them; see `source_rules`.
class source_devices {
 public:
  source_devices(const std::filesystem::path& root, const std::vector<placed_table>& tables)
      : root_(root) {
    for (const auto& one : tables) profiles_[one.node].insert(one.profile);
  }

  known_device of(const placed_table& one) const {
    const auto& folders = one.table.folders;
    for (std::size_t i = folders.size(); i-- > one.node_depth + 1;)
      if (const auto device = number_between(folders[i], "device_"))
        return {*device, device_origin::folder_name};
    if (const auto device = device_in_table_name(one.table.name()))
      return {*device, device_origin::file_name};
    if (const auto device = device_of_profiler_info(one))
      return {*device, device_origin::profiler_info};
    const auto& profiles = profiles_.at(one.node);
    return {std::distance(profiles.begin(), profiles.find(one.profile)),
            device_origin::order_of_folder};
  }

 private:
  /// From the table's folder, then from the `*_ascend_pt` folder above it.
  std::optional<std::int64_t> device_of_profiler_info(const placed_table& one) const {
    if (const auto device = info_in(one.table.file.parent_path())) return device;
    const auto& folders = one.table.folders;
    for (std::size_t i = folders.size(); i-- > one.node_depth + 1;)
      if (is_ascend_folder(folders[i])) return info_in(root_ / path_of(folders, i + 1));
    return {};
  }

  /// None if there are several such files: they name several devices.
  static std::optional<std::int64_t> info_in(const std::filesystem::path& folder) {
    std::optional<std::int64_t> device;
    std::error_code failed;
    for (std::filesystem::directory_iterator entry(folder, failed), end; !failed && entry != end;
         entry.increment(failed)) {
      const auto number =
          number_between(entry->path().filename().string(), "profiler_info_", ".json");
      if (number && device) return {};
      if (number) device = number;
    }
    return device;
  }

  std::filesystem::path root_;
  std::map<std::int64_t, std::set<std::string, read::natural_order>> profiles_;  // of each node
};

}  // namespace proflens::workflow
