#include <proflens/measure/process_memory.hpp>

#include <doctest/doctest.h>

#include <unistd.h>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>

#include "tests/temporary_folder.hpp"

using namespace proflens::measure;

namespace {

constexpr std::size_t mebibyte = 1024 * 1024;

/// Memory whose every page is really there.
std::unique_ptr<unsigned char[]> touched(std::size_t bytes) {
  auto memory = std::make_unique<unsigned char[]>(bytes);
  for (std::size_t i = 0; i < bytes; i += 1024)
    memory[i] = static_cast<unsigned char>(i / 1024 + 1);
  return memory;
}

}  // namespace

TEST_CASE("process_memory: what is in use is resident") {
  const process_memory memory;
  const auto before = memory.now().resident;
  REQUIRE(before.has_value());
  const auto block = touched(64 * mebibyte);
  const auto after = memory.now().resident;
  REQUIRE(after.has_value());
  CHECK(*after - *before > 60 * mebibyte);
  CHECK(*after - *before < 80 * mebibyte);
  CHECK(block[1024] == 2);
}

TEST_CASE("process_memory: the peak is that of the run, not of the process") {
  process_memory memory;
  { CHECK(touched(200 * mebibyte)[1024] == 2); }  // a peak of before
  memory.begin_peak();
  if (!memory.why_no_peak().empty()) {
    MESSAGE("skipped: ", memory.why_no_peak());
    return;
  }
  const auto start = memory.now();
  REQUIRE(start.resident.has_value());
  REQUIRE(start.peak.has_value());
  CHECK(*start.peak - *start.resident < 20 * mebibyte);
  { CHECK(touched(64 * mebibyte)[1024] == 2); }
  const auto end = memory.now();
  CHECK(*end.peak - *start.resident > 60 * mebibyte);
  CHECK(*end.peak - *start.resident < 100 * mebibyte);
  CHECK(*end.resident < *end.peak);
}

TEST_CASE("process_memory: before it is begun there is no peak") {
  const process_memory memory;
  CHECK(!memory.now().peak);
  CHECK(memory.why_no_peak().empty());
}

TEST_CASE("process_memory: where the peak cannot be begun it is nothing, and the reason is told") {
  const tests::temporary_folder folder;
  folder.write("status", "VmHWM:\t 500 kB\nVmRSS:\t 100 kB\n");
  process_memory memory(folder.path().string());
  memory.begin_peak();
  CHECK(memory.now() == memory_use{100 * 1024, {}});
  CHECK(memory.why_no_peak() ==
        "cannot write " + folder / "clear_refs" + ": No such file or directory");
  folder.write("clear_refs", "");
  memory.begin_peak();
  CHECK(memory.why_no_peak().empty());
  CHECK(tests::content_of(folder / "clear_refs") == "5");
  CHECK(memory.now() == memory_use{100 * 1024, 500 * 1024});
}

TEST_CASE("process_memory: not permitted to begin a peak") {
  const tests::temporary_folder folder;
  folder.write("status", "VmHWM:\t 500 kB\nVmRSS:\t 100 kB\n");
  folder.write("clear_refs", "");
  std::filesystem::permissions(folder / "clear_refs", std::filesystem::perms::owner_read);
  const bool is_root = ::geteuid() == 0;  // root may write all: be somebody else for a moment
  if (is_root) REQUIRE(::seteuid(65534) == 0);
  process_memory memory(folder.path().string());
  memory.begin_peak();
  if (is_root) REQUIRE(::seteuid(0) == 0);
  CHECK(memory.why_no_peak() == "cannot write " + folder / "clear_refs" + ": Permission denied");
  CHECK(!memory.now().peak);
}

TEST_CASE("process_memory: a system that tells nothing") {
  const tests::temporary_folder folder;
  process_memory memory(folder.path().string());
  CHECK(memory.now() == memory_use{});
  folder.write("status", "Name: x\n");
  CHECK(memory.now() == memory_use{});
}
