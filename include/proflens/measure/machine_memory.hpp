#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <proflens/measure/control_group.hpp>
#include <proflens/measure/system_text.hpp>

namespace proflens::measure {

/// The memory of the machine, in bytes; nothing where the system does not tell.
struct machine_memory {
  std::optional<std::uint64_t> total = {};
  std::optional<std::uint64_t> group_limit = {};  ///< of the control groups; nothing: none
  /// What can be had without swapping: MemAvailable, or less where a control group permits less.
  std::optional<std::uint64_t> available = {};
  bool is_limited_by_group = false;  ///< a control group decides `available`

  friend bool operator==(const machine_memory&, const machine_memory&) = default;
};

/// `root` stands before /proc and /sys, for tests.
inline machine_memory read_machine_memory(const std::string& root = "") {
  const std::string text = system_text(root + "/proc/meminfo").value_or("");
  const group_limits limits = read_group_limits(root);
  machine_memory memory{kilobytes_of(text, "MemTotal"), limits.memory,
                        kilobytes_of(text, "MemAvailable")};
  if (limits.memory_left && (!memory.available || *limits.memory_left < *memory.available)) {
    memory.available = limits.memory_left;
    memory.is_limited_by_group = true;
  }
  return memory;
}

}  // namespace proflens::measure
