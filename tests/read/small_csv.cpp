#include <doctest/doctest.h>

#include <cstdint>
#include <limits>
#include <optional>
#include <proflens/aggregate/moments.hpp>
#include <proflens/read/small_csv.hpp>
#include <proflens/record/benchmark_run.hpp>
#include <string>
#include <tuple>
#include <vector>

#include "tests/read/compressed.hpp"
#include "tests/temporary_folder.hpp"

using namespace proflens;

namespace {

/// A distinct type in each column, none of them where the table has it.
struct shape {
  std::string name;
  double seconds = -1;
  std::int64_t width = -1;
  std::optional<double> spread;
  std::optional<std::uint8_t> level;
  std::optional<record::bounded_number> bound;
};

}  // namespace

template <>
inline constexpr auto proflens::record::fields<shape> =
    std::tuple{required(&shape::name, "name"),
               required(&shape::seconds, "seconds", "time_s") | nonnegative,
               required(&shape::width, "width"),
               optional(&shape::spread, "spread"),
               optional(&shape::level, "level") | lenient,
               optional(&shape::bound, "bound")};

namespace {

struct kept_rows {
  std::vector<shape> rows;
  std::vector<std::uint64_t> lines;

  void operator()(const shape& row, std::uint64_t line) {
    rows.push_back(row);
    lines.push_back(line);
  }
  kept_rows& operator+=(const kept_rows& later) {
    rows.insert(rows.end(), later.rows.begin(), later.rows.end());
    lines.insert(lines.end(), later.lines.begin(), later.lines.end());
    return *this;
  }
};

using table = read::table_result<kept_rows>;

/// Reads a table that holds these bytes.
table rows_of(const std::string& text) {
  const tests::temporary_folder folder;
  return read::small_csv<shape>(folder.write("t.csv", text), kept_rows{});
}

/// What the reader says when it refuses a table of these bytes.
std::string refusal(const std::string& text) {
  try {
    rows_of(text);
  } catch (const read::error& error) {
    return error.what();
  }
  return "";
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != text.npos; }

/// The only malformed line of a table in words, from its line number on.
std::string complaint(const table& read_in) {
  REQUIRE(read_in.ledger.malformed == 1);
  const std::string all = read::describe(read_in.ledger.first_malformed.at(0));
  return all.substr(all.find("t.csv:") + 6);
}

const std::string header = "name,seconds,width\n";

}  // namespace

TEST_CASE("small_csv: columns are found by name, in any order, others are ignored") {
  const auto read_in = rows_of("width,unknown,spread,name,time_s\n7,x,0.5,bert,1.25\n");
  REQUIRE(read_in.value.rows.size() == 1);
  const shape& row = read_in.value.rows[0];
  CHECK(row.name == "bert");
  CHECK(row.seconds == 1.25);
  CHECK(row.width == 7);
  CHECK(row.spread == 0.5);
  CHECK(!row.level);
  CHECK(read_in.columns ==
        std::vector<std::string>{"width", "unknown", "spread", "name", "time_s"});
  CHECK(read_in.ledger.lines == 1);
  CHECK(read_in.ledger.used == 1);
}

TEST_CASE("small_csv: of several names of a field the first one with a value counts") {
  const auto read_in = rows_of("time_s,name,seconds,width\n1,a,2,0\n1,b,N/A,0\n");
  REQUIRE(read_in.value.rows.size() == 2);
  CHECK(read_in.value.rows[0].seconds == 2);
  CHECK(read_in.value.rows[1].seconds == 1);
}

TEST_CASE("small_csv: an empty cell is no value, where csv.h reads 0") {
  const auto read_in = rows_of("name,seconds,width,spread\na,1,2,\nb,,2,3\nc,1,2, \t\n");
  REQUIRE(read_in.value.rows.size() == 2);
  CHECK(!read_in.value.rows[0].spread);
  CHECK(!read_in.value.rows[1].spread);
  CHECK(complaint(read_in) ==
        "3:3: expected a value for seconds or time_s, found none; line skipped (counted as "
        "missing_field)");
  CHECK(read_in.ledger.missing.needed == std::vector<std::string>{"seconds or time_s"});
  CHECK(read_in.ledger.missing.found ==
        std::vector<std::string>{"name", "seconds", "width", "spread"});
}

TEST_CASE("small_csv: N/A and its kin are no value and do not end the file") {
  const auto read_in = rows_of(
      "name,seconds,width,spread\nNone,1,2,N/A\nb,1,2,None\nc,1,2,n/a\nd,1,2,NULL\ne,1,2,5\n");
  REQUIRE(read_in.value.rows.size() == 5);
  CHECK(read_in.value.rows[0].name == "None");  // a text may be any word
  for (std::size_t i = 0; i < 4; ++i) CHECK(!read_in.value.rows[i].spread);
  CHECK(read_in.value.rows[4].spread == 5.0);
}

TEST_CASE("small_csv: the words for no value can be chosen") {
  const tests::temporary_folder folder;
  const auto file = folder.write("t.csv", "name,seconds,width,spread\na,1,2,oom\nb,1,2,N/A\n");
  const auto read_in = read::small_csv<shape>(file, kept_rows{}, {.absent_words = {"OOM"}});
  REQUIRE(read_in.value.rows.size() == 1);
  CHECK(!read_in.value.rows[0].spread);
  CHECK(read_in.ledger.count(read::cause::wrong_type) == 1);
}

TEST_CASE("small_csv: NaN and infinity are errors with their place, not missing values") {
  const auto read_in =
      rows_of("name,seconds,width,spread\na,1,2,nan\nb,inf,2,1\nc,1,2,-Infinity\n");
  CHECK(read_in.value.rows.empty());
  CHECK(read_in.ledger.count(read::cause::out_of_range) == 3);
  CHECK(has(read::describe(read_in.ledger.first_malformed[0]),
            "t.csv:2:7: expected a finite number in \"spread\", found nan"));
  CHECK(has(read::describe(read_in.ledger.first_malformed[1]), "t.csv:3:3: "));
}

TEST_CASE("small_csv: a tab behind a cell does not spoil it") {
  const auto read_in = rows_of("name\t,seconds\t,width\t\nbert\t,1.5\t,3\t\n");
  REQUIRE(read_in.value.rows.size() == 1);
  CHECK(read_in.value.rows[0].name == "bert");
  CHECK(read_in.value.rows[0].width == 3);
}

TEST_CASE("small_csv: a row with another number of cells is booked, the next one is read") {
  const auto read_in = rows_of(header + "a,1,2,3\nb,1\nc,1,2\nd,1,2,\n");
  REQUIRE(read_in.value.rows.size() == 1);
  CHECK(read_in.value.rows[0].name == "c");
  CHECK(read_in.value.lines == std::vector<std::uint64_t>{4});
  CHECK(read_in.ledger.count(read::cause::syntax) == 3);
  CHECK(has(read::describe(read_in.ledger.first_malformed[0]),
            "t.csv:2: expected 3 cells as in the header, found 4; line skipped"));
  CHECK(read_in.ledger.lines == 4);
}

TEST_CASE("small_csv: a byte order mark, and all line ends that occur") {
  for (const std::string end : {"\n", "\r\n", "\r\r\n"}) {
    const auto read_in =
        rows_of("\xEF\xBB\xBFname,seconds,width" + end + "a,1,2" + end + end + "b,3,4");
    REQUIRE(read_in.value.rows.size() == 2);
    CHECK(read_in.value.rows[0].width == 2);
    CHECK(read_in.value.rows[1].width == 4);
    CHECK(read_in.ledger.blank == 1);
    CHECK(read_in.value.lines == std::vector<std::uint64_t>{2, 4});
    CHECK(read_in.columns[0] == "name");
  }
}

TEST_CASE("small_csv: quotes hold commas and quotes; one that is not closed is booked") {
  const auto read_in = rows_of(header + "\"a, \"\"b\"\"\",\"1\",2\n\"c,1,2\n\" d \",1,2\n");
  REQUIRE(read_in.value.rows.size() == 2);
  CHECK(read_in.value.rows[0].name == "a, \"b\"");
  CHECK(read_in.value.rows[1].name == " d ");
  CHECK(has(complaint(read_in), "3: expected a closing quote"));
}

TEST_CASE("small_csv: the place of a cell is its first byte in the line") {
  CHECK(has(complaint(rows_of(header + "\"x,\"\"y\", 1 ,  two\n")),
            "2:15: expected a whole number in \"width\", found two;"));
}

TEST_CASE("small_csv: numbers are rounded correctly, where csv.h is off by an ulp or more") {
  const std::vector<std::pair<std::string, double>> texts{
      {"0.0446", 0.0446},   {"2.2250738585072014e-308", 2.2250738585072014e-308},
      {"1e23", 1e23},       {"0.30000000000000004", 0.30000000000000004},
      {"123.456", 123.456}, {"+7.1", 7.1}};
  std::size_t differs_in_csv_h = 0;
  for (const auto& [text, value] : texts) {
    const auto read_in = rows_of(header + "a," + text + ",1\n");
    REQUIRE(read_in.value.rows.size() == 1);
    CHECK(read_in.value.rows[0].seconds == value);
    double by_csv_h = 0;
    io::detail::parse_float(text.c_str(), by_csv_h);
    differs_in_csv_h += by_csv_h != value;
  }
  CHECK(differs_in_csv_h > 0);  // else this test proves nothing
}

TEST_CASE("small_csv: a comma is no decimal point, a fraction is no whole number") {
  const auto read_in = rows_of(header + "a,\"1,5\",1\nb,1,2.5\nc,1,2.0\nd,1,9007199254740993\n");
  REQUIRE(read_in.value.rows.size() == 1);
  CHECK(read_in.value.rows[0].name == "c");
  CHECK(read_in.ledger.count(read::cause::wrong_type) == 2);
  CHECK(read_in.ledger.count(read::cause::out_of_range) == 1);
}

TEST_CASE("small_csv: what must not be negative is out of range, what is lenient is dropped") {
  const auto read_in = rows_of("name,seconds,width,level\na,-1,2,3\nb,1,2,300\nc,1,2,x\nd,1,2,9\n");
  REQUIRE(read_in.value.rows.size() == 3);
  CHECK(!read_in.value.rows[0].level);
  CHECK(!read_in.value.rows[1].level);
  CHECK(read_in.value.rows[2].level == 9);
  CHECK(has(complaint(read_in), "2:3: expected a finite number of at least 0 in \"seconds\""));
}

TEST_CASE("small_csv: a number may be known as a bound only") {
  const auto read_in = rows_of("name,seconds,width,bound\na,1,2,< 0.001\nb,1,2,0.5\nc,1,2,<\n");
  REQUIRE(read_in.value.rows.size() == 2);
  CHECK(read_in.value.rows[0].bound == record::bounded_number{0.001, true});
  CHECK(read_in.value.rows[1].bound == record::bounded_number{0.5, false});
  CHECK(has(complaint(read_in), "4:7: expected a number, or \"< number\" in \"bound\", found <"));
}

TEST_CASE("small_csv: long lines, NULs and other bytes cost only their own row") {
  const std::string name(900'000, 'n');
  const std::string too_long(20'000'000, 'x');  // csv.h itself gives up at 2^24
  const auto read_in = rows_of(header + name + ",1,2\n" + too_long + ",1,2\nb,1,2\n" +
                               std::string("c\0d,1,2\n", 8) + "\xff,1,2\ne,1,2\n");
  REQUIRE(read_in.value.rows.size() == 3);
  CHECK(read_in.value.rows[0].name == name);
  CHECK(read_in.value.rows[1].name == "b");
  CHECK(read_in.value.rows[2].name == "e");
  CHECK(read_in.value.lines == std::vector<std::uint64_t>{2, 4, 7});
  CHECK(read_in.ledger.count(read::cause::syntax) == 1);
  CHECK(read_in.ledger.count(read::cause::invalid_utf8) == 2);
}

TEST_CASE("small_csv: nothing is lost where csv.h swaps its buffers") {
  std::string text = header;
  const std::string filler(1000, 'f');
  const std::size_t rows = 36'000;  // more than the 32 MiB csv.h reads at first
  for (std::size_t i = 0; i < rows; ++i) text += filler + ",1," + std::to_string(i) + '\n';
  const auto read_in = rows_of(text);
  REQUIRE(read_in.value.rows.size() == rows);
  for (std::size_t i = 0; i < rows; ++i)
    if (read_in.value.rows[i].width != static_cast<std::int64_t>(i)) FAIL("row ", i, " is lost");
}

TEST_CASE("small_csv: a header alone gives nothing, an empty file or a wrong header is an error") {
  CHECK(rows_of(header).value.rows.empty());
  CHECK(rows_of("\n\n" + header + "a,1,2\n").value.lines == std::vector<std::uint64_t>{4});
  CHECK(has(refusal(""), "t.csv: the file is empty; expected a table with a header"));
  CHECK(has(refusal("\n \n"), "is empty"));
  CHECK(has(refusal("name,width\na,1\n"),
            "t.csv:1: expected a header with the column seconds or time_s, found the columns "
            "\"name\", \"width\""));
  CHECK(has(refusal("name,width,seconds,width\n"), "two columns are named \"width\""));
  CHECK(has(refusal("\xff\xfen\0a\0"), "UTF-8"));
  CHECK(rows_of("x,x,name,seconds,width\n1,2,a,3,4\n").ledger.used == 1);
}

TEST_CASE("small_csv: files follow each other, places name their file") {
  const tests::temporary_folder folder;
  folder.write("d/2.csv", "width,name,seconds\n2,b,1\nbad\n");
  folder.write("d/10.csv", header + "c,1,3\n");
  folder.write("d/notes.txt", "none");
  folder.write("d/3.csv.gz", tests::gzip(header + "z,1,9\n"));
  const auto read_in = read::small_csv<shape>(folder / "d", kept_rows{});
  REQUIRE(read_in.value.rows.size() == 3);
  CHECK(read_in.value.rows[0].width == 2);
  CHECK(read_in.value.rows[1].width == 9);
  CHECK(read_in.value.rows[2].width == 3);
  CHECK(read_in.ledger.lines == 4);
  CHECK(has(read::describe(read_in.ledger.first_malformed.at(0)), "2.csv:3: "));
  CHECK_THROWS_AS(read::small_csv<shape>(folder / "gone.csv", kept_rows{}), read::error);
}

namespace {

struct only_width {
  using record_type = shape;
  static constexpr auto needs = std::tuple{&shape::width};
  std::int64_t sum = 0;

  std::string_view operator()(const shape& row) {
    if (row.width > 100) return "wide";
    sum += row.width;
    return {};
  }
  only_width& operator+=(const only_width& other) {
    sum += other.sum;
    return *this;
  }
};

}  // namespace

TEST_CASE("small_csv: only what is needed is asked for; a rule may leave a row out") {
  const tests::temporary_folder folder;
  const auto read_in =
      read::small_csv(folder.write("t.csv", "width,seconds\n1,oops\n2,\n200,1\n"), only_width{});
  CHECK(read_in.value.sum == 3);
  CHECK(read_in.ledger.count("wide") == 1);
  CHECK(read_in.ledger.lines == read_in.ledger.used + read_in.ledger.filtered_lines());
}

namespace {

struct kept_runs {
  std::vector<benchmark_run>* runs;
  void operator()(const benchmark_run& run) { runs->push_back(run); }
  kept_runs& operator+=(const kept_runs&) { return *this; }
};

}  // namespace

TEST_CASE("small_csv: a row of the benchmarks, by both of its descriptions") {
  const tests::temporary_folder folder;
  std::vector<benchmark_run> runs;
  const kept_runs keep{&runs};
  read::small_csv<benchmark_run>(
      folder.write("a.csv", "model,batch_size,sequence_length,result\nbert,1,8,0.0446\n"), keep);
  read::small_csv<benchmark_run>(
      folder.write("b.csv",
                   "model_name,input_length,batch_size,total_latency,gpu_memory_mb\n"
                   "gpt2,32,4,1.5,\n"),
      keep);
  REQUIRE(runs.size() == 2);
  CHECK(runs[0].result == record::bounded_number{0.0446, false});
  CHECK(runs[0].sequence_length == 8);
  CHECK(runs[1].model == "gpt2");
  CHECK(runs[1].sequence_length == 32);
  CHECK(runs[1].batch_size == 4);
  CHECK(runs[1].total_latency_s == 1.5);
  CHECK(!runs[1].gpu_memory_mb);
}

TEST_CASE("small_csv: an accumulator of the library names its record and its column") {
  const tests::temporary_folder folder;
  const auto file = folder.write("t.csv", "seconds,other\n1,x\n4,y\n");
  const auto read_in = read::small_csv(file, aggregate::of(&shape::seconds, aggregate::moments{}));
  CHECK(read_in.value.value.count() == 2);
  CHECK(read_in.value.value.mean() == 2.5);
}
