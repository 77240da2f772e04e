#pragma once

#include <algorithm>
#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <memory>
#include <string_view>
#include <system_error>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

#include <proflens/aggregate/of.hpp>  // not used here: what most readers are given
#include <proflens/read/block_queue.hpp>
#include <proflens/read/field_table.hpp>
#include <proflens/read/files.hpp>
#include <proflens/read/json_record.hpp>
#include <proflens/read/ledger.hpp>
#include <proflens/read/line_block.hpp>
#include <proflens/read/number_text.hpp>
#include <proflens/read/options.hpp>
#include <proflens/read/ordered_fold.hpp>
#include <proflens/read/result.hpp>
#include <proflens/record/concepts.hpp>

namespace proflens::read {

/// Reads the lines of blocks into copies of an accumulator; one per thread.
template <record::described Record, class Accumulator>
class json_block_worker {
 public:
  struct outcome {
    std::size_t file_index = 0;
    Accumulator value;
    read::ledger ledger;
    double seconds = 0;
  };

  json_block_worker(const Accumulator& identity, const std::vector<std::filesystem::path>& files)
      : identity_(&identity), files_(&files), parse_(fields_wanted_by<Record>(identity)) {}

  outcome operator()(line_block& block) {
    const auto start = std::chrono::steady_clock::now();
    outcome result{block.file_index, *identity_, {}};
    result.ledger.lines = result.ledger.trimmed = block.trimmed;
    read_(block, [&](const char* begin, const char* end) { add_lines(begin, end, result); });
    block.bytes = {};  // not to be kept while the result waits
    result.seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return result;
  }

 private:
  void add_lines(const char* begin, const char* end, outcome& result) {
    while (begin < end) {
      const void* const found = std::memchr(begin, '\n', static_cast<std::size_t>(end - begin));
      const char* const line_end = found != nullptr ? static_cast<const char*>(found) : end;
      add_line({begin, static_cast<std::size_t>(line_end - begin)}, result);
      begin = line_end + 1;
    }
  }

  void add_line(std::string_view line, outcome& result) {
    ledger& booked = result.ledger;
    ++booked.lines;
    if (std::ranges::all_of(line, is_blank)) {
      ++booked.blank;
      return;
    }
    Record record{};
    if (parse_(line, record)) {
      give(result.value, record, booked.lines, booked);
    } else {
      add_malformed(line, result);
    }
  }

  void add_malformed(std::string_view line, outcome& result) {
    ledger& booked = result.ledger;
    const line_failure failure = parse_.failure();
    booked.add_malformed(failure.why);
    if (booked.keeps_next_place())
      booked.first_malformed.push_back({.file = (*files_)[result.file_index].string(),
                                        .line = booked.lines,
                                        .column = column(line, failure),
                                        .why = failure.why,
                                        .message = parse_.describe_failure()});
    if (failure.why == cause::missing_field && booked.missing.empty())
      booked.missing = parse_.keys_of(line);
  }

  static std::uint64_t column(std::string_view line, const line_failure& failure) {
    if (failure.at.empty()) return 0;
    return static_cast<std::uint64_t>(failure.at.data() - line.data()) + 1;
  }

  const Accumulator* identity_;
  const std::vector<std::filesystem::path>* files_;
  json_record<Record> parse_;
  line_block_reader read_;
};

/// No more threads than there are tasks, where that is known. One thread decompresses a file, and
/// its lines are parsed meanwhile by one more, which keeps up with it: so such a file counts once
/// more, however small it is.
inline unsigned useful_threads(const std::vector<std::filesystem::path>& files,
                               const options& chosen) {
  const unsigned wanted =
      chosen.threads != 0 ? chosen.threads : std::max(std::thread::hardware_concurrency(), 1u);
  std::uintmax_t tasks = 0;
  for (const auto& file : files) {
    std::error_code unknown;
    const auto bytes = std::filesystem::file_size(file, unknown);
    const bool is_compressed = file.extension() == ".gz" || file.extension() == ".zst";
    const auto blocks = 1 + bytes / std::max<std::size_t>(chosen.task_bytes, 1);
    tasks += unknown ? wanted : blocks + is_compressed;
  }
  return static_cast<unsigned>(
      std::min<std::uintmax_t>(wanted, std::max<std::uintmax_t>(tasks, 1)));
}

/// Reads JSON Lines, one JSON object a line, into an accumulator per file; the results are in the
/// files' order. Within a file the accumulators of its blocks are merged from first to last, at
/// borders that depend on the file alone.
///
/// `accumulator` must be an identity (merging it changes nothing): every block starts with a copy.
/// If it says which fields it `needs`, only these are read and asked for. One that has
/// `shift_lines(n)` is told, before it is merged, how many lines stand before its block.
///
/// Lines that cannot be used are booked in the ledger. Throws `read::error` for what cannot be read
/// at all; exceptions of the accumulator reach the caller.
template <record::described Record, accumulates<Record> Accumulator>
std::vector<result<Accumulator>> json_lines_by_file(const files& input,
                                                    const Accumulator& accumulator,
                                                    const options& chosen = {}) {
  using worker = json_block_worker<Record, Accumulator>;
  const std::vector<std::filesystem::path> paths = input.list();
  std::vector<result<Accumulator>> results;
  for (const auto& path : paths) results.push_back({accumulator, {}, {path}});
  const auto merge = [&](typename worker::outcome&& block) {
    if (block.ledger.lines == 0) return;
    result<Accumulator>& of_file = results[block.file_index];
    if constexpr (requires { block.value.shift_lines(std::uint64_t{}); })
      block.value.shift_lines(of_file.ledger.lines);
    block.ledger.shift_lines(of_file.ledger.lines);
    of_file.value += std::move(block.value);
    of_file.ledger += block.ledger;
    of_file.seconds += block.seconds;
  };
  block_queue queue(paths, chosen);
  fold_in_order<line_block, typename worker::outcome>(
      useful_threads(paths, chosen), [&](line_block& block) { return queue.next(block); },
      [&] { return worker(accumulator, paths); }, merge);
  return results;
}

/// As `json_lines_by_file`, for an accumulator that names its record.
template <record::names_its_record Accumulator>
auto json_lines_by_file(const files& input, const Accumulator& accumulator,
                        const options& chosen = {}) {
  return json_lines_by_file<typename Accumulator::record_type>(input, accumulator, chosen);
}

/// Reads JSON Lines into one accumulator: the results of `json_lines_by_file`, merged from the
/// first file to the last.
///
///     auto steps = read::json_lines<scheduler_step>("runs/", accumulator, {.trim_first = 10});
template <record::described Record, accumulates<Record> Accumulator>
result<Accumulator> json_lines(const files& input, const Accumulator& accumulator,
                               const options& chosen = {}) {
  auto of_files = json_lines_by_file<Record>(input, accumulator, chosen);
  result<Accumulator> all = std::move(of_files.front());
  for (std::size_t i = 1; i < of_files.size(); ++i) {
    all.value += std::move(of_files[i].value);
    all.ledger += of_files[i].ledger;
    all.seconds += of_files[i].seconds;
    all.files.push_back(std::move(of_files[i].files.front()));
  }
  return all;
}

/// As `json_lines`, for an accumulator that names its record.
template <record::names_its_record Accumulator>
auto json_lines(const files& input, const Accumulator& accumulator, const options& chosen = {}) {
  return json_lines<typename Accumulator::record_type>(input, accumulator, chosen);
}

/// What `for_each` reads into: calls one function for all, and holds nothing.
template <class Record, class Function>
struct call_in_order {
  Function* function = nullptr;

  decltype(auto) operator()(const Record& record) { return (*function)(record); }
  call_in_order& operator+=(const call_in_order&) { return *this; }
};

/// Calls `function(record)` for every record, in file order, in the calling thread. If the function
/// returns text, that names the rule which left the record out. Line numbers are not given.
template <record::described Record, class Function>
requires std::invocable<Function&, const Record&> ledger for_each(const files& input,
                                                                  Function&& function,
                                                                  options chosen = {}) {
  chosen.threads = 1;
  using plain = std::remove_reference_t<Function>;
  return json_lines<Record>(input, call_in_order<Record, plain>{std::addressof(function)}, chosen)
      .ledger;
}

}  // namespace proflens::read
