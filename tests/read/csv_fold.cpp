// Whatever the vectors, the borders of pieces and the number of threads: what is read is what the
// rule of quotes says about the bytes.
#include <doctest/doctest.h>
#include <sys/stat.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <fstream>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include <proflens/aggregate/bounded_quantiles.hpp>
#include <proflens/read/csv.hpp>
#include <proflens/read/ostream.hpp>
#include "tests/read/compressed.hpp"
#include "tests/read/csv_rows.hpp"
#include "tests/temporary_folder.hpp"

using namespace proflens;
using read::csv_options;
using read::csv_scanner;

namespace {

constexpr std::string_view header = "first,second,third\n";

std::vector<csv_scanner> scanners() {
  std::vector<csv_scanner> available;
  for (const auto version :
       {csv_scanner::scalar, csv_scanner::sse2, csv_scanner::avx2, csv_scanner::avx512})
    if (read::is_available(version)) available.push_back(version);
  return available;
}

read::csv_result<tests::spelled_rows> read_three(const std::string& file,
                                                 const csv_options& chosen) {
  return read::csv_columns(file, {{{"first"}}, {{"second"}}, {{"third"}}},
                           tests::spelled_rows{.columns = 3, .text = {}}, chosen);
}

void check_same(const read::csv_result<tests::spelled_rows>& found,
                const tests::plain_table& expected) {
  CHECK(found.value.text == expected.rows);
  CHECK(found.ledger.blank == expected.blank);
  std::uint64_t malformed = 0;
  for (std::size_t i = 0; i < read::table_cause_count; ++i) {
    const auto why = static_cast<read::cause>(i);
    const auto wanted = expected.malformed.find(read::name(why));
    CHECK_MESSAGE(
        found.ledger.count(why) == (wanted == expected.malformed.end() ? 0 : wanted->second),
        read::name(why));
    malformed += found.ledger.count(why);
  }
  CHECK(found.ledger.malformed == malformed);
  CHECK(found.ledger.used ==
        static_cast<std::uint64_t>(std::ranges::count(expected.rows, '[')) / 3);
  CHECK(found.ledger.lines == found.ledger.used + found.ledger.blank + malformed);
  std::vector<std::uint64_t> lines;
  for (const auto& bad : found.ledger.first_malformed) lines.push_back(bad.line);
  CHECK(lines == expected.bad_lines);
}

/// How many bytes were read when the first short row came.
struct bytes_before_short_row {
  std::atomic<std::uint64_t>* taken = nullptr;
  std::uint64_t bytes = 0;

  void operator()(const read::csv_row& row) {
    if (bytes == 0 && row[0].raw().size() == 1) bytes = *taken;
  }
  bytes_before_short_row& operator+=(const bytes_before_short_row& later) {
    if (bytes == 0) bytes = later.bytes;
    return *this;
  }
  friend bool operator==(const bytes_before_short_row&, const bytes_before_short_row&) = default;
};

}  // namespace

TEST_CASE("csv_fold: odd bytes are read by the rule, in any pieces, by every scanner") {
  const tests::temporary_folder folder;
  std::mt19937_64 random(7);
  for (int round = 0; round < 60; ++round) {
    const std::string text = tests::odd_text(random, random() % 3000);
    const std::string file = folder.write("odd.csv", std::string(header) + text);
    const tests::plain_table expected = tests::read_plainly(text, 3, 2);
    for (const auto scanner : scanners())
      for (const std::size_t piece_bytes :
           {std::size_t{1} << 26, std::size_t{61}, std::size_t{500}}) {
        INFO("round " << round << " scanner " << static_cast<int>(scanner) << " pieces of "
                      << piece_bytes);
        check_same(read_three(file, {.threads = 1 + static_cast<unsigned>(round) % 3,
                                     .piece_bytes = piece_bytes,
                                     .scanner = scanner}),
                   expected);
      }
  }
}

TEST_CASE(
    "csv_fold: short and long rows next to each other are told apart, nothing else being odd") {
  const tests::temporary_folder folder;
  std::mt19937_64 random(17);
  for (int round = 0; round < 200; ++round) {
    std::string text;
    const std::uint64_t longest = 3 + random() % 4;
    for (std::uint64_t rows = random() % 12; rows > 0; --rows) {
      std::uint64_t cells = random() % 3 == 0 ? 1 + random() % longest : 3;
      for (; cells > 1; --cells) text += random() % 4 == 0 ? "\"a,b\"," : "7,";
      text += random() % 9 == 0 ? "8\r\n" : "8\n";
    }
    const std::string file = folder.write("counts.csv", std::string(header) + text);
    for (const auto scanner : scanners())
      check_same(read_three(file, {.threads = 1, .scanner = scanner}),
                 tests::read_plainly(text, 3, 2));
  }
}

TEST_CASE("csv_fold: rows that lie across the blocks of reading stay whole") {
  const tests::temporary_folder folder;
  std::mt19937_64 random(11);
  for (int round = 0; round < 3; ++round) {
    const std::string text = tests::odd_text(random, 900'000);
    const std::string file = folder.write("odd.csv", std::string(header) + text);
    const tests::plain_table expected = tests::read_plainly(text, 3, 2);
    for (const auto scanner : scanners())
      check_same(read_three(file, {.threads = 2, .scanner = scanner}), expected);
    check_same(read_three(file, {.threads = 3, .piece_bytes = 100'000}), expected);
  }
}

TEST_CASE("csv_fold: clean rows with quoted line ends are cut right at every border") {
  const tests::temporary_folder folder;
  std::string text;
  for (int row = 0; row < 40; ++row)
    text += std::to_string(row) + ",\"two\nlines " +
            std::string(static_cast<std::size_t>(row), 'x') + "\",\"a,b\"\r\n";
  const std::string file = folder.write("lines.csv", std::string(header) + text);
  const tests::plain_table expected = tests::read_plainly(text, 3, 2);
  CHECK(expected.malformed.empty());
  for (std::size_t piece_bytes = 1; piece_bytes < 200; piece_bytes += 7)
    check_same(read_three(file, {.threads = 2, .piece_bytes = piece_bytes}), expected);
}

TEST_CASE("csv_fold: pipes and compressed files give the same, the sums to the bit") {
  const tests::temporary_folder folder;
  std::mt19937_64 random(13);
  const std::string content = std::string(header) + tests::odd_text(random, 300'000);
  const std::string plain = folder.write("plain.csv", content);
  const csv_options chosen{.threads = 2, .piece_bytes = 50'000};
  const auto expected = read_three(plain, chosen);
#ifdef PROFLENS_WITH_COMPRESS
  const std::string packed = folder.write("packed.csv.gz", tests::gzip(content));
  const auto unpacked = read_three(packed, chosen);
  CHECK(unpacked.value == expected.value);
  CHECK(unpacked.ledger.malformed_by_cause == expected.ledger.malformed_by_cause);
  CHECK(unpacked.ledger.first_malformed.size() == expected.ledger.first_malformed.size());
#endif
  const std::string pipe = folder / "pipe.csv";
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  std::jthread writer([&] { std::ofstream(pipe, std::ios::binary) << content; });
  const auto piped = read_three(pipe, chosen);
  CHECK(piped.value == expected.value);
  CHECK(piped.ledger.lines == expected.ledger.lines);
}

TEST_CASE("csv_fold: samples of a piece that is read again are booked once") {
  const tests::temporary_folder folder;
  std::string text = "name,us\n";
  const std::string lines = "\"two\nlines\",1\n";  // 14 bytes: a border falls within them
  for (int row = 0; row < 400; ++row) text += lines;
  const std::string file = folder.write("lines.csv", text);
  for (const std::size_t piece_bytes : {503, 1000, 2000, 3500}) {
    const auto budget = std::make_shared<aggregate::sample_budget>(400 * sizeof(double));
    const auto durations = aggregate::of([](const read::csv_row& row) { return row.number(0); },
                                         aggregate::bounded_quantiles(budget));
    const auto found =
        read::csv_columns(file, {{{"us"}}}, durations, {.threads = 1, .piece_bytes = piece_bytes});
    INFO("pieces of " << piece_bytes);
    CHECK(found.value.value.count() == 400);
    CHECK(found.value.value.exact());
    CHECK(budget->taken() == 400);
  }
}

TEST_CASE("csv_fold: a pipe is read no further ahead because its pieces are small") {
  const tests::temporary_folder folder;
  std::string text = "name\n" + std::string(100'000, 'x') + '\n';
  for (int row = 0; row < 2'000'000; ++row) text += "y\n";
  const std::string pipe = folder / "pipe.csv";
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  std::jthread writer([&] { std::ofstream(pipe, std::ios::binary) << text; });
  std::atomic<std::uint64_t> taken = 0;
  const auto rows = read::csv_columns(pipe, {{{"name"}}}, bytes_before_short_row{&taken},
                                      {.threads = 1, .piece_bytes = 10, .bytes_read = &taken});
  CHECK(rows.ledger.used == 2'000'001);
  CHECK(rows.value.bytes < 1'000'000);
}
