#include <proflens/measure/machine_memory.hpp>

#include <doctest/doctest.h>

#include "tests/measure/made_up_system.hpp"

using namespace proflens::measure;

namespace {

constexpr const char* meminfo =
    "MemTotal:       1000 kB\nMemFree:         100 kB\nMemAvailable:    600 kB\n";

}  // namespace

TEST_CASE("machine_memory: what the machine has and what is free of it") {
  tests::made_up_system system;
  system.with("proc/meminfo", meminfo);
  CHECK(read_machine_memory(system.root()) == machine_memory{1024000, {}, 614400, false});
}

TEST_CASE("machine_memory: a group that permits less decides") {
  tests::made_up_system system;
  system.with("proc/meminfo", meminfo)
      .with("proc/self/cgroup", "0::/\n")
      .with("sys/fs/cgroup/memory.max", "300000\n")
      .with("sys/fs/cgroup/memory.current", "100000\n");
  CHECK(read_machine_memory(system.root()) == machine_memory{1024000, 300000, 200000, true});
}

TEST_CASE("machine_memory: a group that permits more than there is does not") {
  tests::made_up_system system;
  system.with("proc/meminfo", meminfo)
      .with("proc/self/cgroup", "0::/\n")
      .with("sys/fs/cgroup/memory.max", "900000\n");
  CHECK(read_machine_memory(system.root()) == machine_memory{1024000, 900000, 614400, false});
}

TEST_CASE("machine_memory: a system that tells nothing") {
  CHECK(read_machine_memory(tests::made_up_system().root()) == machine_memory{});
}

TEST_CASE("machine_memory: this machine") {
  const machine_memory here = read_machine_memory();
  REQUIRE(here.total.has_value());
  REQUIRE(here.available.has_value());
  CHECK(*here.total > 100'000'000);
  CHECK(*here.available <= *here.total);
  CHECK(*here.available > 0);
}
