#include <proflens/measure/environment.hpp>

#include <doctest/doctest.h>

#include <proflens/report/json.hpp>

#include <array>
#include <cstddef>
#include <string>

#include "tests/measure/made_up_system.hpp"

using namespace proflens::measure;

namespace {

std::string json_of(const environment& of) {
  proflens::report::json_writer out;
  out.object([&] { write_members(out, of); });
  return out.text();
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != text.npos; }

}  // namespace

TEST_CASE("environment: of this machine, as far as any Linux tells it") {
  const environment here = read_environment();
  CHECK(here.time.size() == std::string("2026-11-20T17:05:09Z").size());
  CHECK(here.kernel.starts_with("Linux "));
  CHECK(here.load_average[0] >= 0);
  CHECK(here.cpu.usable_cores >= 1);
  CHECK(here.memory.available.value_or(0) > 0);
  CHECK((here.compiler.starts_with("GCC ") || here.compiler.starts_with("Clang ")));
#if defined(PROFLENS_BUILD_FLAGS)
  CHECK(here.build_flags == PROFLENS_BUILD_FLAGS);
#else
  CHECK(here.build_flags.starts_with("unknown; "));
#endif
  REQUIRE(here.libraries.size() == 2);
  CHECK(here.libraries[0] == named_value{"proflens", PROFLENS_VERSION});
  CHECK(here.libraries[1].value.starts_with("glibc 2."));
}

TEST_CASE("environment: libraries and engine are those that were named") {
  const environment here =
      read_environment({.name = "openvino", .device = "GPU.0"}, {{"eigen", "3.4.0"}});
  REQUIRE(here.libraries.size() == 3);
  CHECK(here.libraries[2] == named_value{"eigen", "3.4.0"});
  CHECK(here.engine.device == "GPU.0");
}

TEST_CASE("environment: JSON says everything, and null for what is unknown") {
  environment made_up;
  made_up.time = "2026-11-20T17:05:09Z";
  made_up.cpu = {"Xeon", "performance", 4, 8, 6, 2.5};
  made_up.memory = {1000, 500, 300, true};
  made_up.load_average = {0.5, 1, 2};
  made_up.kernel = "Linux 6.1";
  made_up.architecture = "x86_64";
  made_up.compiler = "GCC 12.2.0";
  made_up.build_flags = "-O3";
  made_up.libraries = {{"eigen", "3.4.0"}};
  made_up.engine = {"eigen", "3.4", "CPU", "Xeon", "bf16", "f32", 6};
  made_up.remarks = {"no peak"};
  CHECK(json_of(made_up) == R"({
  "time": "2026-11-20T17:05:09Z",
  "cpu_model": "Xeon",
  "cores": 4,
  "logical_cores": 8,
  "usable_cores": 6,
  "cpu_limit": 2.5,
  "governor": "performance",
  "memory_total_bytes": 1000,
  "memory_limit_bytes": 500,
  "memory_available_bytes": 300,
  "load_average": [0.5, 1, 2],
  "kernel": "Linux 6.1",
  "architecture": "x86_64",
  "compiler": "GCC 12.2.0",
  "build_flags": "-O3",
  "libraries": {
    "eigen": "3.4.0"
  },
  "engine": "eigen",
  "engine_version": "3.4",
  "device": "CPU",
  "device_name": "Xeon",
  "dtype": "bf16",
  "precision": "f32",
  "threads": 6,
  "remarks": ["no peak"]
}
)");
  const std::string unknown = json_of(environment{});
  for (const char* name : {"time", "cpu_model", "cores", "cpu_limit", "governor", "kernel",
                           "memory_total_bytes", "compiler", "engine", "threads"}) {
    CAPTURE(name);
    CHECK(has(unknown, '"' + std::string(name) + "\": null"));
  }
}

TEST_CASE("environment: a machine is told by its processor, not by its load") {
  environment left, right;
  left.cpu = right.cpu = {"Xeon", "performance", 4, 8, 6, {}};
  right.cpu.governor = "powersave";
  right.load_average = {9, 9, 9};
  right.time = "later";
  CHECK(machine_of(left) == machine_of(right));
  right.cpu.usable_cores = 5;
  CHECK(machine_of(left) != machine_of(right));
  right = left;
  right.cpu.model = "EPYC";
  CHECK(machine_of(left) != machine_of(right));
}

TEST_CASE("environment: a system that tells nothing is written all the same") {
  const environment nowhere = read_environment({}, {}, tests::made_up_system().root());
  CHECK(nowhere.cpu.model == "");
  CHECK(!nowhere.memory.available);
  CHECK(has(json_of(nowhere), "\"memory_available_bytes\": null"));
}
