#include <proflens/measure/system_text.hpp>

#include <doctest/doctest.h>

#include <string>

#include "tests/temporary_folder.hpp"

using namespace proflens::measure;

TEST_CASE("system_text: a file without a size is read to its end") {
  const auto status = system_text("/proc/self/status");
  REQUIRE(status.has_value());
  CHECK(value_of(*status, "Pid") == std::to_string(::getpid()));
}

TEST_CASE("system_text: longer than one piece, and not longer than its limit") {
  const tests::temporary_folder folder;
  const std::string long_text(10'000, 'x');
  CHECK(system_text(folder.write("long", long_text)) == long_text);
  CHECK(system_text(folder.write("empty", "")) == "");
  const auto cut = system_text(folder.write("huge", std::string(3 << 20, 'x')));
  REQUIRE(cut.has_value());
  CHECK(cut->size() >= 1 << 20);
  CHECK(cut->size() < 2 << 20);
}

TEST_CASE("system_text: what cannot be read is nothing") {
  const tests::temporary_folder folder;
  CHECK(!system_text(folder / "absent"));
  CHECK(!system_text(folder.path().string()));  // a folder opens, but cannot be read
}

TEST_CASE("system_text: margins") {
  CHECK(without_margins(" \t a b\r\n") == "a b");
  CHECK(without_margins(" \n ") == "");
  CHECK(without_margins("") == "");
}

TEST_CASE("system_text: the value behind a key") {
  const std::string text =
      "VmPeak:\t  3060 kB\nVmRSS:\t 1604 kB\nmodel name\t: AMD EPYC \nempty:\n";
  CHECK(value_of(text, "VmRSS") == "1604 kB");
  CHECK(value_of(text, "VmPeak") == "3060 kB");
  CHECK(value_of(text, "model name") == "AMD EPYC");
  CHECK(value_of(text, "empty") == "");
  CHECK(!value_of(text, "VmHWM"));
  CHECK(!value_of(text, "Peak"));
  CHECK(!value_of("", "Peak"));
  CHECK(value_of("inactive_file 12\n", "inactive_file") == "12");
}

TEST_CASE("system_text: a key is no start of a longer one") {
  CHECK(value_of("model name: x\nmodel: y\n", "model") == "y");
  CHECK(value_of("MemFreeLow: 1\nMemFree: 2\n", "MemFree") == "2");
}

TEST_CASE("system_text: numbers") {
  CHECK(leading_number(" 12 kB") == 12);
  CHECK(leading_number("18446744073709551615") == 18446744073709551615u);
  CHECK(!leading_number("18446744073709551616"));
  CHECK(!leading_number("max"));
  CHECK(!leading_number("-1"));
  CHECK(!leading_number(""));
  CHECK(kilobytes_of("VmRSS:\t 3 kB\n", "VmRSS") == 3072);
  CHECK(!kilobytes_of("VmRSS:\t ? kB\n", "VmRSS"));
}
