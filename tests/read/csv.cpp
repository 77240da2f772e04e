#include <proflens/read/csv.hpp>

#include <doctest/doctest.h>

#include <atomic>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include <proflens/aggregate/group_by.hpp>
#include <proflens/aggregate/moments.hpp>
#include <proflens/aggregate/of.hpp>
#include <proflens/record/operator_run.hpp>
#include "tests/temporary_folder.hpp"

using namespace proflens;

namespace {

struct request {
  std::string model;
  double ttft_ms = 0;
  std::int64_t tokens = 0;
};

}  // namespace

template <>
inline constexpr auto proflens::record::fields<request> =
    std::tuple{required(&request::model, "model"),
               required(&request::ttft_ms, "ttft_ms", "time_to_first_token") | unit::millisecond,
               optional(&request::tokens, "tokens") | nonnegative};

namespace {

/// Keeps every record as text.
struct spelled_requests {
  using record_type = request;
  std::string text;

  void operator()(const request& r) {
    text += r.model + '|' + std::to_string(std::lround(r.ttft_ms * 10)) + '|' +
            std::to_string(r.tokens) + ' ';
  }
  spelled_requests& operator+=(const spelled_requests& later) {
    text += later.text;
    return *this;
  }
  friend bool operator==(const spelled_requests&, const spelled_requests&) = default;
};

read::csv_result<spelled_requests> read_requests(std::string_view content,
                                                 const read::csv_options& chosen = {}) {
  const tests::temporary_folder folder;
  return read::csv(folder.write("r.csv", content), spelled_requests{}, chosen);
}

}  // namespace

TEST_CASE("csv: finds columns by any of their names, in any order, and leaves out others") {
  const auto read = read_requests(
      "tokens,other,time_to_first_token,model\n"
      "7,x,1.5,a\n"
      ",,2.5,\"b, c\"\n");
  CHECK(read.value.text == "a|15|7 b, c|25|0 ");
  CHECK(read.columns ==
        std::vector<std::string>{"tokens", "other", "time_to_first_token", "model"});
  CHECK(read.ledger.lines == 2);
  CHECK(read.ledger.used == 2);
  CHECK(read.ledger.malformed == 0);
}

TEST_CASE(
    "csv: CRLF, a byte order mark, blank lines, blanks around names, no line end at the end") {
  const auto read = read_requests(
      "\xef\xbb\xbf\r\n \r\n model ,\"ttft_ms\"\r\na,1\r\n\r\n\t\r\n\"b\",\"2\"\r\nc,3");
  CHECK(read.value.text == "a|10|0 b|20|0 c|30|0 ");
  CHECK(read.columns == std::vector<std::string>{"model", "ttft_ms"});
  CHECK(read.ledger.lines == 5);
  CHECK(read.ledger.blank == 2);
  CHECK(read.ledger.used == 3);
}

TEST_CASE("csv: a header alone gives nothing, with or without a line end") {
  for (const std::string_view content :
       {"model,ttft_ms", "model,ttft_ms\n", "model,ttft_ms\r\n\n"}) {
    const auto read = read_requests(content);
    CHECK(read.value == spelled_requests{});
    CHECK(read.ledger.used == 0);
    CHECK(read.ledger.malformed == 0);
  }
}

TEST_CASE("csv: a table of one column tells blank lines from values") {
  struct counted {
    int rows = 0;
    void operator()(const read::csv_row&) { ++rows; }
    counted& operator+=(const counted& later) {
      rows += later.rows;
      return *this;
    }
  };
  const tests::temporary_folder folder;
  const auto read =
      read::csv_columns(folder.write("one.csv", "x\n1\n\n2\n3,4\n\"\"\n"), {{{"x"}}}, counted{});
  CHECK(read.value.rows == 3);
  CHECK(read.ledger.blank == 1);
  CHECK(read.ledger.count(read::cause::too_many_fields) == 1);
}

TEST_CASE("csv: rows that cannot be used are booked with place and reason, others stay") {
  const auto read = read_requests(
      "model,ttft_ms,tokens\n"
      "a,1,2\n"
      "b,fast,2\n"
      "c,,2\n"
      "d,4,-1\n"
      "e,5\n"
      "f,6,7\n");
  CHECK(read.value.text == "a|10|2 f|60|7 ");
  CHECK(read.ledger.lines == 6);
  REQUIRE(read.ledger.first_malformed.size() == 3);
  CHECK(describe(read.ledger.first_malformed[0])
            .ends_with(
                "r.csv:3:3: expected a number in \"ttft_ms\", found fast; line skipped (counted as "
                "wrong_type)"));
  CHECK(describe(read.ledger.first_malformed[1])
            .ends_with("r.csv:4: expected a value for ttft_ms or time_to_first_token, found none; "
                       "line skipped "
                       "(counted as missing_field)"));
  CHECK(read.ledger.first_malformed[2].line == 5);
  CHECK(read.ledger.first_malformed[2].column == 5);
  CHECK(read.ledger.count(read::cause::out_of_range) == 1);
  CHECK(read.ledger.count(read::cause::too_few_fields) == 1);
  CHECK(read.ledger.missing.found == std::vector<std::string>{"model", "ttft_ms", "tokens"});
}

TEST_CASE("csv: a stray quote costs its own line, at the start, in the middle and before the end") {
  std::string content = "model,ttft_ms,tokens\n\"a,1,1\n";
  for (int i = 0; i < 5000; ++i) content += i == 2500 ? "m\"m,1,1\n" : "\"\"\"8,128\"\"\",2,3\n";
  content += "\"z,9,9\n";
  const auto read = read_requests(content);
  CHECK(read.ledger.used == 4999);
  CHECK(read.ledger.count(read::cause::stray_quote) == 3);
  CHECK(read.ledger.lines == 5002);
  CHECK(read.ledger.first_malformed[1].line == 2503);
  CHECK(read.ledger.first_malformed[2].line == 5003);
}

TEST_CASE("csv: a line of more than a mebibyte is one malformed row, and memory does not grow") {
  const std::string long_line(3 << 20, 'x');
  const auto read = read_requests("model,ttft_ms\na,1\n" + long_line + ",2\nb,3\n\"" + long_line +
                                  "\",4\nc,5\n" + long_line);
  CHECK(read.value.text == "a|10|0 b|30|0 c|50|0 ");
  CHECK(read.ledger.count(read::cause::syntax) == 3);
  CHECK(read.ledger.lines == 6);
  CHECK(read.ledger.first_malformed[1].line == 5);
}

TEST_CASE("csv: rows of any length below a mebibyte are read, among short ones") {
  std::string content = "model,ttft_ms,tokens\n", expected;
  for (std::size_t size = 10'000; size < 1'000'000; size = size * 3 / 2) {
    content +=
        "a,1,1\n" + std::string(size, 'm') + ",2,3\n\"" + std::string(size, '\n') + "\",3,4\n";
    expected += "a|10|1 " + std::string(size, 'm') + "|20|3 " + std::string(size, '\n') + "|30|4 ";
  }
  const auto read = read_requests(content + "last,4,5\n");
  CHECK(read.value.text == expected + "last|40|5 ");
  CHECK(read.ledger.malformed == 0);
}

TEST_CASE("csv: a quote that is never closed is given up after a mebibyte, its line alone") {
  std::string content = "model,ttft_ms\n\"open,1\n";
  for (int i = 0; i < 300'000; ++i) content += "name,2\n";
  const auto read = read_requests(content);
  CHECK(read.ledger.used == 300'000);
  CHECK(read.ledger.count(read::cause::stray_quote) == 1);
}

TEST_CASE("csv: of several columns for one field the first that holds a value counts") {
  const auto read = read_requests(
      "time_to_first_token,model,ttft_ms\n"
      "1,a,2\n"
      "3,b,N/A\n"
      "N/A,c,N/A\n");
  CHECK(read.value.text == "a|20|0 b|30|0 ");
  CHECK(read.ledger.count(read::cause::missing_field) == 1);
}

namespace {

std::string failure_of(std::string_view content) {
  try {
    read_requests(content);
  } catch (const read::error& failure) {
    return failure.what();
  }
  return "";
}

bool holds(const std::string& text, std::string_view words) {
  return text.find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("csv: a table that is none is refused, with what was found and what is missing") {
  CHECK(holds(failure_of(""), "r.csv: the file is empty"));
  CHECK(holds(failure_of("\n \n"), "r.csv: the file is empty"));
  CHECK(holds(failure_of("model,ttft_ms,model\n"), "r.csv:1: two columns are named \"model\""));
  const std::string missing = failure_of("\nname,tokens\na,1\n");
  CHECK(holds(missing,
              "r.csv:2: expected a header with the columns model, ttft_ms or "
              "time_to_first_token, found the columns \"name\", \"tokens\""));
  CHECK(holds(failure_of("mod\"el,ttft_ms\n"), "expected a header"));
  CHECK(holds(failure_of("model,\xff\n"), "expected a header"));
}

TEST_CASE("csv: a table that fails does not stop the others when they are read one by one") {
  const tests::temporary_folder folder;
  folder.write("1.csv", "model,ttft_ms\na,1\n");
  folder.write("2.csv", "model,tokens\nb,1\n");
  folder.write("3.csv", "model,ttft_ms\nc,3\nd,4\n");
  std::filesystem::create_directory(folder.path() / "4.csv");
  const std::vector<std::filesystem::path> files = {folder / "1.csv", folder / "2.csv",
                                                    folder / "3.csv", folder / "missing.csv"};
  std::filesystem::create_symlink(folder.path() / "nowhere", folder.path() / "missing.csv");
  CHECK_THROWS_AS(read::csv_by_file(read::files(files), spelled_requests{}), read::error);
  folder.write("nowhere", "model,ttft_ms\ne,5\n");
  const auto tables = read::csv_by_file(read::files(files), spelled_requests{}, {.threads = 2});
  REQUIRE(tables.size() == 4);
  CHECK(tables[0].value.text == "a|10|0 ");
  CHECK(tables[0].failure.empty());
  CHECK(holds(tables[1].failure, "2.csv:1: expected a header with the columns ttft_ms"));
  CHECK(tables[1].value == spelled_requests{});
  CHECK(tables[2].value.text == "c|30|0 d|40|0 ");
  CHECK(tables[3].value.text == "e|50|0 ");
  CHECK(tables[2].files == std::vector<std::filesystem::path>{folder / "3.csv"});
  CHECK_THROWS_AS(read::csv(read::files(files), spelled_requests{}), read::error);
}

TEST_CASE("csv: a file that shrinks while it is read fails as a whole") {
  const tests::temporary_folder folder;
  std::string content = "model,ttft_ms\n";
  for (int i = 0; i < 100'000; ++i) content += "name,2\n";
  const std::string file = folder.write("shrinks.csv", content);
  struct cutting {
    using record_type = request;
    std::string file;
    int rows = 0;
    void operator()(const request&) {
      if (rows++ == 0) std::filesystem::resize_file(file, 50'000);
    }
    cutting& operator+=(const cutting& later) {
      rows += later.rows;
      return *this;
    }
  };
  const auto tables =
      read::csv_by_file(file, cutting{file}, {.threads = 1, .piece_bytes = 100'000});
  REQUIRE(tables.size() == 1);
  CHECK(holds(tables[0].failure, "shrinks.csv: expected 700014 bytes as when it was opened"));
  CHECK(tables[0].value.rows == 0);
  CHECK(tables[0].ledger == read::ledger{});
}

TEST_CASE("csv: bytes are counted as they are read, those of a file once") {
  const tests::temporary_folder folder;
  const std::string content = "model,ttft_ms\na,1\nb,2\n";
  std::atomic<std::uint64_t> bytes = 0;
  read::csv(folder.write("r.csv", content), spelled_requests{}, {.bytes_read = &bytes});
  CHECK(bytes >= content.size());
  CHECK(bytes <= 2 * content.size());  // the header is read once more
}

TEST_CASE("csv: columns can be chosen from the header while the program runs") {
  const tests::temporary_folder folder;
  const std::string file = folder.write("t.csv", "name,aic_time(us),x,aiv_time(us)\na,1.5,9,N/A\n");
  std::vector<read::csv_column> chosen = {{{"name"}}, {{"absent"}, false}};
  for (const auto& name : read::csv_header(file))
    if (name.ends_with("_time(us)")) chosen.push_back({{name}});
  struct seen {
    std::vector<double> numbers;
    std::string name;
    void operator()(const read::csv_row& row) {
      name = row[0].text() + (row[1].missing() ? " without" : " with");
      for (std::size_t i = 1; i < 4; ++i) numbers.push_back(row.number(i));
    }
    seen& operator+=(const seen& later) { return *this = later; }
  };
  const auto read = read::csv_columns(file, chosen, seen{});
  REQUIRE(read.value.numbers.size() == 3);
  CHECK(read.value.name == "a without");
  CHECK(std::isnan(read.value.numbers[0]));
  CHECK(read.value.numbers[1] == 1.5);
  CHECK(std::isnan(read.value.numbers[2]));
  CHECK_THROWS_AS(read::csv_columns(file, {{{"absent"}}}, seen{}), read::error);
}

namespace {

auto durations_by_class() {
  return aggregate::group_by(operator_class,
                             aggregate::of(&operator_run::duration_us, aggregate::moments{}));
}

std::string op_row(int i, const std::string& name, const std::string& duration) {
  return name + ",\"\"\"" + std::to_string(i % 7) + ",128;\"\"\",FLOAT,\"\"\"1\"\"\"," + duration +
         ",17751170182" + std::to_string(10000 + i) + ".752\t\n";
}
constexpr std::string_view op_header =
    "Op Name,Input Shapes,Input Data Types,Output Shapes,Task Duration(us),Task Start Time(us)\n";

}  // namespace

TEST_CASE(
    "csv: one row in ten damaged in eight ways: each is counted, by cause, and no other lost") {
  const tests::temporary_folder folder;
  std::string content(op_header);
  double total = 0;
  int good = 0;
  for (int i = 0; i < 40'000; ++i) {
    const std::string name = "op" + std::to_string(i % 13);
    std::string row = op_row(i, name, std::to_string(i % 100) + ".25");
    if (i % 10 != 3) {
      total += i % 100 + 0.25;
      ++good;
    } else {
      switch (i / 10 % 8) {
        case 0: row.erase(row.find(",FLOAT"), 6); break;       // a cell is lost
        case 1: row.insert(row.find(",FLOAT"), ",a"); break;   // one is there too much
        case 2: row.insert(row.find(";\"\"\""), "\""); break;  // a quote is doubled wrongly
        case 3: row.erase(row.find("\"\"\""), 1); break;       // the opening one is lost
        case 4: row = op_row(i, name, "12.x5"); break;         // no number
        case 5: row = op_row(i, name, "N/A"); break;           // none at all
        case 6: row = op_row(i, name, "-3"); break;            // a time that ran backwards
        default: row[1] = '\xff';                              // other bytes
      }
    }
    content += row;
  }
  const std::string file = folder.write("op_summary_1.csv", content);
  for (const unsigned threads : {1u, 3u}) {
    const auto read =
        read::csv(file, durations_by_class(), {.threads = threads, .piece_bytes = 300'000});
    const auto& booked = read.ledger;
    CHECK(booked.lines == 40'000);
    CHECK(booked.used == static_cast<std::uint64_t>(good));
    CHECK(booked.count(read::cause::too_few_fields) == 500);
    CHECK(booked.count(read::cause::too_many_fields) == 500);
    CHECK(booked.count(read::cause::stray_quote) == 1000);
    CHECK(booked.count(read::cause::wrong_type) == 500);
    CHECK(booked.count(read::cause::missing_field) == 500);
    CHECK(booked.count(read::cause::out_of_range) == 500);
    CHECK(booked.count(read::cause::invalid_utf8) == 500);
    double sum = 0;
    for (const auto& [key, runs] : read.value) sum += runs.value.sum();
    CHECK(sum == total);
    CHECK(read.value.size() == 91);
  }
}

TEST_CASE("csv: groups are the same to the bit for any number of threads") {
  const tests::temporary_folder folder;
  for (const char* name : {"op_summary_1.csv", "op_summary_2.csv"}) {
    std::string content(op_header);
    for (int i = 0; i < 20'000; ++i)
      content += op_row(i, "op" + std::to_string(i * i % 31), std::to_string(0.1 * i));
    folder.write(name, content);
  }
  const auto read = [&](unsigned threads) {
    return read::csv(folder.path(), durations_by_class(),
                     {.threads = threads, .piece_bytes = 200'000});
  };
  const auto one = read(1);
  CHECK(one.ledger.used == 40'000);
  for (const unsigned threads : {2u, 3u, 8u}) {
    const auto several = read(threads);
    CHECK(several.value == one.value);
    CHECK(several.ledger == one.ledger);
  }
}

TEST_CASE("csv: operator runs have exact times, and tables of another era other names") {
  struct last_run {
    using record_type = operator_run;
    std::int64_t nanoseconds = 0;
    double duration_us = 0, wait_us = 0;
    std::string words;
    void operator()(const operator_run& run) {
      nanoseconds = run.start.value_or(record::time_stamp{}).nanoseconds;
      duration_us = run.duration_us;
      wait_us = run.wait_us.value_or(-1);
      words = run.op_name.text() + ' ' + run.task_type.text() + ' ' + run.input_shapes.key_text() +
              ' ' + run.step_id.text();
    }
    last_run& operator+=(const last_run& later) { return *this = later; }
  };
  const tests::temporary_folder folder;
  const auto old = read::csv(
      folder.write("k.csv",
                   "Step Id,Name,Type,Accelerator Core,Start Time(us),Duration(us),Wait Time(us),"
                   "Input Shapes,Input Data Types,Output Shapes\n"
                   "2,ZerosLike,Z,AI_CORE,1695115378715400.2,496.8508,N/A,N/A,FLOAT,\n"),
      last_run{});
  CHECK(old.value.nanoseconds == 1'695'115'378'715'400'200);
  CHECK(old.value.duration_us == 496.8508);
  CHECK(old.value.wait_us == -1);
  CHECK(old.value.words == "ZerosLike AI_CORE N/A 2");
}
