#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace proflens::engine {

/// A processing unit that an engine found on this machine.
struct engine_device {
  std::string name = {};       ///< as the engine calls it: "CPU", "GPU", "GPU.0", "NPU"
  std::string full_name = {};  ///< the marketing name; empty where the engine tells none

  friend bool operator==(const engine_device&, const engine_device&) = default;
};

/// The first device that is the unit asked for ("GPU") or one of its kind ("GPU.0"); nothing where
/// the machine has none. "GPU.0" is "GPU" too: OpenVINO lists the only one of a kind by that name,
/// and says "GPU.0" of what runs on it.
inline std::optional<engine_device> find_device(const std::vector<engine_device>& devices,
                                                std::string_view unit) {
  for (const engine_device& device : devices) {
    if (device.name == unit || device.name.starts_with(std::string(unit) + '.') ||
        device.name + ".0" == unit)
      return device;
  }
  return {};
}

/// "CPU, GPU.0" or "none", for messages.
inline std::string names_of(const std::vector<engine_device>& devices) {
  std::string names;
  for (const engine_device& device : devices) {
    if (!names.empty()) names += ", ";
    names += device.name;
  }
  return names.empty() ? "none" : names;
}

}  // namespace proflens::engine
