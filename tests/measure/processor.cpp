#include <proflens/measure/processor.hpp>

#include <doctest/doctest.h>

#include <sched.h>
#include <string>

#include "tests/measure/made_up_system.hpp"

using namespace proflens::measure;

TEST_CASE("processor: model, governor and cores of a machine with two sockets and hyper-threads") {
  std::string cpuinfo;
  for (int thread = 0; thread < 2; ++thread) {
    for (const char* socket : {"0", "1"}) {
      for (const char* core : {"0", "1", "8"})
        cpuinfo += std::string("model name\t: Xeon (R) 42\nphysical id\t: ") + socket +
                   "\ncore id\t\t: " + core + "\ncpu cores\t: 3\n\n";
    }
  }
  tests::made_up_system system;
  system.with("proc/cpuinfo", cpuinfo)
      .with("sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "powersave\n")
      .with("proc/self/cgroup", "0::/\n")
      .with("sys/fs/cgroup/cpu.max", "150000 100000\n");
  const processor found = read_processor(system.root());
  CHECK(found.model == "Xeon (R) 42");
  CHECK(found.governor == "powersave");
  CHECK(found.cores == 6);
  CHECK(found.cpu_limit == 1.5);
}

TEST_CASE("processor: a machine that tells neither model nor cores") {
  tests::made_up_system system;
  system.with("proc/cpuinfo", "processor\t: 0\nBogoMIPS\t: 48.00\n");
  const processor found = read_processor(system.root());
  CHECK(found.model == "");
  CHECK(found.governor == "");
  CHECK(found.cores == 0);
  CHECK(!found.cpu_limit);
}

TEST_CASE("processor: a board that names itself") {
  tests::made_up_system system;
  system.with("proc/cpuinfo", "processor\t: 0\n\nHardware\t: BCM2835\nModel\t\t: Board 4\n");
  CHECK(read_processor(system.root()).model == "Board 4");
}

TEST_CASE("processor: cores that may not be used are not usable") {
  cpu_set_t before, one;
  REQUIRE(::sched_getaffinity(0, sizeof before, &before) == 0);
  int first = 0;
  while (!CPU_ISSET(first, &before)) ++first;
  CPU_ZERO(&one);
  CPU_SET(first, &one);
  REQUIRE(::sched_setaffinity(0, sizeof one, &one) == 0);
  const int usable = read_processor().usable_cores;
  REQUIRE(::sched_setaffinity(0, sizeof before, &before) == 0);
  CHECK(usable == 1);
  CHECK(read_processor().usable_cores == CPU_COUNT(&before));
  CHECK(read_processor().logical_cores >= CPU_COUNT(&before));
}
