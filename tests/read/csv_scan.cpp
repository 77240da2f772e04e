#include <proflens/read/csv/scan_vectors.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <random>
#include <string>
#include <vector>

using namespace proflens::read;

namespace {

struct scanned {
  csv_marks marks;
  std::vector<std::uint32_t> separators;

  friend bool operator==(const scanned&, const scanned&) = default;
};

/// The text stands in memory of its own size, so that reading behind it is found out.
scanned scan(csv_scanner version, const std::string& text) {
  std::vector<char> bytes(text.begin(), text.end());
  std::vector<std::uint32_t> separators(text.size() + csv_scan_slack);
  const csv_marks marks = scan_with(version)(bytes.data(), bytes.size(), separators.data());
  separators.resize(marks.separators);
  return {marks, separators};
}

std::string random_text(std::mt19937_64& random, const std::string& alphabet) {
  std::string text(random() % 400, ' ');
  for (char& c : text) c = alphabet[random() % alphabet.size()];
  return text;
}

}  // namespace

TEST_CASE("csv_scan: separators within quotes are none") {
  const scanned found = scan(csv_scanner::scalar, "a,\"b,\"\"\nc\"\n,d\n");
  CHECK(found.separators == std::vector<std::uint32_t>{1, 10, 11, 13});
  CHECK(found.marks == csv_marks{.separators = 4,
                                 .line_ends = 2,
                                 .has_stray_quotes = false,
                                 .has_special_bytes = false,
                                 .has_quoted_line_ends = true});
}

TEST_CASE("csv_scan: a quote beside a plain byte is stray, and its place is told") {
  CHECK(first_stray_quote("a,b\"c\",d\n", 9) == 3);
  CHECK(first_stray_quote("a,\"b\"c,d\n", 9) == 5);
  CHECK(first_stray_quote("a,\"\"\"b\"\"\",d\n", 12) == no_offset);
  CHECK(first_stray_quote("\"\",\"\"\"\"\"\"\n", 10) == no_offset);
  CHECK(scan(csv_scanner::scalar, "a,\"b\"c\n").marks.has_stray_quotes);
  CHECK(!scan(csv_scanner::scalar, "a,\"b\"").marks.has_stray_quotes);
}

TEST_CASE("csv_scan: the versions with vectors agree with the one that goes byte by byte") {
  std::mt19937_64 random(3);
  const std::string alphabets[] = {"abcdefghij,\n\"",
                                   "\"",
                                   ",",
                                   "\n",
                                   "aaaaaaaaaaaaaaaaaaaaaaa,\n",
                                   std::string("abcdefghijk,,\n\"\"\r\xc3\xff\0", 19)};
  for (int round = 0; round < 3000; ++round) {
    const std::string text = random_text(random, alphabets[random() % std::size(alphabets)]);
    const scanned expected = scan(csv_scanner::scalar, text);
    CHECK((first_stray_quote(text.data(), text.size()) != no_offset) ==
          expected.marks.has_stray_quotes);
    for (const auto version : {csv_scanner::sse2, csv_scanner::avx2, csv_scanner::avx512}) {
      if (!is_available(version)) continue;
      INFO("version " << static_cast<int>(version) << ", round " << round);
      CHECK(scan(version, text) == expected);
    }
  }
}

TEST_CASE("csv_scan: there is a version for every machine, and the widest can be run") {
  CHECK(is_available(csv_scanner::scalar));
  CHECK(is_available(widest_csv_scanner()));
}
