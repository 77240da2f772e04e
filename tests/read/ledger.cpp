#include <proflens/read/ledger.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <sstream>
#include <string>

#include <proflens/read/ostream.hpp>

using namespace proflens::read;

namespace {
ledger part(std::uint64_t line) {
  ledger booked;
  booked.lines = 5;
  booked.used = 2;
  booked.blank = 1;
  booked.add_malformed(cause::syntax);
  booked.first_malformed.push_back({"a.jsonl", line, 3, cause::syntax, "expected x, found y"});
  booked.add_filtered("filtered_runtime");
  return booked;
}

std::string printed(const ledger& booked) {
  std::ostringstream out;
  out << booked;
  return out.str();
}
}  // namespace

TEST_CASE("ledger: merging an empty one changes nothing") {
  ledger booked = part(2), empty;
  booked += ledger{};
  CHECK(booked == part(2));
  empty += booked;
  CHECK(empty == booked);
}

TEST_CASE("ledger: merging adds counts and keeps the first three places") {
  ledger all;
  for (std::uint64_t line = 1; line <= 5; ++line) all += part(line);
  CHECK(all.lines == 25);
  CHECK(all.malformed == 5);
  CHECK(all.count(cause::syntax) == 5);
  CHECK(all.count(cause::wrong_type) == 0);
  CHECK(all.count("filtered_runtime") == 5);
  CHECK(all.count("filtered_schedule") == 0);
  CHECK(all.lines == all.trimmed + all.blank + all.malformed + all.filtered_lines() + all.used);
  REQUIRE(all.first_malformed.size() == 3);
  CHECK(all.first_malformed[2].line == 3);
}

TEST_CASE("ledger: places move with the lines before them") {
  ledger booked = part(2);
  booked.shift_lines(40);
  CHECK(booked.first_malformed[0].line == 42);
  CHECK(describe(booked.first_malformed[0]) ==
        "a.jsonl:42:3: expected x, found y; line skipped (counted as syntax)");
  booked.first_malformed[0].column = 0;
  CHECK(describe(booked.first_malformed[0]).starts_with("a.jsonl:42: expected"));
}

TEST_CASE("ledger: the keys of the first line that lacks a field are kept") {
  ledger first, second;
  first.missing = {{"a"}, {"chunk_sizes"}};
  second.missing = {{"b"}, {"chunk_sizes"}};
  first += second;
  CHECK(first.missing.found.front() == "a");
}

TEST_CASE("ledger: prints in one line") {
  ledger booked;
  CHECK(printed(booked) == "0 lines: 0 used");
  booked.lines = booked.used = 1;
  CHECK(printed(booked) == "1 line: 1 used");
  booked.lines = booked.used = 101;
  CHECK(printed(booked) == "101 lines: 101 used");
  booked.trimmed = 20;
  booked.blank = 1;
  booked.add_filtered("filtered_runtime");
  booked.add_malformed(cause::syntax);
  booked.add_malformed(cause::wrong_type);
  CHECK(printed(booked) ==
        "101 lines: 101 used, 20 trimmed, 1 blank, 1 filtered_runtime, 2 malformed (1 syntax, 1 "
        "wrong_type)");
}
