#include <proflens/read/line_block.hpp>

#include <doctest/doctest.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <proflens/read/block_queue.hpp>
#include "tests/read/compressed.hpp"
#include "tests/temporary_folder.hpp"

using namespace proflens::read;

namespace {

/// What a file's blocks hold: lines joined by '|' within a block, `trimmed` as "#n".
std::vector<std::string> blocks_of(const std::string& file, const options& chosen) {
  block_queue queue({file}, chosen);
  line_block_reader read;
  line_block block;
  std::vector<std::string> all;
  while (queue.next(block)) {
    std::string shown = block.trimmed != 0 ? '#' + std::to_string(block.trimmed) : "";
    bool is_first = true;
    read(block, [&](const char* begin, const char* end) {
      REQUIRE(begin < end);
      REQUIRE((end[-1] == '\n' || *end == '\n'));
      std::string lines(begin, end);
      if (lines.ends_with('\n')) lines.pop_back();
      for (char& c : lines)
        if (c == '\n') c = '|';
      shown += (is_first ? "" : "|") + lines;
      is_first = false;
    });
    if (!shown.empty() || block.trimmed != 0) all.push_back(shown);
  }
  return all;
}

std::string random_lines(std::mt19937& random) {
  std::string text;
  const std::size_t lines = random() % 40;
  for (std::size_t i = 0; i < lines; ++i) {
    const std::size_t size = random() % 10 == 0 ? random() % 200 : random() % 12;
    text += std::string(size, static_cast<char>('a' + i % 26)) + "x\n";
  }
  if (random() % 3 == 0) text += "last";
  return text;
}

using strings = std::vector<std::string>;

}  // namespace

TEST_CASE("line_block: a line belongs to the block in which it starts") {
  const tests::temporary_folder folder;
  const std::string file = folder.write("a", "ab\ncdefghijkl\nm\n\nn");
  CHECK(blocks_of(file, {.task_bytes = 1000}) == strings{"ab|cdefghijkl|m||n"});
  CHECK(blocks_of(file, {.task_bytes = 4}) == strings{"ab|cdefghijkl", "m", "|n"});
  CHECK(blocks_of(file, {.task_bytes = 3}) == strings{"ab", "cdefghijkl", "m", "|n"});
}

TEST_CASE("line_block: an empty file, only a line end, no final line end, a byte order mark") {
  const tests::temporary_folder folder;
  CHECK(blocks_of(folder.write("a", ""), {}).empty());
  CHECK(blocks_of(folder.write("a", "x"), {}) == strings{"x"});
  CHECK(blocks_of(folder.write("a", "x\n"), {}) == strings{"x"});
  CHECK(blocks_of(folder.write("a", "\xef\xbb\xbfx\ny"), {}) == strings{"x|y"});
  CHECK(blocks_of(folder.write("a", "\xef\xbb\xbf"), {}).empty());
}

TEST_CASE("line_block: trimmed lines are counted and not handed out") {
  const tests::temporary_folder folder;
  const std::string file = folder.write("a", "1\n2\n3\n4\n5");
  CHECK(blocks_of(file, {.trim_first = 1}) == strings{"#1", "2|3|4|5"});
  CHECK(blocks_of(file, {.trim_last = 1}) == strings{"1|2|3|4", "#1"});
  CHECK(blocks_of(file, {.trim_first = 2, .trim_last = 2}) == strings{"#2", "3", "#2"});
  CHECK(blocks_of(file, {.trim_first = 2, .trim_last = 3}) == strings{"#2", "#3"});
  CHECK(blocks_of(file, {.trim_first = 2, .trim_last = 9}) == strings{"#2", "#3"});
  CHECK(blocks_of(file, {.trim_first = 9, .trim_last = 9}) == strings{"#5"});
}

TEST_CASE("line_block: a stream gives the blocks of the same bytes in a file") {
  const tests::temporary_folder folder;
  std::mt19937 random(11);
  for (int i = 0; i < 400; ++i) {
    const std::string text = (i % 5 == 0 ? "\xef\xbb\xbf" : "") + random_lines(random);
    const options chosen{.trim_first = random() % 3 == 0 ? random() % 12 : 0,
                         .trim_last = random() % 3 == 0 ? random() % 12 : 0,
                         .task_bytes = 1 + random() % 100};
    CAPTURE(text);
    const strings plain = blocks_of(folder.write("a", text), chosen);
    REQUIRE(blocks_of(folder.write("b", tests::gzip(text)), chosen) == plain);
    REQUIRE(blocks_of(folder.write("c", tests::zstd(text)), chosen) == plain);
  }
}

TEST_CASE("line_block: lines longer than the buffer") {
  const tests::temporary_folder folder;
  const std::string a(700'000, 'a'), b(3'000'000, 'b');
  const std::string file = folder.write("a", "x\n" + a + "\ny\n" + b + "\nz\n");
  for (const std::size_t task : {std::size_t{100'000}, std::size_t{1} << 20}) {
    std::string all;
    for (const auto& block : blocks_of(file, {.task_bytes = task}))
      all += (all.empty() ? "" : "|") + block;
    CHECK(all == "x|" + a + "|y|" + b + "|z");
  }
}

TEST_CASE("line_block: a file that grows ends where it ended when it was opened") {
  const tests::temporary_folder folder;
  const std::string name = folder.write("a", "1\n2\n");
  const auto file = std::make_shared<const input_file>(name);
  std::ofstream(name, std::ios::app) << "3\n4\n";
  file_blocks blocks(file, options{});
  line_block block;
  REQUIRE(blocks.next(block));
  std::string all;
  line_block_reader read;
  read(block, [&](const char* begin, const char* end) { all.append(begin, end); });
  CHECK(all == "1\n2\n");
  CHECK_FALSE(blocks.next(block));
}

TEST_CASE("line_block: a file that was cut meanwhile gives what is left") {
  const tests::temporary_folder folder;
  const std::string name = folder.write("a", "1\n2\n3\n4\n5\n6\n");
  const auto file = std::make_shared<const input_file>(name);
  file_blocks blocks(file, options{.task_bytes = 4});
  std::filesystem::resize_file(name, 5);
  line_block block;
  std::string all;
  line_block_reader read;
  for (int i = 0; i < 3; ++i) {
    block = {};
    REQUIRE(blocks.next(block));
    read(block, [&](const char* begin, const char* end) { all.append(begin, end); });
  }
  CHECK(all == "1\n2\n3");
  CHECK_FALSE(blocks.next(block));
}

TEST_CASE("line_block: errors name the file") {
  const tests::temporary_folder folder;
  CHECK_THROWS_AS(blocks_of(folder / "nowhere", {}), error);
  CHECK_THROWS_AS(blocks_of(folder.path().string(), {}), error);  // a folder is no file
}
