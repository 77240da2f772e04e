#include <proflens/read/files.hpp>

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <vector>

#include <proflens/read/input_file.hpp>
#include "tests/temporary_folder.hpp"

using proflens::read::error;
using proflens::read::files;
using proflens::read::fits;

namespace {
std::vector<std::string> names(const files& input) {
  std::vector<std::string> all;
  for (const auto& path : input.list()) all.push_back(path.filename().string());
  return all;
}

std::string message_of(const files& input) {
  try {
    static_cast<void>(input.list());
  } catch (const error& failed) {
    return failed.what();
  }
  return "no error";
}

bool holds(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}
}  // namespace

TEST_CASE("files: patterns") {
  CHECK(fits("a.jsonl", "*.jsonl"));
  CHECK(fits("op_summary_2.csv", "op_summary*.csv"));
  CHECK(fits("abc", "a?c"));
  CHECK(fits("", "*"));
  CHECK(fits("aXbXc", "a*b*c"));
  CHECK_FALSE(fits("a.jsonl.gz", "*.jsonl"));
  CHECK_FALSE(fits("ac", "a?c"));
  CHECK_FALSE(fits("", "?"));
}

TEST_CASE("files: a folder gives its logs in natural order, not those below") {
  const tests::temporary_folder folder;
  for (const char* name : {"c_1024_1.jsonl", "c_512_2.jsonl", "c_512_10.jsonl.gz", "d.jsonl.zst",
                           "notes.txt", "below/x.jsonl", "folder.jsonl/x"})
    folder.write(name, "{}\n");
  CHECK(names(folder.path()) == std::vector<std::string>{"c_512_2.jsonl", "c_512_10.jsonl.gz",
                                                         "c_1024_1.jsonl", "d.jsonl.zst"});
  CHECK(names(files(folder.path(), "*.txt")) == std::vector<std::string>{"notes.txt"});
}

TEST_CASE("files: of a folder only regular files without a leading dot are taken") {
  const tests::temporary_folder folder;
  folder.write("._a.jsonl", "x");
  folder.write("kept/log", "{}\n");
  REQUIRE(::mkfifo((folder / "pipe.jsonl").c_str(), 0600) == 0);
  CHECK(holds(message_of(folder.path()), "it holds ._a.jsonl, kept, pipe.jsonl"));
  std::filesystem::create_symlink("kept/log", folder / "link.jsonl");
  CHECK(names(folder.path()) == std::vector<std::string>{"link.jsonl"});
  CHECK(names(folder / "pipe.jsonl") == std::vector<std::string>{"pipe.jsonl"});
  CHECK(names(folder / "._a.jsonl") == std::vector<std::string>{"._a.jsonl"});
}

TEST_CASE("files: a link to nowhere is not left out in silence") {
  const tests::temporary_folder folder;
  folder.write("a.jsonl", "{}\n");
  std::filesystem::create_symlink("nowhere", folder / "b.jsonl");
  CHECK(names(folder.path()) == std::vector<std::string>{"a.jsonl", "b.jsonl"});
  CHECK_THROWS_AS(proflens::read::input_file(folder / "b.jsonl"), error);
}

TEST_CASE("files: a file is taken whatever its name, and several in the order given") {
  const tests::temporary_folder folder;
  const std::string b = folder.write("b.log", ""), a = folder.write("a.log", "");
  CHECK(names(b) == std::vector<std::string>{"b.log"});
  CHECK(names(std::vector<std::filesystem::path>{b, a}) ==
        std::vector<std::string>{"b.log", "a.log"});
}

TEST_CASE("files: errors name the path and what was looked for") {
  const tests::temporary_folder folder;
  const std::string missing = message_of(folder / "nowhere");
  CHECK(holds(missing, "nowhere: no such file or folder"));
  CHECK(holds(missing, "*.jsonl"));
  CHECK(holds(message_of(folder.path()), "no *.jsonl, *.jsonl.gz or *.jsonl.zst in this folder"));
  CHECK(holds(message_of(folder.path()), "it is empty"));
  folder.write("b.csv", "");
  CHECK(holds(message_of(folder.path()), "it holds b.csv"));
  CHECK(holds(message_of(std::vector<std::filesystem::path>{}), "no input"));
}

TEST_CASE("files: a folder that cannot be read is an error") {
  const tests::temporary_folder folder;
  folder.write("closed/a.jsonl", "{}\n");
  std::filesystem::permissions(folder / "closed", std::filesystem::perms::none);
  // The administrator may read everything: be somebody else for a moment.
  const bool is_root = ::geteuid() == 0;
  if (is_root) REQUIRE(::seteuid(65534) == 0);
  const std::string message = message_of(folder / "closed");
  if (is_root) REQUIRE(::seteuid(0) == 0);
  std::filesystem::permissions(folder / "closed", std::filesystem::perms::owner_all);
  CHECK(holds(message, "closed: cannot read this folder"));
}
