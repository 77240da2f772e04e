#pragma once

#include <concepts>
#include <cstdint>
#include <filesystem>
#include <string_view>
#include <vector>

#include <proflens/read/ledger.hpp>

namespace proflens::read {

/// What came out of files: the accumulator's value, what became of every line, which files these
/// were, and how long reading and parsing them took, summed over the threads.
template <class Value>
struct result {
  Value value;
  read::ledger ledger;
  std::vector<std::filesystem::path> files;
  double seconds = 0;
};

/// Takes records: `a(record)`, or `a(record, line)` with the line's number, and `a += b`. A call
/// that returns text names the rule that left the record out; empty text: it was used.
///
/// `line` counts from 1 in the block of lines the copy of the accumulator was given; with
/// `shift_lines(n)`, called before a merge, it learns what to add for the line of the file.
template <class Accumulator, class Record>
concept accumulates = std::copy_constructible<Accumulator> &&
    (std::invocable<Accumulator&, const Record&> ||
     std::invocable<Accumulator&, const Record&, std::uint64_t>)&&requires(Accumulator into,
                                                                           Accumulator& from) {
  into += from;
};

/// Gives a record to an accumulator and books it: as used, or under the rule that left it out.
template <class Record, accumulates<Record> Accumulator>
void give(Accumulator& value, const Record& record, std::uint64_t line, ledger& booked) {
  const auto call = [&]() -> decltype(auto) {
    if constexpr (std::invocable<Accumulator&, const Record&, std::uint64_t>)
      return value(record, line);
    else
      return value(record);
  };
  std::string_view rule;
  if constexpr (std::convertible_to<decltype(call()), std::string_view>)
    rule = call();
  else
    static_cast<void>(call());
  if (rule.empty())
    ++booked.used;
  else
    booked.add_filtered(rule);
}

}  // namespace proflens::read
