#include <proflens/read/json_lines.hpp>

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <limits>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <proflens/record/scheduler_step.hpp>
#include "tests/read/compressed.hpp"
#include "tests/temporary_folder.hpp"

using namespace proflens;
using read::cause;

namespace {

/// Keeps all points with their lines; the sum of run times depends on the order of additions.
struct kept_steps {
  std::vector<point> points;
  std::vector<std::uint64_t> lines;
  double sum = 0;

  void operator()(const scheduler_step& step, std::uint64_t line) {
    points.push_back(tokens_and_runtime(step));
    lines.push_back(line);
    sum += step.runtime_ms;
  }
  void shift_lines(std::uint64_t before) {
    for (auto& line : lines) line += before;
  }
  kept_steps& operator+=(const kept_steps& other) {
    points.insert(points.end(), other.points.begin(), other.points.end());
    lines.insert(lines.end(), other.lines.begin(), other.lines.end());
    sum += other.sum;
    return *this;
  }
  friend bool operator==(const kept_steps&, const kept_steps&) = default;
};

/// Counts steps, leaves out slow ones, and reads two fields only.
struct fast_steps {
  using record_type = scheduler_step;
  static constexpr auto needs = tokens_and_runtime_projection::needs;
  std::int64_t tokens = 0;

  std::string_view operator()(const scheduler_step& step) {
    if (step.runtime_ms > 200) return "filtered_runtime";
    tokens += step.chunks.tokens;
    return {};
  }
  fast_steps& operator+=(const fast_steps& other) {
    tokens += other.tokens;
    return *this;
  }
};

auto steps_in(const read::files& input, const read::options& chosen = {}) {
  return read::json_lines<scheduler_step>(input, kept_steps{}, chosen);
}

bool is_balanced(const read::ledger& booked) {
  std::uint64_t causes = 0;
  for (const auto lines : booked.malformed_by_cause) causes += lines;
  return causes == booked.malformed && booked.lines == booked.trimmed + booked.blank +
                                                           booked.malformed +
                                                           booked.filtered_lines() + booked.used;
}

std::string log_line(int tokens, double runtime_ms) {
  return "{\"batch_id\": 1, \"chunk_sizes\": [1, " + std::to_string(tokens) +
         "], \"schedule_duration_ms\": 0.25, \"model_run_duration_ms\": " +
         std::to_string(runtime_ms) + "}";
}

std::string generated_log(std::size_t lines, unsigned seed) {
  std::mt19937 random(seed);
  std::string text;
  for (std::size_t i = 0; i < lines; ++i) {
    text +=
        log_line(static_cast<int>(random() % 2000), static_cast<double>(random() % 100'000) / 700);
    if (random() % 20 == 0) text.resize(text.size() - random() % 30);
    text += random() % 50 == 0 ? "\r\n\n" : "\n";
  }
  return text;
}

const std::string data = PROFLENS_TEST_DATA "/scheduler_log/";

}  // namespace

TEST_CASE("json_lines: the real logs") {
  const auto rtx = steps_in(data + "rtx3090_chunk_256.jsonl");
  CHECK(rtx.ledger.lines == 101);
  CHECK(rtx.ledger.used == 101);
  CHECK(rtx.value.points.front() == point{7, 32.57307596504688});
  CHECK(rtx.value.lines.back() == 101);

  const auto trimmed =
      steps_in(data + "rtx3090_chunk_256.jsonl", {.trim_first = 10, .trim_last = 10});
  CHECK(trimmed.ledger.used == 81);
  CHECK(trimmed.ledger.trimmed == 20);
  CHECK(trimmed.value.sum / 81 == doctest::Approx(20.585705606658).epsilon(1e-13));
  CHECK(trimmed.value.lines.front() == 11);

  const auto all = steps_in(data);
  CHECK(all.ledger.lines == 189);
  CHECK(all.ledger.used == 189);
  REQUIRE(all.files.size() == 3);
  CHECK(all.files[0].filename() == "a6000_tp2_chunk_512.jsonl");
  CHECK(all.files[1].filename() == "a6000_tp2_chunk_2048.jsonl");
}

TEST_CASE("json_lines: the same to the bit for any number of threads and any compression") {
  const tests::temporary_folder folder;
  const std::string text = generated_log(3000, 1);
  const std::string plain = folder.write("a.jsonl", text);
  const std::string zipped = folder.write("gz/a.jsonl.gz", tests::gzip(text));
  const std::string zstd = folder.write("zst/a.jsonl.zst", tests::zstd(text));
  for (const std::size_t task : {std::size_t{50}, std::size_t{1000}, std::size_t{4096}}) {
    read::options chosen{.threads = 1, .trim_first = 3, .trim_last = 2, .task_bytes = task};
    const auto one = steps_in(plain, chosen);
    CHECK(is_balanced(one.ledger));
    CHECK(one.ledger.malformed > 50);
    CHECK(one.ledger.blank > 20);
    for (const unsigned threads : {1u, 2u, 3u, 7u}) {
      chosen.threads = threads;
      for (const auto& file : {plain, zipped, zstd}) {
        auto many = steps_in(file, chosen);
        CHECK(many.value == one.value);
        for (auto& bad : many.ledger.first_malformed) bad.file = plain;
        CHECK(many.ledger == one.ledger);
      }
    }
  }
}

TEST_CASE("json_lines: results by file, in order, and their fold") {
  const tests::temporary_folder folder;
  for (unsigned i = 1; i <= 12; ++i)
    folder.write("log_" + std::to_string(i) + ".jsonl", generated_log(20 * i, i));
  const read::options chosen{.threads = 3, .task_bytes = 700};
  const auto by_file =
      read::json_lines_by_file<scheduler_step>(folder.path(), kept_steps{}, chosen);
  REQUIRE(by_file.size() == 12);
  CHECK(by_file[1].files.front().filename() == "log_2.jsonl");
  CHECK(by_file[11].files.front().filename() == "log_12.jsonl");
  kept_steps all;
  read::ledger booked;
  for (const auto& of_file : by_file) {
    CHECK(of_file.value == steps_in(of_file.files.front(), chosen).value);
    all += of_file.value;
    booked += of_file.ledger;
  }
  const auto folded = steps_in(folder.path(), chosen);
  CHECK(folded.value == all);
  CHECK(folded.ledger == booked);
  CHECK(folded.files.size() == 12);
}

TEST_CASE("json_lines: every line of bad input has one count, and the places are true") {
  const tests::temporary_folder folder;
  const std::string file = folder.write(
      "a.jsonl", log_line(1, 1) + "\n" +
                     "{\"chunk_sizes\": [1], \"model_run\xff_duration_ms\": 1}\n" + "\t \r\n" +
                     "[1, 2]\n" + "{\"chunk_sizes\": [1], \"model_run_duration_ms\": \"abc\"}\n" +
                     "{\"chunk_sizes\": [1], \"model_run_duration_ms\": NaN}\n" +
                     "{\"chunk_sizes\": [1], \"model_run_duration_ms\": null}\r\n" + "hello\n" +
                     log_line(2, 2) + "\r\n" + "{\"chunk_sizes\": [1], \"model_run_dur");
  const auto steps = steps_in(file);
  const read::ledger& booked = steps.ledger;
  CHECK(booked.lines == 10);
  CHECK(booked.used == 2);
  CHECK(booked.blank == 1);
  CHECK(booked.malformed == 7);
  CHECK(booked.count(cause::invalid_utf8) == 1);
  CHECK(booked.count(cause::not_an_object) == 1);
  CHECK(booked.count(cause::wrong_type) == 1);
  CHECK(booked.count(cause::out_of_range) == 1);
  CHECK(booked.count(cause::missing_field) == 1);
  CHECK(booked.count(cause::syntax) == 2);
  CHECK(is_balanced(booked));
  REQUIRE(booked.first_malformed.size() == 3);
  CHECK(booked.first_malformed[0].line == 2);
  CHECK(booked.first_malformed[1].line == 4);
  CHECK(describe(booked.first_malformed[2]) ==
        file +
            ":5:47: expected a number in \"model_run_duration_ms\", found \"abc\"; line skipped "
            "(counted as wrong_type)");
  CHECK(steps.value.lines == std::vector<std::uint64_t>{1, 9});
  CHECK(booked.missing.found == std::vector<std::string>{"chunk_sizes", "model_run_duration_ms"});
  CHECK(booked.missing.needed == std::vector<std::string>{"model_run_duration_ms or model_run_ms"});
}

TEST_CASE("json_lines: files of 20 and 21 lines, 10 trimmed at either end") {
  const tests::temporary_folder folder;
  std::string text;
  for (int i = 0; i < 20; ++i) text += log_line(i, i) + "\n";
  const read::options chosen{.trim_first = 10, .trim_last = 10};
  const auto twenty = steps_in(folder.write("a.jsonl", text), chosen);
  CHECK(twenty.ledger.trimmed == 20);
  CHECK(twenty.ledger.used == 0);
  const auto with_one = steps_in(folder.write("b.jsonl", text + log_line(20, 20)), chosen);
  CHECK(with_one.ledger.trimmed == 20);
  CHECK(with_one.ledger.used == 1);
  CHECK(with_one.value.points == std::vector<point>{{11, 10}});
  CHECK(with_one.value.lines == std::vector<std::uint64_t>{11});
  const auto five = steps_in(folder.write("c.jsonl", "\n\nx\n\n\n"), chosen);
  CHECK(five.ledger.lines == 5);
  CHECK(five.ledger.trimmed == 5);  // blank and malformed ones too
}

TEST_CASE("json_lines: to trim more lines than there can be leaves none") {
  const tests::temporary_folder folder;
  const std::string text = generated_log(300, 9);
  constexpr std::size_t most = std::numeric_limits<std::size_t>::max();
  for (const std::string& file :
       {folder.write("a.jsonl", text), folder.write("b.jsonl.gz", tests::gzip(text))})
    for (const read::options& chosen : {read::options{.trim_last = most, .task_bytes = 1000},
                                        read::options{.trim_first = most, .task_bytes = 1000},
                                        read::options{.trim_first = most, .trim_last = most}}) {
      const auto steps = steps_in(file, chosen);
      CHECK(steps.ledger.trimmed == steps.ledger.lines);
      CHECK(steps.ledger.lines > 0);
    }
}

TEST_CASE("json_lines: malformed lines are named by their lines in the file") {
  const tests::temporary_folder folder;
  std::string text;
  for (int i = 1; i <= 500; ++i) text += i == 207 || i == 433 ? "{]\n" : log_line(i, i) + "\n";
  for (const std::string& file :
       {folder.write("a.jsonl", text), folder.write("b.jsonl.gz", tests::gzip(text))}) {
    const auto steps = steps_in(file, {.threads = 3, .task_bytes = 1000});
    REQUIRE(steps.ledger.first_malformed.size() == 2);
    CHECK(steps.ledger.first_malformed[0].line == 207);
    CHECK(steps.ledger.first_malformed[1].line == 433);
    CHECK(describe(steps.ledger.first_malformed[1]).starts_with(file + ":433: expected"));
  }
  const auto both = steps_in(folder.path(), {.task_bytes = 1000});
  REQUIRE(both.ledger.first_malformed.size() == 3);
  CHECK(both.ledger.first_malformed[2].file == folder / "b.jsonl.gz");
  CHECK(both.ledger.first_malformed[2].line == 207);
}

TEST_CASE("json_lines: for_each gives no line number, which it does not know") {
  const tests::temporary_folder folder;
  const std::string file = folder.write("a.jsonl", generated_log(300, 9));
  std::vector<std::uint64_t> lines;
  const auto function = [&](const scheduler_step&, std::uint64_t line = 0) {
    lines.push_back(line);
  };
  read::for_each<scheduler_step>(file, function, {.task_bytes = 1000});
  REQUIRE(lines.size() > 100);
  for (const auto line : lines) CHECK(line == 0);
}

TEST_CASE("json_lines: for_each calls in the calling thread, whatever number is asked for") {
  const tests::temporary_folder folder;
  const std::string file = folder.write("a.jsonl", generated_log(3000, 9));
  std::size_t elsewhere = 0, calls = 0;
  read::for_each<scheduler_step>(file,
                                 [&, here = std::this_thread::get_id()](const scheduler_step&) {
                                   ++calls;
                                   elsewhere += std::this_thread::get_id() != here;
                                 },
                                 {.threads = 4, .task_bytes = 1000});
  CHECK(calls > 1000);
  CHECK(elsewhere == 0);
}

TEST_CASE("json_lines: no more threads than tasks; a compressed file is worth two") {
  const tests::temporary_folder folder;
  const std::filesystem::path plain = folder.write("a.jsonl", std::string(2500, 'x')),
                              gzip = folder.write("b.jsonl.gz", "x"),
                              zstd = folder.write("c.jsonl.zst", "x");
  const auto threads = [](const std::vector<std::filesystem::path>& files, unsigned wanted) {
    return read::useful_threads(files, {.threads = wanted, .task_bytes = 1000});
  };
  CHECK(threads({plain}, 8) == 3);
  CHECK(threads({plain}, 2) == 2);
  CHECK(threads({gzip}, 8) == 2);
  CHECK(threads({zstd}, 8) == 2);
  CHECK(threads({gzip}, 1) == 1);
  CHECK(threads({plain, gzip}, 8) == 5);
  CHECK(threads({folder / "pipe"}, 8) == 8);
}

TEST_CASE("json_lines: reading takes some time") {
  const tests::temporary_folder folder;
  folder.write("a.jsonl", generated_log(3000, 9));
  const std::string b = folder.write("b.jsonl", generated_log(3000, 9));
  CHECK(steps_in(b).seconds > 0);
  const auto of_files = read::json_lines_by_file<scheduler_step>(folder.path(), kept_steps{});
  CHECK(of_files[0].seconds > 0);
  CHECK(of_files[1].seconds > 0);
}

TEST_CASE("json_lines: empty files, no final line end, CRLF, a byte order mark, a NUL byte") {
  const tests::temporary_folder folder;
  const auto empty = steps_in(folder.write("a.jsonl", ""));
  CHECK(empty.ledger == read::ledger{});
  CHECK(empty.files.size() == 1);
  CHECK(steps_in(folder.write("b.jsonl", log_line(1, 1))).ledger.used == 1);
  CHECK(steps_in(folder.write("c.jsonl", log_line(1, 1) + "\r\n" + log_line(1, 1) + "\r"))
            .ledger.used == 2);
  CHECK(steps_in(folder.write("d.jsonl", "\xef\xbb\xbf" + log_line(1, 1))).ledger.used == 1);
  const auto nul = steps_in(
      folder.write("e.jsonl", std::string(5, '\0') + "\n" + log_line(1, 1) + std::string(1, '\0')));
  CHECK(nul.ledger.lines == 2);
  CHECK(nul.ledger.count(cause::syntax) == 2);
}

TEST_CASE("json_lines: only what is needed is read and asked for") {
  const tests::temporary_folder folder;
  const std::string file = folder.write(
      "a.jsonl",
      "{\"chunk_sizes\": [4], \"model_run_duration_ms\": 1, \"schedule_duration_ms\": \"x\"}\n" +
          log_line(1, 200) + "\n" + log_line(1, 200.5) + "\n");
  const auto fast = read::json_lines(file, fast_steps{});
  CHECK(fast.value.tokens == 6);
  CHECK(fast.ledger.used == 2);
  CHECK(fast.ledger.count("filtered_runtime") == 1);
  CHECK(steps_in(file).ledger.count(cause::wrong_type) == 1);
  CHECK(read::json_lines_by_file(file, fast_steps{}).front().value.tokens == 6);
}

TEST_CASE("json_lines: for_each calls in file order") {
  const tests::temporary_folder folder;
  std::string text;
  for (int i = 0; i < 500; ++i) text += log_line(i, i) + "\n";
  folder.write("a_10.jsonl", text);
  folder.write("a_9.jsonl", log_line(1000, 1) + "\n");
  std::vector<std::int64_t> tokens;
  const read::ledger booked = read::for_each<scheduler_step>(
      folder.path(), [&](const scheduler_step& step) { tokens.push_back(step.chunks.tokens); },
      {.threads = 4, .task_bytes = 1000});
  CHECK(booked.used == 501);
  REQUIRE(tokens.size() == 501);
  CHECK(tokens[0] == 1001);
  for (std::size_t i = 1; i < tokens.size(); ++i) CHECK(tokens[i] == static_cast<std::int64_t>(i));

  const read::ledger odd = read::for_each<scheduler_step>(
      folder.path(), [](const scheduler_step& step) { return step.runtime_ms > 99 ? "slow" : ""; });
  CHECK(odd.count("slow") == 400);
  CHECK(odd.used == 101);
}

TEST_CASE("json_lines: a pipe is read like a file") {
  const tests::temporary_folder folder;
  const std::string text = generated_log(2000, 3), pipe = folder / "pipe";
  const auto plain = steps_in(folder.write("a.jsonl", text), {.trim_last = 10});
  for (const std::string& content : {text, tests::gzip(text), std::string()}) {
    REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
    std::jthread writer([&] { std::ofstream(pipe, std::ios::binary) << content; });
    const auto piped = steps_in(pipe, {.trim_last = 10});
    writer.join();
    if (content.empty())
      CHECK(piped.ledger.lines == 0);
    else
      CHECK(piped.value == plain.value);
    std::filesystem::remove(pipe);
  }
}

TEST_CASE("json_lines: what cannot be read at all is an error") {
  const tests::temporary_folder folder;
  CHECK_THROWS_AS(steps_in(folder / "nowhere.jsonl"), read::error);
  CHECK_THROWS_AS(steps_in(folder.path()), read::error);
  folder.write("a.jsonl", log_line(1, 1) + "\n");
  const std::string packed = tests::gzip(generated_log(200, 4));
  folder.write("b.jsonl.gz", packed.substr(0, packed.size() / 2));
  CHECK_THROWS_AS(steps_in(folder.path()), read::error);
}

TEST_CASE("json_lines: exceptions of the accumulator reach the caller") {
  const tests::temporary_folder folder;
  const std::string file = folder.write("a.jsonl", generated_log(500, 5));
  struct fails {
    void operator()(const scheduler_step& step) {
      if (step.chunks.tokens > 1900) throw std::out_of_range("too large");
    }
    fails& operator+=(const fails&) { return *this; }
  };
  for (const unsigned threads : {1u, 3u})
    CHECK_THROWS_AS(
        read::json_lines<scheduler_step>(file, fails{}, {.threads = threads, .task_bytes = 2000}),
        std::out_of_range);
}

TEST_CASE("json_lines: a line of 50 MB") {
  const tests::temporary_folder folder;
  const std::string file =
      folder.write("a.jsonl", log_line(1, 1) + "\n{\"x\": \"" + std::string(50'000'000, 'x') +
                                  "\", " + log_line(2, 2).substr(1) + "\n" +
                                  std::string(1'000'000, '[') + "\n" + log_line(3, 3) + "\n");
  const auto steps = steps_in(file);
  CHECK(steps.ledger.used == 3);
  CHECK(steps.ledger.count(cause::syntax) == 1);
  CHECK(steps.value.points.back() == point{4, 3});
  CHECK(steps.value.lines == std::vector<std::uint64_t>{1, 2, 4});
}

TEST_CASE("json_lines: random damage never crashes and never loses a line") {
  const tests::temporary_folder folder;
  std::mt19937 random(99);
  const std::string whole = tests::content_of(data + "a6000_tp2_chunk_2048.jsonl");
  constexpr std::string_view bytes = "{}[]\",:\\ 0-+.eE\n\r\t\0\xff\xc3nNtI";
  std::uint64_t malformed = 0;
  for (int round = 0; round < 1500; ++round) {
    std::string text = whole;
    for (std::size_t i = 0; i < 30; ++i) {
      const std::size_t place = random() % text.size();
      switch (random() % 4) {
        case 0: text.erase(place, random() % 20); break;
        case 1: text.insert(place, 1, bytes[random() % bytes.size()]); break;
        case 2: text[place] = bytes[random() % bytes.size()]; break;
        default: text[place] = static_cast<char>(random() % 256);
      }
    }
    if (round % 7 == 0) text.resize(random() % text.size());
    const std::string file = folder.write("a.jsonl", text);
    const auto ends = static_cast<std::uint64_t>(std::count(text.begin(), text.end(), '\n'));
    const std::uint64_t lines = ends + (!text.empty() && text.back() != '\n');
    const auto steps = steps_in(file, {.threads = 1 + unsigned(round % 2), .task_bytes = 3000});
    REQUIRE(steps.ledger.lines == lines);
    REQUIRE(is_balanced(steps.ledger));
    REQUIRE(steps.value.points.size() == steps.ledger.used);
    malformed += steps.ledger.malformed;
  }
  CHECK(malformed > 10'000);
}
