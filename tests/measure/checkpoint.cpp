#include <proflens/measure/checkpoint.hpp>

#include <doctest/doctest.h>

#include <sys/wait.h>
#include <unistd.h>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "tests/temporary_folder.hpp"

using namespace proflens::measure;

namespace {

std::string why_refused(const std::string& file, const fingerprint& expected) {
  try {
    checkpoint done(file, expected);
  } catch (const error& refusal) {
    return refusal.what();
  }
  return "not refused";
}

/// Text that takes a while to write.
std::string long_text(int point) {
  return std::to_string(point) + std::string(20'000, static_cast<char>('a' + point % 26));
}

/// Puts point after point, from the first that is missing on, until it is killed.
[[noreturn]] void put_until_killed(const std::string& file, const fingerprint& of) {
  try {
    checkpoint done(file, of);
    for (int point = static_cast<int>(done.size());; ++point)
      done.put(std::to_string(point), long_text(point));
  } catch (...) {
    ::_exit(1);
  }
}

std::size_t files_in(const std::filesystem::path& folder) {
  std::size_t count = 0;
  for ([[maybe_unused]] const auto& one : std::filesystem::directory_iterator(folder)) ++count;
  return count;
}

const fingerprint gpt2{{"model", "gpt2"}, {"runs", "3"}};

}  // namespace

TEST_CASE("checkpoint: none is an empty one, and nothing is written before the first point") {
  const tests::temporary_folder folder;
  const checkpoint done(folder / "c.json", gpt2);
  CHECK(done.size() == 0);
  CHECK(!done.contains("1,32"));
  CHECK(done.find("1,32") == nullptr);
  CHECK(!std::filesystem::exists(folder / "c.json"));
}

TEST_CASE("checkpoint: points are there when it is resumed, in their order") {
  const tests::temporary_folder folder;
  {
    checkpoint done(folder / "c.json", gpt2);
    done.put("b", "first");
    done.put("a", "{\"x\": [1, \"二\"]}\n");
  }
  checkpoint again(folder / "c.json", gpt2);
  CHECK(again.size() == 2);
  REQUIRE(again.contains("a"));
  CHECK(*again.find("a") == "{\"x\": [1, \"二\"]}\n");
  CHECK(again.points() == std::vector<named_value>{{"b", "first"}, {"a", *again.find("a")}});
  again.put("c", "third");
  CHECK(checkpoint(folder / "c.json", gpt2).size() == 3);
  CHECK(files_in(folder.path()) == 1);
}

TEST_CASE("checkpoint: a point that is put again is replaced") {
  const tests::temporary_folder folder;
  checkpoint done(folder / "c.json", gpt2);
  done.put("a", "failed");
  done.put("b", "good");
  done.put("a", "good at last");
  const checkpoint again(folder / "c.json", gpt2);
  CHECK(again.size() == 2);
  CHECK(*again.find("a") == "good at last");
  CHECK(again.points()[0].name == "a");
}

TEST_CASE("checkpoint: another measurement is refused, each difference named") {
  const tests::temporary_folder folder;
  const std::string file = folder / "c.json";
  checkpoint(file, gpt2).put("a", "1");
  CHECK(why_refused(file, {{"model", "gpt2-xl"}, {"runs", "3"}, {"dtype", "f32"}}) ==
        "the checkpoint " + file +
            " belongs to another measurement: model was gpt2, now gpt2-xl; "
            "dtype was (none), now f32; delete it to begin anew, or name another file");
  CHECK(why_refused(file, {{"runs", "3"}, {"model", "gpt2"}}) == "not refused");
}

TEST_CASE("checkpoint: what is to be replaced stays until the first point is put") {
  const tests::temporary_folder folder;
  const std::string file = folder / "c.json";
  checkpoint(file, gpt2).put("a", "old");
  const fingerprint other{{"model", "gpt2-xl"}};
  checkpoint fresh(file, other, existing_checkpoint::replace);
  CHECK(fresh.size() == 0);
  CHECK(*checkpoint(file, gpt2).find("a") == "old");
  fresh.put("b", "new");
  CHECK(checkpoint(file, other).points() == std::vector<named_value>{{"b", "new"}});
}

TEST_CASE("checkpoint: a damaged one is told so, and can be replaced") {
  const tests::temporary_folder folder;
  const std::string file = folder.write("c.json", "{\"schema\": \"proflens.checkpoint/1\",");
  CHECK(why_refused(file, gpt2) == "the checkpoint " + file +
                                       " is damaged: byte 35: expected a text in quotes, found "
                                       "the end of the file; delete it to begin anew");
  checkpoint fresh(file, gpt2, existing_checkpoint::replace);
  fresh.put("a", "1");
  CHECK(why_refused(file, gpt2) == "not refused");
}

TEST_CASE("checkpoint: a file that cannot be read") {
  const tests::temporary_folder folder;
  std::filesystem::create_directory(folder / "c.json");
  CHECK(why_refused(folder / "c.json", gpt2) ==
        "cannot read the checkpoint " + folder / "c.json" +
            ": Is a directory; change its permissions, or name another file");
}

TEST_CASE("checkpoint: a file that cannot be written") {
  const tests::temporary_folder folder;
  checkpoint done(folder / "missing/c.json", gpt2);
  CHECK_THROWS_AS(done.put("a", "1"), proflens::error);
  std::filesystem::create_directory(folder / "missing");
  done.put("b", "2");  // now it can, and nothing is lost
  CHECK(checkpoint(folder / "missing/c.json", gpt2).size() == 2);
}

TEST_CASE("checkpoint: text that would not come back is refused") {
  const tests::temporary_folder folder;
  checkpoint done(folder / "c.json", gpt2);
  CHECK_THROWS_AS(done.put("a", "\xff"), error);
  CHECK_THROWS_AS(done.put("\xc3", "1"), error);
  CHECK(done.size() == 0);
}

TEST_CASE("checkpoint: killed at any moment, it holds all points or all but the last, whole") {
  const tests::temporary_folder folder;
  const std::string file = folder / "c.json";
  std::size_t before = 0;
  for (int kill = 0; kill < 10; ++kill) {
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) put_until_killed(file, gpt2);
    // At moments that fall into writing, renaming and reading.
    std::this_thread::sleep_for(std::chrono::microseconds(1000 + 7919 * kill % 9000));
    ::kill(child, SIGKILL);
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    REQUIRE(WIFSIGNALED(status));  // by us: it did not fail

    const checkpoint left(file, gpt2);
    CHECK(left.size() >= before);
    for (std::size_t point = 0; point < left.size(); ++point) {
      CHECK(left.points()[point].name == std::to_string(point));
      CHECK(left.points()[point].value == long_text(static_cast<int>(point)));
    }
    before = left.size();
  }
  CHECK(before > 0);
  CHECK(files_in(folder.path()) == 1);  // what the killed ones left half written is gone
}
