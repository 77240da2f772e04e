#pragma once

#include <sched.h>
#include <unistd.h>
#include <algorithm>
#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <proflens/measure/control_group.hpp>
#include <proflens/measure/system_text.hpp>

namespace proflens::measure {

/// The processor and how much of it this process may use. Numbers that are unknown are 0.
struct processor {
  std::string model = {};     ///< "AMD EPYC"; empty: unknown
  std::string governor = {};  ///< of the first core, "performance"; empty where none is told
  int cores = 0;              ///< physical, of the machine
  int logical_cores = 0;      ///< of the machine, hyper-threads counted
  int usable_cores = 0;       ///< logical ones this process may run on (its affinity)
  std::optional<double> cpu_limit = {};  ///< CPU seconds a second that a control group permits

  friend bool operator==(const processor&, const processor&) = default;
};

/// The pairs of socket and core that /proc/cpuinfo tells; none on machines that tell no cores.
inline std::size_t physical_cores_in(std::string_view cpuinfo) {
  std::set<std::pair<std::string, std::string>> cores;
  std::string socket;
  while (!cpuinfo.empty()) {
    const std::string_view line = cpuinfo.substr(0, cpuinfo.find('\n'));
    cpuinfo.remove_prefix(std::min(cpuinfo.size(), line.size() + 1));
    if (const auto value = value_of(line, "physical id")) socket = *value;
    if (const auto value = value_of(line, "core id")) cores.emplace(socket, *value);
  }
  return cores.size();
}

/// How many cores this process may run on: the affinity mask, which tools such as taskset narrow.
inline int cores_in_affinity() {
#if defined(__linux__)
  cpu_set_t allowed;
  CPU_ZERO(&allowed);
  if (::sched_getaffinity(0, sizeof allowed, &allowed) == 0) return CPU_COUNT(&allowed);
#endif
  return static_cast<int>(std::thread::hardware_concurrency());
}

/// `root` stands before /proc and /sys, for tests; the affinity is always this process'.
inline processor read_processor(const std::string& root = "") {
  const std::string cpuinfo = system_text(root + "/proc/cpuinfo").value_or("");
  processor found;
  for (const char* key : {"model name", "Model", "uarch"}) {  // x86, some ARM boards, RISC-V
    if (found.model.empty()) found.model = value_of(cpuinfo, key).value_or("");
  }
  const auto governor =
      system_text(root + "/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor").value_or("");
  found.governor = without_margins(governor);
  found.cores = static_cast<int>(physical_cores_in(cpuinfo));
  found.logical_cores = static_cast<int>(std::max(0L, ::sysconf(_SC_NPROCESSORS_ONLN)));
  found.usable_cores = cores_in_affinity();
  found.cpu_limit = read_group_limits(root).cpus;
  return found;
}

}  // namespace proflens::measure
