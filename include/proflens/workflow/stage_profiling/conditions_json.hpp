#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <proflens/engine/info.hpp>
#include <proflens/measure/environment.hpp>
#include <proflens/read/json_document.hpp>
#include <proflens/report/json.hpp>
#include <proflens/workflow/stage_profiling/configuration_json.hpp>
#include <proflens/workflow/stage_profiling/profile.hpp>
#include <proflens/workflow/stage_profiling/read_configuration.hpp>
#include <proflens/workflow/whole_file.hpp>

namespace proflens::workflow {

/// The first member of conditions.json; the number changes when a reader would have to.
inline constexpr std::string_view stage_conditions_schema = "proflens.stage_conditions/1";

/// Writes an engine as members of the object that is open.
inline void write_members(report::json_writer& out, const engine::info& of) {
  out.member("name", of.name);
  out.member("version", measure::known(of.version));
  out.member("device", measure::known(of.device));
  out.member("device_name", measure::known(of.device_name));
  out.member("precision", measure::known(of.precision));
  out.member("threads", measure::known(of.threads));
}

/// Writes conditions as members of the object that is open: `configuration`, `environment`,
/// `engines`, `absent_units`, `remarks`.
inline void write_members(report::json_writer& out, const stage_conditions& of) {
  out.key("configuration").object([&] { write_members(out, of.configuration); });
  out.key("environment").object([&] { write_members(out, of.environment); });
  out.key("engines").array([&] {
    for (const engine::info& one : of.engines) out.object([&] { write_members(out, one); });
  });
  out.key("absent_units").array([&] {
    for (const absent_unit& one : of.absent) {
      out.object([&] {
        out.member("name", one.name);
        out.member("reason", one.reason);
      });
    }
  });
  out.member("remarks", of.remarks);
}

/// conditions.json, which stands beside raw_measurements.json and says how that was measured.
inline std::string conditions_json(const stage_conditions& of) {
  report::json_writer out;
  out.object([&] {
    out.member("schema", stage_conditions_schema);
    write_members(out, of);
  });
  return out.text();
}

/// Reads what `conditions_json` wrote. Throws read::error with the path of what is not as written.
class stage_conditions_reader {
 public:
  explicit stage_conditions_reader(const read::json_node& root) : root_(root) {}

  stage_conditions operator()() const {
    stage_conditions result;
    result.configuration = read_stage_configuration(root_.at("configuration"));
    result.environment = environment(root_.at("environment"));
    for (const auto& one : root_.at("engines").items()) result.engines.push_back(engine(one));
    for (const auto& one : root_.at("absent_units").items())
      result.absent.push_back({text(one, "name"), text(one, "reason")});
    for (const auto& one : root_.at("remarks").items()) result.remarks.emplace_back(one.text());
    return result;
  }

 private:
  static std::string text(const read::json_node& object, std::string_view key) {
    const auto value = object.find_value(key);
    return value ? std::string(value->text()) : std::string();
  }
  static int number(const read::json_node& object, std::string_view key) {
    const auto value = object.find_value(key);
    return value ? static_cast<int>(value->integer()) : 0;
  }
  static std::optional<std::uint64_t> bytes(const read::json_node& object, std::string_view key) {
    const auto value = object.find_value(key);
    return value ? std::optional(value->count()) : std::nullopt;
  }

  static engine::info engine(const read::json_node& from) {
    engine::info result;
    result.name = text(from, "name");
    result.version = text(from, "version");
    result.device = text(from, "device");
    result.device_name = text(from, "device_name");
    result.precision = text(from, "precision");
    result.threads = number(from, "threads");
    return result;
  }

  static measure::environment environment(const read::json_node& from) {
    measure::environment result;
    result.time = text(from, "time");
    result.cpu.model = text(from, "cpu_model");
    result.cpu.governor = text(from, "governor");
    result.cpu.cores = number(from, "cores");
    result.cpu.logical_cores = number(from, "logical_cores");
    result.cpu.usable_cores = number(from, "usable_cores");
    if (const auto limit = from.find_value("cpu_limit")) result.cpu.cpu_limit = limit->number();
    result.memory.total = bytes(from, "memory_total_bytes");
    result.memory.group_limit = bytes(from, "memory_limit_bytes");
    result.memory.available = bytes(from, "memory_available_bytes");
    result.load_average.fill(std::numeric_limits<double>::quiet_NaN());
    std::size_t place = 0;
    for (const auto& load : from.at("load_average").items()) {
      if (place < 3 && !load.is_null()) result.load_average[place] = load.number();
      ++place;
    }
    result.kernel = text(from, "kernel");
    result.architecture = text(from, "architecture");
    result.compiler = text(from, "compiler");
    result.build_flags = text(from, "build_flags");
    for (const auto& library : from.at("libraries").members())
      result.libraries.push_back({std::string(library.key), std::string(library.value.text())});
    for (const auto& remark : from.at("remarks").items())
      result.remarks.emplace_back(remark.text());
    return result;
  }

  read::json_node root_;
};

/// The conditions in a file. Throws read::error, for a file that cannot be read too.
inline stage_conditions read_conditions_file(const std::filesystem::path& file) {
  const read::json_document document(whole_file(file), file.string());
  const read::json_node root = document.root();
  const std::string_view schema = root.at("schema").text();
  if (schema != stage_conditions_schema)
    root.at("schema").fail("expected " + std::string(stage_conditions_schema) + ", found " +
                           std::string(schema));
  return stage_conditions_reader(root)();
}

}  // namespace proflens::workflow
