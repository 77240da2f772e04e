#include <proflens/detail/abandoned_files.hpp>

#include <doctest/doctest.h>

#include <sys/wait.h>
#include <unistd.h>
#include <filesystem>
#include <string>

#include <proflens/detail/atomic_file.hpp>
#include "tests/temporary_folder.hpp"

using namespace proflens::detail;

namespace {

/// The id of a process that is gone.
pid_t gone() {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(0);
  ::waitpid(child, nullptr, 0);
  return child;
}

}  // namespace

TEST_CASE("abandoned_files: the writer of a temporary file") {
  CHECK(writer_of(".r.json.4711.0.tmp", "r.json") == 4711);
  CHECK(writer_of(".r.json.4711.12.tmp", "r.json") == 4711);
  for (const char* other : {"r.json", ".r.json", ".r.json.tmp", ".r.json.x.0.tmp", ".r.json..tmp",
                            ".r.json.-5.0.tmp", ".s.json.4711.0.tmp", ".r.json.4711.0.txt",
                            ".r.json.4711", ".r.json.99999999999999999999.0.tmp"}) {
    CAPTURE(other);
    CHECK(writer_of(other, "r.json") <= 0);
  }
}

TEST_CASE("abandoned_files: those of processes that are gone go, all else stays") {
  const tests::temporary_folder folder;
  const std::string dead = std::to_string(gone()), alive = std::to_string(::getpid());
  folder.write("r.json", "whole");
  folder.write(".r.json." + dead + ".0.tmp", "half");
  folder.write(".r.json." + dead + ".1.tmp", "half");
  folder.write(".r.json." + alive + ".0.tmp", "being written");
  folder.write(".other.json." + dead + ".0.tmp", "of another");
  remove_abandoned_files(folder / "r.json");
  CHECK(!std::filesystem::exists(folder / (".r.json." + dead + ".0.tmp")));
  CHECK(!std::filesystem::exists(folder / (".r.json." + dead + ".1.tmp")));
  CHECK(std::filesystem::exists(folder / (".r.json." + alive + ".0.tmp")));
  CHECK(std::filesystem::exists(folder / (".other.json." + dead + ".0.tmp")));
  CHECK(tests::content_of(folder / "r.json") == "whole");
}

TEST_CASE("abandoned_files: the names are those atomic_file gives") {
  const tests::temporary_folder folder;
  const atomic_file file{folder / "r.json"};
  for (const auto& one : std::filesystem::directory_iterator(folder.path()))
    CHECK(writer_of(one.path().filename().string(), "r.json") == ::getpid());
}

TEST_CASE("abandoned_files: beside the target of a link") {
  const tests::temporary_folder folder;
  const std::string name = ".r.json." + std::to_string(gone()) + ".0.tmp";
  folder.write("there/r.json", "whole");
  folder.write("there/" + name, "half");
  std::filesystem::create_symlink(folder / "there/r.json", folder / "link.json");
  remove_abandoned_files(folder / "link.json");
  CHECK(!std::filesystem::exists(folder / ("there/" + name)));
}

TEST_CASE("abandoned_files: a folder that isn't there is no matter") {
  const tests::temporary_folder folder;
  CHECK_NOTHROW(remove_abandoned_files(folder / "missing/r.json"));
}

TEST_CASE("abandoned_files: beside a bare name that isn't there yet") {
  const tests::temporary_folder folder;
  const std::string name = ".r.json." + std::to_string(gone()) + ".0.tmp";
  folder.write(name, "half");
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(folder.path());
  remove_abandoned_files("r.json");
  std::filesystem::current_path(before);
  CHECK(!std::filesystem::exists(folder / name));
}
