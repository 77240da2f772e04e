#pragma once

#include <sys/utsname.h>
#include <array>
#include <chrono>
#include <cstdlib>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <proflens/engine/info.hpp>
#include <proflens/measure/build_record.hpp>
#include <proflens/measure/machine_memory.hpp>
#include <proflens/measure/named_value.hpp>
#include <proflens/measure/processor.hpp>
#include <proflens/measure/system_text.hpp>
#include <proflens/measure/time_text.hpp>
#include <proflens/version.hpp>

namespace proflens::measure {

/// Where and with what something was measured. Text that is unknown is empty, numbers are NaN or 0;
/// all of these are null in JSON.
struct environment {
  std::string time = {};  ///< ISO 8601, UTC
  processor cpu = {};
  machine_memory memory = {};
  std::array<double, 3> load_average = {};  ///< of 1, 5 and 15 minutes; NaN: unknown
  std::string kernel = {};                  ///< "Linux 6.1.0"
  std::string architecture = {};
  std::string compiler = {};
  std::string build_flags = {};             ///< see `build_flags_text`
  std::vector<named_value> libraries = {};  ///< and their versions
  engine::info engine = {};                 ///< what was measured, and on which device
  std::vector<std::string> remarks = {};    ///< what could not be measured, and why
};

/// The load averages; NaN where the system does not tell.
inline std::array<double, 3> read_load_average() {
  std::array<double, 3> load{};
  if (::getloadavg(load.data(), 3) != 3) load.fill(std::numeric_limits<double>::quiet_NaN());
  return load;
}

/// "Linux 6.1.0"; empty if the system does not tell.
inline std::string kernel_text() {
  utsname system;
  if (::uname(&system) != 0) return {};
  return std::string(system.sysname) + ' ' + system.release;
}

/// The environment now. `libraries` names those the program uses beside proflens and the C library,
/// by the versions in their headers:
///
///     {"eigen", std::to_string(EIGEN_WORLD_VERSION) + '.' + ...}
///
/// `root` stands before /proc and /sys, for tests.
inline environment read_environment(engine::info engine = {},
                                    std::vector<named_value> libraries = {},
                                    const std::string& root = "") {
  environment found;
  found.time = utc_text(std::chrono::system_clock::now());
  found.cpu = read_processor(root);
  found.memory = read_machine_memory(root);
  found.load_average = read_load_average();
  found.kernel = kernel_text();
  found.architecture = architecture_text();
  found.compiler = compiler_text();
  found.build_flags = build_flags_text();
  found.libraries = {{"proflens", PROFLENS_VERSION}, {"c_library", c_library_text()}};
  for (named_value& library : libraries) found.libraries.push_back(std::move(library));
  found.engine = std::move(engine);
  return found;
}

/// What of an environment decides whether two measurements are of one machine: for a fingerprint.
inline std::vector<named_value> machine_of(const environment& of) {
  return {{"cpu_model", of.cpu.model},
          {"architecture", of.architecture},
          {"usable_cores", std::to_string(of.cpu.usable_cores)}};
}

/// Nothing instead of what is unknown, so that JSON says null.
inline std::optional<std::string> known(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional(text);
}
inline std::optional<int> known(int number) {
  return number == 0 ? std::nullopt : std::optional(number);
}

/// Writes an environment as members of the object that is open in a `report::json_writer`, or in
/// anything with its functions `member`, `key`, `object`:
///
///     out.key("environment").object([&] { write_members(out, environment); });
template <class Writer>
void write_members(Writer& out, const environment& of) {
  out.member("time", known(of.time));
  out.member("cpu_model", known(of.cpu.model));
  out.member("cores", known(of.cpu.cores));
  out.member("logical_cores", known(of.cpu.logical_cores));
  out.member("usable_cores", known(of.cpu.usable_cores));
  out.member("cpu_limit", of.cpu.cpu_limit);
  out.member("governor", known(of.cpu.governor));
  out.member("memory_total_bytes", of.memory.total);
  out.member("memory_limit_bytes", of.memory.group_limit);
  out.member("memory_available_bytes", of.memory.available);
  out.member("load_average", of.load_average);
  out.member("kernel", known(of.kernel));
  out.member("architecture", known(of.architecture));
  out.member("compiler", known(of.compiler));
  out.member("build_flags", known(of.build_flags));
  out.key("libraries").object([&] {
    for (const named_value& library : of.libraries) out.member(library.name, library.value);
  });
  out.member("engine", known(of.engine.name));
  out.member("engine_version", known(of.engine.version));
  out.member("device", known(of.engine.device));
  out.member("device_name", known(of.engine.device_name));
  out.member("dtype", known(of.engine.dtype));
  out.member("precision", known(of.engine.precision));
  out.member("threads", known(of.engine.threads));
  out.member("remarks", of.remarks);
}

}  // namespace proflens::measure
