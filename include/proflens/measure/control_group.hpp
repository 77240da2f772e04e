#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <proflens/measure/system_text.hpp>

namespace proflens::measure {

/// What a container or a resource manager lets this process have, by the control groups (cgroups)
/// it is in; all groups from its own up to the root count, the tightest decides. Version 2, and 1
/// where 2 holds no such controller.
struct group_limits {
  std::optional<std::uint64_t> memory = {};  ///< bytes; nothing: no limit
  /// Bytes that are left below the tightest limit; file pages that can be dropped count as left.
  std::optional<std::uint64_t> memory_left = {};
  std::optional<double> cpus = {};  ///< CPU seconds a second; nothing: no limit

  friend bool operator==(const group_limits&, const group_limits&) = default;
};

/// The folders of a controller's groups, the process' own first. `root` is "" but in tests.
inline std::vector<std::string> group_folders(const std::string& root, std::string_view controller,
                                              bool is_version_2) {
  std::vector<std::string> folders;
  const auto text = system_text(root + "/proc/self/cgroup");
  if (!text) return folders;
  const std::string mount =
      root + "/sys/fs/cgroup" + (is_version_2 ? std::string() : '/' + std::string(controller));
  std::string_view rest = *text;
  while (!rest.empty()) {  // "4:memory:/a/b", version 2 "0::/a/b"
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    const std::size_t first = line.find(':'), second = line.find(':', first + 1);
    if (second == line.npos) continue;
    const std::string names = ',' + std::string(line.substr(first + 1, second - first - 1)) + ',';
    const bool is_meant =
        is_version_2 ? names == ",,"
                     : names.find(',' + std::string(controller) + ',') != std::string::npos;
    if (!is_meant) continue;
    std::string path(line.substr(second + 1));
    for (; path.size() > 1; path.erase(path.rfind('/'))) folders.push_back(mount + path);
    folders.push_back(mount);
    break;
  }
  return folders;
}

/// Lets `limits` hold the memory limit of one group if it leaves less than what was known.
inline void tighten_memory(group_limits& limits, const std::string& folder, bool is_version_2) {
  const auto number = [&](const char* name) {
    const auto text = system_text(folder + '/' + name);
    return text ? leading_number(*text) : std::nullopt;
  };
  const auto limit = number(is_version_2 ? "memory.max" : "memory.limit_in_bytes");
  // Version 1 writes "no limit" as a number near 2^63.
  if (!limit || *limit > std::uint64_t{1} << 60) return;
  const auto used = number(is_version_2 ? "memory.current" : "memory.usage_in_bytes").value_or(0);
  const auto statistics = system_text(folder + "/memory.stat").value_or("");
  const auto droppable = leading_number(
      value_of(statistics, is_version_2 ? "inactive_file" : "total_inactive_file").value_or("0"));
  const std::uint64_t kept = used - std::min(used, droppable.value_or(0));
  const std::uint64_t left = *limit - std::min(*limit, kept);
  limits.memory = std::min(*limit, limits.memory.value_or(*limit));
  limits.memory_left = std::min(left, limits.memory_left.value_or(left));
}

/// The same for the share of the CPUs.
inline void tighten_cpus(group_limits& limits, const std::string& folder, bool is_version_2) {
  std::optional<std::uint64_t> quota, period;
  if (is_version_2) {  // "200000 100000", "max 100000"
    const std::string text = system_text(folder + "/cpu.max").value_or("");
    quota = leading_number(text);
    period = leading_number(std::string_view(text).substr(std::min(text.find(' '), text.size())));
  } else {  // "-1": no limit
    quota = leading_number(system_text(folder + "/cpu.cfs_quota_us").value_or(""));
    period = leading_number(system_text(folder + "/cpu.cfs_period_us").value_or(""));
  }
  if (!quota || !period || *period == 0) return;
  const double cpus = static_cast<double>(*quota) / static_cast<double>(*period);
  limits.cpus = std::min(cpus, limits.cpus.value_or(cpus));
}

/// `root` stands before /proc and /sys, for tests.
inline group_limits read_group_limits(const std::string& root = "") {
  group_limits limits;
  for (const bool is_version_2 : {true, false}) {
    for (const std::string& folder : group_folders(root, "memory", is_version_2))
      tighten_memory(limits, folder, is_version_2);
    for (const std::string& folder : group_folders(root, "cpu", is_version_2))
      tighten_cpus(limits, folder, is_version_2);
  }
  return limits;
}

}  // namespace proflens::measure
