#include <proflens/measure/control_group.hpp>

#include <doctest/doctest.h>

#include "tests/measure/made_up_system.hpp"

using namespace proflens::measure;

TEST_CASE("control_group: no groups, no limits") {
  CHECK(read_group_limits(tests::made_up_system().root()) == group_limits{});
}

TEST_CASE("control_group: version 2, its own limits") {
  tests::made_up_system system;
  system.with("proc/self/cgroup", "0::/box\n")
      .with("sys/fs/cgroup/box/memory.max", "1000000\n")
      .with("sys/fs/cgroup/box/memory.current", "400000\n")
      .with("sys/fs/cgroup/box/memory.stat", "anon 300000\nfile 100000\ninactive_file 90000\n")
      .with("sys/fs/cgroup/box/cpu.max", "150000 100000\n");
  const group_limits limits = read_group_limits(system.root());
  CHECK(limits.memory == 1000000);
  CHECK(limits.memory_left == 690000);
  CHECK(limits.cpus == 1.5);
}

TEST_CASE("control_group: version 2, the tightest of all groups above counts") {
  tests::made_up_system system;
  system.with("proc/self/cgroup", "0::/a/b\n")
      .with("sys/fs/cgroup/a/b/memory.max", "max\n")
      .with("sys/fs/cgroup/a/b/cpu.max", "max 100000\n")
      .with("sys/fs/cgroup/a/memory.max", "500\n")
      .with("sys/fs/cgroup/a/memory.current", "100\n")
      .with("sys/fs/cgroup/a/cpu.max", "50000 100000\n")
      .with("sys/fs/cgroup/memory.max", "800\n")
      .with("sys/fs/cgroup/memory.current", "700\n");
  const group_limits limits = read_group_limits(system.root());
  CHECK(limits.memory == 500);
  CHECK(limits.memory_left == 100);  // of the group above, whose other members use much
  CHECK(limits.cpus == 0.5);
}

TEST_CASE("control_group: version 2, the root group of a container") {
  tests::made_up_system system;
  system.with("proc/self/cgroup", "0::/\n").with("sys/fs/cgroup/memory.max", "123\n");
  CHECK(read_group_limits(system.root()).memory == 123);
}

TEST_CASE("control_group: use beyond the limit leaves nothing") {
  tests::made_up_system system;
  system.with("proc/self/cgroup", "0::/\n")
      .with("sys/fs/cgroup/memory.max", "100\n")
      .with("sys/fs/cgroup/memory.current", "130\n");
  CHECK(read_group_limits(system.root()).memory_left == 0);
}

TEST_CASE("control_group: version 1, controllers with folders of their own") {
  tests::made_up_system system;
  system.with("proc/self/cgroup", "8:memory:/m\n7:cpu,cpuacct:/c\n1:name=systemd:/x\n0::/\n")
      .with("sys/fs/cgroup/memory/m/memory.limit_in_bytes", "2000\n")
      .with("sys/fs/cgroup/memory/m/memory.usage_in_bytes", "1500\n")
      .with("sys/fs/cgroup/memory/m/memory.stat", "inactive_file 7\ntotal_inactive_file 200\n")
      .with("sys/fs/cgroup/cpu/c/cpu.cfs_quota_us", "250000\n")
      .with("sys/fs/cgroup/cpu/c/cpu.cfs_period_us", "100000\n");
  const group_limits limits = read_group_limits(system.root());
  CHECK(limits.memory == 2000);
  CHECK(limits.memory_left == 700);
  CHECK(limits.cpus == 2.5);
}

TEST_CASE("control_group: version 1, the number and the -1 that mean no limit") {
  tests::made_up_system system;
  system.with("proc/self/cgroup", "8:memory:/\n7:cpu:/\n")
      .with("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n")
      .with("sys/fs/cgroup/cpu/cpu.cfs_quota_us", "-1\n")
      .with("sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\n");
  CHECK(read_group_limits(system.root()) == group_limits{});
}

TEST_CASE("control_group: nonsense is no limit") {
  tests::made_up_system system;
  system.with("proc/self/cgroup", "rubbish\n0::/\n")
      .with("sys/fs/cgroup/memory.max", "many\n")
      .with("sys/fs/cgroup/cpu.max", "100000 0\n");
  CHECK(read_group_limits(system.root()) == group_limits{});
}
