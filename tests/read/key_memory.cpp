#include <proflens/read/key_memory.hpp>

#include <doctest/doctest.h>

#include <string>

using proflens::read::key_memory;

namespace {
std::string in_a_line(const std::string& key) { return key + "\": 1" + std::string(64, ' '); }
}  // namespace

TEST_CASE("key_memory: recalls the same key at the same place only") {
  key_memory memory;
  const std::string line = in_a_line("batch_id"), longer = in_a_line("batch_id2");
  CHECK(memory.recall(0, line.data()) == nullptr);
  memory.remember(0, "batch_id", 5);
  REQUIRE(memory.recall(0, line.data()) != nullptr);
  CHECK(*memory.recall(0, line.data()) == 5);
  CHECK(memory.recall(1, line.data()) == nullptr);
  CHECK(memory.recall(0, longer.data()) == nullptr);
  CHECK(memory.recall(0, in_a_line("batch_i").data()) == nullptr);
}

TEST_CASE("key_memory: the longest key, one too long, a place too far, an empty key") {
  key_memory memory;
  const std::string longest(key_memory::longest, 'k'), too_long(key_memory::longest + 1, 'k');
  memory.remember(0, longest, 1);
  CHECK(memory.recall(0, in_a_line(longest).data()) != nullptr);
  CHECK(memory.recall(0, in_a_line(too_long).data()) == nullptr);
  memory.remember(1, too_long, 1);
  CHECK(memory.recall(1, in_a_line(too_long).data()) == nullptr);
  memory.remember(key_memory::places, "a", 1);
  CHECK(memory.recall(key_memory::places, in_a_line("a").data()) == nullptr);
  memory.remember(2, "", 3);
  CHECK(memory.recall(2, in_a_line("").data()) != nullptr);
  CHECK(memory.recall(2, in_a_line("a").data()) == nullptr);
}
