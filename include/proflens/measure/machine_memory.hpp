#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>

#include <proflens/measure/control_group.hpp>
#include <proflens/measure/system_text.hpp>

namespace proflens::measure {

/// The memory of the machine, in bytes; nothing where the system does not tell.
struct machine_memory {
  std::optional<std::uint64_t> total = {};
  /// What can be had without swapping: MemAvailable, or less where a control group permits less.
  std::optional<std::uint64_t> available = {};
  bool is_limited_by_group = false;  ///< a control group decides `available`

  friend bool operator==(const machine_memory&, const machine_memory&) = default;
};

/// `root` stands before /proc and /sys, for tests.
inline machine_memory read_machine_memory(const std::string& root = "") {
  machine_memory memory;
  const std::string text = system_text(root + "/proc/meminfo").value_or("");
  memory.total = kilobytes_of(text, "MemTotal");
  memory.available = kilobytes_of(text, "MemAvailable");
  const group_limits limits = read_group_limits(root);
  if (limits.memory_left && (!memory.available || *limits.memory_left < *memory.available)) {
    memory.available = limits.memory_left;
    memory.is_limited_by_group = true;
  }
  if (limits.memory && memory.total) memory.total = std::min(*memory.total, *limits.memory);
  return memory;
}

}  // namespace proflens::measure
