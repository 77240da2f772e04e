// The workflow as a library: what is drawn, what is left out and counted, what is said about it.
#include <proflens/workflow/runtime_vs_tokens.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <string>
#include <variant>
#include <vector>

#include "tests/temporary_folder.hpp"

using namespace proflens;
using namespace proflens::workflow;
using tests::temporary_folder;

namespace {

const std::string logs = std::string(PROFLENS_TEST_DATA) + "/scheduler_log";

/// A line of the first generation.
std::string step(int id, const std::string& chunks, double runtime_ms, double schedule_ms = 0.1) {
  return "{\"batch_id\": " + std::to_string(id) + ", \"chunk_sizes\": " + chunks +
         ", \"schedule_duration_ms\": " + report::exact(schedule_ms) +
         ", \"model_run_duration_ms\": " + report::exact(runtime_ms) + "}\n";
}

/// `count` decodes of one token and 10 ms, numbered from 0.
std::string decodes(int count) {
  std::string text;
  for (int id = 0; id < count; ++id) text += step(id, "[1]", 10);
  return text;
}

runtime_vs_tokens_options untrimmed(const std::string& path) {
  runtime_vs_tokens_options options;
  options.configurations = {{"a", path}};
  options.trim = 0;
  return options;
}

const configuration_result only(const runtime_vs_tokens_options& options) {
  return runtime_vs_tokens(options).configurations.at(0);
}

std::string message_of(const runtime_vs_tokens_options& options) {
  try {
    runtime_vs_tokens(options);
  } catch (const proflens::error& failed) {
    return failed.what();
  }
  return "nothing was thrown";
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != text.npos; }

void check_identity(const read::ledger& ledger) {
  CHECK(ledger.lines == ledger.trimmed + ledger.blank + ledger.malformed +
                            ledger.count(filtered_schedule) + ledger.count(filtered_runtime) +
                            ledger.used);
}

}  // namespace

TEST_CASE("runtime_vs_tokens: the document's default rules on the real RTX 3090 log") {
  runtime_vs_tokens_options options;
  options.configurations = {{"3090", logs + "/rtx3090_chunk_256.jsonl"}};
  const auto result = only(options);
  CHECK(result.ledger.lines == 101);
  CHECK(result.ledger.trimmed == 20);
  CHECK(result.ledger.used == 81);
  CHECK(result.regime(step_selection::all).runtime_ms.mean ==
        doctest::Approx(20.585705606658).epsilon(1e-12));
  CHECK(result.warnings.empty());
  check_identity(result.ledger);
}

TEST_CASE("runtime_vs_tokens: the line through the untrimmed RTX 3090 log") {
  auto options = untrimmed(logs + "/rtx3090_chunk_256.jsonl");
  options.fit = runtime_fit::line;
  const auto result = only(options);
  const auto& line = result.regime(step_selection::all).line.value().line;
  CHECK(line.slope.value == doctest::Approx(2.5072530607).epsilon(1e-10));
  CHECK(line.intercept.value == doctest::Approx(17.9733144238).epsilon(1e-10));
  CHECK(line.r2 == doctest::Approx(0.3954580532).epsilon(1e-9));
  CHECK(line.n == 101);
}

TEST_CASE("runtime_vs_tokens: constant tokens have no line but a reason, and are still drawn") {
  auto options = untrimmed(logs + "/a6000_tp2_chunk_512.jsonl");
  options.fit = runtime_fit::line;
  const auto result = runtime_vs_tokens(options);
  const auto& all = result.configurations[0].regime(step_selection::all);
  CHECK_FALSE(all.line.has_value());
  CHECK(has(all.line_reason, "512"));
  CHECK(all.n == 48);
  CHECK(figure(result).grid.at(0).marks().size() == 1);
  CHECK(figure(result).grid.at(0).options().x.integer);
  CHECK_FALSE(figure(result).grid.at(0).options().y.integer);
}

TEST_CASE("runtime_vs_tokens: points tell batch id and size on hover where a page asks for it") {
  temporary_folder folder;
  auto options = untrimmed(
      folder.write("log.jsonl", step(17, "[10]", 5) + step(18, "[1, 1]", 7) + step(19, "[20]", 6)));
  options.regime = step_selection::prefill;
  const auto told = [](const plot::figure& drawn) {
    return std::get<plot::points_mark>(drawn.grid.at(0).marks().at(0)).options.hover;
  };
  auto result = runtime_vs_tokens(options);
  CHECK(told(figure(result)).empty());
  const auto prefills = told(figure(result, hover_details::batches));
  REQUIRE(prefills.size() == 2);
  CHECK(prefills[0].name == "batch id");
  CHECK(std::ranges::equal(prefills[0].values.numbers(), std::array{17.0, 19.0}));
  CHECK(std::ranges::equal(prefills[1].values.numbers(), std::array{1.0, 1.0}));

  result.options.regime = step_selection::all;
  result.options.color_by_batch = true;  // then the colour tells the size
  const auto all = told(figure(result, hover_details::batches));
  REQUIRE(all.size() == 1);
  CHECK(std::ranges::equal(all[0].values.numbers(), std::array{17.0, 18.0, 19.0}));
}

TEST_CASE("runtime_vs_tokens: each regime has its own statistics and its own line") {
  temporary_folder folder;
  std::string text;
  for (int i = 1; i <= 4; ++i) text += step(i, "[" + std::to_string(10 * i) + "]", 5 + 2.0 * i);
  text += step(5, "[1, 1]", 7) + step(6, "[1]", 6) + step(7, "[1, 30]", 9) + step(8, "[]", 0.3) +
          step(9, "[0, null]", 0.4);
  auto options = untrimmed(folder.write("log.jsonl", text));
  options.fit = runtime_fit::line;
  const auto result = only(options);
  CHECK(result.regime(step_selection::all).n == 9);
  CHECK(result.regime(step_selection::prefill).n == 4);
  CHECK(result.regime(step_selection::decode).n == 2);
  CHECK(result.regime(step_selection::mixed).n == 1);
  CHECK(result.regime(step_selection::empty).n == 2);

  const auto& prefill = result.regime(step_selection::prefill);
  CHECK(prefill.line->line.slope.value == doctest::Approx(0.2).epsilon(1e-12));
  CHECK(prefill.line->line.intercept.value == doctest::Approx(5).epsilon(1e-12));
  CHECK(prefill.tokens.median == 25);
  CHECK(prefill.runtime_ms.p90 == doctest::Approx(12.4).epsilon(1e-12));
  CHECK(prefill.runtime_ms.standard_deviation == doctest::Approx(std::sqrt(20.0 / 3)));

  const auto& mixed = result.regime(step_selection::mixed);
  CHECK(mixed.batch_size.mean == 2);
  CHECK(mixed.runtime_ms.median == 9);
  CHECK(std::isnan(mixed.runtime_ms.standard_deviation));
  CHECK(mixed.line_reason != "");
}

TEST_CASE("runtime_vs_tokens: limits are strict, a missing schedule time passes") {
  temporary_folder folder;
  const std::string text = step(0, "[1]", 200) + step(1, "[800]", 200.5) + step(2, "[1]", 1, 300) +
                           step(3, "[1]", 1, 300.5) + step(4, "[2000]", 900, 900) +
                           "{\"chunk_sizes\": [3], \"model_run_duration_ms\": 2}\n"
                           "{\"chunk_sizes\": [3], \"model_run_duration_ms\": 2, "
                           "\"schedule_duration_ms\": null}\n"
                           "{\"chunk_sizes\": [3], \"model_run_duration_ms\": null}\n";
  auto options = untrimmed(folder.write("log.jsonl", text));
  const auto result = only(options);
  CHECK(result.ledger.count(filtered_schedule) == 2);
  CHECK(result.ledger.count(filtered_runtime) == 1);
  CHECK(result.ledger.count(read::cause::missing_field) == 1);
  CHECK(result.ledger.used == 4);
  check_identity(result.ledger);

  options.max_runtime_ms.reset();
  options.max_schedule_ms.reset();
  CHECK(only(options).ledger.used == 7);
}

TEST_CASE("runtime_vs_tokens: a cut by run time is told with its tokens: the fit is censored") {
  temporary_folder folder;
  const std::string text =
      decodes(3) + step(3, "[800]", 250) + step(4, "[2048]", 400) + step(5, "[7]", 1, 301);
  const auto result = only(untrimmed(folder.write("log.jsonl", text)));
  REQUIRE(result.warnings.size() == 1);
  CHECK(has(result.warnings[0], "2 steps with a run time above 200 ms"));
  CHECK(has(result.warnings[0], "800 to 2,048 tokens"));
  CHECK(has(result.warnings[0], "what is left is censored;"));
  CHECK(result.filtered_runtime_tokens == interval{800, 2048});
  auto fitted = untrimmed(folder.path().string());
  fitted.fit = runtime_fit::line;
  CHECK(has(only(fitted).warnings[0], "and so is every fit"));
}

TEST_CASE("runtime_vs_tokens: an id that is missing is the line, counted from the file's start") {
  cleaned_steps block;
  record::scheduler_step decode;
  decode.runtime_ms = 1;
  decode.chunks(1);
  CHECK(block(decode, 1).empty());
  decode.batch_id = 7;
  CHECK(block(decode, 2).empty());
  decode.batch_id.reset();
  CHECK(block(decode, 5).empty());
  block.shift_lines(1000);
  CHECK(std::ranges::equal(block.batch_id.values(), std::array<std::int64_t, 3>{1000, 7, 1004}));
  CHECK(block.shift_batch_ids(50) == 1055);
  CHECK(std::ranges::equal(block.batch_id.values(), std::array<std::int64_t, 3>{1050, 57, 1054}));
}

TEST_CASE("runtime_vs_tokens: the figure shows the line of its regime with its 95 % band") {
  temporary_folder folder;
  std::string text = decodes(5);
  for (int i = 1; i <= 4; ++i) text += step(i, "[" + std::to_string(10 * i) + "]", 5 + 2.0 * i);
  auto options = untrimmed(folder.write("log.jsonl", text));
  options.fit = runtime_fit::line;
  options.regime = step_selection::prefill;
  const auto drawn = figure(runtime_vs_tokens(options));
  const auto& marks = drawn.grid.at(0).marks();
  REQUIRE(marks.size() == 2);
  const auto& line = std::get<plot::model_mark>(marks[1]);
  CHECK(line.curve(100) == doctest::Approx(25).epsilon(1e-12));
  CHECK(line.options.label == "T = 5 + 0.2 S ms");
  CHECK(line.options.band.value().level == 0.95);
  CHECK(line.options.over.value() == interval{10, 40});
}

TEST_CASE("runtime_vs_tokens: every line of every file is in exactly one count") {
  temporary_folder folder;
  folder.write("log_1.jsonl", "\n" + decodes(4) +
                                  "  \t\r\n{\"chunk_sizes\": [1]}\n[1]\nnonsense\n" +
                                  step(9, "[1]", 250) + step(10, "[1]", 1, 400) + "{\"cut\": ");
  folder.write("log_2.jsonl", decodes(25));
  folder.write("log_10.jsonl", "");
  folder.write("notes.txt", "not a log");
  auto options = untrimmed(folder.path().string());
  for (const std::size_t trim : {0u, 2u, 10u}) {
    options.trim = trim;
    const auto result = only(options);
    CHECK(result.files.size() == 3);
    CHECK(result.files[1].path == folder / "log_2.jsonl");  // natural order
    CHECK(result.ledger.lines == 37);
    check_identity(result.ledger);
    CHECK(result.steps.size() == result.ledger.used);
    CHECK(result.ledger.trimmed == (trim == 0 ? 0u : trim == 2 ? 8u : 32u));
  }
}

TEST_CASE("runtime_vs_tokens: batch ids continue from file to file, a missing one is its line") {
  temporary_folder folder;
  folder.write("log_1.jsonl", step(0, "[1]", 1) + step(7, "[1]", 1));
  folder.write("log_2.jsonl",
               step(0, "[1]", 1) + "\n{\"chunk_sizes\": [1], \"model_run_duration_ms\": 2}\n" +
                   "{\"batch_id\": \"x\", \"chunk_sizes\": [1], \"model_run_duration_ms\": 2}\n");
  folder.write("log_3.jsonl", step(0, "[1]", 1));
  const auto result = only(untrimmed(folder.path().string()));
  CHECK(result.steps.batch_id == std::vector<std::int64_t>{0, 7, 8, 10, 11, 12});
}

TEST_CASE(
    "runtime_vs_tokens: a file of 20 lines is trimmed away: a warning among others, else an "
    "error") {
  temporary_folder folder;
  runtime_vs_tokens_options options;
  options.configurations = {{"short", folder.write("twenty.jsonl", decodes(20))}};
  const std::string message = message_of(options);
  CHECK(has(message, "short: no step is left to draw"));
  CHECK(has(message, "0 of 20 lines drawn, 20 trimmed"));
  CHECK(has(message, "--trim 0"));

  folder.write("twenty_one.jsonl", decodes(21));
  options.configurations = {{"both", folder.path()}};
  const auto result = only(options);
  CHECK(result.ledger.used == 1);
  REQUIRE(result.warnings.size() == 1);
  CHECK(has(result.warnings[0], "twenty.jsonl: all of its 20 lines were trimmed"));
}

TEST_CASE("runtime_vs_tokens: the name of a file hides no reason") {
  temporary_folder folder;
  runtime_vs_tokens_options options;
  options.configurations = {{"a", folder.write("malformed.jsonl", decodes(20))}};
  CHECK(has(message_of(options), "all of its 20 lines were trimmed"));
}

TEST_CASE("runtime_vs_tokens: nothing left to draw is an error with the ledger") {
  temporary_folder folder;
  CHECK(has(message_of(untrimmed(folder.write("empty.jsonl", ""))), "the file is empty"));
  CHECK(has(message_of(untrimmed(folder.write("bad.jsonl", "{\n[]\n"))),
            "2 malformed (1 syntax, 1 not_an_object)"));
  CHECK(has(message_of(untrimmed(folder.write("slow.jsonl", step(0, "[1]", 999)))),
            "1 above the run time limit"));
}

TEST_CASE("runtime_vs_tokens: without chunk_sizes the error names the keys found and needed") {
  temporary_folder folder;
  const std::string message = message_of(untrimmed(folder.write(
      "other.jsonl", "{\"tokens\": 5, \"latency\": 3}\n{\"tokens\": 6, \"latency\": 4}\n")));
  CHECK(has(message, "found the keys tokens, latency"));
  CHECK(has(message, "chunk_sizes"));
  CHECK(has(message, "model_run_duration_ms"));
}

TEST_CASE("runtime_vs_tokens: one bad configuration fails the whole call") {
  temporary_folder folder;
  auto options = untrimmed(folder.write("good.jsonl", decodes(5)));
  options.configurations.push_back({"missing", folder / "nowhere"});
  CHECK(has(message_of(options), "nowhere"));
  options.configurations[1] = {"empty folder", folder / "sub"};
  std::filesystem::create_directory(folder / "sub");
  CHECK(has(message_of(options), "*.jsonl"));
  options.configurations[1] = {"a", folder / "good.jsonl"};
  CHECK(has(message_of(options), "two configurations are named \"a\""));
}

TEST_CASE("runtime_vs_tokens: the regime changes the figure, not the ledger") {
  temporary_folder folder;
  auto options = untrimmed(folder.write("log.jsonl", decodes(5) + step(5, "[100]", 30)));
  const auto everything = only(options);
  options.regime = step_selection::prefill;
  const auto result = runtime_vs_tokens(options);
  CHECK(result.configurations[0].ledger == everything.ledger);
  const auto drawn = points_to_draw(result.configurations[0].steps, options);
  CHECK(drawn.size() == 1);
  CHECK(drawn.tokens[0] == 100);
  options.regime = step_selection::mixed;
  CHECK(has(message_of(options), "no configuration has a step of the regime mixed"));
}

TEST_CASE("runtime_vs_tokens: a range without a step is warned of") {
  const temporary_folder folder;
  auto options = untrimmed(folder.write("a.jsonl", decodes(30) + step(30, "[500]", 90)));
  const auto warned = [&] {
    const auto warnings = only(options).warnings;
    return std::ranges::any_of(warnings, [](const auto& w) { return has(w, "no step lies in"); });
  };
  CHECK(!warned());
  options.x_range = interval{1, 2};
  CHECK(!warned());
  options.y_range = interval{50, 100};  // the long step, which has too many tokens
  CHECK(warned());
  options.x_range = interval{400, 600};
  CHECK(!warned());
  options.regime = step_selection::decode;
  CHECK(warned());
}

TEST_CASE("runtime_vs_tokens: the legend says that a sample is one") {
  temporary_folder folder;
  auto options = untrimmed(folder.write("log.jsonl", decodes(5000)));
  options.max_points = 1200;
  const auto result = only(options);
  const auto drawn = points_to_draw(result.steps, options);
  CHECK(drawn.size() == 1200);
  CHECK(legend_label(result, drawn) == "a (1,200 of 5,000 steps)");
}

TEST_CASE("configuration_from: paths, names, colons in either") {
  temporary_folder folder;
  const std::string log = folder.write("x.jsonl", decodes(1));
  const std::string odd = folder.write("a:b.jsonl", decodes(1));
  CHECK(configuration_from(log).name == "x.jsonl");
  CHECK(configuration_from(folder.path().string() + "/").name == folder.path().filename());
  CHECK(configuration_from(odd).path == odd);
  CHECK(configuration_from("A6000 512:" + log).name == "A6000 512");
  CHECK(configuration_from("A6000 512:" + log).path == log);
  CHECK(configuration_from("8:30 run:" + log).name == "8:30 run");
  CHECK(configuration_from("gone:" + odd).path == odd);
  CHECK(configuration_from("a:b:c").name == "a");
  CHECK(configuration_from("a:b:c").path == "b:c");
  CHECK(configuration_from("no_such_file").path == "no_such_file");
  CHECK_THROWS_AS(configuration_from(":" + log), workflow::error);
}
